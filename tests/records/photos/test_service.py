"""The renditions that other features serve: made when first asked for, and kept."""

import hashlib
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from backend.core.errors import Problem
from backend.records.photos import inspect, service
from backend.records.photos import resources as rooms
from backend.records.photos.card import incomplete_card
from backend.records.photos.models import Photo
from backend.records.photos.resources import get_resources
from backend.records.photos.storage import key_of
from backend.staff.extensions import db
from tests.records.photos.samples import close, decode, encode, picture
from tests.records.photos.scans import many_scans
from tests.support.builders import Cast, Person


def make(content: bytes, person: Person) -> Photo:
    """A photo that has arrived, without HTTP."""
    row = Photo(
        uploader_id=person.id,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        media_type="image/jpeg",
        width=1,
        height=1,
        received_at=datetime(2026, 11, 24, tzinfo=UTC),
        meta={},
    )
    get_resources().storage.put_bytes(key_of("o", row.sha256), content)
    db.session.add(row)
    db.session.flush()
    return row


def test_a_rendition_is_made_once_and_kept(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make(encode(picture((2000, 1000))), cast.officer)
    full = service.rendition_bytes(row, "full")
    assert decode(full).size == (1600, 800)
    assert decode(service.rendition_bytes(row, "thumb")).size == (480, 240)
    monkeypatch.setattr(service, "render", lambda *_: pytest.fail("it was made again"))
    assert service.rendition_bytes(row, "full") == full


def test_a_photo_of_which_nothing_is_there_has_a_card_in_its_place(app: Flask, cast: Cast) -> None:
    content = encode(picture((600, 400)), "HEIF")
    row = make(content[:-3], cast.officer)
    assert close(decode(service.rendition_bytes(row, "thumb")).getpixel((1, 1)), (255, 0, 0))
    row = make(encode(picture((600, 400)))[:400], cast.officer)
    full, thumb = (service.rendition_bytes(row, size) for size in ("full", "thumb"))
    assert (decode(full).size, decode(thumb).size) == ((1600, 1200), (480, 360))
    assert service.rendition_bytes(row, "full") == full == incomplete_card(1600)
    # Letters, large enough to be read: dark in the middle, nothing at the edge.
    middle = decode(thumb).convert("L").crop((100, 120, 380, 240))
    assert (
        min(middle.tobytes())
        < 100
        < 200
        < min(decode(thumb).convert("L").crop((0, 0, 480, 40)).tobytes())
    )


def test_a_photo_that_takes_too_long_says_so_at_once_afterwards(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make(many_scans((3000, 2000), 90), cast.officer)
    with monkeypatch.context() as hasty:
        hasty.setattr(inspect, "DECODE_SECONDS", 0.0)
        with pytest.raises(Problem, match="photo-too-complex"):
            service.rendition_bytes(row, "full")
    monkeypatch.setattr(service, "render", lambda *_: pytest.fail("it was tried again"))
    with pytest.raises(Problem, match="photo-too-complex"):
        service.rendition_bytes(row, "thumb")


def test_who_waits_for_a_decoder_too_long_is_told_to_come_back(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make(encode(picture((31, 32))), cast.officer)
    monkeypatch.setattr(service, "PATIENCE_S", 0.01)
    decoders = get_resources().decoders
    with decoders, decoders, pytest.raises(Problem, match="busy") as caught:
        service.rendition_bytes(row, "full")
    assert caught.value.retry_after
    assert service.rendition_bytes(row, "full")


def break_original(row: Photo, code: str) -> None:
    storage, key = get_resources().storage, key_of("o", row.sha256)
    if code == "photo-lost":
        storage.delete(key)
    else:
        content = bytearray(storage.read(key))
        content[-40:] = bytes(byte ^ 1 for byte in content[-40:])
        storage.put_bytes(key, bytes(content))


@pytest.mark.parametrize("code", ("photo-lost", "photo-damaged"))
def test_an_original_that_is_no_longer_whole_is_never_shown(
    app: Flask, cast: Cast, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    row = make(encode(picture((33, 44 if code == "photo-lost" else 45))), cast.officer)
    break_original(row, code)
    logger = logging.getLogger("backend")
    logger.addHandler(caplog.handler)
    try:
        for size in ("full", "thumb", "full"):
            with pytest.raises(Problem) as caught:
                service.rendition_bytes(row, size)
            assert caught.value.code == code
    finally:
        logger.removeHandler(caplog.handler)
    (told,) = caplog.records
    assert (told.message, vars(told)["photo"]) == (code, row.sha256)


@pytest.mark.parametrize("code", ("photo-lost", "photo-damaged"))
def test_what_was_drawn_before_is_still_shown_and_a_new_copy_mends(
    app: Flask, cast: Cast, code: str
) -> None:
    content = encode(picture((640, 46 if code == "photo-lost" else 47)))
    row = make(content, cast.officer)
    full = service.rendition_bytes(row, "full")
    break_original(row, code)
    assert service.rendition_bytes(row, "full") == full
    get_resources().storage.put_bytes(key_of("o", row.sha256), content)
    assert decode(service.rendition_bytes(row, "thumb")).size[0] == 480


def test_renditions_asked_for_at_once_are_the_same_and_few_decode_at_a_time(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make(encode(picture((900, 900))), cast.officer)
    at_work, most, lock = 0, 0, threading.Lock()
    render = service.render

    def watched(*arguments: Any) -> bytes:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        try:
            return render(*arguments)
        finally:
            with lock:
                at_work -= 1

    monkeypatch.setattr(service, "render", watched)

    def ask(_: int) -> bytes:
        with app.app_context():
            return service.rendition_bytes(row, "full")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(16)))) == 1
    assert most <= rooms.DECODERS
