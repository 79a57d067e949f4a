"""Findings: opened by an abnormal visit, moved step by step, closed by another person."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.patrol.checkins.models import Checkin
from backend.patrol.findings import service
from backend.records.audit.models import AuditRow
from backend.registry.accounts.models import Account, Assignment
from backend.registry.kinds.models import Checklist
from backend.staff.extensions import db
from tests.patrol.findings.conftest import NOON, SMELL, Desk
from tests.support.builders import Cast, make_site

CHOICE = {
    "code": "boxes",
    "text": "容器多不多？",
    "text_en": "Containers?",
    "type": "choice",
    "options": [
        {"value": "none", "text": "没有", "text_en": "None"},
        {"value": "many", "text": "很多", "text_en": "Many"},
    ],
    "normal": "none",
    "abnormal": ["many"],
    "when": None,
    "optional": True,
    "help": None,
}


def test_an_abnormal_visit_opens_one_finding(desk: Desk, cast: Cast) -> None:
    site = make_site(cast, risk=3, address="后街 2 号")
    finding_id = desk.find(site, note="味道很大")
    shown = desk.get(cast.leader, finding_id).json
    assert shown == {
        "id": finding_id,
        "checkin": shown["checkin"],
        "origin": "visit",
        "site": {"id": site.id, "name": "出租屋 17 号", "kind": "rental"},
        "grid": {"id": cast.grid_a, "name": "第一网格grid_a"},
        "status": "found",
        "severity": 3,
        "summary": [
            {
                "question": "smell",
                "text": "有没有刺鼻气味？",
                "text_en": "Any chemical smell?",
                "value": "yes",
                "label": None,
                "label_en": None,
            }
        ],
        "opened_at": "2026-11-24T04:00:00Z",
        "due_at": "2026-11-25T16:00:00Z",
        "overdue": False,
        "assignee": None,
        "closed_at": None,
        "version": 1,
        "address": "后街 2 号",
        "author": {"id": cast.officer.id, "name": "officer某"},
        "captured_at": "2026-11-24T04:00:00Z",
        "note": "味道很大",
        "photos": [],
        "moves": [
            {
                "move": "found",
                "by": {"id": cast.officer.id, "name": "officer某"},
                "at": "2026-11-24T04:00:00Z",
                "assignee": None,
                "text": "",
                "photos": [],
            }
        ],
        "possible_moves": ["assign", "note"],
    }


def test_other_visits_open_none(desk: Desk, cast: Cast) -> None:
    site = make_site(cast)
    normal = [{"question": "smell", "value": "no", "given": "all_normal"}]
    desk.visit(site, result="normal", answers=normal)
    desk.visit(site, result="attempted", attempt_reason="locked", answers=[])
    assert desk.list(cast.office) == []


def test_the_same_visit_never_opens_a_second(desk: Desk, cast: Cast) -> None:
    finding_id = desk.find()
    checkin = db.session.get_one(Checkin, desk.get(cast.leader, finding_id).json["checkin"])
    service.on_checkin(checkin, now=NOON + timedelta(hours=1))
    assert desk.list(cast.leader) == [finding_id]
    assert len(desk.get(cast.leader, finding_id).json["moves"]) == 1


def test_the_summary_keeps_the_words_that_were_asked(desk: Desk, cast: Cast) -> None:
    first = db.session.get_one(Checklist, cast.checklist_id)
    first.questions = [*first.questions, CHOICE]
    db.session.flush()
    answers = [*SMELL, {"question": "boxes", "value": "many", "given": "each"}]
    finding_id = desk.find(answers=answers)
    first.questions = [CHOICE | {"text": "别的问题", "options": []}]
    db.session.flush()
    summary = desk.get(cast.leader, finding_id).json["summary"]
    assert [alarm["question"] for alarm in summary] == ["smell", "boxes"]
    assert (summary[1]["text"], summary[1]["label"], summary[1]["label_en"]) == (
        "容器多不多？",
        "很多",
        "Many",
    )


def test_a_visit_called_abnormal_without_such_an_answer(desk: Desk, cast: Cast) -> None:
    normal = [{"question": "smell", "value": "no", "given": "each"}]
    finding_id = desk.find(answers=normal, note="说不清，但不对劲")
    shown = desk.get(cast.leader, finding_id).json
    assert (shown["summary"], shown["note"]) == ([], "说不清，但不对劲")


def test_photos_are_those_of_the_visit(desk: Desk, cast: Cast) -> None:
    photo = {"sha256": "a" * 64, "source": "camera"}
    shown = desk.get(cast.leader, desk.find(photos=[photo])).json
    assert shown["photos"] == [{"sha256": "a" * 64, "arrived": False, "problem": None}]


def test_from_found_to_closed_and_back(desk: Desk, cast: Cast, at_noon: Any) -> None:
    finding_id = desk.find()
    assigned = desk.move(cast.leader, finding_id, "assign", assignee_id=cast.colleague.id)
    assert assigned.status_code == 201
    assert assigned.json["assignee"] == {"id": cast.colleague.id, "name": "colleague某"}
    # She must not close it.
    assert assigned.json["possible_moves"] == ["assign", "note", "rectify"]
    noted = desk.move(cast.colleague, finding_id, "note", text="  已清走  ").json
    assert noted["possible_moves"] == ["note", "rectify"]
    closed = desk.move(cast.supervisor, finding_id, "close", text="复查无异常").json
    assert (closed["status"], closed["closed_at"]) == ("closed", "2026-11-24T04:00:00Z")
    assert [step["text"] for step in closed["moves"]] == ["", "", "已清走", "复查无异常"]
    at_noon.shift(timedelta(days=30))
    reopened = desk.move(cast.leader, finding_id, "reopen", text="又有了").json
    assert (reopened["status"], reopened["assignee"], reopened["closed_at"]) == (
        "found",
        None,
        None,
    )
    assert (reopened["due_at"], reopened["overdue"]) == ("2026-12-27T16:00:00Z", False)
    assert reopened["version"] == 5
    rows = db.session.scalars(
        select(AuditRow).filter_by(subject="finding").order_by(AuditRow.id)
    ).all()
    steps = ["found", "assign", "note", "close", "reopen"]
    assert [row.action for row in rows] == [f"finding.{step}" for step in steps]
    assert "清走" not in str([row.detail for row in rows])


def test_no_hand_in_it_may_close_it(desk: Desk, cast: Cast) -> None:
    finding_id = desk.find()
    close = (finding_id, "close")
    assert desk.code(cast.supervisor, *close) == (409, "move-not-possible")
    desk.move(cast.supervisor, finding_id, "assign", assignee_id=cast.leader.id)
    for person in (cast.supervisor, cast.leader):
        assert desk.code(person, *close) == (409, "second-person-needed")
    desk.move(cast.office, finding_id, "assign", assignee_id=cast.officer.id)
    assert desk.code(cast.office, *close) == (409, "second-person-needed")
    assert desk.code(cast.officer, *close) == (403, "forbidden")
    assert desk.move(cast.supervisor, *close).status_code == 201


def test_the_one_who_found_it_does_not_close_it(desk: Desk, cast: Cast) -> None:
    finding_id = desk.find(make_site(cast), who=cast.leader)
    desk.move(cast.supervisor, finding_id, "assign", assignee_id=cast.officer.id)
    assert desk.code(cast.leader, finding_id, "close") == (409, "second-person-needed")


@pytest.mark.parametrize("name", ("outsider", "auditor", "admin", "nobody"))
def test_only_those_of_the_grid_can_be_sent(desk: Desk, cast: Cast, name: str) -> None:
    finding_id = desk.find()
    answer = desk.move(cast.leader, finding_id, "assign", assignee_id=cast.people[name].id)
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, "assignee_id")


def test_nobody_is_sent_who_has_left(desk: Desk, cast: Cast) -> None:
    finding_id = desk.find()
    held = db.session.scalars(select(Assignment).filter_by(account_id=cast.colleague.id)).one()
    held.until = NOON
    db.session.get_one(Account, cast.officer.id).disabled_at = NOON
    db.session.flush()
    for account_id in (cast.colleague.id, cast.officer.id, 10**6):
        status, _ = desk.code(cast.leader, finding_id, "assign", assignee_id=account_id)
        assert status == 422
    assert desk.get(cast.leader, finding_id).json["version"] == 1
