"""What is told of a visit's cost, and what is too little to tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.figures.burden.rules import Reading, compute_burden, median

pytestmark = pytest.mark.fast


@given(st.lists(st.integers(0, 30), min_size=1))
def test_the_median_of_counted_values_is_that_of_the_values(values: list[int]) -> None:
    counts = {float(value): values.count(value) for value in values}
    assert median(counts) == sorted(values)[(len(values) - 1) // 2]


@pytest.mark.parametrize(
    ("visits", "people", "enough"), ((4, 2, False), (5, 1, False), (5, 2, True), (0, 0, False))
)
def test_too_little_tells_nothing(visits: int, people: int, enough: bool) -> None:
    found = compute_burden(visits, people, [Reading("taps", 3, visits)] if visits else [], 1)
    assert (found.visits, found.enough) == (visits, enough)
    assert (dict(found.medians), found.duplicates) == (({"taps": 3}, 1) if enough else ({}, None))


def test_a_measure_that_few_phones_took_is_left_out() -> None:
    found = compute_burden(9, 3, [Reading("taps", 3, 4), Reading("photos", 0, 9)], 0)
    assert found.medians == {"photos": 0}
