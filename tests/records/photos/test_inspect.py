"""Types, sizes and limits from the header; and nothing but PhotoRejected for bad bytes."""

import io
import struct
import zlib
from importlib.metadata import distribution

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFile
from PIL.PngImagePlugin import PngInfo

from backend.records.photos.inspect import (
    MAX_PIXELS,
    MAX_SCANNED_PIXELS,
    MAX_SCANS,
    PhotoFacts,
    PhotoRejected,
    inspect,
    media_type_of,
)
from tests.records.photos.samples import FORMATS, SIZE, encode, exif, photo, picture
from tests.records.photos.scans import many_scans

pytestmark = [
    pytest.mark.fast,
    # Outside the tests these two are silenced for good; pytest makes its own list.
    pytest.mark.filterwarnings("ignore::UserWarning:PIL"),
    pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning"),
]

MEDIA_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/heic",
}


def facts(content: bytes) -> PhotoFacts:
    return inspect(io.BytesIO(content))


def code(content: bytes) -> str:
    with pytest.raises(PhotoRejected) as caught:
        facts(content)
    return caught.value.code


@pytest.mark.parametrize("kind", FORMATS)
def test_a_photo_is_known_by_its_content(kind: str) -> None:
    found = facts(photo(kind))
    assert (found.media_type, found.width, found.height) == (MEDIA_TYPES[kind], *SIZE)
    assert found.capture == {
        "captured_at": "2026-11-23T08:30:00+08:00",
        "lat": 25.975,
        "lon": 117.36,
        "accuracy_m": 12.5,
        "make": "Synthetic",
        "model": "Phone 9",
        "orientation": 1,
    }


@pytest.mark.parametrize("kind", FORMATS)
def test_the_size_is_that_of_the_upright_picture(kind: str) -> None:
    found = facts(photo(kind, 6))
    assert (found.width, found.height) == (64, 96)
    assert found.capture["orientation"] == 6


@pytest.mark.parametrize(
    "content",
    (
        b"",
        b"\xff\xd8",
        b"GIF89a" + bytes(100),
        b"BM" + bytes(100),
        b"II*\0" + bytes(100),
        b"%PDF-1.7\n" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"RIFF\x24\0\0\0WAVEfmt " + bytes(100),
        b"\0\0\0\x1cftypavif" + bytes(100),
        b"\0\0\0\x20ftypmif1\0\0\0\0mif1avifmiaf" + bytes(100),
        b"\0\0\0\x18ftypisom" + bytes(100),
    ),
)
def test_other_content_is_unsupported(content: bytes) -> None:
    assert code(content) == "photo-unsupported"


@pytest.mark.parametrize("kind", FORMATS)
def test_a_header_cut_short_is_unreadable(kind: str) -> None:
    assert code(photo(kind)[:40]) == "photo-unreadable"


def png_header(width: int, height: int) -> bytes:
    """A PNG of hardly any bytes that claims this size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(64))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("width", "height"), ((MAX_PIXELS + 1, 1), (60_001, 1000), (2**31 - 1, 2**31 - 1))
)
def test_a_bomb_is_refused_by_its_header(width: int, height: int) -> None:
    assert code(png_header(width, height)) == "photo-too-many-pixels"


def test_a_heic_of_two_hundred_megapixels_is_refused_by_its_header() -> None:
    """As the largest phones write: told from what it says of itself, not decoded."""
    small = photo("HEIF")
    own = b"ispe" + struct.pack(">III", 0, *SIZE)
    assert own in small
    claims = small.replace(own, b"ispe" + struct.pack(">III", 0, 16_384, 12_288))
    assert code(claims) == "photo-too-many-pixels"


def test_the_decoder_of_heic_comes_without_an_encoder() -> None:
    """libx265 would put the whole under its licence."""
    names = [str(file) for file in distribution("pi-heif").files or ()]
    assert any("libheif" in name for name in names)
    assert not any("x265" in name for name in names)


def test_the_largest_size_is_still_taken() -> None:
    assert facts(png_header(60_000, 1000)).width == 60_000


@pytest.mark.parametrize(
    ("size", "scans"),
    (((16, 16), MAX_SCANS + 1), ((4000, 3000), MAX_SCANNED_PIXELS // 12_000_000 + 1)),
)
def test_more_scans_than_the_size_bears_are_refused(size: tuple[int, int], scans: int) -> None:
    assert code(many_scans(size, scans - 10)) == "photo-too-complex"
    assert facts(many_scans(size, scans - 11)).width == size[0]


def test_a_webp_bomb_is_refused_before_its_canvas_is_made() -> None:
    small = bytearray(encode(picture(mode="RGBA"), "WEBP", exif=exif()))
    assert small[12:16] == b"VP8X"
    small[24:30] = (16_382).to_bytes(3, "little") * 2
    assert code(bytes(small)) == "photo-too-many-pixels"


def test_a_compressed_profile_does_not_unfold_without_end() -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    bomb = chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(64_000_000)))
    sound = png_header(8, 8)
    assert code(sound[:33] + bomb + sound[33:]) == "photo-unreadable"


def test_of_several_frames_the_first_stands() -> None:
    frames = [picture(), picture().rotate(180)]
    moving = encode(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    assert facts(moving).capture["frames"] == 2


# A HEIC is turned by its decoder, whatever is written beside it.
@pytest.mark.parametrize("kind", ("JPEG", "PNG", "WEBP"))
def test_an_orientation_outside_exif_turns_nothing(kind: str) -> None:
    xmp = (
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/' xmlns:tiff='http://ns.adobe.com/tiff/1.0/'>"
        b'<rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    )
    options = {"pnginfo": PngInfo()} if kind == "PNG" else {"xmp": xmp}
    if kind == "PNG":
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", xmp.decode())
    found = facts(encode(picture(), kind, **options))
    assert (found.width, found.height) == SIZE
    assert found.capture["orientation"] == 1


def test_a_png_is_not_decoded_for_its_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _: pytest.fail("it was decoded"))
    assert facts(png_header(60, 40)).capture == {"orientation": 1}


def test_bad_notes_do_not_spoil_a_picture() -> None:
    notes = exif()
    notes.get_ifd(0x8825)[2] = (95.0, 0.0, 0.0)
    notes.get_ifd(0x8769)[0x9003] = "2026:13:45 99:99:99"
    notes[0x010F] = "Ev\x00il\x1b" + "x" * 500
    found = facts(encode(picture(), exif=notes)).capture
    assert found.keys().isdisjoint({"lat", "lon", "captured_at"})
    assert str(found["make"]).isprintable()
    assert len(str(found["make"])) <= 64


@given(st.binary(max_size=400))
def test_any_bytes_are_a_photo_or_rejected(content: bytes) -> None:
    survives(content)


@given(
    st.sampled_from(
        (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic")
    ),
    st.binary(max_size=400),
)
def test_any_bytes_behind_a_photos_first_ones_too(magic: bytes, rest: bytes) -> None:
    survives(magic + rest)


@given(st.sampled_from(FORMATS), st.integers(0, 5000))
def test_a_photo_cut_anywhere_too(kind: str, length: int) -> None:
    survives(photo(kind)[:length])


@given(
    st.sampled_from(FORMATS),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 255)), max_size=9),
)
def test_a_photo_with_flipped_bytes_too(kind: str, flips: list[tuple[int, int]]) -> None:
    content = bytearray(photo(kind))
    for position, mask in flips:
        content[position % len(content)] ^= mask
    survives(bytes(content))


@given(st.binary(min_size=1, max_size=300))
def test_any_notes_too(notes: bytes) -> None:
    survives(encode(picture((8, 8)), exif=b"Exif\0\0II*\0\x08\0\0\0" + notes))


def survives(content: bytes) -> None:
    try:
        found = facts(content)
    except PhotoRejected:
        return
    assert found.media_type == media_type_of(content[:32])
    assert 1 <= found.width * found.height <= MAX_PIXELS
    assert all("\0" not in value for value in found.capture.values() if isinstance(value, str))
