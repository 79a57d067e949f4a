"""Photos that break off: whether one does, and its bytes completed so that the rest can be drawn.

A phone that was full, or a messenger, hands over the beginning of a file. A browser draws what is
there; the decoders here want a whole file. It is completed in memory alone: the original stays.

| format     | breaks off when                        | completed by                               |
|------------|----------------------------------------|--------------------------------------------|
| JPEG       | no end mark follows its scans          | an end mark behind the last whole segment  |
| PNG        | it has no IEND chunk                   | rows of zeros                              |
| WebP, HEIC | a length inside points behind its end  | zeros up to that length                    |
"""

from backend.records.photos import jpeg_marks, png_chunks

_BOXED = ("image/heic", "image/heif")
# Phones write notes of their own behind these, which are no boxes.
_BOXES = (b"ftyp", b"meta", b"mdat", b"moov", b"free", b"skip", b"uuid")
# A length inside a file is a claim.
PADDING_MAX = 32 * 1024 * 1024


def breaks_off(content: bytes, media_type: str) -> bool:
    """Whether the file ends before its picture does."""
    if media_type == "image/jpeg":
        return not jpeg_marks.outline(content).whole
    if media_type == "image/png":
        return not any(chunk.kind == b"IEND" for chunk in png_chunks.walk(content))
    return len(content) < _announced(content, media_type)


def mended(content: bytes, media_type: str) -> bytes | None:
    """The file completed; None when nothing of its picture is there, or it cannot be told how."""
    if media_type == "image/jpeg":
        found = jpeg_marks.outline(content)
        return content[: found.sound_to] + jpeg_marks.EOI if found.scans else None
    if media_type == "image/png":
        return png_chunks.completed(content)
    missing = _announced(content, media_type) - len(content)
    return content + bytes(missing) if 0 < missing <= PADDING_MAX else None


def _announced(content: bytes, media_type: str) -> int:
    """How long the file says it is, in bytes."""
    if media_type == "image/webp":
        return 8 + int.from_bytes(content[4:8], "little")
    return _end_of_boxes(content) if media_type in _BOXED else len(content)


def _end_of_boxes(content: bytes) -> int:
    """Where the last box of an ISO base media file (HEIC) ends."""
    at = 0
    while content[at + 4 : at + 8] in _BOXES:
        size = int.from_bytes(content[at : at + 4])
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16])
        if size < 8:
            return len(content)  # 0: up to the end, whatever that is
        at += size
    return at
