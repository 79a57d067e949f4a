"""Whom to call about a site."""

from typing import Any

import pytest

from backend.figures.coverage.calling import choose_person

pytestmark = pytest.mark.fast

FIRST, SECOND, LEADER = ({"id": number, "name": str(number), "phone": None} for number in (1, 2, 3))
CALLER, LEFT = 9, 8


@pytest.mark.parametrize(
    ("officers", "leader", "last_by", "caller_id", "called"),
    (
        ((FIRST, SECOND), LEADER, 2, CALLER, SECOND),
        ((FIRST, SECOND), LEADER, None, CALLER, FIRST),
        ((FIRST, SECOND), LEADER, LEFT, CALLER, FIRST),
        ((FIRST, SECOND), LEADER, 2, 2, FIRST),
        ((FIRST,), LEADER, 1, 1, LEADER),
        ((), LEADER, LEFT, CALLER, LEADER),
        ((), LEADER, None, 3, None),
        ((), None, None, CALLER, None),
    ),
)
def test_who_can_go_there_is_called_and_never_oneself(
    officers: Any, leader: Any, last_by: int | None, caller_id: int, called: Any
) -> None:
    assert choose_person(officers, leader, last_by, caller_id) == called
