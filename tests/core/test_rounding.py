"""The one rule of rounding: its edges, its vectors, and exact fractions as its judge."""

import json
from fractions import Fraction
from math import floor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.rounding import DAY_S, HOUR_S, WHOLE, round_share, round_span

pytestmark = pytest.mark.fast

VECTORS = json.loads(
    (Path(__file__).parent.parent / "vectors/rounding.json").read_text(encoding="utf-8")
)


def half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


@pytest.mark.parametrize(("part", "whole", "tenths"), VECTORS["shares"])
def test_shares(part: int, whole: int, tenths: int) -> None:
    assert round_share(part / whole) == tenths


@pytest.mark.parametrize(("seconds", "unit", "tenths"), VECTORS["spans"])
def test_spans(seconds: int, unit: str, tenths: int) -> None:
    assert round_span(seconds) == (unit, tenths)


@given(st.integers(1, 5_000_000), st.data())
def test_a_share_is_half_up_and_never_reads_as_all_or_nothing(
    whole: int, data: st.DataObject
) -> None:
    part = data.draw(st.integers(0, whole))
    exact = Fraction(part, whole)
    found = round_share(part / whole)
    if 0 < part < whole:
        assert found == min(max(half_up(exact * WHOLE), 1), WHOLE - 1)
    else:
        assert found == exact * WHOLE


@given(st.integers(0, 1000).map(lambda n: 2 * n + 1), st.integers(1, 2000))
def test_a_half_is_rounded_up_whatever_its_denominator(odd: int, times: int) -> None:
    part, whole = odd * times, 2 * WHOLE * times
    if 1 < odd < 2 * WHOLE - 1:
        assert round_share(part / whole) == (odd + 1) // 2


@given(st.integers(0, 400 * DAY_S))
def test_a_span_is_half_up(seconds: int) -> None:
    unit, tenths = round_span(seconds)
    if unit == "days":
        assert tenths == half_up(Fraction(10 * seconds, DAY_S))
    else:
        assert tenths == 10 * max(1, half_up(Fraction(seconds, HOUR_S)))
