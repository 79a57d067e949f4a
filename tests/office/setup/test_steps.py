"""How far an installation is set up."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from backend.office.setup.code import setup_code
from backend.registry.accounts.models import Assignment
from backend.registry.areas import service as areas
from backend.staff.access import Role
from backend.staff.extensions import db
from tests.support.builders import BEGINNING, Cast, make_person

STEPS = "/api/v1/setup/steps"


def steps(client: FlaskClient, cast: Cast) -> dict[str, tuple[int, int | None]]:
    answer = client.get(STEPS, headers=cast.admin.headers)
    assert answer.status_code == 200
    return {each["step"]: (each["done"], each["of"]) for each in answer.json["steps"]}


def test_each_step_counts_what_is_there(client: FlaskClient, cast: Cast) -> None:
    before = steps(client, cast)
    grids = before["areas"][0]
    assert before["leaders"][1] == before["officers"][1] == before["boundaries"][1] == grids
    assert before["office"] == (1, None)
    areas.create("grid", "g9", "新网格", BEGINNING, parent_id=cast.areas["village_a"])
    db.session.commit()
    after = steps(client, cast)
    assert after["areas"] == (grids + 1, None)
    assert after["officers"] == (before["officers"][0], grids + 1)


def test_who_left_leads_nothing(client: FlaskClient, cast: Cast) -> None:
    before = steps(client, cast)["office"][0]
    held = db.session.scalars(db.select(Assignment).filter_by(role="office")).first()
    assert held is not None
    held.until = held.since + timedelta(seconds=1)
    db.session.commit()
    assert steps(client, cast)["office"][0] == before - 1


def test_a_town_is_not_asked_for_a_county_office(client: FlaskClient, cast: Cast) -> None:
    person = make_person("town.admin", [(Role.ADMIN, cast.areas["town"])])
    db.session.commit()
    answer = client.get(STEPS, headers=person.headers)
    assert "office" not in [each["step"] for each in answer.json["steps"]]


def test_one_query_counts_all(
    client: FlaskClient, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    with count_queries() as asked:
        steps(client, cast)
    assert len(asked) <= 3  # who asks, and all counts


def test_with_people_in_it_nothing_can_be_opened(client: FlaskClient, cast: Cast) -> None:
    assert client.get("/api/v1/setup").json == {"is_open": False, "county": None}
    body = {"code": setup_code(), "username": "zwei", "name": "某人", "password": "long enough 1"}
    answer = client.post("/api/v1/setup", json=body)
    assert (answer.status_code, answer.json["code"]) == (409, "setup-done")


def test_only_an_administrator_asks(client: FlaskClient, cast: Cast) -> None:
    for person in (cast.officer, cast.leader, cast.office):
        assert client.get(STEPS, headers=person.headers).status_code == 403
    assert client.get(STEPS).status_code == 401
