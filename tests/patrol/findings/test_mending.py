"""A finding given to somebody, mended with a photo, looked at again; and who is told of it."""

from typing import Any

import pytest
from sqlalchemy import select

from backend.messages.notices.models import Notice
from backend.patrol.findings.models import Finding
from backend.patrol.findings.queries import count_given
from backend.registry.accounts.models import Assignment
from backend.registry.accounts.queries import author_of
from backend.staff.extensions import db
from tests.patrol.findings.conftest import NOON, Desk
from tests.support.builders import Cast, Person, make_photo, make_site


def told(person: Person) -> list[str]:
    """What this person has been told of findings, in order."""
    rows = select(Notice.content).filter_by(account_id=person.id).order_by(Notice.id)
    return [content["groups"][0]["matter"] for content in db.session.scalars(rows)]


@pytest.fixture
def given(desk: Desk, cast: Cast) -> int:
    """A finding of the officer, given to her colleague by the leader."""
    finding_id = desk.find(make_site(cast, name="南门仓库"))
    desk.move(cast.leader, finding_id, "assign", assignee_id=cast.colleague.id)
    return finding_id


def mend(desk: Desk, who: Person, finding_id: int, **said: Any) -> Any:
    return desk.move(who, finding_id, "rectify", photos=[make_photo(who)], **said)


def test_whoever_mends_shows_a_photo_and_another_looks_again(
    desk: Desk, cast: Cast, given: int
) -> None:
    assert desk.code(cast.colleague, given, "rectify")[0] == 422
    of_another = make_photo(cast.officer)
    assert desk.code(cast.colleague, given, "rectify", photos=[of_another])[0] == 422
    mended = mend(desk, cast.colleague, given, text="已清走").json
    assert (mended["status"], mended["moves"][-1]["photos"]) == (
        "rectified",
        [make_photo(cast.colleague)],
    )
    assert mended["possible_moves"] == ["note"]
    assert desk.code(cast.leader, given, "close") == (409, "second-person-needed")
    back = desk.move(cast.supervisor, given, "return", text="还有气味").json
    assert (back["status"], back["assignee"]["id"]) == ("assigned", cast.colleague.id)
    mend(desk, cast.colleague, given)
    assert desk.move(cast.supervisor, given, "close").json["status"] == "closed"


def test_whoever_has_to_act_is_told_at_once(desk: Desk, cast: Cast, given: int) -> None:
    assert told(cast.leader) == ["found"]
    mend(desk, cast.colleague, given)
    assert told(cast.leader) == ["found"]  # she gave it away, so she does not look again
    assert told(cast.supervisor) == ["rectified"]
    desk.move(cast.supervisor, given, "return", text="还有气味")
    mend(desk, cast.colleague, given)
    desk.move(cast.supervisor, given, "close")
    assert told(cast.colleague) == ["assigned", "sent_back", "closed"]
    desk.move(cast.supervisor, given, "reopen", text="又有了")
    assert told(cast.leader) == ["found", "found"]
    assert (told(cast.officer), told(cast.office)) == ([], [])


def test_the_one_who_does_it_herself_is_not_told(desk: Desk, cast: Cast) -> None:
    finding_id = desk.find(make_site(cast), who=cast.leader)
    desk.move(cast.leader, finding_id, "assign", assignee_id=cast.leader.id)
    assert told(cast.leader) == []


def test_where_nobody_leads_the_town_is_told(desk: Desk, cast: Cast) -> None:
    held = db.session.scalars(select(Assignment).filter_by(account_id=cast.leader.id)).one()
    held.until = NOON
    db.session.flush()
    desk.find()
    assert (told(cast.leader), told(cast.supervisor)) == ([], ["found"])


def test_the_notice_names_the_finding_by_its_site(desk: Desk, cast: Cast, given: int) -> None:
    answer = desk.client.get("/api/v1/notices", headers=cast.colleague.headers)
    notice = answer.json["items"][0]
    assert (notice["rung"], notice["window"]) == ("finding", None)
    assert notice["groups"] == [
        {"id": str(given), "name": "南门仓库", "name_en": "南门仓库", "matter": "assigned"}
    ]


def test_what_one_is_to_mend_is_counted(desk: Desk, cast: Cast, given: int) -> None:
    actor = author_of(cast.colleague.id, NOON)
    assert actor is not None
    due = db.session.get_one(Finding, given).due_at
    assert count_given(actor, NOON) == {"count": 1, "first_due_at": due, "overdue": 0}
    assert count_given(actor, due)["overdue"] == 1
    mend(desk, cast.colleague, given)
    assert count_given(actor, due) == {"count": 0, "first_due_at": None, "overdue": 0}


def test_the_officer_learns_who_has_what_she_found(desk: Desk, cast: Cast) -> None:
    number = desk.visit(make_site(cast))
    path = f"/api/v1/checkins/{number}/finding"

    def follow(who: Person) -> Any:
        return desk.client.get(path, headers=who.headers).json

    first = follow(cast.officer)
    assert (first["status"], first["with_people"]) == ("found", ["leader某"])
    desk.move(cast.leader, first["id"], "assign", assignee_id=cast.colleague.id)
    assert follow(cast.officer)["with_people"] == ["colleague某"]
    mend(desk, cast.colleague, first["id"])
    assert follow(cast.officer)["with_people"] == ["supervisor某"]
    desk.move(cast.supervisor, first["id"], "close")
    assert follow(cast.officer)["with_people"] == []
    assert desk.client.get(path, headers=cast.outsider.headers).status_code == 404
    normal = [{"question": "smell", "value": "no", "given": "all_normal"}]
    other = desk.visit(make_site(cast), result="normal", answers=normal)
    path = f"/api/v1/checkins/{other}/finding"
    assert desk.client.get(path, headers=cast.officer.headers).status_code == 404
