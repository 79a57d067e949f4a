"""One handover of all that an officer patrols in a village or town."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.records.audit.models import AuditRow
from backend.registry.accounts.models import Assignment
from backend.staff.access import Role
from backend.staff.extensions import db
from tests.registry.conftest import SetClock
from tests.support.builders import Cast, Person, make_person, make_site


@pytest.fixture(autouse=True)
def noon(set_clock: SetClock) -> None:
    """All of this happens at NOW."""


@pytest.fixture
def newcomer(cast: Cast) -> Person:
    person = make_person("newcomer", [(Role.LEADER, cast.areas["village_a"])])
    for grid in (cast.grid_a, cast.grid_a, cast.grid_b):
        make_site(cast, grid_id=grid)
    make_site(cast, status="suspended")
    db.session.commit()
    return person


def ask(client: FlaskClient, area: int, by: Person, body: dict[str, int] | None = None) -> Any:
    path = f"/api/v1/areas/{area}/handover"
    if body is None:
        return client.get(path, headers=by.headers)
    return client.post(path, json=body, headers=by.headers)


def patrolled(person: Person) -> set[int]:
    held = db.select(Assignment.area_id).filter_by(account_id=person.id, role=Role.OFFICER)
    return set(db.session.scalars(held.where(Assignment.until.is_(None))))


def test_a_town_counts_the_grids_and_sites_of_each(
    client: FlaskClient, cast: Cast, newcomer: Person
) -> None:
    told = ask(client, cast.areas["town"], cast.supervisor).get_json()
    counted = {each["name"]: (each["grids"], each["sites"]) for each in told["officers"]}
    assert counted == {"officer某": (2, 3), "colleague某": (1, 2)}
    assert "newcomer某" in [each["name"] for each in told["candidates"]]
    told = ask(client, cast.grid_a, cast.supervisor).get_json()
    assert {each["name"]: each["grids"] for each in told["officers"]} == {
        "officer某": 1, "colleague某": 1,
    }  # fmt: skip


def test_all_grids_of_a_town_go_at_once(client: FlaskClient, cast: Cast, newcomer: Person) -> None:
    body = {"from": cast.officer.id, "to": newcomer.id}
    done = ask(client, cast.areas["town"], cast.supervisor, body).get_json()
    assert [each["sites"] for each in done["grids"]] == [2, 1]
    assert patrolled(cast.officer) == set()
    assert patrolled(newcomer) == {cast.grid_a, cast.grid_b}
    rows = db.session.scalars(db.select(AuditRow).filter_by(action="grid.handed_over")).all()
    assert {row.subject_id for row in rows} == {str(cast.grid_a), str(cast.grid_b)}


def test_what_the_taker_patrols_already_only_leaves_the_giver(
    client: FlaskClient, cast: Cast, newcomer: Person
) -> None:
    body = {"from": cast.officer.id, "to": cast.colleague.id}
    done = ask(client, cast.areas["town"], cast.supervisor, body).get_json()
    assert patrolled(cast.officer) == set()
    assert patrolled(cast.colleague) == {cast.grid_a, cast.grid_b}
    path = f"/api/v1/handovers/{done['id']}/return"
    assert client.post(path, headers=cast.supervisor.headers).status_code == 200
    assert patrolled(cast.officer) == {cast.grid_a, cast.grid_b}
    assert patrolled(cast.colleague) == {cast.grid_a}


def test_a_leader_of_one_grid_moves_no_other(
    client: FlaskClient, cast: Cast, newcomer: Person
) -> None:
    body = {"from": cast.officer.id, "to": newcomer.id}
    assert ask(client, cast.areas["town"], cast.leader, body).status_code == 404
    assert ask(client, cast.areas["village_a"], cast.leader, body).status_code == 404
    assert patrolled(cast.officer) == {cast.grid_a, cast.grid_b}
