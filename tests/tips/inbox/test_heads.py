"""What a list opens: of each tip its report and its newest status, however much is in it."""

import os

import pytest

from backend.staff.extensions import db
from backend.tips.host import encryption
from backend.tips.host.database import session
from backend.tips.host.models import Tip, TipItem
from backend.tips.inbox import queries
from backend.tips.inbox.models import TipStatus
from tests.tips.groups.staff import Staff
from tests.tips.inbox.citizens import send, send_empty
from tests.tips.inbox.conftest import Groups

PATH = "/tip-inbox/tips"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The ids of the items that were opened."""
    seen: list[bytes] = []
    decrypt = encryption.decrypt_item

    def noted(secret: bytes, public: bytes, item_id: bytes, sealed: bytes) -> bytes:
        seen.append(item_id)
        return decrypt(secret, public, item_id, sealed)

    monkeypatch.setattr(encryption, "decrypt_item", noted)
    return seen


def set_status(staff: Staff, tip_id: str, status: str) -> None:
    wish = {"id": os.urandom(16).hex(), "status": status}
    staff.done("lin", "POST", f"{PATH}/{tip_id}/statuses", json=wish)


def statuses(staff: Staff) -> list[tuple[str | None, str | None]]:
    items = staff.done("lin", "GET", PATH)["items"]
    return [(each["category"], each["status"]) for each in items]


def test_a_list_opens_the_report_and_the_newest_status_alone(
    staff: Staff, groups: Groups, opened: list[bytes]
) -> None:
    tip = send(groups.own)
    for number in range(40):
        tip.add({"kind": "message", "n": number, "text": "又来了" * 900})
    assert statuses(staff) == [("mine", "received")]
    assert len(opened) == 1
    for status in ("assigned", "checking"):
        set_status(staff, tip.id, status)
    opened.clear()
    assert statuses(staff) == [("mine", "checking")]
    assert len(opened) == 2


def test_the_list_reads_an_older_tip_whole_until_it_was_opened(
    staff: Staff, groups: Groups, opened: list[bytes]
) -> None:
    tip = send(groups.own)
    tip.add({"kind": "message", "n": 2, "text": "又来了"})
    set_status(staff, tip.id, "assigned")
    session().get_one(Tip, tip.raw).statement_id = None
    session().commit()
    db.session.delete(db.session.get_one(TipStatus, tip.raw))
    db.session.commit()
    opened.clear()
    assert statuses(staff) == [("mine", "assigned")]
    assert len(opened) == 3
    staff.done("lin", "POST", f"{PATH}/{tip.id}/open")
    opened.clear()
    assert statuses(staff) == [("mine", "assigned")]
    assert len(opened) == 2


def test_a_status_that_did_not_arrive_hides_none(staff: Staff, groups: Groups) -> None:
    tip = send(groups.own)
    set_status(staff, tip.id, "assigned")
    db.session.get_one(TipStatus, tip.raw).item_id = os.urandom(16)
    db.session.commit()
    assert statuses(staff) == [("mine", "assigned")]


def test_what_a_browser_adds_later_is_not_the_report(staff: Staff, groups: Groups) -> None:
    tip = send(groups.own)
    tip.add({"kind": "report", "n": 0, "category": "fireworks", "text": "别的"})
    assert statuses(staff) == [("mine", "received")]
    thread = staff.done("lin", "POST", f"{PATH}/{tip.id}/open")
    assert (thread["category"], thread["report"]["text"]) == ("mine", "夜里有人挖山")


def test_a_search_still_reads_everything(staff: Staff, groups: Groups) -> None:
    tips = [send(groups.own) for _ in range(12)]
    tips[-1].add({"kind": "message", "n": 2, "text": "白色卡车"})
    empty = send_empty(groups.own)
    found = staff.done("lin", "POST", "/tip-inbox/search", json={"text": "卡车"})
    assert [each["id"] for each in found["items"]] == [tips[-1].id]
    assert found["whole"]
    assert session().get_one(Tip, empty.raw).statement_id is None
    assert session().query(TipItem).count() == 13


def test_a_search_ends_and_says_so(
    staff: Staff, groups: Groups, monkeypatch: pytest.MonkeyPatch
) -> None:
    tips = [send(groups.own, due_in=due) for due in range(12)]
    for most in ({"SEARCHED": 11}, {"SEARCHED_BYTES": 10 * 5000}):
        for name, value in most.items():
            monkeypatch.setattr(queries, name, value)
        found = staff.done("lin", "POST", "/tip-inbox/search", json={"text": "挖山"})
        assert not found["whole"]
        ids = [each["id"] for each in found["items"]]
        assert ids == [tip.id for tip in tips][: len(ids)]
        assert len(ids) >= 10
