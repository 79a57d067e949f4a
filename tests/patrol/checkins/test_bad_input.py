"""What cannot be a visit is told so, field by field, and leaves nothing behind."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend.patrol.checkins.models import Checkin
from backend.staff.extensions import db
from tests.support.builders import Cast, make_site, visit

ALBUM = {"sha256": "0" * 64, "source": "album"}
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "field"),
    (
        ({"id": "not-a-uuid"}, "id"),
        ({"format": 3}, "format"),
        ({"result": "fine"}, "result"),
        ({"result": "attempted"}, "attempt_reason"),
        ({"answers": []}, "answers.smell"),
        ({"answers": [{"question": "other", "value": "no"}]}, "answers.other"),
        ({"answers": [{"question": "smell", "value": 3}]}, "answers.smell"),
        ({"checklist": None}, "checklist"),
        ({"checklist": 2**31 - 1}, "checklist"),
        ({"fix": {"lon": "east", "lat": 1}}, "fix.lon"),
        ({"photos": [{"sha256": "short", "source": "camera"}]}, "photos.0.sha256"),
        ({"surprise": 1}, "surprise"),
    ),
)
def test_bad_input_names_the_field_at_fault(
    app: Flask, client: FlaskClient, cast: Cast, change: dict[str, Any], field: str
) -> None:
    with time_machine.travel(NOON, tick=False):
        body = json.dumps(visit(app, cast, make_site(cast), now=NOON) | change)
        answer = client.post("/api/v1/checkins", data=body, headers=cast.officer.headers)
    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (422, "invalid")
    assert [fault["field"] for fault in problem["fields"]].count(field) == 1
    assert db.session.scalar(select(func.count()).select_from(Checkin)) == 0


@pytest.mark.parametrize(
    "change",
    (
        {"note": "门锁已换\ud83d"},
        {"note": "NUL \x00"},
        {"place_reason": "\udc00"},
        {
            "photos": [
                {"sha256": "0" * 64, "source": "album", "captured_at": "0001-01-01T00:00:00Z"}
            ]
        },
        {"photos": [ALBUM | {"captured_at": "+055840-01-01"}]},
        {
            "photos": [
                {"sha256": "0" * 64, "source": "album", "captured_at": "9999-12-31T23:59:59-08:00"}
            ]
        },
    ),
    ids=str,
)
def test_what_a_keyboard_or_an_album_says_refuses_no_visit(
    app: Flask, client: FlaskClient, cast: Cast, change: dict[str, Any]
) -> None:
    with time_machine.travel(NOON, tick=False):
        body = json.dumps(visit(app, cast, make_site(cast), now=NOON) | change)
        answer = client.post("/api/v1/checkins", data=body, headers=cast.officer.headers)
    assert answer.status_code == 201, answer.get_json()
    kept = db.session.scalars(select(Checkin)).one()
    assert "\x00" not in kept.note
    kept.note.encode()


def test_an_answer_of_four_hundred_digits_is_no_number(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    answers = [
        {"question": "containers", "value": "yes"},
        {"question": "containers_count", "value": 10**400},
    ]
    with time_machine.travel(NOON, tick=False):
        body = visit(app, cast, make_site(cast), now=NOON) | {"answers": answers}
        answer = client.post(
            "/api/v1/checkins", data=json.dumps(body), headers=cast.officer.headers
        )
    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (422, "invalid")


@pytest.mark.parametrize("body", (b"", b"\xff", b"{", b"[1", b"NaN", b'{"id": NaN}', b"[" * 99999))
def test_what_is_no_json_is_unreadable(client: FlaskClient, cast: Cast, body: bytes) -> None:
    answer = client.post("/api/v1/checkins", data=body, headers=cast.officer.headers)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "unreadable")


def test_a_clock_of_ours_far_behind_refuses_no_visit(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    body = json.dumps(visit(app, cast, make_site(cast), now=NOON))
    with time_machine.travel(NOON - timedelta(days=400), tick=False):
        answer = client.post("/api/v1/checkins", data=body, headers=cast.officer.headers)
    assert answer.status_code == 201, answer.text
    assert answer.get_json()["standing"] == "pending"
