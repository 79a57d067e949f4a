"""Cross-checks: the door that opens for the drawn sites and for nothing else, and closes again."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.core import clock
from backend.oversight.cross_checks import sampling
from backend.oversight.cross_checks.sampling import Lot
from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.models import Obligation
from backend.patrol.findings.models import Finding
from backend.registry.sites.visit_grants import GRACE
from backend.staff.access import Role
from backend.staff.extensions import db
from tests.oversight.conftest import BEGIN, Ask, check_in, open_all
from tests.support.builders import Cast, make_person, make_site, visit

ABNORMAL = {"result": "abnormal", "answers": [{"question": "smell", "value": "yes"}]}
NOON = BEGIN + timedelta(hours=12)


@pytest.fixture
def drawn(app: Flask, client: FlaskClient, ask: Ask, cast: Cast, clock: Any) -> Any:
    """One of three sites of 燕南 for an officer of 小陶, for two days; one has been visited."""
    clock.move_to(NOON)
    sites = [make_site(cast, since=BEGIN, risk=1 + n) for n in range(3)]
    open_all(NOON)
    for site in sites:
        check_in(app, client, cast, cast.officer, site)
    cast.people["checker"] = make_person("checker", [(Role.OFFICER, cast.grid_c)])
    clock.shift(60)
    wish = {
        "town_id": cast.areas["town"],
        "by_town_id": cast.areas["other_town"],
        "officer_ids": [cast.checker.id],
        "size": 1,
        "days": 2,
    }
    yield ask(cast.office, "/cross-checks", wish, status=201)
    cast.people.pop("checker")


def site_of(drawn: Any) -> Any:
    site_id = drawn["sites"][0]["site"]["id"]
    return type("Place", (), {"id": site_id, "lon": 117.35, "lat": 26.0})


def post(app: Flask, client: FlaskClient, cast: Cast, person: Any, site: Any, **more: Any) -> Any:
    body = json.dumps(visit(app, cast, site, now=clock.now(), **more))
    return client.post("/api/v1/checkins", data=body, headers=person.headers)


def test_the_sample_can_be_drawn_again(cast: Cast, drawn: Any) -> None:
    rows = db.session.execute(select(Obligation.site_id)).scalars()
    lots = [Lot(site_id, cast.kind_id, 1 + n) for n, site_id in enumerate(sorted(rows))]
    assert drawn["population_sha256"] == sampling.compute_digest(lots)
    again = sampling.draw_sample(lots, drawn["size"], drawn["seed"])
    assert [each["site"]["id"] for each in drawn["sites"]] == again


def test_the_officers_hear_of_it_and_nobody_else(ask: Ask, cast: Cast, drawn: Any) -> None:
    (notice,) = ask(cast.checker, "/notices")["items"]
    (about,) = notice["groups"]
    assert (notice["rung"], about["id"], about["matter"]) == ("check", str(drawn["id"]), "drawn")
    for person in (cast.officer, cast.leader, cast.supervisor):
        assert ask(person, "/notices")["items"] == []


def test_a_visit_is_kept_beside_and_covers_nothing(
    app: Flask, client: FlaskClient, ask: Ask, cast: Cast, drawn: Any
) -> None:
    site = site_of(drawn)
    before = [row[:] for row in db.session.execute(select(Obligation.__table__)).all()]
    (due,) = ask(cast.checker, "/cross-checks/due")["items"]
    assert (due["site"]["id"], due["done"]) == (site.id, False)
    assert "13800001234" not in json.dumps(due)
    # While it runs the town learns of no site that has not been visited.
    assert ask(cast.supervisor, f"/cross-checks/{drawn['id']}")["sites"] == []

    receipt = post(app, client, cast, cast.checker, site, **ABNORMAL)
    assert (receipt.status_code, receipt.json["standing"]) == (201, "aside")
    assert [row[:] for row in db.session.execute(select(Obligation.__table__)).all()] == before
    for person in (cast.office, cast.supervisor, cast.auditor):
        (shown,) = ask(person, f"/cross-checks/{drawn['id']}")["sites"]
        assert (shown["original"]["result"], shown["visit"]["result"]) == ("normal", "abnormal")
        assert shown["comparison"]["agrees"] is False
        (difference,) = shown["comparison"]["differing"]
        assert (difference["original"], difference["visit"]) == ("no", "yes")
    # What is dangerous is mended, whoever saw it.
    assert db.session.scalars(select(Finding.checkin_id)).one() == receipt.json["number"]
    checkin = db.session.get_one(Checkin, receipt.json["number"])
    assert checkin.flags == ["cross_check"]
    # Nothing waits for the leader: she has no say in it.
    assert ask(cast.leader, "/checkins", standing="pending")["items"] == []


def test_the_first_visit_that_got_in_stays(
    app: Flask, client: FlaskClient, ask: Ask, cast: Cast, drawn: Any
) -> None:
    site, path = site_of(drawn), f"/cross-checks/{drawn['id']}"
    locked = {"result": "attempted", "attempt_reason": "locked", "answers": []}
    post(app, client, cast, cast.checker, site, **locked)
    assert ask(cast.office, path)["sites"][0]["comparison"] is None
    post(app, client, cast, cast.checker, site)
    post(app, client, cast, cast.checker, site, **ABNORMAL)
    (shown,) = ask(cast.office, path)["sites"]
    assert (shown["visit"]["result"], shown["comparison"]["agrees"]) == ("normal", True)


def test_everything_else_of_the_town_stays_closed(
    app: Flask, client: FlaskClient, ask: Ask, cast: Cast, drawn: Any
) -> None:
    site = site_of(drawn)
    others = set(db.session.scalars(select(Obligation.site_id))) - {site.id}
    number = db.session.scalars(select(Checkin.id).filter_by(site_id=site.id)).one()
    for path in (f"/sites/{site.id}", f"/checkins/{number}", f"/areas/{cast.grid_a}"):
        answer = client.get(f"/api/v1{path}", headers=cast.checker.headers)
        assert answer.status_code == 404, path
    assert ask(cast.checker, "/sites")["items"] == []
    assert ask(cast.checker, "/today")["items"] == []
    ask(cast.checker, f"/cross-checks/{drawn['id']}", status=403)
    for other in others:
        place = type("Place", (), {"id": other, "lon": 117.35, "lat": 26.0})
        assert post(app, client, cast, cast.checker, place).status_code == 404
    # A colleague of the same town has no pass, and hers opens the site to nobody else.
    assert post(app, client, cast, cast.outsider, site).status_code == 404
    assert ask(cast.outsider, "/cross-checks/due")["items"] == []


def test_after_its_end_the_door_is_closed(
    app: Flask, client: FlaskClient, ask: Ask, cast: Cast, drawn: Any, clock: Any
) -> None:
    site = site_of(drawn)
    ends_at = BEGIN + timedelta(days=2)
    made = visit(app, cast, site, now=ends_at - timedelta(minutes=5))
    clock.move_to(ends_at)
    assert ask(cast.checker, "/cross-checks/due")["items"] == []
    assert len(ask(cast.supervisor, f"/cross-checks/{drawn['id']}")["sites"]) == 1
    # One that was made in time, without signal, is still let in, and kept with the check.
    clock.move_to(ends_at + timedelta(hours=1))
    made["clock"]["elapsed_ms"] = 60000
    headers = cast.checker.headers
    answer = client.post("/api/v1/checkins", data=json.dumps(made), headers=headers)
    assert (answer.status_code, answer.json["standing"]) == (201, "aside")
    assert ask(cast.office, f"/cross-checks/{drawn['id']}")["visited"] == 1
    clock.move_to(ends_at + GRACE)
    assert post(app, client, cast, cast.checker, site).status_code == 404


def test_a_stopped_check_lists_nothing_more(ask: Ask, cast: Cast, drawn: Any) -> None:
    path = f"/cross-checks/{drawn['id']}/stop"
    ask(cast.supervisor, path, {}, status=403)
    stopped = ask(cast.office, path, {})
    assert (stopped["running"], stopped["stopped"], stopped["may_stop"]) == (False, True, False)
    assert ask(cast.checker, "/cross-checks/due")["items"] == []
    ask(cast.office, path, {}, status=409)


@pytest.mark.parametrize(
    ("change", "field"),
    (
        ({"town_id": "grid_a"}, "town_id"),
        ({"town_id": "other_town"}, "town_id"),
        ({"officers": ("officer",)}, "officer_ids"),
        ({"officers": ("checker", "supervisor")}, "officer_ids"),
    ),
)
def test_what_cannot_be_drawn(
    ask: Ask, cast: Cast, drawn: Any, change: dict[str, Any], field: str
) -> None:
    names = change.get("officers", ("checker",))
    wish = {
        "town_id": cast.areas[change.get("town_id", "town")],
        "by_town_id": cast.areas["other_town"],
        "officer_ids": [cast.people[name].id for name in names],
        "size": 1,
        "days": 2,
    }
    problem = ask(cast.office, "/cross-checks", wish, status=422)
    assert problem["fields"][0]["field"] == field


def test_the_cost_is_flat(ask: Ask, cast: Cast, drawn: Any, count_queries: Any) -> None:
    with count_queries() as listed:
        ask(cast.office, "/cross-checks")
    with count_queries() as shown:
        ask(cast.office, f"/cross-checks/{drawn['id']}")
    with count_queries() as due:
        ask(cast.checker, "/cross-checks/due")
    # caller; checks | caller, check, whether she draws, sites, officers | caller, sites
    assert (len(listed), len(shown), len(due)) == (2, 5, 2)
