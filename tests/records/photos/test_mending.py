"""Photos that break off: known as such, and drawn as far as they go."""

import io
import zlib
from contextlib import suppress
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from backend.records.photos.inspect import PhotoRejected, inspect
from backend.records.photos.jpeg_marks import outline
from backend.records.photos.mending import PADDING_MAX, mended
from backend.records.photos.png_chunks import make_chunk, walk
from backend.records.photos.rendition import render
from tests.records.photos.samples import close, decode, encode, exif, photo, picture

pytestmark = [
    pytest.mark.filterwarnings("ignore::UserWarning:PIL"),
    pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning"),
]

RED, LIME = (255, 0, 0), (0, 255, 0)
WAYS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90},
    "JPEG progressive": {"quality": 90, "progressive": True},
    "JPEG restarts": {"quality": 90, "restart_marker_blocks": 8},
    "PNG": {},
    "PNG stored": {"compress_level": 0},
    "WEBP": {"quality": 90},
    "WEBP lossless": {"lossless": True},
    "WEBP extended": {"quality": 90, "exif": exif()},
    "HEIF": {"quality": 90},
}


def noisy() -> Image.Image:
    """The four fields with grain, so that every row takes room in the file."""
    grain = Image.effect_noise((640, 480), 60).convert("RGB")
    return Image.blend(picture((640, 480)), grain, 0.2)


@cache
def coloured(name: str) -> bytes:
    return encode(noisy(), name.split()[0], **WAYS[name])


def corner(content: bytes) -> Any:
    shown = decode(render(content, "full"))
    assert shown.size == (640, 480)
    return shown.crop((40, 8, 240, 40)).resize((1, 1)).getpixel((0, 0))


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("lost", (1, 2, 20, 0.1, 0.5))
def test_what_is_there_is_shown(name: str, lost: float) -> None:
    whole = coloured(name)
    cut = whole[: -(lost if lost >= 1 else int(len(whole) * lost))]
    assert close(corner(cut), tuple(int(0.8 * each + 25) for each in RED), 30)


@pytest.mark.parametrize("name", WAYS)
def test_a_photo_that_breaks_off_is_known_by_its_header(name: str) -> None:
    whole = coloured(name)
    assert inspect(io.BytesIO(whole)).complete
    assert inspect(io.BytesIO(whole + b"whatever follows")).complete
    found = inspect(io.BytesIO(whole[: len(whole) * 2 // 3]))
    assert (found.complete, found.width, found.height) == (False, 640, 480)
    assert found.meta["breaks_off"] is True
    assert "breaks_off" not in inspect(io.BytesIO(whole)).meta


def test_a_jpeg_is_cut_back_to_its_last_whole_segment() -> None:
    whole = encode(noisy(), progressive=True)
    second = whole.index(b"\xff\xc4", whole.index(b"\xff\xda"))
    cut = whole[: second + 9]
    assert outline(cut).sound_to == second
    assert close(corner(cut), tuple(int(0.8 * each + 25) for each in RED), 30)


def test_rows_that_are_lost_stay_blank_and_those_before_do_not() -> None:
    whole = encode(picture((640, 480)), "PNG", compress_level=0)
    shown = decode(render(whole[: len(whole) * 2 // 5], "full"))
    assert close(shown.getpixel((600, 20)), LIME)
    assert close(shown.getpixel((600, 470)), (0, 0, 0))


def test_rows_in_all_passes_of_an_interlaced_png_have_room() -> None:
    # Pillow writes none: the depth and size of the header are what matters here.
    whole = bytearray(encode(Image.new("1", (33, 31)), "PNG"))
    whole[28] = 1
    whole[29:33] = zlib.crc32(whole[12:29]).to_bytes(4)
    completed = mended(bytes(whole[:-20]), "image/png")
    assert completed is not None
    assert decode(completed).size == (33, 31)


def test_a_png_with_a_broken_body_is_drawn_to_the_break() -> None:
    whole = encode(noisy(), "PNG")
    rows = b"".join(b"\0" + b"\xff\0\0" * 640 for _ in range(480))
    stored = bytearray(zlib.compress(rows, 0))
    stored[-10 - len(rows) % 65535 :] = bytes(10 + len(rows) % 65535)  # from the last block on
    body = make_chunk(b"IDAT", bytes(stored)) + make_chunk(b"IEND", b"")
    shown = decode(render(whole[:33] + body, "full"))
    assert close(shown.getpixel((600, 400)), RED)
    assert close(shown.getpixel((600, 478)), (0, 0, 0))


def test_a_length_inside_a_file_is_not_believed_beyond_reason() -> None:
    whole = bytearray(photo("WEBP"))
    whole[4:8] = (PADDING_MAX * 2).to_bytes(4, "little")
    assert mended(bytes(whole), "image/webp") is None
    whole = bytearray(photo("HEIF"))
    at = whole.index(b"mdat") - 4
    whole[at : at + 4] = (PADDING_MAX * 2).to_bytes(4)
    assert mended(bytes(whole), "image/heic") is None


@given(st.binary(max_size=300))
def test_walks_end_on_any_bytes(content: bytes) -> None:
    outline(b"\xff\xd8" + content)
    list(walk(content))
    for media_type in ("image/jpeg", "image/png", "image/webp", "image/heic"):
        mended(content, media_type)


@given(st.sampled_from(("JPEG", "PNG", "WEBP", "HEIF")), st.floats(0, 1))
def test_a_photo_cut_anywhere_is_drawn_or_rejected(kind: str, share: float) -> None:
    content = photo(kind)
    with suppress(PhotoRejected):
        assert render(content[: int(len(content) * share)], "thumb")
