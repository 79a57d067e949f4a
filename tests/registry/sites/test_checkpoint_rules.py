"""The numbers and names of checkpoints, at the edge."""

import pytest

from backend.registry.sites import checkpoint_rules as rules

pytestmark = pytest.mark.fast

SQUARE = [[117.34, 25.99], [117.36, 25.99], [117.36, 26.01], [117.34, 26.01], [117.34, 25.99]]
HOLE = [[117.349, 25.999], [117.351, 25.999], [117.351, 26.001], [117.349, 26.001]]
WOODS = {"type": "Polygon", "coordinates": [SQUARE, [*HOLE, HOLE[0]]]}
METRE = 1 / 110_770  # of latitude, in degrees, at 26° N


@pytest.mark.parametrize(
    ("position", "near"),
    (
        ((117.342, 25.995), True),
        ((117.34, 25.99), True),  # on the border
        ((117.35, 26.01 + 49 * METRE), True),
        ((117.35, 26.01 + 51 * METRE), False),
        ((117.35, 25.999 + 49 * METRE), True),  # in the hole, next to its edge
        ((117.35, 26.0), False),  # in the middle of the hole
    ),
)
def test_a_checkpoint_lies_in_the_site_or_within_its_radius(
    position: tuple[float, float], near: bool
) -> None:
    assert rules.is_near(position, WOODS, 50) is near


def test_names_are_the_same_whatever_the_keyboard_gave() -> None:
    assert rules.name_key("Ａ１ 东坡") == rules.name_key("a1 东坡\u200b")
    assert rules.name_key("东坡") != rules.name_key("西坡")


@pytest.mark.parametrize(("required", "after"), ((None, 1), (1, 1), (3, 3)))
def test_the_first_checkpoint_is_asked_for(required: int | None, after: int) -> None:
    assert rules.required_after_adding(required) == after


@pytest.mark.parametrize(
    ("required", "left", "after"), ((3, 3, 3), (3, 2, 2), (2, 2, 2), (1, 0, None), (None, 0, None))
)
def test_no_more_are_asked_for_than_are_left(
    required: int | None, left: int, after: int | None
) -> None:
    assert rules.required_after_ending(required, left) == after
