"""The same visit and photo by both ways at the same moment: one row each, the same receipt."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend.core import clock
from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.models import Obligation
from backend.records.audit.models import AuditRow
from backend.records.photos.models import Photo
from backend.staff.extensions import db
from tests.patrol.rescue.conftest import Road
from tests.support.at_once import ENGINES, own_world, together
from tests.support.builders import Cast, make_site, visit
from tests.support.device import PHOTO, VISIT, Device, register
from tests.support.phone import photo_for

ROUNDS = 5


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[tuple[Flask, Cast]]:
    with own_world(request, tmp_path_factory.mktemp("rescues"), "rescues") as found:
        yield found


@pytest.fixture
def phone(world: tuple[Flask, Cast]) -> Device:
    app, cast = world
    return register(app.test_client(), cast.officer)


def new_visit(app: Flask, cast: Cast) -> tuple[dict[str, Any], bytes]:
    with app.app_context():
        site = make_site(cast)
        db.session.commit()
        document = visit(app, cast, site, now=clock.now())
    return document, json.dumps(document).encode()


def test_a_visit_by_both_ways_at_once_is_one(world: tuple[Flask, Cast], phone: Device) -> None:
    app, cast = world
    road = Road(app.test_client(), cast)
    for _ in range(ROUNDS):
        document, body = new_visit(app, cast)
        parcel, other = (phone.parcel(VISIT, body) for _ in range(2))
        answers = together(
            lambda parcel=parcel: Road(app.test_client(), cast).carry(parcel),
            lambda body=body: Road(app.test_client(), cast).send(body),
            lambda parcel=parcel: Road(app.test_client(), cast).carry(parcel, "supervisor"),
            lambda body=body: Road(app.test_client(), cast).send(body),
            lambda parcel=other: Road(app.test_client(), cast).carry(parcel, "office"),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
        assert len({answer.get_json()["code"] for answer in answers}) == 1
        assert road.send(body).get_json()["code"] == answers[0].get_json()["code"]
        with app.app_context():
            stored = db.session.scalars(select(Checkin).filter_by(uid=document["id"])).one()
            lines = select(AuditRow.actor_id).filter_by(
                subject="checkin", subject_id=str(stored.id)
            )
            by = db.session.scalars(lines).all()
            assert by == [stored.carrier_id or cast.officer.id]
            owed = db.session.scalars(select(Obligation).filter_by(site_id=document["site"])).one()
            assert (stored.author_id, owed.outcome) == (cast.officer.id, "covered")


def test_a_photo_by_both_ways_at_once_is_one(world: tuple[Flask, Cast], phone: Device) -> None:
    app, cast = world
    for _ in range(ROUNDS):
        document, _ = new_visit(app, cast)
        photo = photo_for(document["id"], 40_000)
        sha256 = hashlib.sha256(photo).hexdigest()
        parcel = phone.parcel(PHOTO, photo)
        answers = together(
            lambda parcel=parcel: Road(app.test_client(), cast).carry(parcel),
            lambda hash_=sha256, photo=photo: Road(app.test_client(), cast).upload(hash_, photo),
            lambda parcel=parcel: Road(app.test_client(), cast).carry(parcel, "office"),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
        with app.app_context():
            rows = db.session.scalars(select(Photo.uploader_id).filter_by(sha256=sha256)).all()
            assert rows == [cast.officer.id]
