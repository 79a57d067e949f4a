"""One world for each module of tests; what a test changes in it is undone."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from flask import Flask

from backend.patrol.checkins import routes
from backend.patrol.checkins.throttle import Throttle
from backend.staff.extensions import db
from tests.conftest import rolled_back
from tests.territory.noon import NOON
from tests.territory.operations import Operation
from tests.territory.people import ON_BOTH
from tests.territory.world import World, open_world


def tries(world: World, who: str, operation: Operation, *, everybody: bool) -> bool:
    """On the second engine, and unless all are to: no more people than are needed there.

    Nor is anybody refused there for want of a role, which asks no table.
    """
    if everybody or not is_second_engine():
        return True
    action = operation.action
    return who in ON_BOTH and (action is None or world.rights.may(who, action))


def is_second_engine() -> bool:
    """The one that need not show again what no database has a part in."""
    return db.engine.dialect.name == "postgresql"


@contextmanager
def opened(application: Flask) -> Iterator[World]:
    """The world without its grid_a, at noon, with no throttle on receipts."""
    with (
        pytest.MonkeyPatch.context() as patch,
        rolled_back(application),
        time_machine.travel(NOON, tick=False),
    ):
        patch.setattr(routes, "receipts_throttle", Throttle(1, 10**9))
        yield open_world(application)
