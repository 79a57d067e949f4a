"""With NGINX_SENDS_PICTURES nginx reads pictures off the disk; tests/drills has the real one."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from backend.core.config import ConfigError, load
from backend.records.photos.folder import FolderStorage
from backend.records.photos.resources import PhotoResources, open_storage
from backend.records.photos.storage import key_of
from tests.records.photos.samples import photo
from tests.records.photos.test_routes import put, sha256
from tests.support.builders import Cast, make_site, visit

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
KEY = key_of("t", "ab" * 32)
ORIGINAL = key_of("o", "ab" * 32)


@pytest.fixture
def resources(app: Flask, tmp_path: Path) -> Iterator[PhotoResources]:
    """As the setting would make them."""
    before: PhotoResources = app.extensions["photos"]
    storage = open_storage(str(tmp_path / "uploads"), tmp_path, shared=True)
    app.extensions["photos"] = replace(before, storage=storage, nginx_sends_pictures=True)
    yield app.extensions["photos"]
    app.extensions["photos"] = before


def test_the_answer_names_the_file_and_has_no_bytes(
    app: Flask, client: FlaskClient, cast: Cast, resources: PhotoResources
) -> None:
    with time_machine.travel(NOON, tick=False):
        assert put(client, cast.officer, photo()).status_code == 201
        announced: dict[str, Any] = {"sha256": sha256(photo()), "source": "camera"}
        body = json.dumps(visit(app, cast, make_site(cast), now=NOON, photos=[announced]))
        sent = client.post("/api/v1/checkins", data=body, headers=cast.officer.headers)
        path = f"/api/v1/checkins/{sent.json['number']}/photos/{sha256(photo())}?size=thumb"
        answer = client.get(path, headers=cast.officer.headers)
        key = answer.headers["X-Accel-Redirect"].removeprefix("/pictures/")
        assert (answer.data, answer.mimetype) == (b"", "image/jpeg")
        assert Image.open(io.BytesIO(resources.storage.read(key))).format == "JPEG"
        known = {"If-None-Match": answer.headers["ETag"], **cast.officer.headers}
        again = client.get(path, headers=known)
        assert again.status_code == 304
        assert "X-Accel-Redirect" not in again.headers
        refused = client.get(path, headers=cast.outsider.headers)
        assert refused.status_code == 404
        assert "X-Accel-Redirect" not in refused.headers


def test_the_group_reads_pictures_only(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "uploads", shared=True)
    storage.put_bytes(KEY, b"picture")
    storage.put_bytes(ORIGINAL, b"photo")
    modes = {
        path: oct((storage.root / path).stat().st_mode & 0o7777)
        for path in (".", "t", "t/ab", KEY, "o", "o/ab", ORIGINAL)
    }
    assert modes == {
        ".": "0o2710",
        "t": "0o2710",
        "t/ab": "0o2710",
        KEY: "0o640",
        "o": "0o2700",
        "o/ab": "0o2700",
        ORIGINAL: "0o600",
    }


def test_it_needs_photos_in_a_folder(tmp_path: Path) -> None:
    store = {"NGINX_SENDS_PICTURES": "1", "PHOTO_STORE": "s3://patrol/photos"}
    with pytest.raises(ConfigError):
        load({"DATA": str(tmp_path)} | store)
    assert load({"DATA": str(tmp_path), "NGINX_SENDS_PICTURES": "1"}).nginx_sends_pictures
