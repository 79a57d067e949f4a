"""What others see of a photo: upright, sRGB, JPEG, at most so many pixels, no metadata.

| size  | long edge | for                     |
|-------|-----------|-------------------------|
| full  | 1600 px   | looking at it           |
| thumb | 480 px    | lists                   |

Pictures are never enlarged; transparent ones stand on white. Of a photo that breaks off, what is
there is shown.
"""

import io
from functools import partial
from typing import BinaryIO, Literal

from PIL import Image, ImageCms

from backend.records.photos.broken import BROKEN
from backend.records.photos.capture import orientation_of
from backend.records.photos.inspect import PhotoRejected, media_type_of, opened
from backend.records.photos.mending import mended

Size = Literal["full", "thumb"]
LONG_EDGE: dict[Size, int] = {"full": 1600, "thumb": 480}
QUALITY = 80
SRGB_GAMMA = 2.2
SAME_GAMMA = 0.05  # what no eye tells apart

_TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def render(original: bytes, size: Size) -> bytes:
    """The JPEG bytes of one rendition; raises PhotoRejected when nothing of it can be drawn."""
    whole = partial(drawn, edge=LONG_EDGE[size], quality=QUALITY)
    try:
        return whole(io.BytesIO(original))
    except PhotoRejected as error:
        completed = mended(original, media_type_of(original) or "")
        if error.code != "photo-unreadable" or completed is None:
            raise
    return whole(io.BytesIO(completed))


def drawn(original: BinaryIO, edge: int, quality: int, media_type: str | None = None) -> bytes:
    """The photo drawn anew, at most `edge` pixels long, as a JPEG of nothing but pixels.

    Raises PhotoRejected when the body does not decode.
    """
    with opened(original, media_type) as image:
        turn = _TURN.get(orientation_of(image))
        profile, gamma = image.info.get("icc_profile"), _gamma_of(image)
        shown = _smooth(image)
        # First of all, so that a JPEG is decoded at a fraction of its size.
        shown.thumbnail((edge, edge), Image.Resampling.LANCZOS)
        upright = shown.transpose(turn) if turn is not None else shown
        return _jpeg(_srgb(_flat(upright), profile, gamma), quality)


def _smooth(image: Image.Image) -> Image.Image:
    """The picture in a mode that is scaled with smoothing: a palette or two tones are not."""
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("P", "PA"):
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image


def _flat(image: Image.Image) -> Image.Image:
    """The picture in L, RGB or CMYK, with transparency laid on white."""
    if image.mode.startswith("I"):
        # Sixteen bits of grey: Pillow's own conversion would clip instead of scaling.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(paper, layer).convert("RGB")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _gamma_of(image: Image.Image) -> float | None:
    """The gamma of a PNG that names no colour space; None where its samples are sRGB's already.

    PNG, third edition, 11.3.2.2 and 13.13: iCCP and sRGB come first. Primaries of their own (cHRM)
    are not followed: their tint is small beside what gamma does.
    """
    gamma = image.info.get("gamma")
    if not isinstance(gamma, float) or gamma <= 0 or "srgb" in image.info:
        return None
    return None if abs(gamma * SRGB_GAMMA - 1) < SAME_GAMMA else gamma


def _srgb(image: Image.Image, profile: object, gamma: float | None) -> Image.Image:
    """The picture in sRGB; a profile that is broken or of another colour space is ignored."""
    if isinstance(profile, bytes) and profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, *BROKEN):
            converted = None
        if converted is not None:
            return converted
    plain = image.convert("RGB")
    if gamma is None:
        return plain
    curve = [round(255 * (sample / 255) ** (1 / (gamma * SRGB_GAMMA))) for sample in range(256)]
    return plain.point(curve * len(plain.getbands()))


def _jpeg(image: Image.Image, quality: int) -> bytes:
    # From raw pixels: Pillow would carry a comment over from the original.
    plain = Image.frombytes(image.mode, image.size, image.tobytes())
    target = io.BytesIO()
    plain.save(target, "JPEG", quality=quality, optimize=True)
    return target.getvalue()
