"""What a photo is, told from its content alone, before anything is decoded.

| content                                  | answer                  |
|------------------------------------------|-------------------------|
| none of JPEG, PNG, WebP, HEIC/HEIF       | photo-unsupported       |
| a header that cannot be read             | photo-unreadable        |
| more than MAX_PIXELS                     | photo-too-many-pixels   |
| too many scans for their size            | photo-too-complex       |
| several frames (burst, animation)        | the first one stands    |

Names and declared types are never asked. A photo that breaks off is taken when its header is there,
and told as such: its bytes are evidence. The header may be sound and the body broken otherwise:
that shows when a rendition is made, since decoding here would cost too much.
"""

import io
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from pi_heif import register_heif_opener
from PIL import Image

from backend.records.photos import png_chunks
from backend.records.photos.broken import BROKEN
from backend.records.photos.capture import Capture, capture_of, orientation_of
from backend.records.photos.jpeg_marks import outline
from backend.records.photos.mending import breaks_off, mended

MAX_PIXELS = 60_000_000
# A progressive JPEG is decoded as often as it has scans: ten as a rule, twenty at most.
MAX_SCANS = 100
MAX_SCANNED_PIXELS = 1_000_000_000  # scans times pixels, about a second of a processor
# Seconds of a processor for one decoding; beyond it is no photo of a camera.
DECODE_SECONDS = 10.0


def enable_heic() -> None:
    """Lets Pillow read HEIC: the photo itself, not a small picture that someone put beside it."""
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


enable_heic()
# Pillow refuses a header at twice this number, so before any memory is set aside.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
# One hostile file can hold thousands of odd tags; a line in the log for each helps nobody.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
    "image/heif": "HEIF",
    # Never recognised by `media_type_of`: a patrol's photo is none. Tips take the first frame.
    "image/gif": "GIF",
}
# Of these the header can be read whatever becomes of the rest.
_HEADER_FIRST = ("image/jpeg", "image/png")
_HEVC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs")
_HEAD = 32


class _TooSlowError(Exception):
    """The time for decoding is used up."""


class _Timed(io.BytesIO):
    """Bytes that a decoder may read until its thread has used up its time."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._until = time.thread_time() + DECODE_SECONDS

    def read(self, size: int | None = -1, /) -> bytes:
        if time.thread_time() > self._until:
            raise _TooSlowError
        return super().read(size)


class PhotoRejected(Exception):  # noqa: N818 - an answer, not a mishap
    """These bytes cannot be taken as a photo; `code` is a code of the problem catalogue."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class PhotoFacts:
    """Facts from the header: size in pixels as seen upright, and what the camera wrote.

    `complete` is False when the file ends before its picture does.
    """

    media_type: str
    width: int
    height: int
    capture: Capture
    complete: bool

    @property
    def meta(self) -> dict[str, str | int | float]:
        """What is kept of it beside the columns: the capture, and `breaks_off` where it does."""
        return self.capture if self.complete else self.capture | {"breaks_off": True}


def inspect(file: BinaryIO) -> PhotoFacts:
    """The facts about the photo in a seekable binary file; raises PhotoRejected."""
    media_type = _media_type(file)
    file.seek(0)
    content = file.read()
    complete = not breaks_off(content, media_type)
    if not complete and media_type not in _HEADER_FIRST:
        content = mended(content, media_type) or content
    with opened(io.BytesIO(content), media_type) as image:
        width, height = image.size
        if orientation_of(image) >= 5:
            width, height = height, width
        return PhotoFacts(media_type, width, height, capture_of(image), complete)


@contextmanager
def opened(file: BinaryIO, media_type: str | None = None) -> Iterator[Image.Image]:
    """The photo with its header read and its size checked; raises PhotoRejected.

    Whatever breaks inside the block while it decodes leaves as PhotoRejected too.
    """
    media_type = media_type or _media_type(file)
    try:
        file.seek(0)
        content = file.read()
        if media_type == "image/png":
            content = png_chunks.needed(content)
        with Image.open(_Timed(content), formats=(_FORMATS[media_type],)) as image:
            _check_pixels(*image.size)
            if media_type == "image/jpeg":
                _check_scans(outline(content).scans, *image.size)
            yield image
    except Image.DecompressionBombError as error:
        raise PhotoRejected("photo-too-many-pixels", f"more than {MAX_PIXELS} pixels") from error
    except _TooSlowError as error:
        raise PhotoRejected("photo-too-complex", "decoding takes too long") from error
    except BROKEN as error:
        raise PhotoRejected("photo-unreadable", f"not a sound {media_type}") from error


def media_type_of(head: bytes) -> str | None:
    """The media type that the first 32 bytes of a file speak of, None when it is no photo."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] != b"ftyp":
        return None
    if head[8:12] in _HEVC_BRANDS:
        return "image/heic"
    # The general brands also begin AVIF files, which name themselves among the compatible ones.
    return "image/heif" if head[8:12] in (b"mif1", b"msf1") and b"avi" not in head else None


def _media_type(file: BinaryIO) -> str:
    file.seek(0)
    media_type = media_type_of(file.read(_HEAD))
    if media_type is None:
        raise PhotoRejected("photo-unsupported", "neither JPEG, PNG, WebP nor HEIC")
    return media_type


def _check_pixels(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise PhotoRejected("photo-unreadable", "no pixels")
    if width * height > MAX_PIXELS:
        raise PhotoRejected("photo-too-many-pixels", f"more than {MAX_PIXELS} pixels")


def _check_scans(scans: int, width: int, height: int) -> None:
    if scans > MAX_SCANS or scans * width * height > MAX_SCANNED_PIXELS:
        raise PhotoRejected("photo-too-complex", f"{scans} scans")
