"""Several people at the same moment, each with a transaction of her own, on both databases."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade

from backend.app import create_app
from backend.core import config, signing
from backend.staff.extensions import db
from backend.tips.host import database as tips_database
from tests.conftest import MIGRATIONS
from tests.support.builders import Cast, build_cast

ENGINES = ("spatialite", "postgis")


@contextmanager
def own_world(
    request: pytest.FixtureRequest, data: Path, name: str
) -> Iterator[tuple[Flask, Cast]]:
    """An application of a module's own, on the engine that `request` names.

    What races here is truly committed.
    """
    environ = {"DATA": str(data), "INBOX_KDF_MIB": "8"}
    if request.param == "postgis":
        server = request.getfixturevalue("postgres")
        environ |= {"DATABASE_URL": server.create(name)}
        environ |= {"TIPS_DATABASE_URL": server.create(f"{name}_tips")}
    settings = config.load(environ)
    signing.create_key(settings.keys)
    app = create_app(settings)
    with app.app_context():
        upgrade(MIGRATIONS)
        tips_database.upgrade(tips_database.engine())
        cast = build_cast()
        db.session.commit()
    yield app, cast
    with app.app_context():
        db.engine.dispose()
        tips_database.engine().dispose()


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Runs the calls at the same time, each in its own thread."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]
