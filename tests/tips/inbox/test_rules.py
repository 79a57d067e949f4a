"""The rules at their edges."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from backend.tips.groups import rules as groups
from backend.tips.host.contents import STATUSES
from backend.tips.inbox import reading, rules
from backend.tips.pay_desk import rules as desk

pytestmark = pytest.mark.fast

MIDNIGHT = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # of December 1 in Shanghai


@pytest.mark.parametrize(
    ("at", "slot"),
    (
        (timedelta(0), timedelta(hours=-10)),
        (timedelta(hours=8, seconds=-1), timedelta(hours=-10)),
        (timedelta(hours=8), timedelta(hours=8)),
        (timedelta(hours=14, seconds=-1), timedelta(hours=8)),
        (timedelta(hours=14), timedelta(hours=14)),
        (timedelta(hours=24, seconds=-1), timedelta(hours=14)),
    ),
)
def test_the_newest_slot(at: timedelta, slot: timedelta) -> None:
    found = rules.last_slot(MIDNIGHT + at)
    assert found == MIDNIGHT + slot
    assert rules.is_morning(found) == (slot == timedelta(hours=8))


@pytest.mark.parametrize(
    ("today", "days", "last"),
    (
        (date(2026, 11, 1), 1, date(2026, 11, 30)),
        (date(2026, 11, 30), 0, date(2026, 11, 30)),
        (date(2026, 11, 30), 1, date(2026, 12, 31)),
        (date(2027, 12, 31), 60, date(2028, 2, 29)),
    ),
)
def test_a_voucher_is_good_until_the_end_of_a_month(today: date, days: int, last: date) -> None:
    assert rules.claim_by(today, days) == last


def test_every_status_leads_on_and_none_to_itself() -> None:
    assert set(rules.FOLLOWS) == set(STATUSES)
    assert not [each for each, after in rules.FOLLOWS.items() if each in after]
    assert {"received", "transferred"}.isdisjoint(rules.SETTABLE)
    assert rules.FOLLOWS["closed"] == ("checking",)


def test_overdue_begins_the_day_after() -> None:
    due = date(2026, 11, 30)
    assert not rules.is_overdue("open", due, due)
    assert rules.is_overdue("open", due, due + timedelta(days=1))
    assert not rules.is_overdue("closed", due, due + timedelta(days=1))


def test_what_was_withdrawn_is_not_less_than_nothing_unread() -> None:
    assert [rules.unread(5, 3), rules.unread(3, 5), rules.next_number([])] == [2, 0, 1]


def test_a_card_is_read_as_people_write() -> None:
    card = groups.draw_card()
    assert len(card) == 35
    written = card.lower().replace("-", " ")
    assert groups.is_card(written)
    assert groups.card_key(written) == groups.card_key(card)
    assert groups.proves_card(card, written[-5:])
    assert not groups.proves_card(card, "")
    assert not groups.is_card(card[:-1])
    assert len({groups.draw_card() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("passphrase", "good"),
    (("a" * 12, False), ("abcabcabcabc", False), ("abcdabcdabc", False), ("abcdabcdabcd", True)),
)
def test_a_passphrase_is_long_and_not_one_letter(passphrase: str, good: bool) -> None:
    assert groups.is_passphrase(passphrase) is good
    assert not groups.is_passphrase(passphrase * 20)


def test_a_voucher_is_five_equal_parts_and_read_as_people_write() -> None:
    drawn = desk.draw()
    assert [len(part) for part in drawn.split("-")] == [5] * 5
    assert desk.voucher_hash(drawn.lower().replace("-", " ")) == desk.voucher_hash(drawn)
    today = date(2026, 11, 30)
    assert desk.refusal("open", today, today) is None
    assert desk.refusal("open", today, today + timedelta(days=1)) == "voucher-expired"
    assert desk.refusal("paid", today, today) == "voucher-used"


@pytest.mark.parametrize("said", (None, 7, [], {}, {"mode": "here"}, {"mode": ["exact"]}))
def test_a_place_that_is_none(said: object) -> None:
    content = reading.read(sealed({"place": said, "text": "x\x00\ud800"}))
    assert content is not None
    assert reading.describe_statement(content) == {
        "text": "x\ufffd\ufffd",
        "when": "",
        "place": None,
    }


@pytest.mark.parametrize("lon", (float("nan"), float("inf"), 10**400, 181, "117", True))
def test_a_point_that_is_nowhere(lon: object) -> None:
    content = reading.read(sealed({"place": {"mode": "exact", "lon": lon, "lat": 26}}))
    assert content is not None
    assert (content["place"]["lon"], content["place"]["lat"]) == (None, None)


def sealed(members: dict[str, object]) -> bytes:
    return json.dumps({"kind": "report", "n": 1} | members).encode()
