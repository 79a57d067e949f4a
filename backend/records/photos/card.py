"""What stands in the place of a photo that cannot be drawn: always the same picture."""

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

from backend.core.errors import text

_PAPER, _INK = (236, 236, 232), (70, 70, 70)
_QUALITY = 80


@cache
def incomplete_card(width: int) -> bytes:
    """A JPEG of 4:3 that says in both languages that the photo is incomplete."""
    size = width, width * 3 // 4
    image = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(image)
    for locale, share, above in (("zh", 11, 0.44), ("en", 20, 0.60)):
        words = text(locale, "problems", "photo-incomplete")
        font = ImageFont.truetype(str(sans_path()), width // share)
        draw.text((size[0] / 2, size[1] * above), words, _INK, font, anchor="mm")
    target = io.BytesIO()
    image.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()
