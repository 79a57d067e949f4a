"""Ranks at their edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.config import ConfigError
from backend.oversight.accountability import policy
from backend.oversight.rankings.rules import MEASURES, AreaFigures, compute_ranks

pytestmark = pytest.mark.fast

LEAST = 3


def figures(area_id: int, covered: int = 0, required: int = 10, **more: int) -> AreaFigures:
    return AreaFigures(area_id, required=required, covered=covered, **more)


def test_equals_share_a_rank_and_the_next_is_skipped() -> None:
    rows = [figures(1, 9), figures(2, 9), figures(3, 8), figures(4, 10)]
    assert compute_ranks(rows, "rate", LEAST) == {4: 1, 1: 2, 2: 2, 3: 4}


def test_shares_are_compared_exactly() -> None:
    # 1/3 and 3333333333333333/10**16 are the same float, or nearly; they are not the same share.
    rows = [figures(1, 1, 3), figures(2, 2, 6), figures(3, 3333333333333333, 10**16)]
    assert compute_ranks(rows, "rate", LEAST) == {1: 1, 2: 1, 3: 3}


def test_exempt_obligations_count_neither_for_nor_against() -> None:
    rows = [figures(1, 5, exempt=5), figures(2, 9)]
    assert compute_ranks(rows, "rate", LEAST) == {1: 1, 2: 2}


def test_gaps_are_compared_in_whole_hours_and_the_shortest_comes_first() -> None:
    gaps = (7200, 7200 + 3599, 10800, None)
    rows = [AreaFigures(n, 10, 0, 10, gap) for n, gap in enumerate(gaps, 1)]
    assert compute_ranks(rows, "gap", LEAST) == {1: 1, 2: 1, 3: 3}


def test_without_findings_there_is_no_rank_for_them() -> None:
    rows = [figures(1, 9), figures(2, 9, findings=4, findings_in_time=3)]
    assert compute_ranks(rows, "findings", LEAST) == {2: 1}


@pytest.mark.parametrize(("required", "exempt", "ranked"), ((2, 0, False), (3, 0, True)))
def test_too_few_obligations_stand_apart(required: int, exempt: int, ranked: bool) -> None:
    rows = [figures(1, 2, required, longest_gap_s=5, findings=1), figures(2, 1)]
    for measure in MEASURES:
        assert (1 in compute_ranks(rows, measure, LEAST)) == ranked
    assert figures(3, 0, 5, exempt=3).is_apart(LEAST)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=12))
def test_a_rank_is_one_more_than_how_many_are_better(counts: list[tuple[int, int]]) -> None:
    rows = [figures(n, covered, covered + missed) for n, (covered, missed) in enumerate(counts)]
    found = compute_ranks(rows, "rate", LEAST)
    ranked = [row for row in rows if row.due >= LEAST]
    assert found.keys() == {row.area_id for row in ranked}
    for row in ranked:
        better = [x for x in ranked if x.covered * row.due > row.covered * x.due]
        assert found[row.area_id] == 1 + len(better)


@pytest.mark.parametrize(
    "text", ("", "[ranking]\nleast = 0\nown_rank = false", "[ranking]\nleast = 3\nshown = 1", "x")
)
def test_a_policy_that_cannot_be_read_stops_the_program(tmp_path, text: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "policy.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match="SUPERVISION"):
        policy.load(str(path))
