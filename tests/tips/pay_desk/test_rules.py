"""The digest of a voucher, and what a list tells of a month: nothing but the digests in it."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import base64url
from backend.tips.pay_desk import rules
from tests.vectors.make_tips import FILE

pytestmark = pytest.mark.fast

KEY, MONTH = b"k" * 32, date(2026, 11, 1)
DIGESTS = st.sets(st.binary(min_size=rules.DIGEST, max_size=rules.DIGEST), max_size=150)


def test_a_voucher_has_one_digest_however_it_is_typed_and_it_is_not_the_hash() -> None:
    voucher = rules.draw()
    digest = rules.paid_digest(voucher)
    assert len(digest) == rules.DIGEST
    assert rules.paid_digest(voucher.lower().replace("-", " ")) == digest
    assert rules.paid_digest(rules.draw()) != digest
    assert digest not in rules.voucher_hash(voucher)
    shared = json.loads(FILE.read_text())["voucher"]
    assert base64url.encode(rules.paid_digest(shared["code"])) == shared["paid_digest"]


@pytest.mark.parametrize(
    ("paid", "size"), ((0, 64), (1, 64), (64, 64), (65, 128), (128, 128), (129, 256))
)
def test_the_size_tells_nothing_of_the_number_up_to_its_limit(paid: int, size: int) -> None:
    digests = {number.to_bytes(rules.DIGEST) for number in range(paid)}
    entries = rules.split_list(rules.fill_list(digests, MONTH, KEY))
    assert len(entries) == len(set(entries)) == size
    assert entries == sorted(entries)


@given(DIGESTS)
def test_all_that_was_paid_is_in_the_list_which_comes_about_again(paid: set[bytes]) -> None:
    made = rules.fill_list(paid, MONTH, KEY)
    entries = set(rules.split_list(made))
    assert paid <= entries
    assert rules.fill_list(frozenset(paid), MONTH, KEY) == made
    # What the others are depends on the key and on the month, not on what was paid.
    empty = set(rules.split_list(rules.fill_list(set(), MONTH, KEY)))
    assert len(paid) > rules.LIST or entries - paid <= empty
    for other in (
        rules.fill_list(paid, MONTH, b"x" * 32),
        rules.fill_list(paid, date(2026, 12, 1), KEY),
    ):
        assert set(rules.split_list(other)) & entries == paid


@pytest.mark.parametrize(
    ("today", "newest"),
    (
        (date(2026, 12, 1), date(2026, 10, 1)),
        (date(2026, 12, 2), date(2026, 11, 1)),
        (date(2026, 12, 31), date(2026, 11, 1)),
        (date(2027, 1, 1), date(2026, 11, 1)),
        (date(2027, 1, 2), date(2026, 12, 1)),
        (date(2028, 3, 2), date(2028, 2, 1)),
    ),
)
def test_a_month_has_its_list_from_the_second_day_of_the_next(today: date, newest: date) -> None:
    months = rules.listed_months(today, 24)
    assert months[-1] == newest
    assert len(set(months)) == 24
    assert months == sorted(months)
    following = [rules.month_of(month + timedelta(days=31)) for month in months]
    assert following[:-1] == months[1:]
