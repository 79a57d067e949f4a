"""Photos as a phone's camera makes them: large, lying on their side, telling where."""

import io
from functools import cache
from pathlib import Path

from PIL import ExifTags, Image, ImageChops, ImageOps, ImageStat

ON_ITS_SIDE = 6  # EXIF orientation: the viewer has to turn the picture by 90 degrees
SMALL = (24, 32)
ABOVE_THE_MARK = (0, 0, 24, 22)  # of the small one: the rest may carry burnt-in lines


def quick_photo() -> bytes:
    """The same with so few pixels that a page has done with it at once."""
    return camera_photo((1000, 750))


@cache
def camera_photo(sides: tuple[int, int] = (4000, 3000)) -> bytes:
    """A JPEG of 12 megapixels, upright only by its EXIF orientation, with a GPS position."""
    coarse = Image.effect_noise((sides[0] // 2, sides[1] // 2), 90).resize(sides)
    corners = Image.new("L", (2, 2))
    corners.putdata([0, 90, 170, 255])
    slopes = corners.resize(sides, Image.Resampling.BICUBIC)
    picture = Image.merge("RGB", (slopes, coarse, ImageChops.invert(slopes)))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = ON_ITS_SIDE
    exif[ExifTags.Base.Make] = "Camera"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (25.0, 58.0, 12.0), 3: "E"})
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=92, exif=exif)
    return buffer.getvalue()


def assert_shrunk(arrived: Path, original: bytes) -> None:
    """What arrived is the same picture: upright, small, and silent about where it was taken."""
    content = arrived.read_bytes()
    assert len(content) <= 300 * 1024
    assert b"Exif" not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "JPEG"
        assert max(picture.size) <= 1600
        assert dict(picture.getexif()) == {}
        seen = picture.convert("RGB").resize(SMALL, Image.Resampling.BOX)
    with Image.open(io.BytesIO(original)) as source:
        upright = ImageOps.exif_transpose(source)
        assert upright.size != source.size
        assert source.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        meant = upright.convert("RGB").resize(SMALL, Image.Resampling.BOX)
    apart = ImageChops.difference(seen, meant).crop(ABOVE_THE_MARK)
    difference = ImageStat.Stat(apart).mean
    assert max(difference) < 12, f"another picture, or lying on its side: {difference}"
