"""What a call of the generated tests is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.territory.world import World

Ids = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """How to make one call about something in grid_a.

    Whoever may do one of `reach` over grid_a finds the thing, and so do its `owners`; of these
    only who may do one of `entitled` there is let through. `varies` names ids in the body;
    those of the path vary anyway, but for one that the caller `makes`. To who stands `beside` the
    owners it is her own, too, but she is not in the state for it. `kind` is the body's type.
    """

    body: Callable[[World, Ids], Any] | None = None
    reach: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    entitled: tuple[str, ...] = ()
    varies: tuple[str, ...] = ()
    makes: str = ""
    kind: str = ""
    version: str | None = None
