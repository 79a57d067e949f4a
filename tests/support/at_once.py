"""Several people at the same moment, each with a transaction of her own, on both databases."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from backend.app import create_app
from backend.core import config, signing
from backend.staff.extensions import db
from backend.tips.host import database as tips_database
from tests.support.builders import Cast, build_cast
from tests.support.migrated import migrated

ENGINES = ("spatialite", "postgis")


@contextmanager
def peopled(environ: dict[str, str]) -> Iterator[Flask]:
    """An application over migrated databases, with the cast in them."""
    settings = config.load(environ)
    signing.create_key(settings.keys)
    app = create_app(settings)
    with app.app_context():
        app.extensions["cast"] = build_cast()
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()
        tips_database.engine().dispose()


@contextmanager
def own_world(
    request: pytest.FixtureRequest, data: Path, name: str
) -> Iterator[tuple[Flask, Cast]]:
    """An application of a module's own, on the engine that `request` names.

    What races here is truly committed.
    """
    server = request.getfixturevalue("postgres") if request.param == "postgis" else None
    with peopled(migrated(data, name, server)) as app:
        yield app, app.extensions["cast"]
    if server:
        server.drop(name)
        server.drop(f"{name}_tips")


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Runs the calls at the same time, each in its own thread."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]
