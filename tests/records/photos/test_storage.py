"""Both homes keep the same promises; the folder also survives a power failure."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from obstore.exceptions import PermissionDeniedError

from backend.records.photos.folder import FolderStorage
from backend.records.photos.resources import open_storage
from backend.records.photos.s3 import S3Storage
from backend.records.photos.storage import NotStored, Storage, StorageAddressError, key_of
from tests.support.object_store import ObjectStore

HASH = "ab" + "cd" + "0" * 60
KEY = key_of("o", HASH)


def incoming(storage: Storage, content: bytes, name: str = "x.part") -> Path:
    path = storage.incoming / name
    path.write_bytes(content)
    return path


def test_keys_are_sharded_by_hash() -> None:
    assert key_of("t", HASH) == f"t/ab/{HASH}"
    for bad in ("", "../" + HASH, HASH.upper(), HASH[:-1], HASH + "\n"):
        with pytest.raises(ValueError, match="SHA-256"):
            key_of("o", bad)


def test_what_was_put_can_be_read(storage: Storage) -> None:
    assert not storage.exists(KEY)
    storage.put_file(KEY, incoming(storage, b"photo"))
    assert storage.exists(KEY)
    assert storage.read(KEY) == b"photo"


def test_bytes_too_and_twice_is_harmless(storage: Storage) -> None:
    storage.put_bytes(KEY, b"rendition")
    storage.put_bytes(KEY, b"rendition")
    assert storage.read(KEY) == b"rendition"


def test_the_largest_photo_goes_through(storage: Storage) -> None:
    content = os.urandom(20 * 1024 * 1024)
    storage.put_file(KEY, incoming(storage, content))
    assert storage.read(KEY) == content


def test_what_was_never_put_is_missing(storage: Storage) -> None:
    with pytest.raises(NotStored):
        storage.read(KEY)


def test_deleting_is_final_and_repeatable(storage: Storage) -> None:
    storage.put_bytes(KEY, b"photo")
    storage.delete(KEY)
    storage.delete(KEY)
    assert not storage.exists(KEY)


@pytest.mark.parametrize(
    "key",
    (
        "",
        "o",
        "/etc/passwd",
        "o/../../x",
        "o/..",
        "../o/x",
        "o//x",
        "o/.x",
        "o/x/",
        "o/x\0",
        "o/x\n",
        "o\\..\\x",
        "o/照片",
        "o/%2e%2e/x",
    ),
)
def test_no_key_leads_out(storage: Storage, key: str) -> None:
    for act in (storage.read, storage.exists, storage.delete):
        with pytest.raises(ValueError, match="not a key"):
            act(key)
    with pytest.raises(ValueError, match="not a key"):
        storage.put_bytes(key, b"x")
    with pytest.raises(ValueError, match="not a key"):
        storage.put_file(key, incoming(storage, b"x"))


def test_many_writers_of_one_key_leave_one_whole_object(storage: Storage) -> None:
    content = os.urandom(300_000)
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for turn in range(5):
                storage.put_file(KEY, incoming(storage, content, f"{number}-{turn}.part"))
                assert storage.read(KEY) == content
        except BaseException as failure:
            failures.append(failure)
            raise

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "uploads")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret").write_bytes(b"secret")
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "o").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="not a key"):
        storage.read("o/secret")


def test_files_are_for_the_server_alone(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "uploads")
    storage.put_bytes(KEY, b"photo")
    assert {path.stat().st_mode & 0o077 for path in storage.root.rglob("*")} == {0}


@pytest.fixture
def trail(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    """What is synced and renamed, in order; the real calls go ahead."""
    seen: list[tuple[str, str]] = []
    fsync, replace = os.fsync, Path.replace

    def spy_fsync(descriptor: int) -> None:
        seen.append(("fsync", str(Path(f"/proc/self/fd/{descriptor}").readlink())))
        fsync(descriptor)

    def spy_replace(self: Path, target: Path) -> Path:
        seen.append(("rename", str(target)))
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", spy_fsync)
    monkeypatch.setattr(Path, "replace", spy_replace)
    return seen


def test_content_is_on_the_disk_before_its_name_and_both_before_the_return(
    tmp_path: Path, trail: list[tuple[str, str]]
) -> None:
    storage = FolderStorage(tmp_path / "uploads")
    storage.incoming.mkdir(parents=True)
    path = incoming(storage, b"photo")
    storage.put_file(KEY, path)
    root = storage.root
    assert trail == [
        ("fsync", str(path)),
        ("fsync", str(root.parent)),
        ("fsync", str(root)),
        ("fsync", str(root / "o")),
        ("rename", str(root / KEY)),
        ("fsync", str(root / "o/ab")),
    ]


def test_known_folders_are_not_synced_again(tmp_path: Path, trail: list[tuple[str, str]]) -> None:
    storage = FolderStorage(tmp_path / "uploads")
    storage.put_bytes(KEY, b"photo")
    trail.clear()
    storage.put_bytes(key_of("o", "abcd" + "1" * 60), b"photo")
    assert [what for what, _ in trail] == ["fsync", "rename", "fsync"]


def test_a_folder_that_another_process_made_is_synced_all_the_same(
    tmp_path: Path, trail: list[tuple[str, str]]
) -> None:
    storage = FolderStorage(tmp_path / "uploads")
    (storage.root / "o/ab").mkdir(parents=True)
    storage.put_bytes(KEY, b"photo")
    assert ("fsync", str(storage.root / "o")) in trail
    assert ("fsync", str(storage.root)) in trail


def test_a_put_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = FolderStorage(tmp_path / "uploads")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.put_bytes(KEY, b"photo")
    assert [path for path in storage.root.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "address",
    (
        "gs://bucket",
        "s3://",
        "s3:///prefix",
        "s3://key:secret@bucket/prefix",
        "s3://bucket?endpiont=https://x",
        "s3://bucket?style=both",
        "s3://bucket?endpoint=ftp://x",
    ),
)
def test_an_address_that_makes_no_sense_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(StorageAddressError):
        open_storage(address, tmp_path)


def test_prefixes_keep_apart(
    s3_server: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in s3_server.credentials.items():
        monkeypatch.setenv(name, value)
    one, other = (S3Storage(s3_server.address(name), tmp_path) for name in ("one", "other"))
    one.put_bytes(KEY, b"photo")
    assert not other.exists(KEY)


def test_the_server_refuses_a_wrong_signature(
    s3_server: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3_server.credentials["AWS_ACCESS_KEY_ID"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    storage = S3Storage(s3_server.address("wrong"), tmp_path)
    with pytest.raises(PermissionDeniedError):
        storage.put_bytes(KEY, b"photo")
