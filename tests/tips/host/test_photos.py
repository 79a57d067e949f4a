"""Photos: nothing but pixels is kept, whatever was in them; any doubt means that none is."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.base64url import encode
from backend.records.photos.inspect import MAX_PIXELS
from backend.tips.host import items, picture, reencode
from backend.tips.host.models import TipItem
from tests.records.photos.scans import many_scans
from tests.tips.host import pictures
from tests.tips.host.builders import Group
from tests.tips.host.citizen import Citizen

# The photo's way is the same over either database.
on_one_engine = pytest.mark.parametrize("tips_url", ("sqlite",), indirect=True, scope="session")

ALLOWED = {"d8", "e0", "db", "c0", "c2", "c4", "da", "d9"}


@pytest.fixture
def citizen(line: FlaskClient, group: Group) -> Citizen:
    made = Citizen(line)
    made.send(group)
    return made


def marks(jpeg: bytes) -> Iterator[str]:
    """The marks of a JPEG, by a parser that shares nothing with ours."""
    stream = io.BytesIO(jpeg)
    while byte := stream.read(1):
        assert byte == b"\xff", "something between two segments"
        kind = stream.read(1)
        yield kind.hex()
        if kind in (b"\xd8", b"\xd9"):
            continue
        stream.seek(int.from_bytes(stream.read(2)) - 2, os.SEEK_CUR)
        while kind == b"\xda":
            at = stream.tell()
            pair = stream.read(2)
            if len(pair) < 2 or (pair[0] == 0xFF and pair[1] not in (0, *range(0xD0, 0xD8))):
                stream.seek(at)
                break
            stream.seek(at + (2 if pair[0] == 0xFF else 1))


def likeness(one: Image.Image, other: Image.Image) -> float:
    """SSIM over the whole of two pictures, in grey."""
    left, right = (list(each.convert("L").resize((48, 36)).tobytes()) for each in (one, other))
    n = len(left)
    mean_l, mean_r = sum(left) / n, sum(right) / n
    var_l = sum((x - mean_l) ** 2 for x in left) / n
    var_r = sum((x - mean_r) ** 2 for x in right) / n
    both = sum((x - mean_l) * (y - mean_r) for x, y in zip(left, right, strict=True)) / n
    a, b = 6.5025, 58.5225
    return ((2 * mean_l * mean_r + a) * (2 * both + b)) / (
        (mean_l**2 + mean_r**2 + a) * (var_l + var_r + b)
    )


def assert_bare(name: str, jpeg: bytes) -> None:
    assert set(marks(jpeg)) <= ALLOWED, name
    assert b"CANARY" not in jpeg, name
    assert b"Exif" not in jpeg, name
    with Image.open(io.BytesIO(jpeg)) as image:
        assert max(image.size) <= 2048
        assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert likeness(image, pictures.scene()) >= 0.95, name


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # as in the drawing process
def test_of_every_picture_only_the_pixels_stay() -> None:
    """As the drawing process draws it, without a process for each."""
    corpus = pictures.corpus()
    assert len(corpus) >= 40
    assert sum(pictures.CANARY in body for _, body in corpus) >= 38
    told = {}
    for name, body in corpus:
        told[name], jpeg = reencode.reencode(body)
        assert_bare(name, jpeg)
    assert told["gps.jpeg"] == {"position": True, "device": True, "time": True}
    assert told["xmp.jpeg"] == {"position": True, "device": True, "time": True}
    assert told["comment.jpeg"] == {"position": False, "device": False, "time": False}
    assert told["exif.heic"]["position"] is True


ONE_OF_EACH = ("gps.jpeg", "large.jpeg", "exif.png", "exif.webp", "exif.heic", "comment.gif")


@pytest.mark.parametrize(
    "names",
    (
        pytest.param(ONE_OF_EACH, id="short"),
        pytest.param(tuple(dict(pictures.corpus())), id="long", marks=pytest.mark.drill),
    ),
)
@on_one_engine
def test_what_arrives_is_what_was_drawn(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    monkeypatch.setattr(items, "PHOTOS_MAX", 100)
    corpus = dict(pictures.corpus())
    for name in names:
        answer = citizen.photo(corpus[name], item_id := os.urandom(16))
        assert answer.status_code == 201, (name, answer.json)
        head, jpeg = citizen.fetch(encode(item_id))
        assert head["removed"] == answer.json["removed"]
        assert_bare(name, jpeg)
        assert (head["removed"], jpeg) == reencode.reencode(corpus[name])


def refuses(citizen: Citizen, engine: Any, count: int) -> None:
    seen = set()
    for body in pictures.broken(count):
        answer = citizen.photo(body)
        assert 400 <= answer.status_code < 500, (answer.status_code, body[:40])
        seen.add(answer.json["code"])
    unreadable = {"photo-unreadable", "photo-incomplete"}
    assert seen == {"photo-unsupported", "photo-too-many-pixels"} | unreadable
    with Session(engine) as looking:
        assert looking.scalar(select(func.count()).select_from(TipItem)) == 1  # the report


@on_one_engine
def test_what_is_no_whole_picture_is_refused(citizen: Citizen, migrated: Any) -> None:
    refuses(citizen, migrated, 26)


@pytest.mark.drill
@on_one_engine
def test_two_hundred_broken_pictures_are_refused(citizen: Citizen, migrated: Any) -> None:
    refuses(citizen, migrated, 220)


@on_one_engine
def test_a_picture_that_takes_too_long_says_so(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = citizen.photo(many_scans((8000, 7000), 400))
    assert (answer.status_code, answer.json["code"]) == (422, "photo-too-complex")
    monkeypatch.setattr(picture, "SECONDS", 0.01)
    answer = citizen.photo(pictures.written(pictures.scene(), "JPEG"))
    assert (answer.status_code, answer.json["code"]) == (422, "photo-too-complex")


def test_what_the_drawing_process_answers_is_not_believed() -> None:
    jpeg = pictures.written(pictures.scene(), "JPEG", progressive=True)
    assert picture.is_bare(jpeg)
    for extra in (pictures.segment(0xFE, b"x"), pictures.segment(0xE1, b"Exif\x00\x00")):
        assert not picture.is_bare(pictures.spliced(jpeg, extra))
    for wrong in (b"", jpeg + b"x", jpeg[:-2], jpeg + jpeg, jpeg[:-2] + b"xx\xff\xd9\xff\xd9"):
        assert not picture.is_bare(wrong)
    jfxx = pictures.spliced(jpeg, pictures.segment(0xE0, b"JFXX\x00\x13" + bytes(8)))
    assert not picture.is_bare(jfxx)


MEASURED = """
import pathlib, sys
from backend.tips.host import reencode
reencode.warm_up()
removed, jpeg = reencode.reencode(sys.stdin.buffer.read())
status = pathlib.Path("/proc/self/status").read_text()
print(len(jpeg), status.split("VmHWM:")[1].split()[0], status.split("VmPeak:")[1].split()[0])
"""


# To write so large a HEIC takes longer than all others together.
OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"progressive": True, "subsampling": 0},
    "WEBP": {"quality": 10, "method": 0},
    "PNG": {"compress_level": 1},
    "HEIF": {"quality": 20},
}
# More is refused: of WebP by its pixels, of the eighteen scans of four colours by both.
SMALLER = {("WEBP", "RGB"): (6000, 4000), ("JPEG", "CMYK"): (7400, 7500)}


@pytest.mark.parametrize(
    ("kind", "mode"),
    (
        ("JPEG", "RGB"),
        ("WEBP", "RGB"),
        pytest.param("PNG", "RGB", marks=pytest.mark.drill),
        pytest.param("GIF", "RGB", marks=pytest.mark.drill),
        pytest.param("JPEG", "CMYK", marks=pytest.mark.drill),
        pytest.param("PNG", "RGBA", marks=pytest.mark.drill),
        pytest.param("HEIF", "RGB", marks=pytest.mark.drill),
    ),
)
def test_the_largest_picture_fits_into_its_memory(kind: str, mode: str) -> None:
    large = pictures.scene(SMALLER.get((kind, mode), (8000, 7500)), mode)
    assert (kind, mode) in SMALLER or large.width * large.height == MAX_PIXELS
    body = pictures.written(large, kind, **OPTIONS.get(kind, {}))
    del large
    command = [sys.executable, "-c", MEASURED]
    done = subprocess.run(command, input=body, capture_output=True, check=True)
    _, resident, reserved = map(int, done.stdout.split())
    assert resident < 768 * 1024
    assert reserved < reencode.MEMORY // 1024
