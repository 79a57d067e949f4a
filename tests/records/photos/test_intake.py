"""Bodies on their way in: hashed while they pass, bounded, and gone when they fail."""

import hashlib
import io
import os
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend.core.errors import Problem
from backend.records.photos.inspect import PhotoRejected
from backend.records.photos.intake import CHUNK, Gate, receive, sweep

pytestmark = pytest.mark.fast


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Dripping:
    """A body of `size` zero bytes of which nothing is ever held, in odd portions."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.asked: list[int] = []

    def read(self, size: int, /) -> bytes:
        self.asked.append(size)
        portion = min(size, self.left, 700_001)
        self.left -= portion
        return bytes(portion)


def test_a_body_arrives_whole_and_is_gone_afterwards(tmp_path: Path) -> None:
    content = os.urandom(3 * CHUNK + 7)
    folder = tmp_path / "made/on/demand"
    with receive(io.BytesIO(content), sha256(content), len(content), folder) as received:
        assert received.path.read_bytes() == content
        assert (received.size, received.sha256) == (len(content), sha256(content))
        assert received.path.stat().st_mode & 0o077 == 0
    assert list(folder.iterdir()) == []


def test_a_storage_may_take_the_file_away(tmp_path: Path) -> None:
    with receive(io.BytesIO(b"x"), sha256(b"x"), 1, tmp_path) as received:
        received.path.rename(tmp_path / "kept")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def rejection(body: io.BytesIO | Dripping, expected: str, limit: int, folder: Path) -> str:
    with pytest.raises(PhotoRejected) as caught, receive(body, expected, limit, folder):
        pytest.fail("it was let in")
    assert list(folder.iterdir()) == []
    return caught.value.code


def test_one_byte_changed_is_a_mismatch(tmp_path: Path) -> None:
    body = io.BytesIO(b"photo")
    assert rejection(body, sha256(b"phota"), 5, tmp_path) == "photo-hash-mismatch"


def test_one_byte_too_many_is_too_large_and_the_rest_is_not_read(tmp_path: Path) -> None:
    body = Dripping(100 * CHUNK)
    assert rejection(body, sha256(b""), 2 * CHUNK, tmp_path) == "photo-too-large"
    assert 100 * CHUNK - body.left == 2 * CHUNK + 1


def test_the_limit_itself_is_allowed(tmp_path: Path) -> None:
    with receive(Dripping(CHUNK), sha256(bytes(CHUNK)), CHUNK, tmp_path) as received:
        assert received.size == CHUNK


def test_memory_does_not_grow_with_the_body(tmp_path: Path) -> None:
    size = 64 * CHUNK
    expected = hashlib.sha256(bytes(size)).hexdigest()
    tracemalloc.start()
    try:
        with receive(Dripping(size), expected, size, tmp_path):
            _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * CHUNK


def test_a_client_that_goes_away_leaves_nothing(tmp_path: Path) -> None:
    class Broken:
        def read(self, size: int, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError), receive(Broken(), "", 9, tmp_path):
        pytest.fail("it was let in")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    old, new, other = tmp_path / "old.part", tmp_path / "new.part", tmp_path / "other"
    for path in (old, new, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (0, 0))
    assert sweep(tmp_path, datetime.now(UTC) - timedelta(hours=1)) == 1
    assert sorted(tmp_path.iterdir()) == [new, other]


def test_a_full_gate_turns_away_at_once_and_opens_again() -> None:
    gate = Gate(2)
    with gate.slot(), gate.slot():
        with pytest.raises(Problem) as caught, gate.slot():
            pytest.fail("it was let in")
        assert (caught.value.code, caught.value.retry_after) == ("busy", 5)
    with gate.slot(), gate.slot():
        pass


def test_a_slot_is_given_back_by_a_failure() -> None:
    gate = Gate(1)
    with pytest.raises(ZeroDivisionError), gate.slot():
        1 / 0  # noqa: B018
    with gate.slot():
        pass
