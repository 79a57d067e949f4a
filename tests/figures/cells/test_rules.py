"""How cells add up, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.figures.cells.rules import Cell, merge

pytestmark = pytest.mark.fast

START = datetime(2026, 1, 1, 16, tzinfo=UTC)

CELLS = st.builds(
    Cell,
    kind_id=st.integers(1, 2),
    outcome=st.sampled_from(("none", "covered")),
    number=st.integers(1, 9),
    since=st.integers(0, 99).map(lambda hours: START + timedelta(hours=hours)),
    closed_gap_s=st.integers(0, 9),
)


def test_cells_of_one_kind_and_outcome_become_one() -> None:
    early, late = START, START + timedelta(hours=1)
    found = merge(
        [
            Cell(1, "none", 2, late, 5),
            Cell(1, "none", 3, early, 7),
            Cell(1, "covered", 1, late, 9),
            Cell(2, "none", 4, late, 0),
        ]
    )
    assert found == (
        Cell(1, "none", 5, early, 7),
        Cell(1, "covered", 1, late, 9),
        Cell(2, "none", 4, late, 0),
    )


@given(st.lists(CELLS), st.integers(0, 9))
def test_in_parts_or_at_once_is_the_same(cells: list[Cell], cut: int) -> None:
    parts = [*merge(cells[:cut]), *merge(cells[cut:])]
    assert sorted(merge(parts)) == sorted(merge(cells))
