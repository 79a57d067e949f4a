"""What others see: upright, small, in sRGB, and with nothing written beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from backend.records.photos.inspect import PhotoRejected
from backend.records.photos.rendition import LONG_EDGE, Size, render
from tests.records.photos.samples import (
    CORNERS,
    FORMATS,
    close,
    decode,
    encode,
    exif,
    photo,
    picture,
)

pytestmark = [
    pytest.mark.filterwarnings("ignore::UserWarning:PIL"),
    pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning"),
]

RGB = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}

# How a camera held this way stores an upright picture.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def rendered(content: bytes, size: Size = "full") -> Image.Image:
    return decode(render(content, size))


def stands_upright(image: Image.Image) -> bool:
    image = image.convert("RGB").resize((96, 64))
    return all(
        close(image.getpixel((x + 24, y + 16)), RGB[colour]) for colour, (x, y) in CORNERS.items()
    )


@pytest.mark.parametrize("kind", ("JPEG", "PNG", "WEBP"))
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_ends_upright(kind: str, orientation: int) -> None:
    turn = STORED[orientation]
    stored = picture() if turn is None else picture().transpose(turn)
    image = rendered(encode(stored, kind, exif=exif(orientation), quality=95))
    assert image.size == (96, 64)
    assert stands_upright(image)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_heic_is_turned_once_not_twice(orientation: int) -> None:
    turn = STORED[orientation]
    stored = picture() if turn is None else picture().transpose(turn)
    image = rendered(encode(stored, "HEIF", exif=exif(orientation).tobytes(), quality=95))
    assert image.size == (96, 64)
    assert stands_upright(image)


@pytest.mark.parametrize("size", ("full", "thumb"))
@pytest.mark.parametrize("kind", FORMATS)
def test_a_large_photo_shrinks_and_keeps_its_shape(kind: str, size: Size) -> None:
    image = rendered(encode(picture((2400, 1600)), kind), size)
    edge = LONG_EDGE[size]
    assert image.format == "JPEG"
    assert image.size == (edge, round(edge * 2 / 3))
    assert stands_upright(image)


def test_a_small_photo_is_not_enlarged() -> None:
    assert rendered(photo()).size == (96, 64)
    assert rendered(encode(picture((1, 1)))).size == (1, 1)
    assert rendered(encode(picture((3000, 1)))).size == (1600, 1)


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_is_written_beside_the_picture(kind: str) -> None:
    marks = {"icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()}
    if kind == "JPEG":
        marks |= {"comment": b"secret note", "xmp": b"<x:xmpmeta>secret</x:xmpmeta>"}
    content = encode(picture(), kind, exif=exif().tobytes(), **marks)
    target = render(content, "full")
    for secret in (b"Synthetic", b"Exif", b"secret", b"ICC_PROFILE", b"2026"):
        assert secret not in target
    assert not decode(target).getexif()
    assert segments(target) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


def segments(jpeg: bytes) -> set[int]:
    """The markers before the picture itself."""
    found, position = set(), 2
    while jpeg[position + 1] != 0xDA:
        found.add(jpeg[position + 1])
        position += 2 + int.from_bytes(jpeg[position + 2 : position + 4])
    return found


@pytest.mark.parametrize("mode", ("L", "P", "RGBA", "LA", "1", "I;16"))
def test_every_kind_of_png_becomes_a_plain_picture(mode: str) -> None:
    grey = picture().convert("L")
    image = {
        "LA": lambda: grey.convert("LA"),
        "I;16": lambda: grey.convert("I").point(lambda value: value * 256).convert("I;16"),
    }.get(mode, lambda: picture(mode=mode))()
    result = rendered(encode(image, "PNG"))
    assert result.mode == "RGB"
    expected = picture().convert("1" if mode == "1" else "L")
    if mode in ("L", "LA", "I;16"):
        level = expected.getpixel((24, 16))
        assert close(result.getpixel((24, 16)), (level, level, level))
    elif mode != "1":
        assert stands_upright(result)


def test_cmyk_is_understood() -> None:
    assert stands_upright(rendered(encode(picture(mode="CMYK"), "JPEG", quality=95)))


def test_transparency_lies_on_white() -> None:
    image = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    assert close(rendered(encode(image, "PNG")).getpixel((10, 10)), (255, 255, 255))


def test_colours_of_another_profile_are_converted() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A profile in which red and green have changed places.
    swapped = srgb.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1)
    swapped = swapped.replace(b"????", b"gXYZ", 1)
    red = encode(Image.new("RGB", (8, 8), (255, 0, 0)), icc_profile=swapped)
    assert close(rendered(red).getpixel((4, 4)), (0, 255, 0))


def test_a_profile_that_does_not_fit_is_ignored() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    grey = encode(Image.new("RGB", (8, 8), (200, 30, 30)), icc_profile=lab.tobytes())
    assert close(rendered(grey).getpixel((4, 4)), (200, 30, 30))
    broken = encode(Image.new("RGB", (8, 8), (200, 30, 30)), icc_profile=b"no profile at all")
    assert close(rendered(broken).getpixel((4, 4)), (200, 30, 30))


def test_a_photo_of_which_nothing_is_there_is_unreadable() -> None:
    with pytest.raises(PhotoRejected) as caught:
        rendered(photo()[:400])
    assert caught.value.code == "photo-unreadable"


@given(
    st.sampled_from(FORMATS),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 255)), max_size=6),
    st.integers(0, 400),
)
def test_broken_bodies_give_a_picture_or_a_rejection(
    kind: str, flips: list[tuple[int, int]], cut: int
) -> None:
    content = bytearray(photo(kind))
    for position, mask in flips:
        content[position % len(content)] ^= mask
    try:
        image = rendered(bytes(content[: len(content) - cut]), "thumb")
    except PhotoRejected:
        return
    assert max(image.size) <= LONG_EDGE["thumb"]
