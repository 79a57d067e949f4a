"""Photos made on the spot: no picture of a real place or person lies in the repository."""

import io
from functools import cache
from typing import Any

from PIL import ExifTags, Image

from tests.support import heic

heic.enable_writing()

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
SIZE = (96, 64)
CORNERS = {"red": (0, 0), "lime": (48, 0), "blue": (0, 32), "white": (48, 32)}


def picture(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """Four fields: red and green above, blue and white below."""
    image = Image.new("RGB", SIZE)
    for colour, corner in CORNERS.items():
        image.paste(colour, (*corner, corner[0] + 48, corner[1] + 32))
    return image.resize(size, Image.Resampling.NEAREST).convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone in Yong'an writes."""
    notes = Image.Exif()
    notes[ExifTags.Base.Make] = "Synthetic"
    notes[ExifTags.Base.Model] = "Phone 9"
    notes[ExifTags.Base.Orientation] = orientation
    notes.get_ifd(ExifTags.IFD.Exif).update(
        {
            ExifTags.Base.DateTimeOriginal: "2026:11:23 08:30:00",
            ExifTags.Base.OffsetTimeOriginal: "+08:00",
        }
    )
    notes.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (25.0, 58.0, 30.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (117.0, 21.0, 36.0),
            ExifTags.GPS.GPSHPositioningError: 12.5,
        }
    )
    return notes


def encode(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


@cache
def photo(kind: str = "JPEG", orientation: int = 1) -> bytes:
    """A small sound photo with everything that a phone writes into it."""
    return encode(picture(), kind, exif=exif(orientation).tobytes())


def decode(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def close(pixel: Any, wanted: tuple[int, int, int], tolerance: int = 24) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, wanted, strict=True))
