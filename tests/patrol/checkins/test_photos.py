"""Text and photos in any order, any number of times, end in the same state."""

import hashlib
import io
import json
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from backend.registry.sites.models import Site
from tests.support.builders import Cast, make_site, visit

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
STEPS = ("text", "first", "first", "second")


def jpeg(colour: str) -> bytes:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "MAKER"
    Image.new("RGB", (800, 600), colour).save(file, "JPEG", exif=exif)
    return file.getvalue()


PHOTOS = {"first": jpeg("red"), "second": jpeg("blue"), "missing": jpeg("green")}
HASHES = {name: hashlib.sha256(content).hexdigest() for name, content in PHOTOS.items()}


@pytest.fixture
def site(cast: Cast) -> Site:
    return make_site(cast)


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def document(app: Flask, cast: Cast, site: Site) -> dict[str, Any]:
    photos = [{"sha256": sha256, "source": "camera"} for sha256 in HASHES.values()]
    return visit(app, cast, site, now=NOON, photos=photos)


def put(client: FlaskClient, cast: Cast, name: str, who: str = "officer") -> Any:
    headers = cast.people[who].headers
    return client.put(f"/api/v1/photos/{HASHES[name]}", data=PHOTOS[name], headers=headers)


def post(client: FlaskClient, cast: Cast, body: dict[str, Any]) -> Any:
    return client.post("/api/v1/checkins", data=json.dumps(body), headers=cast.officer.headers)


@pytest.mark.parametrize("order", sorted(set(permutations(STEPS))), ids="-".join)
def test_any_order_ends_the_same(
    app: Flask, client: FlaskClient, cast: Cast, site: Site, order: tuple[str, ...]
) -> None:
    body = document(app, cast, site)
    for step in order:
        answer = post(client, cast, body) if step == "text" else put(client, cast, step)
        assert answer.status_code in (200, 201), answer.text
    receipt = post(client, cast, body).get_json()
    assert receipt["photos"] == [
        {"sha256": HASHES["first"], "arrived": True, "problem": None},
        {"sha256": HASHES["second"], "arrived": True, "problem": None},
        {"sha256": HASHES["missing"], "arrived": False, "problem": None},
    ]


def test_a_receipt_tells_which_photo_breaks_off(
    app: Flask, client: FlaskClient, cast: Cast, site: Site
) -> None:
    content = PHOTOS["first"][:-2]
    sha256 = hashlib.sha256(content).hexdigest()
    photos = [{"sha256": sha256, "source": "camera"}]
    number = post(client, cast, visit(app, cast, site, now=NOON, photos=photos)).json["number"]
    path = f"/api/v1/photos/{sha256}"
    assert client.put(path, data=content, headers=cast.officer.headers).status_code == 201
    told = {"sha256": sha256, "arrived": True, "problem": "photo-incomplete"}
    for path in (f"/api/v1/checkins/{number}/receipt", f"/api/v1/checkins/{number}"):
        (photo,) = client.get(path, headers=cast.officer.headers).json["photos"]
        assert told.items() <= photo.items()
    shown = client.get(f"/api/v1/checkins/{number}/photos/{sha256}", headers=cast.leader.headers)
    assert shown.status_code == 200
    with Image.open(io.BytesIO(shown.data)) as image:
        assert image.getpixel((799, 599))[0] > 240


def test_a_receipt_tells_which_photo_was_refused_and_why(
    app: Flask, client: FlaskClient, cast: Cast, site: Site
) -> None:
    animation, cut = b"GIF89a" + bytes(99), PHOTOS["first"][:300]
    hashes = [hashlib.sha256(content).hexdigest() for content in (animation, cut)]
    photos = [{"sha256": sha256, "source": "album"} for sha256 in (*hashes, HASHES["second"])]
    for sha256, content in zip(hashes, (animation, cut), strict=True):
        for _ in range(2):
            path = f"/api/v1/photos/{sha256}"
            assert client.put(path, data=content, headers=cast.officer.headers).status_code >= 400
    # Damaged on its way, it may still come.
    path = f"/api/v1/photos/{HASHES['second']}"
    assert client.put(path, data=b"x", headers=cast.officer.headers).status_code == 422
    receipt = post(client, cast, visit(app, cast, site, now=NOON, photos=photos)).json
    states = [(photo["arrived"], photo["problem"]) for photo in receipt["photos"]]
    assert states == [(False, "photo-unsupported"), (False, "photo-unreadable"), (False, None)]


def test_what_another_person_sent_has_not_arrived_from_this_one(
    app: Flask, client: FlaskClient, cast: Cast, site: Site
) -> None:
    put(client, cast, "first", who="colleague")
    receipt = post(client, cast, document(app, cast, site)).get_json()
    assert not any(photo["arrived"] for photo in receipt["photos"])


def test_a_photo_is_shown_without_metadata_to_its_territory_alone(
    app: Flask, client: FlaskClient, cast: Cast, site: Site
) -> None:
    put(client, cast, "first")
    number = post(client, cast, document(app, cast, site)).get_json()["number"]
    address = f"/api/v1/checkins/{number}/photos/{HASHES['first']}"
    for who in ("officer", "colleague", "leader", "supervisor", "office", "auditor"):
        shown = client.get(address, headers=cast.people[who].headers)
        assert shown.status_code == 200
        assert "private" in shown.headers["Cache-Control"]
    assert b"MAKER" not in shown.data
    assert dict(Image.open(io.BytesIO(shown.data)).getexif()) == {}
    for who in ("outsider", "admin", "nobody"):
        assert client.get(address, headers=cast.people[who].headers).status_code == 404
    missing = address.replace(HASHES["first"], HASHES["missing"])
    assert client.get(missing, headers=cast.officer.headers).status_code == 404


def test_a_thumbnail_is_asked_for_once(
    app: Flask, client: FlaskClient, cast: Cast, site: Site
) -> None:
    put(client, cast, "first")
    number = post(client, cast, document(app, cast, site)).get_json()["number"]
    address = f"/api/v1/checkins/{number}/photos/{HASHES['first']}?size=thumb"
    thumb = client.get(address, headers=cast.officer.headers)
    assert max(Image.open(io.BytesIO(thumb.data)).size) == 480
    known = {"If-None-Match": thumb.headers["ETag"], **cast.officer.headers}
    assert client.get(address, headers=known).status_code == 304
