"""The world that documented requests are made to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from backend.staff.access import Role
from backend.staff.extensions import db
from tests.support.builders import make_person
from tests.territory.conftest import opened
from tests.territory.world import World, fill_grid_a

NOT_DRILL = "not drill"  # as pyproject.toml says


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """schemathesis makes all its requests while it collects: seconds, for the drill alone."""
    is_left_out = config.option.markexpr == NOT_DRILL
    return True if is_left_out and collection_path.name == "test_openapi_limits.py" else None


@pytest.fixture(scope="module")
def world(application: Flask) -> Iterator[World]:
    with opened(application) as found:
        fill_grid_a(found)
        every_role = [(role, found.cast.areas["county"]) for role in Role]
        found.cast.people["everything"] = make_person("everything", every_role)
        db.session.commit()
        yield found
