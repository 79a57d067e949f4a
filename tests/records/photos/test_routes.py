"""PUT /photos/{sha256}, and the renditions that other features serve; on both databases."""

import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from backend.records.photos import service
from backend.records.photos.intake import Gate
from backend.records.photos.models import Photo
from backend.records.photos.resources import PhotoResources, get_resources, open_storage
from backend.records.photos.storage import key_of
from backend.staff.extensions import db
from tests.records.photos.samples import FORMATS, SIZE, close, decode, encode, photo, picture
from tests.support.builders import Cast, Person
from tests.support.object_store import ObjectStore


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def put(
    client: FlaskClient, person: Person, content: bytes, name: str | None = None, **options: Any
) -> Any:
    address = f"/api/v1/photos/{name or sha256(content)}"
    return client.put(address, data=content, headers=person.headers, **options)


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(Photo)) or 0


@pytest.fixture
def rooms_for(app: Flask) -> Iterator[Any]:
    """Refurnishes the application's photo resources for one test."""
    before: PhotoResources = app.extensions["photos"]

    def refurnish(**changes: Any) -> PhotoResources:
        app.extensions["photos"] = replace(before, **changes)
        return get_resources()

    yield refurnish
    app.extensions["photos"] = before


@pytest.mark.parametrize("kind", FORMATS)
def test_a_photo_arrives_once(client: FlaskClient, cast: Cast, kind: str) -> None:
    content = photo(kind)
    first = put(client, cast.officer, content)
    again = put(client, cast.officer, content, content_type="text/plain")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert first.json == {
        "sha256": sha256(content),
        "size": len(content),
        "media_type": first.json["media_type"],
        "width": SIZE[0],
        "height": SIZE[1],
        "complete": True,
    }
    assert rows() == 1


def test_the_original_is_kept_with_what_it_says(client: FlaskClient, cast: Cast) -> None:
    content = photo()
    put(client, cast.officer, content)
    row = db.session.execute(select(Photo)).scalar_one()
    assert get_resources().storage.read(key_of("o", row.sha256)) == content
    assert row.meta["captured_at"] == "2026-11-23T08:30:00+08:00"
    assert row.uploader_id == cast.officer.id
    assert row.received_at.tzinfo is UTC


@pytest.mark.parametrize("kind", FORMATS)
def test_a_photo_that_breaks_off_is_evidence_and_told(
    client: FlaskClient, cast: Cast, kind: str
) -> None:
    whole = encode(picture((640, 480)), kind, quality=95)
    content = whole[: -len(whole) // 20]
    answer = put(client, cast.officer, content)
    assert (answer.status_code, answer.json["complete"]) == (201, False)
    row = db.session.execute(select(Photo)).scalar_one()
    assert (row.complete, row.width, row.height) == (False, 640, 480)
    assert get_resources().storage.read(key_of("o", row.sha256)) == content
    assert close(decode(service.rendition_bytes(row, "full")).getpixel((9, 9)), (255, 0, 0))


def test_two_people_may_send_the_same_photo(client: FlaskClient, cast: Cast) -> None:
    answers = [put(client, person, photo()) for person in (cast.officer, cast.outsider)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert rows() == 2


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    (
        (photo(), "0" * 64, 422, "photo-hash-mismatch"),
        (photo()[:-1], sha256(photo()), 422, "photo-hash-mismatch"),
        (photo(), "not-a-hash", 422, "invalid"),
        (photo(), sha256(photo()).upper(), 422, "invalid"),
        (b"GIF89a" + bytes(99), None, 415, "photo-unsupported"),
        (b"", None, 415, "photo-unsupported"),
        (photo()[:60], None, 422, "photo-unreadable"),
    ),
)
def test_what_is_not_a_sound_photo_is_refused(
    client: FlaskClient, cast: Cast, content: bytes, name: str | None, status: int, code: str
) -> None:
    answer = put(client, cast.officer, content, name)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.content_type == "application/problem+json"
    assert rows() == 0
    assert leftovers() == []


def leftovers() -> list[Path]:
    incoming = get_resources().storage.incoming
    return list(incoming.iterdir()) if incoming.exists() else []


@pytest.mark.parametrize("declared", (True, False))
def test_one_byte_over_the_limit_is_too_large(
    client: FlaskClient, cast: Cast, rooms_for: Any, declared: bool
) -> None:
    content = photo()
    rooms_for(max_bytes=len(content) - 1)
    options: dict[str, Any] = {}
    if not declared:
        options = {
            "input_stream": io.BytesIO(content),
            "headers": {**cast.officer.headers, "Transfer-Encoding": "chunked"},
            "environ_overrides": {"wsgi.input_terminated": True},
        }
        answer = client.put(f"/api/v1/photos/{sha256(content)}", **options)
    else:
        answer = put(client, cast.officer, content)
    assert (answer.status_code, answer.json["code"]) == (413, "photo-too-large")
    rooms_for(max_bytes=len(content))
    assert put(client, cast.officer, content).status_code == 201


def test_more_uploads_than_slots_are_told_to_come_back(
    client: FlaskClient, cast: Cast, rooms_for: Any
) -> None:
    gate = Gate(1)
    rooms_for(uploads=gate)
    with gate.slot():
        answer = put(client, cast.officer, photo())
    assert (answer.status_code, answer.json["code"]) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0
    assert put(client, cast.officer, photo()).status_code == 201


def test_no_transaction_is_open_while_the_body_comes(client: FlaskClient, cast: Cast) -> None:
    seen: list[bool] = []

    class Body(io.BytesIO):
        def readinto(self, buffer: Any) -> int:
            seen.append(db.session().in_transaction())
            return super().readinto(buffer)

    content = photo()
    client.put(
        f"/api/v1/photos/{sha256(content)}",
        input_stream=Body(content),
        content_length=len(content),
        headers=cast.officer.headers,
    )
    assert seen
    assert not any(seen)


def test_the_file_is_safe_before_the_row(
    client: FlaskClient, cast: Cast, rooms_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = get_resources().storage
    put_file = storage.put_file
    seen: list[bool] = []

    def spy(key: str, path: Path) -> None:
        seen.append(db.session().in_transaction())
        put_file(key, path)
        seen.append(db.session().in_transaction())

    monkeypatch.setattr(storage, "put_file", spy)
    assert put(client, cast.officer, photo()).status_code == 201
    assert seen == [False, False]


def test_only_those_who_visit_or_keep_the_sites_send_photos(
    client: FlaskClient, cast: Cast
) -> None:
    for person in (cast.officer, cast.leader, cast.supervisor, cast.office):
        assert put(client, person, photo()).status_code == 201
    for person in (cast.auditor, cast.admin, cast.nobody):
        assert put(client, person, photo()).status_code == 403
    assert client.put(f"/api/v1/photos/{sha256(photo())}", data=photo()).status_code == 401


def test_the_same_photo_sent_at_once_becomes_one_row(application: Flask) -> None:
    cast: Cast = application.extensions["cast"]
    content = encode(picture((50, 50)))

    def send(_: int) -> int:
        return int(put(application.test_client(), cast.officer, content).status_code)

    try:
        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(send, range(24))) == [200] * 23 + [201]
        with application.app_context():
            assert rows() == 1
    finally:
        with application.app_context():
            db.session.execute(delete(Photo))
            db.session.commit()


def test_object_storage_takes_the_folders_place(
    client: FlaskClient,
    cast: Cast,
    rooms_for: Any,
    s3_server: ObjectStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in s3_server.credentials.items():
        monkeypatch.setenv(name, value)
    storage = open_storage(s3_server.address(f"routes-{tmp_path.name}"), tmp_path / "incoming")
    rooms_for(storage=storage)
    assert put(client, cast.officer, photo()).status_code == 201
    assert put(client, cast.officer, photo()).status_code == 200
    row = db.session.execute(select(Photo)).scalar_one()
    assert storage.read(key_of("o", row.sha256)) == photo()
    assert decode(service.rendition_bytes(row, "thumb")).size == SIZE
    assert storage.exists(key_of("t", row.sha256))
    assert leftovers() == []
