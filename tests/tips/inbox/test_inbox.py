"""Reading and handling tips, by those whom they are for."""

import io
import json
import os
import zipfile
from typing import Any

import pytest
from sqlalchemy import select

from backend.patrol.findings.models import Finding, FindingMove
from backend.records.audit.models import AuditRow
from backend.staff.extensions import db
from backend.tips.host import handling
from backend.tips.host.database import session
from backend.tips.host.models import Tip, TipWrap
from backend.tips.inbox.models import TipSeen
from tests.support.builders import make_site
from tests.tips.groups.staff import Staff
from tests.tips.inbox.citizens import JPEG, Sent, send
from tests.tips.inbox.conftest import Groups

PATH = "/tip-inbox/tips"


@pytest.fixture
def tip(groups: Groups) -> Sent:
    return send(groups.own)


def draft(**members: Any) -> dict[str, Any]:
    return {"id": os.urandom(16).hex()} | members


def listed(staff: Staff, who: str, query: str = "") -> list[str]:
    return [each["id"] for each in staff.done(who, "GET", f"{PATH}{query}")["items"]]


def row(tip: Sent) -> Tip:
    session().expire_all()
    return session().get_one(Tip, tip.raw)


def journal() -> list[tuple[str, str]]:
    rows = db.session.scalars(
        select(AuditRow).where(AuditRow.subject == "tip").order_by(AuditRow.id)
    )
    return [(each.action, each.subject_id) for each in rows]


def test_a_member_reads_what_the_citizen_encrypted(staff: Staff, tip: Sent) -> None:
    photo = tip.add_photo(2)
    thread = staff.done("lin", "POST", f"{PATH}/{tip.id}/open")
    assert thread["report"]["text"] == "夜里有人挖山"
    assert thread["report"]["place"]["lon"] == 117.351
    assert (thread["category"], thread["status"]) == ("mine", "received")
    assert thread["photos"] == [{"id": photo, "day": thread["day"]}]
    answer = staff.call("lin", "POST", f"{PATH}/{tip.id}/photos/{photo}")
    assert (answer.content_type, answer.data) == ("image/jpeg", JPEG)
    unknown = f"{PATH}/{tip.id}/photos/{'0' * 32}"
    assert staff.refused("lin", "POST", unknown) == (404, "not-found")


def test_the_list_tells_days_and_unread_and_more_when_unlocked(staff: Staff, tip: Sent) -> None:
    (shown,) = staff.done("lin", "GET", PATH)["items"]
    assert (shown["category"], shown["status"], shown["unread"]) == ("mine", "received", 1)
    assert shown["excerpt"] is None  # no word of it before that is on record
    staff.done("lin", "POST", f"{PATH}/{tip.id}/open")
    (shown,) = staff.done("lin", "GET", PATH)["items"]
    assert shown["excerpt"] == "夜里有人挖山"
    (shown,) = staff.done("mei", "GET", PATH)["items"]
    assert shown["excerpt"] is None
    tip.add({"kind": "message", "n": 2, "text": "又来了"})
    staff.done("lin", "POST", "/tip-inbox/lock")
    (shown,) = staff.done("lin", "GET", PATH)["items"]
    assert (shown["category"], shown["status"], shown["unread"]) == (None, None, 1)
    assert shown["excerpt"] is None
    assert staff.refused("lin", "POST", f"{PATH}/{tip.id}/open") == (403, "inbox-locked")


def test_pages_and_filters(staff: Staff, groups: Groups) -> None:
    sent = [send(groups.own, due_in=days).id for days in (5, 3, 4)]
    first = staff.done("lin", "GET", f"{PATH}?limit=2")
    second = staff.done("lin", "GET", f"{PATH}?limit=2&cursor={first['next']}")
    ids = [each["id"] for each in (*first["items"], *second["items"])]
    assert ids == [sent[1], sent[2], sent[0]]
    assert second["next"] is None
    assert listed(staff, "lin", "?state=spam") == []
    assert staff.refused("lin", "GET", f"{PATH}?group={groups.other}") == (404, "not-found")
    assert staff.refused("lin", "GET", f"{PATH}?group={'0' * 32}") == (404, "not-found")


def test_a_reply_reaches_the_citizen_once(staff: Staff, tip: Sent) -> None:
    wish = draft(text="请补充时间")
    for _ in range(2):
        thread = staff.done("mei", "POST", f"{PATH}/{tip.id}/replies", json=wish)
    assert [each["kind"] for each in thread["entries"]] == ["report", "reply"]
    assert [each["staff"] for each in thread["entries"]] == [False, True]
    assert [(each["kind"], each["n"]) for each in tip.read()] == [("report", 1), ("reply", 2)]
    assert [action for action, _ in journal()] == ["tip.reply"]


def test_a_status_that_the_citizen_wrote_counts_for_nothing(staff: Staff, tip: Sent) -> None:
    tip.add({"kind": "status", "n": 2, "status": "verified", "by": "x"})
    tip.add({"kind": "reward", "n": 3, "state": "granted", "amount": 9, "claim_by": "2027-01-31"})
    thread = staff.done("lin", "POST", f"{PATH}/{tip.id}/open")
    assert thread["status"] == "received"
    assert [each["kind"] for each in thread["entries"]] == ["report"]
    refused = staff.refused("lin", "POST", f"{PATH}/{tip.id}/reward", json={"amount": 100})
    assert refused == (409, "reward-not-possible")


def test_nonsense_from_a_browser_is_shown_as_nothing(staff: Staff, groups: Groups) -> None:
    place = {"mode": "exact", "lon": 10**400, "lat": "x", "words": 7}
    tip = send(groups.own, category={"a": 1}, text=5, when=None, place=place, not_to="all")
    thread = staff.done("lin", "POST", f"{PATH}/{tip.id}/open")
    assert thread["report"]["text"] == ""
    assert (thread["report"]["place"]["lon"], thread["category"]) == (None, None)


def test_the_course_of_a_tip(staff: Staff, tip: Sent) -> None:
    path = f"{PATH}/{tip.id}/statuses"
    for status in ("assigned", "checking", "verified", "closed"):
        thread = staff.done("lin", "POST", path, json=draft(status=status))
    assert (thread["status"], thread["state"]) == ("closed", "closed")
    kept = row(tip)
    assert kept.assigned
    assert (kept.delete_after - kept.closed_day).days == 90  # type: ignore[operator]
    refused = staff.refused("lin", "POST", path, json=draft(status="assigned"))
    assert refused == (409, "move-not-possible")
    staff.done("lin", "POST", path, json=draft(status="checking"))
    assert (row(tip).state, row(tip).closed_day) == ("open", None)
    assert [each["status"] for each in tip.read()[1:]] == [
        "assigned",
        "checking",
        "verified",
        "closed",
        "checking",
    ]


def test_a_transfer_leaves_the_old_group_nothing(staff: Staff, groups: Groups, tip: Sent) -> None:
    staff.done("lin", "POST", f"{PATH}/{tip.id}/transfer", json={"group": groups.other})
    assert {wrap.group_id for wrap in session().scalars(select(TipWrap))} == {groups.other}
    assert staff.refused("lin", "POST", f"{PATH}/{tip.id}/open") == (404, "not-found")
    thread = staff.done("tao", "POST", f"{PATH}/{tip.id}/open")
    assert (thread["status"], thread["report"]["text"]) == ("transferred", "夜里有人挖山")


def test_nobody_hands_a_tip_to_whom_it_must_not_see(staff: Staff, groups: Groups) -> None:
    tip = send(groups.own, not_to=[groups.other])
    thread = staff.done("lin", "POST", f"{PATH}/{tip.id}/open")
    assert {each["id"]: each["excluded"] for each in thread["destinations"]} == {
        groups.other: True,
        groups.above: False,
    }
    path = f"{PATH}/{tip.id}/transfer"
    refused = staff.refused("lin", "POST", path, json={"group": groups.other})
    assert refused == (409, "tip-excluded")


def test_nor_to_another_group_of_the_same_office(staff: Staff, groups: Groups) -> None:
    gone = staff.group("police.old", office="县公安局")  # the office, by a group without members
    tip = send(groups.own, not_to=[gone])
    refused = staff.refused(
        "lin", "POST", f"{PATH}/{tip.id}/transfer", json={"group": groups.other}
    )
    assert refused == (409, "tip-excluded")
    above = staff.group("discipline.old", office="县纪委监委")
    tip = send(groups.own, not_to=[above])
    staff.done("lin", "POST", f"{PATH}/{tip.id}/recusal")
    refused = staff.refused("mei", "POST", f"{PATH}/{tip.id}/recusal")
    assert refused == (409, "no-other-handler")


def test_who_recuses_herself_sees_it_no_more(staff: Staff, groups: Groups, tip: Sent) -> None:
    staff.done("lin", "POST", f"{PATH}/{tip.id}/recusal")
    assert listed(staff, "lin") == []
    assert staff.refused("lin", "POST", f"{PATH}/{tip.id}/open") == (404, "not-found")
    assert listed(staff, "mei") == [tip.id]
    staff.done("mei", "POST", f"{PATH}/{tip.id}/recusal")  # nobody is left: the group above
    assert staff.done("wen", "POST", f"{PATH}/{tip.id}/open")["status"] == "transferred"


def test_a_disabled_colleague_is_nobody_who_could_read_it(
    staff: Staff, groups: Groups, tip: Sent
) -> None:
    staff.disable("mei")
    staff.done("lin", "POST", f"{PATH}/{tip.id}/recusal")
    assert row(tip).group_id == groups.above


def test_encrypting_anew_gives_nothing_back_that_was_handed_over(groups: Groups, tip: Sent) -> None:
    stored = row(tip)
    ((wrap, _),) = handling.wraps_before(groups.own, 2, 10)
    handling.transfer(stored, [handling.NewWrap(groups.other, 1, b"other")], stored.due_day)
    session().flush()
    assert not handling.rewrap(wrap, 2, b"own")
    assert {each.group_id for each in session().scalars(select(TipWrap))} == {groups.other}


def test_the_last_one_cannot_recuse_herself_into_nothing(staff: Staff, groups: Groups) -> None:
    tip = send(groups.other)
    refused = staff.refused("tao", "POST", f"{PATH}/{tip.id}/recusal")
    assert refused == (409, "no-other-handler")
    assert listed(staff, "tao") == [tip.id]


def test_redaction_search_and_export(staff: Staff, groups: Groups, tip: Sent) -> None:
    tip.add_photo(2)
    other = send(groups.own, text="隔壁饭馆")
    wish = draft(text="某处夜间有人开挖")
    thread = staff.done("lin", "POST", f"{PATH}/{tip.id}/redactions", json=wish)
    assert thread["redaction"] == "某处夜间有人开挖"
    found = staff.done("lin", "POST", "/tip-inbox/search", json={"text": "饭馆"})["items"]
    assert [(each["id"], each["excerpt"]) for each in found] == [(other.id, None)]
    searched = db.session.scalars(select(AuditRow).filter_by(action="tip_inbox.search")).one()
    assert searched.detail == {"tips": [other.id]}
    whole = staff.call("lin", "POST", f"{PATH}/{tip.id}/export", json={})
    with zipfile.ZipFile(io.BytesIO(whole.data)) as packed:
        assert sorted(packed.namelist()) == ["photos/01.jpg", "tip.json"]
        assert "夜里有人挖山" in packed.read("tip.json").decode()
    part = staff.call("lin", "POST", f"{PATH}/{tip.id}/export", json={"redacted": True})
    with zipfile.ZipFile(io.BytesIO(part.data)) as packed:
        assert packed.namelist() == ["tip.json"]
        entries = json.loads(packed.read("tip.json"))["entries"]
        assert [each["kind"] for each in entries] == ["redaction"]


def test_five_hundred_at_once_go_to_the_shelf_and_come_back(staff: Staff, groups: Groups) -> None:
    sent = [send(groups.own) for _ in range(5)]
    foreign = send(groups.other)
    wish = {"tips": [each.id for each in (*sent, foreign)]}
    assert staff.done("lin", "POST", "/tip-inbox/spam", json=wish) == {"changed": 5}
    assert (row(sent[0]).delete_after - row(sent[0]).day).days == 7
    assert row(foreign).state == "open"
    (counted,) = staff.done("lin", "GET", "/tip-inbox/counts")["items"]
    assert (counted["open"], counted["spam"]) == (0, 5)
    assert staff.done("lin", "POST", "/tip-inbox/spam/return", json=wish) == {"changed": 5}
    assert len(listed(staff, "lin")) == 5


def test_a_finding_from_a_tip_leads_nowhere_back(staff: Staff, groups: Groups) -> None:
    group_id = staff.staffed("safety", "leader")
    tip = send(group_id)
    site = make_site(staff.cast)
    before = db.session.scalars(select(AuditRow.id)).all()
    wish = {"severity": 2, "text": "群众反映夜间开挖"}
    path = f"{PATH}/{tip.id}/sites/{site.id}/findings"
    made = staff.done("leader", "POST", path, json=wish)["finding"]
    finding = db.session.get_one(Finding, made)
    moves = db.session.scalars(select(FindingMove).filter_by(finding_id=made)).all()
    later = db.session.scalars(select(AuditRow).where(AuditRow.id.not_in(before))).all()
    for each in (finding, *moves, *later):
        text = repr({key: value for key, value in vars(each).items() if key[0] != "_"})
        assert tip.id not in text
        assert group_id not in text
    assert finding.checkin_id is None
    shown = staff.done("supervisor", "GET", f"/findings/{made}")
    assert (shown["origin"], shown["checkin"], shown["note"]) == ("report", None, wish["text"])
    assert "close" not in shown["possible_moves"]
    foreign = make_site(staff.cast, grid_id=staff.cast.grid_c)
    path = f"{PATH}/{tip.id}/sites/{foreign.id}/findings"
    assert staff.refused("leader", "POST", path, json=wish) == (404, "not-found")


def test_the_journal_holds_every_act_of_the_staff_and_none_of_the_citizens(
    staff: Staff, groups: Groups, tip: Sent
) -> None:
    base = f"{PATH}/{tip.id}"
    tip.add({"kind": "message", "n": 2, "text": "又来了"})
    staff.done("lin", "POST", f"{base}/open")
    staff.done("lin", "POST", f"{base}/replies", json=draft(text="收到"))
    staff.done("lin", "POST", f"{base}/statuses", json=draft(status="assigned"))
    staff.call("lin", "POST", f"{base}/export", json={})
    staff.done("lin", "POST", f"{base}/transfer", json={"group": groups.other})
    assert journal() == [
        (f"tip.{what}", tip.id) for what in ("open", "reply", "status", "export", "transfer")
    ]
    rows = db.session.scalars(select(AuditRow)).all()
    assert not [row.id for row in rows if "夜里" in str(row.detail) or "收到" in str(row.detail)]
    assert {each.account_id for each in db.session.scalars(select(TipSeen))} == {
        staff.person("lin").id
    }
