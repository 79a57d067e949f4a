"""Every limit that the OpenAPI document names, on both sides: the answers are as documented."""

from typing import Any

import pytest

from tests.staff.documented import SCHEMA, answer
from tests.territory.world import World

pytestmark = pytest.mark.drill


@SCHEMA.parametrize()
def test_every_answer_is_as_documented(case: Any, world: World) -> None:
    answer(case, world)
