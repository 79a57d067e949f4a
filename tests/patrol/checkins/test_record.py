"""A visit counts once, in the right window, and answers with its receipt."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from nacl.signing import VerifyKey
from sqlalchemy import func, select, update

from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.models import Obligation
from backend.registry.accounts.models import Assignment
from backend.registry.kinds.models import Checklist, Kind
from backend.registry.sites.models import Site
from backend.staff import time_tokens
from backend.staff.extensions import db
from tests.support.builders import Cast, make_site, visit

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai, window 110


@pytest.fixture
def site(cast: Cast) -> Site:
    return make_site(cast)


@pytest.fixture
def at_noon() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def send(client: FlaskClient, cast: Cast, document: dict[str, Any], who: str = "officer") -> Any:
    return client.post(
        "/api/v1/checkins", data=json.dumps(document), headers=cast.people[who].headers
    )


def test_the_first_time_it_is_recorded_and_the_obligation_covered(
    app: Flask, client: FlaskClient, cast: Cast, site: Site, at_noon: Any
) -> None:
    answer = send(client, cast, visit(app, cast, site, now=NOON))

    assert answer.status_code == 201, answer.text
    receipt = answer.get_json()
    assert receipt["standing"] == "counts"
    assert receipt["facts"]["credit"] == "certain"
    assert receipt["facts"]["place"] == "on_site"
    assert receipt["facts"]["window"]["starts_at"] == "2026-11-23T16:00:00Z"
    obligation = db.session.scalars(select(Obligation)).one()
    assert (obligation.outcome, obligation.last_at) == ("covered", NOON)


def test_the_second_time_the_same_receipt_comes_back(
    app: Flask, client: FlaskClient, cast: Cast, site: Site, at_noon: Any
) -> None:
    document = visit(app, cast, site, now=NOON)
    first = send(client, cast, document).get_json()
    at_noon.shift(timedelta(hours=1))
    again = send(client, cast, document)
    assert (again.status_code, again.get_json()) == (200, first)
    assert db.session.scalar(select(func.count()).select_from(Checkin)) == 1


def test_other_content_under_the_same_id_is_refused_with_the_first_receipt(
    app: Flask, client: FlaskClient, cast: Cast, site: Site, at_noon: Any
) -> None:
    document = visit(app, cast, site, now=NOON)
    first = send(client, cast, document).get_json()
    answer = send(client, cast, document | {"note": "x"})
    assert answer.status_code == 409
    problem = answer.get_json()
    assert (problem["code"], problem["receipt"]) == ("checkin-differs", first)
    assert db.session.scalars(select(Checkin.note)).all() == [""]


def test_the_same_id_of_another_author_is_another_visit(
    app: Flask, client: FlaskClient, cast: Cast, site: Site, at_noon: Any
) -> None:
    document = visit(app, cast, site, now=NOON)
    assert send(client, cast, document).status_code == 201
    assert send(client, cast, document, who="colleague").status_code == 201


@pytest.mark.parametrize("who", ("outsider", "supervisor", "office", "auditor", "admin", "nobody"))
def test_who_does_not_walk_the_grid_gets_what_an_unknown_site_gets(
    app: Flask, client: FlaskClient, cast: Cast, site: Site, at_noon: Any, who: str
) -> None:
    document = visit(app, cast, site, now=NOON)
    foreign = send(client, cast, document, who)
    unknown = send(client, cast, document | {"site": 2**31 - 1}, who)
    for answer in (foreign, unknown):
        assert answer.status_code == 404
    assert without_request(foreign) == without_request(unknown)


def without_request(answer: Any) -> dict[str, Any]:
    return {key: value for key, value in answer.get_json().items() if key != "request_id"}


@pytest.mark.parametrize(("days", "status"), ((29.99, 201), (30, 404)))
def test_a_grid_handed_over_still_takes_visits_for_thirty_days(
    app: Flask,
    client: FlaskClient,
    cast: Cast,
    site: Site,
    at_noon: Any,
    days: float,
    status: int,
) -> None:
    ended = NOON - timedelta(days=days)
    db.session.execute(
        update(Assignment).where(Assignment.account_id == cast.officer.id).values(until=ended)
    )
    answer = send(client, cast, visit(app, cast, site, now=NOON))
    assert answer.status_code == status
    if status == 201:
        assert "no_longer_held" in db.session.scalars(select(Checkin.flags)).one()


@pytest.mark.parametrize(
    ("clock", "device_time", "credit"),
    (
        ("fresh", "1970-01-01T00:00:00Z", "certain"),
        ("fresh", "2026-11-26T04:00:00Z", "certain"),
        ("fresh", "+275760-09-13T00:00:00Z", "certain"),
        ("fresh", None, "certain"),
        ("old", "2026-11-24T04:00:00Z", "probable"),
        ("old", "2026-11-24T03:00:00Z", "disputed"),
        ("old", "1970-01-01T00:00:00Z", "disputed"),
        ("none", "2026-11-24T04:00:00Z", "disputed"),
        ("forged", "2026-11-24T04:00:00Z", "disputed"),
    ),
)
def test_no_clock_is_a_reason_to_refuse(
    app: Flask,
    client: FlaskClient,
    cast: Cast,
    site: Site,
    at_noon: Any,
    clock: str,
    device_time: str | None,
    credit: str,
) -> None:
    document = visit(app, cast, site, now=NOON, device_time=device_time)
    old = time_tokens.issue(app.extensions["signer"], NOON - timedelta(days=4))
    document["clock"] = {
        "fresh": document["clock"],
        "old": {"token": old, "elapsed_ms": timedelta(days=4) / timedelta(milliseconds=1)},
        "none": None,
        "forged": {"token": old[:-4] + "AAAA", "elapsed_ms": 0},
    }[clock]
    answer = send(client, cast, document)
    assert answer.status_code == 201, answer.text
    receipt = answer.get_json()
    assert receipt["facts"]["credit"] == credit
    assert receipt["standing"] == ("pending" if credit == "disputed" else "counts")


@pytest.mark.parametrize(
    ("received", "window"),
    (
        (datetime(2026, 11, 23, 15, 59, 59, 999000, UTC), "2026-11-20T16:00:00Z"),
        (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), "2026-11-23T16:00:00Z"),
        (datetime(2026, 12, 31, 15, 59, 59, 999000, UTC), "2026-12-29T16:00:00Z"),
        (datetime(2028, 2, 28, 15, 59, 59, 999000, UTC), "2028-02-25T16:00:00Z"),
        (datetime(2028, 2, 28, 16, 0, tzinfo=UTC), "2028-02-28T16:00:00Z"),
        (datetime(2028, 2, 29, 15, 59, 59, 999000, UTC), "2028-02-28T16:00:00Z"),
    ),
)
def test_the_window_is_that_of_the_capture(
    app: Flask, client: FlaskClient, cast: Cast, site: Site, received: datetime, window: str
) -> None:
    with time_machine.travel(received, tick=False):
        token = time_tokens.issue(app.extensions["signer"], received)
        document = visit(app, cast, site, now=received, clock={"token": token, "elapsed_ms": 0})
        receipt = send(client, cast, document).get_json()
    assert receipt["facts"]["credit"] == "certain"
    assert receipt["facts"]["window"]["starts_at"] == window


def test_far_away_waits_and_covers_when_the_leader_accepts(
    app: Flask, client: FlaskClient, cast: Cast, site: Site, at_noon: Any
) -> None:
    far = {"lon": site.lon + 0.01, "lat": site.lat, "accuracy": 10}
    document = visit(app, cast, site, now=NOON, fix=far, place_reason="路断了")
    receipt = send(client, cast, document).get_json()
    assert (receipt["facts"]["place"], receipt["standing"]) == ("far", "pending")
    address = f"/api/v1/checkins/{receipt['number']}/review"
    decision = {"verdict": "approved", "note": "核实过"}

    assert client.post(address, json=decision, headers=cast.officer.headers).status_code == 403
    assert client.post(address, json=decision, headers=cast.outsider.headers).status_code == 404
    blank = decision | {"note": "\u3000\u200b"}
    assert client.post(address, json=blank, headers=cast.leader.headers).status_code == 422
    accepted = client.post(address, json=decision, headers=cast.leader.headers)
    again = client.post(address, json=decision, headers=cast.supervisor.headers)

    assert accepted.get_json()["standing"] == "accepted"
    assert again.get_json()["code"] == "already-decided"
    assert db.session.scalars(select(Obligation.outcome)).all() == ["covered"]


def test_the_receipt_verifies_without_the_server(
    app: Flask, client: FlaskClient, cast: Cast, site: Site, at_noon: Any
) -> None:
    receipt = send(client, cast, visit(app, cast, site, now=NOON)).get_json()
    key = client.get("/api/v1/keys/receipts").get_json()["x"]
    body, _, signature = receipt["signed"].rpartition(".")
    VerifyKey(raw(key)).verify(body.encode(), raw(signature))
    assert json.loads(raw(body.split(".")[1])) == receipt["facts"]


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_public_receipt_shows_nothing_personal(
    app: Flask, client: FlaskClient, cast: Cast, site: Site, at_noon: Any
) -> None:
    code = send(client, cast, visit(app, cast, site, now=NOON)).get_json()["code"]
    shown = client.get(f"/api/v1/receipts/{code[:4].lower()}-{code[4:]}")
    assert shown.get_json().keys() == {
        "received_at",
        "window",
        "credit",
        "place",
        "standing",
        "late",
        "photos_expected",
        "photos_arrived",
    }
    assert client.get("/api/v1/receipts/22222222").status_code == 404


def test_recording_costs_a_fixed_number_of_queries(
    app: Flask,
    client: FlaskClient,
    cast: Cast,
    site: Site,
    at_noon: Any,
    count_queries: Callable[[], Any],
) -> None:
    send(client, cast, visit(app, cast, site, now=NOON))
    with count_queries() as seen:
        send(client, cast, visit(app, cast, site, now=NOON))
    # caller; context; plan; window; check-in; obligation; visits; obligation's update;
    # audit; receipt's photos
    assert len(seen) <= 10, "\n".join(seen)


def test_a_receipt_stays_though_the_site_now_asks_other_questions(
    app: Flask, client: FlaskClient, cast: Cast, site: Site, at_noon: Any
) -> None:
    document = visit(app, cast, site, now=NOON)
    first = send(client, cast, document).get_json()
    checklist = db.session.get_one(Checklist, cast.checklist_id)
    checklist.questions = [{**checklist.questions[0], "code": "noise"}]
    db.session.commit()
    again = send(client, cast, document)
    assert (again.status_code, again.get_json()) == (200, first)


@pytest.mark.parametrize(
    ("accuracy", "limit_m", "standing", "flags"),
    (
        (200, 200, "counts", []),
        (200.5, 200, "pending", ["accuracy_coarse"]),
        (800, 200, "pending", ["accuracy_coarse"]),
        (500, 500, "counts", []),
        (501, 500, "pending", ["accuracy_coarse"]),
        (None, 200, "counts", ["accuracy_invalid"]),
    ),
)
def test_a_fix_coarser_than_its_kind_allows_waits_for_review(
    app: Flask,
    client: FlaskClient,
    cast: Cast,
    site: Site,
    at_noon: Any,
    accuracy: float | None,
    limit_m: float,
    standing: str,
    flags: list[str],
) -> None:
    db.session.get_one(Kind, cast.kind_id).coarse_m = limit_m
    db.session.commit()
    fix = {"lon": site.lon, "lat": site.lat, "accuracy": accuracy}
    receipt = send(client, cast, visit(app, cast, site, now=NOON, fix=fix)).get_json()
    assert (receipt["standing"], receipt["facts"]["place"]) == (standing, "on_site")
    checkin = db.session.scalars(select(Checkin)).one()
    assert checkin.flags == flags
    outcome = db.session.scalars(select(Obligation.outcome)).first()
    assert outcome == ("covered" if standing == "counts" else None)
