"""Many visits in one request: each with its own reply, and the good ones at once."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.models import Obligation
from backend.registry.sites.models import Site
from backend.staff.extensions import db
from tests.support.builders import Cast, Person, make_site, visit

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
NDJSON = "application/x-ndjson"
Line = dict[str, Any]


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def sites(cast: Cast) -> list[Site]:
    return [make_site(cast, name=f"{number} 号") for number in range(6)]


def encode(*documents: Any) -> list[bytes]:
    return [json.dumps(document).encode() for document in documents]


def send(client: FlaskClient, person: Person, lines: list[bytes], kind: str = NDJSON) -> Any:
    headers = person.headers | {"Content-Type": kind}
    return client.post("/api/v1/checkins/batch", data=b"\n".join(lines), headers=headers)


def replies(answer: Any) -> list[Line]:
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == NDJSON
    return [json.loads(line) for line in answer.data.splitlines()]


def stored() -> int:
    return db.session.scalar(select(func.count()).select_from(Checkin)) or 0


def test_each_is_stored_and_counts(
    app: Flask, client: FlaskClient, cast: Cast, sites: list[Site]
) -> None:
    lines = encode(*(visit(app, cast, site, now=NOON) for site in sites))
    found = replies(send(client, cast.officer, lines))
    assert [each["status"] for each in found] == [201] * len(sites)
    assert [each["receipt"]["id"] for each in found] == [json.loads(line)["id"] for line in lines]
    covered = db.session.scalars(select(Obligation.outcome)).all()
    assert covered == ["covered"] * len(sites)


def test_the_number_of_statements_does_not_grow(
    app: Flask,
    client: FlaskClient,
    cast: Cast,
    sites: list[Site],
    count_queries: Callable[[], Any],
) -> None:
    send(client, cast.officer, encode(visit(app, cast, sites[0], now=NOON)))
    counts = []
    for number in (2, 6):
        lines = encode(*(visit(app, cast, site, now=NOON) for site in sites[:number]))
        send(client, cast.officer, lines)  # opens what was not opened
        with count_queries() as seen:
            again = encode(*(visit(app, cast, site, now=NOON) for site in sites[:number]))
            replies(send(client, cast.officer, again))
        counts.append(len(seen))
    assert counts[1] == counts[0]


def test_a_bad_line_sinks_no_good_one(
    app: Flask, client: FlaskClient, cast: Cast, sites: list[Site]
) -> None:
    good = encode(*(visit(app, cast, site, now=NOON) for site in sites[:2]))
    elsewhere = visit(app, cast, sites[2], now=NOON) | {"site": 999_999}
    wrong = visit(app, cast, sites[3], now=NOON, result="fine")
    huge = visit(app, cast, sites[4], now=NOON, note="长" * 300_000)
    lines = [good[0], b"{", b"", *encode(elsewhere, wrong, huge), good[1]]
    found = replies(send(client, cast.officer, lines))
    assert [each["status"] for each in found] == [201, 400, 400, 404, 422, 413, 201]
    assert [each.get("problem", {}).get("code") for each in found[1:6]] == [
        "unreadable",
        "unreadable",
        "not-found",
        "invalid",
        "too-large",
    ]
    assert "result" in [fault["field"] for fault in found[4]["problem"]["fields"]]
    assert stored() == 2


def test_one_visit_sent_twice_is_one(
    app: Flask, client: FlaskClient, cast: Cast, sites: list[Site]
) -> None:
    first, second = (visit(app, cast, site, now=NOON) for site in sites[:2])
    alone = client.post(
        "/api/v1/checkins", data=encode(first)[0], headers=cast.officer.headers
    ).get_json()
    other = second | {"note": "别的"}
    found = replies(send(client, cast.officer, encode(first, second, second, other)))
    assert [each["status"] for each in found] == [200, 201, 200, 409]
    assert found[0]["receipt"] == alone
    assert found[2]["receipt"] == found[1]["receipt"]
    assert found[3]["problem"]["code"] == "checkin-differs"
    assert found[3]["problem"]["receipt"]["signed"] == found[1]["receipt"]["signed"]
    again = replies(send(client, cast.officer, encode(first, second)))
    assert [each["status"] for each in again] == [200, 200]
    assert stored() == 2


def test_a_photo_brought_twice_is_flagged_as_in_single_sending(
    app: Flask, client: FlaskClient, cast: Cast, sites: list[Site]
) -> None:
    photo = {"sha256": "a" * 64, "original_sha256": None, "captured_at": None, "source": "camera"}
    lines = encode(*(visit(app, cast, site, now=NOON, photos=[photo]) for site in sites[:2]))
    replies(send(client, cast.officer, lines))
    flags = db.session.scalars(select(Checkin.flags).order_by(Checkin.id)).all()
    assert flags == [[], ["photo_reused"]]


def test_when_the_whole_fails_each_is_tried_alone(
    app: Flask, client: FlaskClient, cast: Cast, sites: list[Site]
) -> None:
    """A trigger of the test refuses one of them, as no check before could foresee."""
    connection = db.session.connection()
    for statement in REFUSING[connection.dialect.name]:
        connection.exec_driver_sql(statement)
    lines = encode(
        *(visit(app, cast, site, now=NOON, note=f"{n}") for n, site in enumerate(sites[:3]))
    )
    found = replies(send(client, cast.officer, lines))
    assert [each["status"] for each in found] == [201, 409, 201]
    assert found[1]["problem"]["code"] == "conflict"
    assert stored() == 2


REFUSING = {
    "sqlite": [
        "CREATE TEMP TRIGGER refuse BEFORE INSERT ON checkins WHEN NEW.note = '1' "
        "BEGIN SELECT RAISE(ABORT, 'refused'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE integrity_constraint_violation; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON checkins FOR EACH ROW "
        "WHEN (NEW.note = '1') EXECUTE FUNCTION refuse()",
    ],
}


@pytest.mark.parametrize(
    ("lines", "kind", "code"),
    (
        ([b"{}"] * 51, NDJSON, "invalid"),
        ([b"{}"], "application/json", "unsupported-media"),
        ([b"x" * 3_000_000], NDJSON, "too-large"),
    ),
)
def test_what_is_no_batch_is_refused(
    client: FlaskClient, cast: Cast, lines: list[bytes], kind: str, code: str
) -> None:
    assert send(client, cast.officer, lines, kind).json["code"] == code


def test_others_territories_stay_closed(
    app: Flask, client: FlaskClient, cast: Cast, sites: list[Site]
) -> None:
    lines = encode(visit(app, cast, sites[0], now=NOON))
    [found] = replies(send(client, cast.outsider, lines))
    assert found["problem"]["code"] == "not-found"
    assert client.post("/api/v1/checkins/batch", data=b"").status_code == 401
