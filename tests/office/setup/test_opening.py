"""An empty installation is opened once, by whoever has the code that its server printed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend.app import create_app
from backend.core import config, signing
from backend.core.errors import text
from backend.office.setup.code import is_setup_code, setup_code
from backend.records.audit.models import AuditRow
from backend.registry.accounts.models import Account, Assignment
from backend.registry.areas import service as areas
from backend.registry.areas.models import Area
from backend.staff.extensions import db
from backend.tips.host import database as tips_database
from tests.conftest import IsolatedClient
from tests.support.at_once import ENGINES, together
from tests.support.builders import BEGINNING
from tests.support.migrated import migrated

SETUP = "/api/v1/setup"
PASSWORD = "correct horse battery"


@contextmanager
def empty(request: pytest.FixtureRequest, data: Path, name: str) -> Iterator[Flask]:
    """An application over migrated databases with nobody in them."""
    server = request.getfixturevalue("postgres") if request.param == "postgis" else None
    settings = config.load(migrated(data, name, server))
    signing.create_key(settings.keys)
    app = create_app(settings)
    app.testing = True
    app.test_client_class = IsolatedClient
    yield app
    with app.app_context():
        db.engine.dispose()
        tips_database.engine().dispose()


@pytest.fixture(scope="module", params=ENGINES)
def application(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    with empty(request, tmp_path_factory.mktemp("empty"), "empty") as app:
        yield app


@pytest.fixture(params=ENGINES)
def raced(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """One in which everything is truly committed."""
    with empty(request, tmp_path, "raced") as app:
        yield app


def opening(**more: Any) -> dict[str, Any]:
    county = {"county_name": "永安市", "county_code": "350481"}
    person = {"username": "guan.li", "name": "管理", "password": PASSWORD}
    return {"code": setup_code(), **county, **person, **more}


def faults(answer: Any) -> dict[str, str]:
    return {fault["field"]: fault["message_en"] for fault in answer.json["fields"]}


def message(code: str) -> str:
    return text("en", "faults", code)


def test_the_first_administrator_comes_in_and_nobody_after_her(
    app: Flask, client: FlaskClient
) -> None:
    assert client.get(SETUP).json == {"is_open": True, "county": None}
    typed = setup_code().lower().replace("-", " ")
    assert client.post(SETUP, json=opening(code=typed)).status_code == 204
    assert client.get(SETUP).json == {"is_open": False, "county": None}

    entered = client.post(
        "/api/v1/sessions", json={"username": "guan.li", "password": PASSWORD}
    ).json
    (grant,) = entered["grants"]
    assert (grant["role"], grant["area"]["name"], grant["area"]["level"]) == (
        "admin",
        "永安市",
        "county",
    )
    opened = db.session.scalars(select(AuditRow).filter_by(action="area.set_up")).one()
    assert opened.actor_id == entered["id"]

    second = client.post(SETUP, json=opening(username="zwei", county_code="350482"))
    assert (second.status_code, second.json["code"]) == (409, "setup-done")
    assert db.session.scalar(select(func.count(Account.id))) == 1


def test_a_county_that_was_loaded_is_taken(app: Flask, client: FlaskClient) -> None:
    county = areas.create("county", "350481", "永安市", BEGINNING)
    county_id = county.id
    db.session.commit()
    assert client.get(SETUP).json["county"]["name"] == "永安市"
    answer = client.post(SETUP, json=opening(county_name=None, county_code=None))
    assert answer.status_code == 204
    assert db.session.scalars(select(Assignment.area_id)).all() == [county_id]


def test_wrong_codes_are_counted_and_leave_nothing(app: Flask, client: FlaskClient) -> None:
    wrong = "2" * 16
    assert not is_setup_code(wrong)
    tried = [client.post(SETUP, json=opening(code=wrong)) for _ in range(6)]
    assert faults(tried[0]) == {"code": message("wrong_code")}
    assert tried[-1].status_code == 429
    assert int(tried[-1].headers["Retry-After"]) > 0
    assert db.session.scalar(select(func.count(Account.id))) == 0
    assert db.session.scalar(select(func.count(Area.id))) == 0
    right = client.post(SETUP, json=opening())
    assert right.status_code == 204, "a stranger who guesses keeps nobody out"


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    (
        ({"password": "short"}, "password", "weak_password"),
        ({"username": "not a name"}, "username", "not_a_username"),
        ({"county_name": None}, "county_name", "required"),
        ({"county_code": "   "}, "county_code", None),
        ({"county_code": "%_"}, "county_code", "not_an_area_code"),
        ({"name": ""}, "name", None),
        ({"code": ""}, "code", "wrong_code"),
    ),
)
def test_what_is_at_fault_is_named_and_nothing_stays(
    app: Flask, client: FlaskClient, change: dict[str, Any], field: str, fault: str | None
) -> None:
    answer = client.post(SETUP, json=opening(**change))
    assert answer.status_code == 422
    assert set(faults(answer)) == {field}
    assert fault is None or faults(answer)[field] == message(fault)
    assert client.get(SETUP).json["is_open"]
    assert db.session.scalar(select(func.count(Area.id))) == 0


def test_the_command_prints_it_until_somebody_is_there(app: Flask, client: FlaskClient) -> None:
    printed = app.test_cli_runner().invoke(args=("setup", "code")).output
    assert is_setup_code(printed)
    client.post(SETUP, json=opening(code=printed.strip()))
    assert app.test_cli_runner().invoke(args=("setup", "code")).output == ""


def test_of_two_at_once_one_opens_it(raced: Flask) -> None:
    with raced.app_context():
        bodies = [opening(username=f"admin.{n}", county_code=f"35048{n}") for n in range(4)]

    def send(body: dict[str, Any]) -> int:
        return raced.test_client().post(SETUP, json=body).status_code

    answers = together(*(lambda body=body: send(body) for body in bodies))
    assert sorted(answers) == [204, 409, 409, 409]
    with raced.app_context():
        counts = [db.session.scalar(select(func.count(model.id))) for model in (Account, Area)]
        assert counts == [1, 1]
