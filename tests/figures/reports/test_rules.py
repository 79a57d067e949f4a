"""How a report tells days, shares and spans, ranks its parts, and names what it cannot draw."""

from datetime import date, timedelta
from functools import partial

import pytest

from backend.core.errors import text
from backend.figures.reports.pdf import spell_missing
from backend.figures.reports.rules import (
    Line,
    format_days,
    format_percent,
    format_span,
    rank_parts,
)
from backend.patrol.cycles.rules import Figures, Window

ZH = partial(text, "zh", "report")
pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("first", "days", "told"),
    (
        (date(2026, 11, 23), 3, "2026年11月23日至25日"),
        (date(2026, 11, 29), 3, "2026年11月29日至12月1日"),
        (date(2026, 12, 30), 3, "2026年12月30日至2027年1月1日"),
    ),
)
def test_the_days_of_a_window(first: date, days: int, told: str) -> None:
    assert format_days(Window(1, first, first + timedelta(days=days)), ZH) == told


def test_equal_parts_share_a_rank() -> None:
    counts = ((1, 1), (2, 2), (3, 0), (0, 0), (0, 1))
    parts = [
        Line("", Figures(covered=covered, missed=missed), Figures(), 0)
        for covered, missed in counts
    ]
    assert rank_parts(tuple(parts)) == [2, 2, 1, None, 4]


@pytest.mark.parametrize(
    ("rate", "told"),
    ((None, "–"), (0.99999, "99.9%"), (1.0, "100%"), (0.0, "0.0%"), (13 / 15, "86.7%")),
)
def test_only_all_is_a_hundred_percent(rate: float | None, told: str) -> None:
    assert format_percent(rate) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    ((None, "–"), (59, "1小时"), (7200, "2小时"), (86_400, "1.0天"), (6 * 86_400 - 1, "6.0天")),
)
def test_spans(seconds: int | None, told: str) -> None:
    assert format_span(seconds, ZH) == told


def test_a_character_that_the_font_lacks_is_named() -> None:
    told = {"parts": [["𠮷村", "永安市 · –"], ["😀"]], "n": 3}
    assert spell_missing(told) == {
        "parts": [["[U+20BB7]村", "永安市 · –"], ["[U+1F600]"]],
        "n": 3,
    }
