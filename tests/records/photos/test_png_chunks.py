"""What stands beside the picture in a PNG spoils it not, and what belongs to it still counts."""

import io
import zlib

import pytest
from PIL import Image

from backend.records.photos.inspect import PhotoFacts, inspect
from backend.records.photos.png_chunks import make_chunk
from backend.records.photos.rendition import render
from tests.records.photos.samples import close, decode, encode, exif, photo, picture

pytestmark = [pytest.mark.fast, pytest.mark.filterwarnings("ignore::UserWarning:PIL")]


def facts(content: bytes) -> PhotoFacts:
    return inspect(io.BytesIO(content))


def with_chunk(content: bytes, chunk: bytes) -> bytes:
    """The PNG with one more chunk behind its header."""
    return content[:33] + chunk + content[33:]


def broken(chunk: bytes) -> bytes:
    """The chunk with a wrong checksum."""
    return chunk[:-1] + bytes((chunk[-1] ^ 1,))


@pytest.mark.parametrize(
    "chunk",
    (
        make_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b"x" * 1_200_000),
        make_chunk(b"iTXt", b"a\0\1\0\0\0" + zlib.compress(bytes(3_000_000))),
        make_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000))),
        broken(make_chunk(b"tEXt", b"Comment\0words")),
        broken(make_chunk(b"gAMA", (45455).to_bytes(4))),
        broken(make_chunk(b"tIME", b"\x07\xea\x0b\x19\x15\x0e\x03")),
        make_chunk(b"pHYs", b"short"),
        make_chunk(b"caNy", b"private"),
    ),
)
def test_what_stands_beside_the_picture_is_skipped(chunk: bytes) -> None:
    content = with_chunk(photo("PNG"), chunk)
    assert facts(content) == facts(photo("PNG"))
    assert render(content, "full") == render(photo("PNG"), "full")


def test_what_belongs_to_the_picture_is_kept() -> None:
    clear = encode(Image.new("RGBA", (20, 20), (255, 0, 0, 0)).quantize(), "PNG")
    assert close(decode(render(clear, "full")).getpixel((9, 9)), (255, 255, 255))


def test_exif_behind_the_rows_counts() -> None:
    plain = encode(picture(), "PNG")
    notes = make_chunk(b"eXIf", exif(6).tobytes().removeprefix(b"Exif\0\0"))
    found = facts(plain[:-12] + notes + plain[-12:])
    assert (found.width, found.height, found.capture["orientation"]) == (64, 96, 6)


@pytest.mark.parametrize(("mode", "options"), (("1", {}), ("P", {}), ("P", {"transparency": 9})))
def test_fine_lines_are_smoothed_when_they_are_scaled(mode: str, options: dict[str, int]) -> None:
    """As in a scan of a document: without it every second letter is gone."""
    lines = Image.new("L", (960, 960), 255)
    for x in range(0, 960, 2):
        lines.paste(0, (x, 0, x + 1, 960))
    shown = decode(render(encode(lines.convert(mode), "PNG", **options), "thumb")).convert("L")
    assert shown.size == (480, 480)
    assert all(100 < level < 155 for level in shown.tobytes())


@pytest.mark.parametrize(
    ("chunks", "shown"),
    (
        (((b"gAMA", 100_000),), 186),  # linear light
        (((b"gAMA", 45_455),), 128),
        (((b"gAMA", 43_500),), 128),  # as good as sRGB's
        (((b"sRGB", 0), (b"gAMA", 100_000)), 128),
        (((b"gAMA", 0),), 128),
    ),
)
def test_a_gamma_is_honoured_unless_the_space_is_named(
    chunks: tuple[tuple[bytes, int], ...], shown: int
) -> None:
    content = encode(Image.new("L", (64, 64), 128), "PNG")
    for kind, value in reversed(chunks):
        size = 1 if kind == b"sRGB" else 4
        content = with_chunk(content, make_chunk(kind, value.to_bytes(size)))
    grey, *_ = decode(render(content, "full")).convert("RGB").getpixel((32, 32))
    assert abs(grey - shown) <= 2
