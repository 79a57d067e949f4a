"""What of a handover can be taken back, by the table of its rule."""

from datetime import timedelta

import pytest

from backend.registry.handovers.rules import GridNow, name_obstacle
from tests.registry.conftest import NOW

pytestmark = pytest.mark.fast
FREE = GridNow(False, False, False, None)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("grid", "obstacle"),
    (
        (FREE, None),
        (FREE._replace(is_taker_changed=True), "passed_on"),
        (FREE._replace(is_giver_disabled=True), "giver_disabled"),
        (FREE._replace(is_giver_back=True, is_taker_changed=True), "held_again"),
        (FREE._replace(giver_until=NOW - MINUTE), "time_over"),
        (FREE._replace(giver_until=NOW), "time_over"),
        (FREE._replace(giver_until=NOW + MINUTE), None),
    ),
)
def test_what_stands_in_the_way(grid: GridNow, obstacle: str | None) -> None:
    assert name_obstacle(grid, NOW) == obstacle
