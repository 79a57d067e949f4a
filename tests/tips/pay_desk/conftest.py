"""A pay desk on each database, where what is written is truly committed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from backend.staff.extensions import db
from tests.support.at_once import ENGINES, own_world
from tests.support.builders import Person
from tests.tips.groups.staff import make_group_role


@pytest.fixture(scope="module", params=ENGINES)
def desk(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[tuple[Flask, Person]]:
    data: Path = tmp_path_factory.mktemp(request.param)
    with own_world(request, data, request.module.__name__.rpartition(".")[2]) as (app, cast):
        with app.app_context():
            cashier = make_group_role(cast)
            db.session.commit()
        yield app, cashier
