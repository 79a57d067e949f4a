"""Progressive JPEGs with more scans than any camera writes."""

from PIL import Image

from tests.records.photos.samples import encode


def many_scans(size: tuple[int, int], more: int) -> bytes:
    """A sound progressive JPEG of ten scans with its last one repeated `more` times."""
    jpeg = encode(Image.new("RGB", size, (90, 120, 30)), progressive=True, quality=60)
    last, end = jpeg.rindex(b"\xff\xda"), jpeg.rindex(b"\xff\xd9")
    return jpeg[:end] + jpeg[last:end] * more + jpeg[end:]
