"""An installation with the demo in it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend.app import create_app
from backend.core import config, signing
from backend.core.clock import local_date
from backend.demo.load import is_loaded, load
from backend.patrol.cycles.models import WindowRow
from backend.patrol.cycles.opening import open_next
from backend.patrol.cycles.service import create_plan
from backend.registry.kinds.service import load as load_kinds
from backend.staff.extensions import db
from backend.tips.host import database as tips_database
from backend.tips.host import keys as tips_keys
from tests.support.migrated import migrated

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


# How many windows: in the drill as many as `make run` shows, on PostGIS, too.
SHORT, LONG = 3, 10
WISHES = (
    pytest.param(("spatialite", SHORT), id="spatialite-short"),
    pytest.param(("spatialite", LONG), id="spatialite-long", marks=pytest.mark.drill),
    pytest.param(("postgis", LONG), id="postgis-long", marks=pytest.mark.drill),
)


@pytest.fixture(scope="module", params=WISHES)
def demo(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Flask]:
    """An application whose database holds the demo; for a day it was an empty installation."""
    engine, turns = request.param
    data = tmp_path_factory.mktemp(f"demo-{engine}")
    server = request.getfixturevalue("postgres") if engine == "postgis" else None
    settings = config.load(migrated(data, "demo", server))
    signing.create_key(settings.keys)
    tips_keys.create(settings.tips.keys)
    app = create_app(settings)
    with app.app_context():
        _install_without_demo(NOW - timedelta(days=1))
        assert not is_loaded()
        load(NOW, turns=turns)
        db.session.commit()
        tips_database.session().commit()
        yield app
        db.session.remove()
        app.extensions["tips_sessions"].remove()
        tips_database.engine().dispose()
        db.engine.dispose()


def _install_without_demo(at: datetime) -> None:
    """As `bin/prepare --no-demo` does, and the first minute of the jobs."""
    plan = create_plan("three-day", "三天一轮", "Every three days", local_date(at), 3, at)
    load_kinds(None, at)
    while open_next(at):
        pass
    assert db.session.scalars(select(WindowRow)).one().plan_id == plan.id
    db.session.commit()
