"""Rules for the checkpoints of a large site. Pure.

What somebody changes counts from the window that starts next; a window keeps the checkpoints,
and the number of them that it asks for, with which it started:

| at the start of a window        | in that window                |
|---------------------------------|-------------------------------|
| added before or at that instant | counts                        |
| added after                     | does not count yet            |
| ended before or at that instant | does not count any more       |
| ended after                     | counts                        |
| moved                           | where it was at that instant  |
"""

from backend.core import texts
from backend.geo import measure

CHECKPOINTS_MAX = 20  # of one site
RADIUS_MIN_M, RADIUS_MAX_M = 20, 200
RADIUS_M = 60  # unless somebody says otherwise


def is_near(position: measure.Point, shape: measure.Geometry, reach_m: float) -> bool:
    """Whether a checkpoint may lie there: in the site or within the radius of its kind.

    A visit further away would not count, so nobody could reach the checkpoint.
    """
    return measure.distance_m(position, shape) <= reach_m


def name_key(name: str) -> str:
    """Equal for names that people take for the same one."""
    return texts.drop_ignorable(texts.fold_width(name)).casefold()


def required_after_adding(required: int | None) -> int:
    """With its first checkpoint a site asks for one; further ones change nothing."""
    return required or 1


def required_after_ending(required: int | None, left: int) -> int | None:
    """Never more than are left; None when none is left, and one visit covers the site."""
    return min(required or 1, left) or None
