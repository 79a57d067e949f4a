"""Draws a citizen's photo anew, in a process that can do nothing else: stdin to stdout.

    python -m backend.tips.host.reencode < photo > answer

The answer is `ok`, what was removed as JSON, and the JPEG; or `no` and a code of the catalogue.
Decoders of pictures are where the dangerous bugs are, so before the first byte is read the process
gives up what it could do harm with (`sandbox.py`); where it cannot, it says so and draws nothing.
"""

import io
import json
import resource
import sys
from pathlib import Path

from PIL import Image, ImageCms

from backend.records.photos import rendition
from backend.records.photos.capture import capture_of
from backend.records.photos.inspect import MAX_PIXELS, PhotoRejected, media_type_of, opened
from backend.records.photos.mending import breaks_off
from backend.tips.host.sandbox import SandboxError, give_up_everything

WEBP_PIXELS_MAX = 24_000_000  # its decoder needs more memory; cameras write none
EDGE = 2048
QUALITY = 85
MEMORY = 1024 * 1024 * 1024
SECONDS = 12
LIMITS = {
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_CPU: SECONDS,
    resource.RLIMIT_NOFILE: 0,  # what is open stays open, and nothing new can be
}
HEIC = Path(__file__).with_name("sample.heic")

OK, NO = b"ok", b"no"
_GIF = (b"GIF87a", b"GIF89a")
# What cameras and programs write outside EXIF, in texts that no parser of ours reads.
_TRACES = {
    "position": (b"GPSLatitude", b"GPSLongitude", b"photoshop:City", b"Iptc4xmpCore:Location"),
    "device": (b"tiff:Make", b"tiff:Model", b"CreatorTool", b"SerialNumber"),
    "time": (b"xmp:CreateDate", b"DateTimeOriginal", b"photoshop:DateCreated"),
}


def reencode(body: bytes) -> tuple[dict[str, bool], bytes]:
    """What is taken away, and the JPEG. Raises PhotoRejected."""
    file = io.BytesIO(body)
    media_type = "image/gif" if body.startswith(_GIF) else media_type_of(body[:32])
    if media_type is None:
        raise PhotoRejected("photo-unsupported", "no picture")
    with opened(file, media_type) as image:
        most = WEBP_PIXELS_MAX if media_type == "image/webp" else MAX_PIXELS
        if image.width * image.height > most:
            raise PhotoRejected("photo-too-many-pixels", "too many")
        capture = capture_of(image)
    removed = {
        "position": "lon" in capture,
        "device": "make" in capture or "model" in capture,
        "time": "captured_at" in capture,
    }
    for what, traces in _TRACES.items():
        removed[what] = removed[what] or any(trace in body for trace in traces)
    try:
        return removed, rendition.drawn(file, EDGE, QUALITY, media_type)
    except PhotoRejected as error:
        if error.code == "photo-unreadable" and breaks_off(body, media_type):
            raise PhotoRejected("photo-incomplete", "it ends too early") from error
        raise


def main() -> None:
    warm_up()
    try:
        give_up_everything(LIMITS)
    except SandboxError as error:
        sys.stderr.write(f"{error}\n")
        sys.stdout.buffer.write(b"\n".join((NO, b"photo-not-ready", b"")))
        return
    try:
        removed, jpeg = reencode(sys.stdin.buffer.read())
        answer = b"\n".join((OK, json.dumps(removed).encode(), jpeg))
    except PhotoRejected as error:
        answer = b"\n".join((NO, error.code.encode(), b""))
    sys.stdout.buffer.write(answer)


def warm_up() -> None:
    """Loads what Pillow loads late: afterwards no file can be opened."""
    Image.init()
    ImageCms.createProfile("sRGB")
    for format_ in ("JPEG", "PNG", "WEBP", "GIF"):
        target = io.BytesIO()
        Image.new("RGB", (8, 8)).save(target, format_)
        rendition.drawn(target, EDGE, QUALITY, f"image/{format_.lower()}")
    # It cannot be written here: only its decoder is installed.
    rendition.drawn(io.BytesIO(HEIC.read_bytes()), EDGE, QUALITY, "image/heic")


if __name__ == "__main__":
    main()
