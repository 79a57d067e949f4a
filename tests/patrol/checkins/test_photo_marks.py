"""Format 2: what is printed on a photo is kept, judged, shown and found again by its code."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend.patrol.checkins.models import Checkin, CheckinPhoto
from backend.registry.sites.models import Site
from backend.staff.extensions import db
from tests.support.builders import Cast, make_site, visit
from tests.support.device import Device, register

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
RECEIPT_PHOTO = {"sha256", "arrived", "problem"}
SENT_LATER = {"sha256": "c" * 64, "arrived": False, "problem": None, "note": "", "mark": None}


@pytest.fixture
def site(cast: Cast) -> Site:
    return make_site(cast)


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def phone(client: FlaskClient, cast: Cast) -> Device:
    return register(client, cast.officer)


@pytest.fixture
def plain(app: Flask, cast: Cast, site: Site) -> dict[str, Any]:
    return visit(app, cast, site, now=NOON)


def send(client: FlaskClient, cast: Cast, document: dict[str, Any], who: str = "officer") -> Any:
    body = json.dumps(document)
    return client.post("/api/v1/checkins", data=body, headers=cast.people[who].headers)


def shown(client: FlaskClient, cast: Cast, document: dict[str, Any]) -> dict[str, Any]:
    """The visit as its leader sees it, after it was sent."""
    receipt = send(client, cast, document).get_json()
    assert all(photo.keys() == RECEIPT_PHOTO for photo in receipt["photos"])
    address = f"/api/v1/checkins/{receipt['number']}"
    found: dict[str, Any] = client.get(address, headers=cast.leader.headers).get_json()
    return found


def test_a_genuine_mark_is_shown_with_its_note(
    client: FlaskClient, cast: Cast, plain: dict[str, Any], phone: Device
) -> None:
    document = phone.sign(plain, b"one", b"two", fix=None, original=None, note="后门已上锁")
    seen = shown(client, cast, document)
    assert seen["flags"] == []
    assert [photo["note"] for photo in seen["photos"]] == ["后门已上锁"] * 2
    for photo, sent in zip(seen["photos"], document["photos"], strict=True):
        assert photo["mark"] == sent["mark"] | {"genuine": True}


def other(value: Any) -> Any:
    """Something else of the same kind."""
    return {"at": "2026-11-24T03:58:01Z", "fix": None, "code": "22222222"}[value]


@pytest.mark.parametrize("part", ("at", "fix", "code"))
def test_an_altered_print_is_kept_and_flagged(
    client: FlaskClient, cast: Cast, plain: dict[str, Any], phone: Device, part: str
) -> None:
    document = phone.sign(plain, b"one", b"two")
    document["photos"][1]["mark"][part] = other(part)
    seen = shown(client, cast, document)
    assert "mark_forged" in seen["flags"]
    assert [photo["mark"]["genuine"] for photo in seen["photos"]] == [True, False]
    assert seen["standing"] == "counts"


@pytest.mark.parametrize("case", ("other original", "other visit", "no device", "unknown device"))
def test_a_mark_belongs_to_one_picture_of_one_visit_of_one_phone(
    client: FlaskClient, cast: Cast, plain: dict[str, Any], phone: Device, case: str
) -> None:
    document = phone.sign(plain, b"one")
    if case == "other original":
        document["photos"][0]["original_sha256"] = "b" * 64
    elif case == "other visit":
        document["id"] = "00000000-0000-4000-8000-000000000000"
    else:
        document["device"] = None if case == "no device" else document["id"]
    assert shown(client, cast, document)["flags"] == ["mark_forged"]


def test_the_phone_of_another_person_proves_nothing(
    client: FlaskClient, cast: Cast, plain: dict[str, Any]
) -> None:
    document = register(client, cast.colleague).sign(plain, b"one")
    assert shown(client, cast, document)["flags"] == ["mark_forged"]


def test_a_revoked_phone_proves_nothing_any_more(
    client: FlaskClient, cast: Cast, plain: dict[str, Any], phone: Device
) -> None:
    document = phone.sign(plain, b"one")
    first = send(client, cast, document).get_json()
    client.delete(f"/api/v1/devices/{phone.uid}", headers=cast.officer.headers)
    assert send(client, cast, document).get_json() == first
    assert db.session.scalars(select(CheckinPhoto.mark_genuine)).all() == [True]
    later = phone.sign(plain | {"id": "00000000-0000-4000-8000-000000000000"}, b"one")
    assert "mark_forged" in shown(client, cast, later)["flags"]


def test_format_2_needs_neither_device_nor_notes_nor_marks(
    client: FlaskClient, cast: Cast, plain: dict[str, Any]
) -> None:
    photos = [{"sha256": "c" * 64, "source": "album"}]
    seen = shown(client, cast, plain | {"format": 2, "photos": photos})
    assert seen["photos"] == [SENT_LATER]
    assert (seen["flags"], seen["carrier"]) == ([], None)


def test_format_1_is_taken_as_before(
    client: FlaskClient, cast: Cast, plain: dict[str, Any]
) -> None:
    seen = shown(client, cast, plain | {"photos": [{"sha256": "c" * 64, "source": "camera"}]})
    assert seen["photos"] == [SENT_LATER]


@pytest.mark.parametrize("field", ("device", "photos.0.note", "photos.0.mark"))
def test_format_1_knows_nothing_of_the_new_fields(
    client: FlaskClient, cast: Cast, plain: dict[str, Any], phone: Device, field: str
) -> None:
    answer = send(client, cast, phone.sign(plain, b"one") | {"format": 1})
    faults = {fault["field"]: fault["message_en"] for fault in answer.get_json()["fields"]}
    assert answer.status_code == 422
    assert faults[field] == "Unknown field"


@pytest.mark.parametrize(
    ("place", "value"),
    (
        (("format",), 3),
        (("format",), "2"),
        (("format",), [2]),
        (("device",), "phone"),
        (("photos", 0, "note"), "x" * 201),
        (("photos", 0, "mark", "at"), ""),
        (("photos", 0, "mark", "at"), "2026-11-24T03:58:00Z\n17"),
        (("photos", 0, "mark", "fix"), "x" * 41),
        (("photos", 0, "mark", "code"), "K7F39QX"),
        (("photos", 0, "mark", "code"), "K7F3-9QX2"),
        (("photos", 0, "mark", "code"), "K7F39QX0"),
        (("photos", 0, "mark", "code"), "K7F39QX2\n"),
        (("photos", 0, "mark", "more"), "x"),
    ),
)
def test_what_no_phone_prints_is_a_fault(
    client: FlaskClient,
    cast: Cast,
    plain: dict[str, Any],
    phone: Device,
    place: tuple[Any, ...],
    value: Any,
) -> None:
    document = deepcopy(phone.sign(plain, b"one"))
    inside: Any = document
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = value
    answer = send(client, cast, document)
    faults = [fault["field"] for fault in answer.get_json()["fields"]]
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid")
    assert ".".join(map(str, place)) in faults
    assert db.session.scalar(select(func.count()).select_from(Checkin)) == 0


def test_a_phone_whose_clock_has_gone_mad_is_not_refused(
    client: FlaskClient, cast: Cast, plain: dict[str, Any], phone: Device
) -> None:
    document = phone.sign(plain, b"one", at="+275760-09-13T00:00:00Z")
    assert shown(client, cast, document)["flags"] == []


def find(client: FlaskClient, cast: Cast, code: str, who: str = "leader") -> Any:
    return client.get(f"/api/v1/photo-marks/{code}", headers=cast.people[who].headers)


def test_a_code_leads_to_its_photo_in_the_territory_alone(
    client: FlaskClient, cast: Cast, site: Site, plain: dict[str, Any], phone: Device
) -> None:
    document = phone.sign(plain, b"one")
    mark = document["photos"][0]["mark"]
    number = send(client, cast, document).get_json()["number"]
    typed = f"{mark['code'][:4]}-{mark['code'][4:]}".lower()
    for who in ("leader", "supervisor", "office", "auditor", "officer", "colleague"):
        assert find(client, cast, typed, who).get_json()["items"] == [
            {
                "number": number,
                "sha256": document["photos"][0]["sha256"],
                "at": mark["at"],
                "fix": mark["fix"],
                "genuine": True,
                "site": {"id": site.id, "name": site.name},
                "author": {"id": cast.officer.id, "name": "officer某"},
            }
        ]
    foreign, unknown = find(client, cast, typed, "outsider"), find(client, cast, "2" * 8)
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert find(client, cast, typed, "admin").status_code == 403


def test_among_those_that_bear_a_code_the_genuine_one_comes_first(
    client: FlaskClient, cast: Cast, plain: dict[str, Any], phone: Device
) -> None:
    genuine = phone.sign(plain, b"one")
    code = genuine["photos"][0]["mark"]["code"]
    numbers = [send(client, cast, genuine).get_json()["number"]]
    for last in range(2):
        copied = genuine | {"id": f"00000000-0000-4000-8000-00000000000{last}"}
        numbers.append(send(client, cast, copied).get_json()["number"])
    found = find(client, cast, code).get_json()["items"]
    assert [each["genuine"] for each in found] == [True, False, False]
    assert [each["number"] for each in found] == [numbers[0], *numbers[:0:-1]]


def test_marks_cost_one_query_more(
    client: FlaskClient,
    cast: Cast,
    plain: dict[str, Any],
    phone: Device,
    count_queries: Callable[[], Any],
) -> None:
    document = phone.sign(plain, b"one", b"two", b"three")
    send(client, cast, plain | {"id": "00000000-0000-4000-8000-000000000000"})
    photos = [{"sha256": "c" * 64, "source": "camera"}]
    with count_queries() as without:
        send(client, cast, plain | {"photos": photos})
    with count_queries() as marked:
        send(client, cast, document | {"id": "00000000-0000-4000-8000-000000000001"})
    # caller; context; plan; window; device; check-in; photos; obligation; visits; obligation's
    # update; audit; receipt's photos
    assert len(marked) == len(without) + 1, "\n".join(marked)
    with count_queries() as looking:
        found = find(client, cast, document["photos"][0]["mark"]["code"])
    assert found.status_code == 200
    assert len(looking) == 2, "\n".join(looking)  # caller; photos
