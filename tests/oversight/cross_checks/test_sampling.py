"""Drawing a sample, and two visits beside each other."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.oversight.cross_checks.comparing import VisitAnswers, compare
from backend.oversight.cross_checks.sampling import Lot, compute_digest, draw_sample, share_out

pytestmark = pytest.mark.fast

LOTS = [Lot(n, 1 + n % 3, 1 + n % 2) for n in range(1, 61)]


def test_the_same_seed_draws_the_same_whatever_the_order() -> None:
    drawn = draw_sample(LOTS, 12, "369")
    mixed = LOTS[:]
    Random(1).shuffle(mixed)
    assert draw_sample(mixed, 12, "369") == drawn == draw_sample(LOTS, 12, "369")
    assert compute_digest(mixed) == compute_digest(LOTS) != compute_digest(LOTS[1:])
    assert draw_sample(LOTS, 12, "370") != drawn
    assert len(set(drawn)) == 12


@given(st.dictionaries(st.integers(1, 6), st.integers(1, 30), min_size=1), st.integers(1, 60))
def test_places_are_shared_among_the_kinds(numbers: dict[int, int], size: int) -> None:
    places = share_out(numbers, size)
    assert sum(places.values()) == min(size, sum(numbers.values()))
    assert all(places[kind] <= numbers[kind] for kind in numbers)
    if size >= len(numbers):
        assert min(places.values()) >= 1
    for more in numbers:
        for fewer in numbers:
            if numbers[more] >= numbers[fewer]:
                assert places[more] >= places[fewer] - 1


def test_a_high_risk_is_drawn_more_often() -> None:
    lots = [Lot(n, 1, 3 if n <= 20 else 1) for n in range(1, 41)]
    drawn = Counter(n <= 20 for seed in range(300) for n in draw_sample(lots, 4, str(seed)))
    # Three lots against one each: some 75 % of the first places, fewer of the later ones.
    assert 0.68 < drawn[True] / drawn.total() < 0.78


def told(result: str = "normal", checklist: int | None = 1, **answers: Any) -> VisitAnswers:
    rows = [{"question": code, "value": value} for code, value in answers.items()]
    return VisitAnswers(result, checklist, rows)


@pytest.mark.parametrize(
    ("original", "check", "expected"),
    (
        (None, told(), None),
        (told(), None, None),
        (told(), told("attempted"), None),
        (told(a="no"), told(a="no"), (True, True, 1, ())),
        (told(a="no", b="1"), told("abnormal", a="yes", c="2"), (False, False, 1, ("a",))),
        (told("abnormal", a="no"), told("abnormal", a="yes"), (False, True, 1, ("a",))),
        (told(checklist=1, a="no"), told(checklist=2, a="yes"), (True, True, 0, ())),
        (told("attempted"), told(), (False, False, 0, ())),
    ),
)
def test_comparing(
    original: VisitAnswers | None, check: VisitAnswers | None, expected: Any
) -> None:
    found = compare(original, check)
    shown = found and (found.agrees, found.same_result, found.compared, found.differing)
    assert shown == expected
