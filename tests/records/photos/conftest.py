"""The two homes of photos: a folder, and a real S3 server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.records.photos.resources import open_storage
from backend.records.photos.storage import Storage
from tests.support.object_store import ObjectStore, object_store


@pytest.fixture(scope="session")
def s3_server() -> Iterator[ObjectStore]:
    with object_store() as server:
        yield server


@pytest.fixture(params=["folder", "s3"])
def storage(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Storage:
    """An empty storage of each sort, with its folder for incoming files made."""
    address = str(tmp_path / "uploads")
    if request.param == "s3":
        server: ObjectStore = request.getfixturevalue("s3_server")
        for name, value in server.credentials.items():
            monkeypatch.setenv(name, value)
        address = server.address(tmp_path.name)
    found = open_storage(address, tmp_path / "incoming")
    found.incoming.mkdir(parents=True)
    return found
