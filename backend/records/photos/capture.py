"""What the camera wrote beside the picture (EXIF), as a small JSON-able record.

Every value is a claim of the phone, kept as evidence and trusted for nothing. Missing or
broken values are left out; no byte sequence makes these functions raise.

| key            | meaning                                                               |
|----------------|-----------------------------------------------------------------------|
| captured_at    | ISO 8601 local time of the camera, with its offset if it gave one     |
| lon, lat       | degrees as the camera wrote them, WGS-84 by the EXIF standard         |
| accuracy_m     | horizontal error in metres                                            |
| make, model    | of the camera                                                         |
| orientation    | 1 to 8, how the stored picture must be turned to stand upright        |
| frames         | number of pictures in the file when there is more than one            |
"""

import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image

from backend.records.photos.broken import BROKEN

Capture = dict[str, str | int | float]

_TIME = re.compile(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_TEXT_MAX = 64


def capture_of(image: Image.Image) -> Capture:
    """The capture record of a photo whose header has been read."""
    # A HEIC is turned while it decodes; its plugin keeps what was written under this name.
    written = image.info.get("original_orientation")
    found: dict[str, Any] = {"orientation": written or orientation_of(image)}
    try:
        exif = _exif_of(image)
        details = exif.get_ifd(ExifTags.IFD.Exif)
        found |= _position(exif.get_ifd(ExifTags.IFD.GPSInfo))
        found["captured_at"] = _time(exif, details)
        found["make"] = _text(exif.get(ExifTags.Base.Make))
        found["model"] = _text(exif.get(ExifTags.Base.Model))
    except BROKEN:
        pass  # a camera's bad notes do not spoil its picture
    frames = getattr(image, "n_frames", 1)
    found["frames"] = frames if frames > 1 else None
    return {key: value for key, value in found.items() if value is not None}


def orientation_of(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8, by which the decoded picture is still to be turned."""
    try:
        value = _exif_of(image).get(ExifTags.Base.Orientation)
    except BROKEN:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _exif_of(image: Image.Image) -> Image.Exif:
    """What stands in the header as EXIF.

    Pillow's own way takes the orientation out of XMP when EXIF has none, which browsers do not, and
    decodes a whole PNG to look for notes behind its rows.
    """
    exif = Image.Exif()
    if raw := image.info.get("exif"):
        exif.load(raw)
    return exif


def _time(exif: Mapping[int, Any], details: Mapping[int, Any]) -> str | None:
    written = _text(details.get(ExifTags.Base.DateTimeOriginal))
    offset = _text(details.get(ExifTags.Base.OffsetTimeOriginal))
    if written is None:
        written = _text(exif.get(ExifTags.Base.DateTime))
        offset = _text(details.get(ExifTags.Base.OffsetTime))
    if written is None or not _TIME.fullmatch(written):
        return None
    try:
        at = datetime.fromisoformat(written.replace(":", "-", 2)).isoformat()
    except ValueError:
        return None
    return at + offset if offset and _OFFSET.fullmatch(offset) else at


def _position(gps: Mapping[int, Any]) -> dict[str, float | None]:
    lat = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), 90)
    lon = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), 180)
    if lat is None or lon is None:
        return {}
    error = _number(gps.get(ExifTags.GPS.GPSHPositioningError))
    return {"lon": lon, "lat": lat, "accuracy_m": error if error and error > 0 else None}


def _degrees(parts: Any, ref: Any, limit: int) -> float | None:
    if not isinstance(parts, tuple) or len(parts) != 3 or ref not in ("N", "S", "E", "W"):
        return None
    numbers = [_number(part) for part in parts]
    if any(number is None or number < 0 for number in numbers):
        return None
    degrees = sum(number / 60.0**power for power, number in enumerate(numbers) if number)
    if degrees > limit:
        return None
    return round(-degrees if ref in ("S", "W") else degrees, 7)


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except BROKEN:
        return None
    return round(number, 7) if math.isfinite(number) else None


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    # Control characters, NUL above all, have no place in a database's JSON.
    return "".join(char for char in value if char.isprintable()).strip()[:_TEXT_MAX] or None
