"""Handlers are told at two fixed moments what is unread, and above them what is overdue."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from backend.messages.notices.models import Notice
from backend.staff.extensions import db
from backend.tips.inbox import notifying
from tests.conftest import rolled_back
from tests.support.builders import Cast
from tests.tips.groups.staff import Staff
from tests.tips.inbox.citizens import send
from tests.tips.inbox.conftest import Groups, make_groups

EIGHT = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai
NIGHT = EIGHT - timedelta(hours=5, minutes=21)


@pytest.fixture(autouse=True)
def at_night() -> object:
    with time_machine.travel(NIGHT, tick=False) as moment:
        yield moment


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """Without the groups that were made by day."""
    with rolled_back(application):
        yield application


@pytest.fixture
def staff(app: Flask, cast: Cast) -> Staff:
    return Staff(app, cast)


@pytest.fixture
def groups(staff: Staff) -> Groups:
    return make_groups(staff)


def told(staff: Staff) -> dict[str, list[tuple[str, str]]]:
    """By person, the groups and matters of the newest notices."""
    names = {staff.person(who).id: who for who in ("lin", "mei", "tao", "wen")}
    notices = db.session.scalars(select(Notice).order_by(Notice.id)).all()
    return {
        names[each.account_id]: [(one["id"], one["matter"]) for one in each.content["groups"]]
        for each in notices
    }


def test_once_in_the_morning_whatever_the_worker_does(staff: Staff, groups: Groups) -> None:
    notifying.notify_members(NIGHT)  # nothing yet: the slot of yesterday
    tips = [send(groups.own) for _ in range(3)]
    assert not notifying.notify_members(EIGHT - timedelta(seconds=1))
    assert notifying.notify_members(EIGHT + timedelta(minutes=7))
    assert not notifying.notify_members(EIGHT + timedelta(minutes=8))
    assert told(staff) == {"lin": [(groups.own, "new")], "mei": [(groups.own, "new")]}
    written = {each.written_at for each in db.session.scalars(select(Notice))}
    assert written == {EIGHT}
    content = str([each.content for each in db.session.scalars(select(Notice))])
    assert not [tip.id for tip in tips if tip.id in content]


def test_who_has_read_all_is_left_in_peace(staff: Staff, groups: Groups) -> None:
    tip = send(groups.own)
    staff.done("lin", "POST", f"/tip-inbox/tips/{tip.id}/open")
    staff.done("mei", "POST", f"/tip-inbox/tips/{tip.id}/recusal")
    notifying.notify_members(EIGHT)
    assert told(staff) == {}


def test_what_is_overdue_is_told_above_once_a_day(staff: Staff, groups: Groups) -> None:
    tip = send(groups.own, due_in=-1)
    for who in ("lin", "mei"):
        staff.done(who, "POST", f"/tip-inbox/tips/{tip.id}/open")
    notifying.notify_members(EIGHT)
    assert told(staff) == {"wen": [(groups.own, "overdue")]}
    assert notifying.notify_members(EIGHT + timedelta(hours=6))
    assert len(db.session.scalars(select(Notice)).all()) == 1
    assert staff.refused("wen", "POST", f"/tip-inbox/tips/{tip.id}/open") == (404, "not-found")
    (notice,) = staff.done("wen", "GET", "/notices")["items"]
    assert (notice["rung"], notice["window"]) == ("tips", None)
    assert staff.done("wen", "GET", f"/notices/{notice['id']}")["groups"][0]["matter"] == "overdue"
