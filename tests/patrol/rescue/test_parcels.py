"""What another person brings counts once, as its author's, and tells its carrier nothing."""

import hashlib
import io
import json
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from backend.patrol.checkins.models import Checkin
from backend.records.audit.models import AuditRow
from backend.records.photos.models import Photo
from backend.records.photos.resources import get_resources
from backend.registry.accounts.models import Account, Assignment
from backend.staff.extensions import db
from backend.staff.logs import JsonFormatter
from tests.patrol.rescue.conftest import NOON, Road
from tests.records.photos.samples import encode, picture
from tests.support.builders import Cast
from tests.support.device import PHOTO, VISIT, Device, register

PICTURE = encode(picture())
SHA256 = hashlib.sha256(PICTURE).hexdigest()
UNREADABLE, REFUSED = "rescue-unreadable", "rescue-refused"


def count(model: type[Any]) -> int:
    found = db.session.scalar(select(func.count()).select_from(model))
    assert found is not None
    return found


def journal() -> list[tuple[int | None, str]]:
    rows = select(AuditRow.actor_id, AuditRow.action).where(AuditRow.subject != "device")
    return [(row.actor_id, row.action) for row in db.session.execute(rows.order_by(AuditRow.id))]


def test_a_carried_visit_is_its_authors(cast: Cast, road: Road, phone: Device, body: bytes) -> None:
    answer = road.carry(phone.parcel(VISIT, body))
    code = db.session.scalars(select(Checkin.code)).one()
    assert answer.status_code == 201
    assert answer.get_json() == {"what": "visit", "new": True, "code": code}
    seen = road.seen(db.session.scalars(select(Checkin.id)).one())
    assert seen["author"] == {"id": cast.officer.id, "name": "officer某"}
    assert seen["carrier"] == {"id": cast.leader.id, "name": "leader某"}
    assert (seen["standing"], seen["flags"]) == ("counts", [])
    assert journal() == [(cast.leader.id, "checkin.carried")]


def test_twice_and_by_both_it_is_one_visit_with_one_receipt(
    road: Road, phone: Device, body: bytes
) -> None:
    first = road.carry(phone.parcel(VISIT, body)).get_json()
    for who in ("leader", "supervisor", "office"):
        again = road.carry(phone.parcel(VISIT, body), who)
        assert (again.status_code, again.get_json()) == (200, first | {"new": False})
    receipt = road.send(body)
    assert (receipt.status_code, receipt.get_json()["code"]) == (200, first["code"])
    assert count(Checkin) == 1
    assert len(journal()) == 1


def test_what_its_author_sent_before_has_no_carrier(
    cast: Cast, road: Road, phone: Device, body: bytes
) -> None:
    receipt = road.send(body).get_json()
    answer = road.carry(phone.parcel(VISIT, body))
    assert answer.status_code == 200
    assert answer.get_json() == {"what": "visit", "new": False, "code": receipt["code"]}
    assert road.seen(receipt["number"])["carrier"] is None
    assert journal() == [(cast.officer.id, "checkin.recorded")]


def test_a_carried_photo_arrives_for_its_visit(
    cast: Cast, road: Road, phone: Device, document: dict[str, Any]
) -> None:
    parcel = phone.parcel(PHOTO, PICTURE)
    first, again = road.carry(parcel), road.carry(parcel)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == {"what": "photo", "new": True, "code": None}
    assert again.get_json() == {"what": "photo", "new": False, "code": None}
    assert road.upload(SHA256, PICTURE).status_code == 200
    receipt = road.send(json.dumps(phone.sign(document, PICTURE)).encode()).get_json()
    assert receipt["photos"] == [{"sha256": SHA256, "arrived": True, "problem": None}]
    assert db.session.scalars(select(Photo.uploader_id)).all() == [cast.officer.id]
    assert journal()[0] == (cast.leader.id, "photo.carried")
    assert list(get_resources().storage.incoming.iterdir()) == []


def test_marks_of_a_carried_visit_are_judged(
    road: Road, phone: Device, document: dict[str, Any]
) -> None:
    signed = phone.sign(document, PICTURE)
    road.carry(phone.parcel(VISIT, json.dumps(signed).encode()))
    seen = road.seen(db.session.scalars(select(Checkin.id)).one())
    assert [photo["mark"]["genuine"] for photo in seen["photos"]] == [True]


@pytest.mark.parametrize("who", ("officer", "auditor", "admin", "nobody"))
def test_who_answers_for_no_area_carries_nothing(
    road: Road, phone: Device, body: bytes, who: str
) -> None:
    answer = road.carry(phone.parcel(VISIT, body), who)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")


def test_a_leader_of_elsewhere_may_carry_and_sees_nothing(
    road: Road, phone: Device, body: bytes
) -> None:
    assert road.carry(phone.parcel(VISIT, body), "outsider").status_code == 201
    number = db.session.scalars(select(Checkin.id)).one()
    assert road.seen(number, "outsider")["code"] == "not-found"


def is_told(answer: Any, code: str) -> None:
    """That code, and nothing more; and nothing was stored."""
    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (422, code)
    assert (problem["detail"], problem["fields"]) == (None, [])
    assert problem.keys() == {
        "type",
        "code",
        "status",
        "title",
        "title_en",
        "detail",
        "fields",
        "request_id",
    }
    db.session.rollback()
    assert (count(Checkin), count(Photo)) == (0, 0)


def altered(parcel: bytes, place: int) -> bytes:
    changed = bytearray(parcel)
    changed[place] ^= 1
    return bytes(changed)


# Of the name, the format, the device, the kind, the sealed box and the MAC.
PLACES = (0, 4, 5, 20, 21, 22, 53, 54, 69, 70, 200, -33, -32, -1)


@pytest.mark.parametrize("place", PLACES)
def test_an_altered_parcel_is_unreadable(
    road: Road, phone: Device, body: bytes, place: int
) -> None:
    is_told(road.carry(altered(phone.parcel(VISIT, body), place)), UNREADABLE)


@pytest.mark.parametrize("length", (0, 4, 21, 22, 101, -1))
def test_a_parcel_that_was_cut_off_is_unreadable(
    road: Road, phone: Device, body: bytes, length: int
) -> None:
    is_told(road.carry(phone.parcel(VISIT, body)[:length]), UNREADABLE)


def test_a_whole_file_of_parcels_is_no_parcel(road: Road, phone: Device, body: bytes) -> None:
    parcel = phone.parcel(VISIT, body)
    content = b"P369FILE\x01" + len(parcel).to_bytes(4, "big") + parcel
    is_told(road.carry(content), UNREADABLE)
    is_told(road.carry(parcel + parcel), UNREADABLE)


def test_the_parcels_of_a_revoked_phone_are_unreadable(
    client: FlaskClient, cast: Cast, road: Road, phone: Device, body: bytes
) -> None:
    parcel = phone.parcel(VISIT, body)
    client.delete(f"/api/v1/devices/{phone.uid}", headers=cast.officer.headers)
    is_told(road.carry(parcel), UNREADABLE)


def test_nobody_makes_a_parcel_in_anothers_name(
    client: FlaskClient, cast: Cast, road: Road, phone: Device, body: bytes
) -> None:
    own = register(client, cast.colleague)
    is_told(road.carry(Device(phone.uid, own.key, phone.seal_key).parcel(VISIT, body)), UNREADABLE)


def test_what_was_never_sealed_is_unreadable(road: Road, phone: Device) -> None:
    parcel = phone.parcel(VISIT, b"x")
    is_told(road.carry(phone.closed(parcel[:22] + bytes(100))), UNREADABLE)


@pytest.mark.parametrize(
    "inside",
    (b"", b"no JSON", b"{}", b"[1]", b"[" * 100_000, b'{"site": "17"}', b" " * 300_000),
)
def test_a_visit_that_is_none_is_refused(road: Road, phone: Device, inside: bytes) -> None:
    is_told(road.carry(phone.parcel(VISIT, inside)), REFUSED)


@pytest.mark.parametrize("inside", (b"", b"no picture", PICTURE[:-200], PICTURE[1:]))
def test_a_photo_that_is_none_is_refused(road: Road, phone: Device, inside: bytes) -> None:
    is_told(road.carry(phone.parcel(PHOTO, inside)), REFUSED)
    assert list(get_resources().storage.incoming.iterdir()) == []


def test_a_visit_to_a_site_that_is_not_hers_is_refused(
    client: FlaskClient, cast: Cast, road: Road, body: bytes
) -> None:
    outsider = register(client, cast.outsider)
    is_told(road.carry(outsider.parcel(VISIT, body)), REFUSED)


def test_other_content_under_a_known_id_is_refused_without_the_receipt(
    road: Road, phone: Device, document: dict[str, Any], body: bytes
) -> None:
    first = road.send(body).get_json()
    other = json.dumps(document | {"note": "x"}).encode()
    answer = road.carry(phone.parcel(VISIT, other))
    assert (answer.status_code, answer.get_json()["code"]) == (422, REFUSED)
    assert first["code"] not in answer.text


def test_a_visit_of_a_disabled_author_is_let_in(
    cast: Cast, road: Road, phone: Device, body: bytes
) -> None:
    officer = update(Account).where(Account.id == cast.officer.id)
    db.session.execute(officer.values(disabled_at=NOON))
    assert road.carry(phone.parcel(VISIT, body)).status_code == 201


@pytest.mark.parametrize(("days", "status"), ((29, 201), (31, 422)))
def test_a_grid_handed_over_takes_parcels_for_thirty_days(
    cast: Cast, road: Road, phone: Device, body: bytes, days: int, status: int
) -> None:
    held = update(Assignment).where(Assignment.account_id == cast.officer.id)
    db.session.execute(held.values(until=NOON - timedelta(days=days)))
    assert road.carry(phone.parcel(VISIT, body)).status_code == status
    assert road.carry(phone.parcel(PHOTO, PICTURE)).status_code == status
    if status == 201:
        assert db.session.scalars(select(Checkin.flags)).one() == ["no_longer_held"]


def test_what_is_larger_than_a_photo_may_be_is_too_large(road: Road, phone: Device) -> None:
    parcel = phone.parcel(PHOTO, bytes(get_resources().max_bytes + 1))
    answer = road.carry(parcel)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too-large")
    fits = phone.parcel(PHOTO, bytes(get_resources().max_bytes))
    is_told(road.carry(fits), REFUSED)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that the program logs while it carries."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("backend")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield written
    logger.removeHandler(handler)
    logger.setLevel(level)


def test_nothing_inside_shows_in_an_answer_or_in_the_log(
    road: Road, phone: Device, document: dict[str, Any], body: bytes, logged: io.StringIO
) -> None:
    bodies = (body, body[:-1], json.dumps(document | {"site": "后院有一扇小门"}).encode())
    answers = [road.carry(phone.parcel(VISIT, each)) for each in bodies]
    answers.append(road.carry(phone.parcel(VISIT, body)[:-1]))
    assert [answer.status_code for answer in answers] == [201, 422, 422, 422]
    said = logged.getvalue() + "".join(f"{answer.headers}{answer.text}" for answer in answers)
    assert said.count('"route": "/api/v1/rescues"') == 4
    for secret in ("后院有一扇小门", "\\u540e", document["id"], str(document["fix"]["lon"])):
        assert secret not in said


def test_carrying_costs_two_queries_more_than_sending(
    road: Road, phone: Device, document: dict[str, Any], count_queries: Callable[[], Any]
) -> None:
    def another(number: int) -> bytes:
        return json.dumps(
            document | {"id": f"00000000-0000-4000-8000-00000000000{number}"}
        ).encode()

    road.send(another(0))
    with count_queries() as sending:
        road.send(another(1))
    with count_queries() as carrying:
        road.carry(phone.parcel(VISIT, another(2)))
    # device and author more
    assert len(carrying) == len(sending) + 2, "\n".join(carrying)
