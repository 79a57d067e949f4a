"""Pictures with everything that cameras, programs and messengers hide in them, and broken ones.

Made here from nothing, always the same bytes. Each hidden place holds the text CANARY; what is to
be seen is the same scene in all: bright at the upper left, so that a wrong turn shows.
"""

import io
import random
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from tests.support import heic

heic.enable_writing()
CANARY = b"CANARY"
WORDS = "CANARY of Nokia 3310, 25.97N 117.36E"
SIZE = (160, 120)
ORIENTATION = 0x0112
UNTURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", size, (40, 90, 60))
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((0, 0, width // 3, height // 3), fill=(240, 230, 120))
    draw.ellipse((width // 2, height // 2, width - 9, height - 5), fill=(180, 60, 50))
    return image.convert(mode)


def written(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def exif(orientation: int = 1, *, gps: bool = False) -> bytes:
    tags = Image.Exif()
    tags[0x010F], tags[0x0110], tags[0x9286] = "CANARY make", "CANARY model", "CANARY comment"
    tags[ORIENTATION] = orientation
    details = tags.get_ifd(0x8769)
    details[0x9003], details[0x927C] = "2026:11:25 21:14:03", b"CANARY maker note" * 20
    if gps:
        position = tags.get_ifd(0x8825)
        position[1], position[2] = "N", (25.0, 58.0, 12.5)
        position[3], position[4] = "E", (117.0, 21.0, 40.25)
        position[29] = "2026:11:25"
    return tags.tobytes()


def segment(kind: int, body: bytes) -> bytes:
    return bytes((0xFF, kind)) + struct.pack(">H", len(body) + 2) + body


def spliced(jpeg: bytes, *segments: bytes) -> bytes:
    """The JPEG with more segments behind its first mark."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def xmp(words: str = WORDS) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description exif:GPSLatitude="25,58N" '
        f'tiff:Make="CANARY" xmp:CreateDate="2026-11-25">{words}</rdf:Description></rdf:RDF>'
        "</x:xmpmeta>"
    ).encode()


def profile() -> bytes:
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[4:8] = b"CANA"  # the preferred engine: any four letters
    made[48:56] = b"CANARYCM"  # manufacturer and model of the device
    return bytes(made)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunk(png: bytes, kind: bytes, body: bytes) -> bytes:
    """The PNG with one more chunk behind its header."""
    return png[:33] + chunk(kind, body) + png[33:]


def jpegs() -> Iterator[tuple[str, bytes]]:
    plain = written(scene(), "JPEG", quality=92)
    for orientation in range(1, 9):
        turn = UNTURN.get(orientation)
        turned = scene().transpose(turn) if turn is not None else scene()
        yield f"turned-{orientation}", written(turned, "JPEG", exif=exif(orientation), quality=92)
    yield "gps", written(scene(), "JPEG", exif=exif(gps=True), quality=92)
    thumbnail = written(scene((64, 48)), "JPEG", comment=WORDS)
    with_thumbnail = Image.Exif()
    with_thumbnail[0x010F] = "CANARY"
    raw = b"Exif\x00\x00" + with_thumbnail.tobytes().removeprefix(b"Exif\x00\x00") + thumbnail
    yield "thumbnail", spliced(plain, segment(0xE1, raw))
    yield "xmp", written(scene(), "JPEG", xmp=xmp(), quality=92)
    extended = b"http://ns.adobe.com/xmp/extension/\x00" + b"A" * 32 + struct.pack(">II", 9000, 0)
    yield "extended-xmp", spliced(plain, segment(0xE1, extended + xmp() * 20))
    resource = (
        b"8BIM\x04\x04\x00\x00" + struct.pack(">I", 40) + b"\x1c\x02\x78\x00\x23" + b"CANARY" * 6
    )
    yield "iptc", spliced(plain, segment(0xED, b"Photoshop 3.0\x00" + resource))
    yield "comment", written(scene(), "JPEG", comment=WORDS, quality=92)
    yield "comments", spliced(plain, *(segment(0xFE, CANARY * 1000) for _ in range(12)))
    yield "mpf", spliced(plain, segment(0xE2, b"MPF\x00MM\x00*\x00\x00\x00\x08" + CANARY * 9))
    yield "icc", written(scene(), "JPEG", icc_profile=profile(), quality=92)
    yield "broken-icc", written(scene(), "JPEG", icc_profile=CANARY * 50, quality=92)
    yield "c2pa", spliced(plain, segment(0xEB, b"JP\x00\x01" + b"jumbc2pa" + CANARY * 40))
    yield "trailer", plain + CANARY * 4000
    yield "trailing-zip", plain + b"PK\x03\x04" + CANARY * 100
    yield "second-jpeg", plain + written(scene(), "JPEG", comment=WORDS)
    yield (
        "jfxx",
        spliced(plain[:2] + plain[20:], plain[2:20], segment(0xE0, b"JFXX\x00\x13" + CANARY)),
    )
    others = [
        segment(kind, b"x\x00" + CANARY * 30) for kind in (0xE3, 0xE4, 0xE6, 0xE8, 0xEC, 0xEF)
    ]
    yield "all-others", spliced(plain, *others)
    yield "progressive", written(scene(), "JPEG", progressive=True, exif=exif(), quality=92)
    yield "restarts", written(scene(), "JPEG", restart_marker_rows=1, comment=WORDS, quality=92)
    yield "grey", written(scene(mode="L"), "JPEG", exif=exif(gps=True), quality=92)
    yield "cmyk", written(scene(mode="CMYK"), "JPEG", exif=exif(), comment=WORDS, quality=92)
    yield "large", written(scene((4096, 3072)), "JPEG", exif=exif(gps=True), comment=WORDS)


def pngs() -> Iterator[tuple[str, bytes]]:
    plain = written(scene(), "PNG")
    text = PngInfo()
    text.add_text("Comment", WORDS)
    yield "text", written(scene(), "PNG", pnginfo=text)
    packed = PngInfo()
    packed.add_text("Comment", WORDS * 50, zip=True)
    yield "packed-text", written(scene(), "PNG", pnginfo=packed)
    wide = PngInfo()
    wide.add_itxt("XML:com.adobe.xmp", xmp().decode())
    text_bomb = b"a\x00\x00" + zlib.compress(bytes(8_000_000), 9)
    yield "text-bomb", with_chunk(written(scene(), "PNG", pnginfo=text), b"zTXt", text_bomb)
    yield "wide-text", written(scene(), "PNG", pnginfo=wide)
    yield "exif", written(scene(), "PNG", exif=exif(gps=True))
    yield "icc", written(scene(), "PNG", icc_profile=profile())
    yield "trailer", plain + CANARY * 100
    yield "time", with_chunk(plain, b"tIME", b"\x07\xea\x0b\x19\x15\x0e\x03")
    yield "private", with_chunk(plain, b"caNy", CANARY * 100)
    yield "transparent", written(scene(mode="RGBA"), "PNG", pnginfo=text)
    yield "palette", written(scene(mode="P"), "PNG", pnginfo=text)
    yield "grey", written(scene(mode="L"), "PNG", exif=exif())


def others() -> Iterator[tuple[str, bytes]]:
    yield "exif.webp", written(scene(), "WEBP", exif=exif(gps=True), quality=92)
    yield "xmp.webp", written(scene(), "WEBP", xmp=xmp(), quality=92)
    yield "icc.webp", written(scene(), "WEBP", icc_profile=profile(), quality=92)
    black = Image.new("RGB", SIZE)
    yield (
        "moving.webp",
        written(scene(), "WEBP", save_all=True, append_images=[black], lossless=True),
    )
    yield "trailer.webp", written(scene(), "WEBP", quality=92) + CANARY * 50
    yield "exif.heic", written(scene(), "HEIF", exif=exif(gps=True), quality=92)
    yield "xmp.heic", written(scene(), "HEIF", xmp=xmp(), quality=92)
    yield "comment.gif", written(scene(mode="P"), "GIF", comment=WORDS.encode())
    yield (
        "moving.gif",
        written(scene(mode="P"), "GIF", save_all=True, append_images=[black.convert("P")]),
    )
    yield "trailer.gif", written(scene(mode="P"), "GIF") + CANARY * 50


def corpus() -> list[tuple[str, bytes]]:
    """More than forty pictures, each with its name."""
    named = [(f"{name}.jpeg", body) for name, body in jpegs()]
    named += [(f"{name}.png", body) for name, body in pngs()]
    return named + list(others())


def bombs() -> Iterator[bytes]:
    """Small files that would be huge."""
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    yield start + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    profile = b"a\x00\x00" + zlib.compress(bytes(80_000_000), 9)
    yield with_chunk(written(scene(), "PNG"), b"iCCP", profile)
    jpeg = written(scene(), "JPEG")
    at = jpeg.index(b"\xff\xc0") + 5
    yield jpeg[:at] + struct.pack(">HH", 65_000, 65_000) + jpeg[at + 4 :]
    gif = written(scene(mode="P"), "GIF")
    yield gif[:6] + struct.pack("<HH", 65_000, 65_000) + gif[10:]
    webp = written(Image.new("L", (8_000, 8_000)), "WEBP", lossless=True, method=0, quality=0)
    yield webp


def broken(count: int) -> Iterator[bytes]:
    """Files that are no whole picture, always the same `count` of them."""
    dice = random.Random(369)
    yield from bombs()
    yield from (b"", b"\xff", b"\xff\xd8\xff", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    yield from (b"%PDF-1.7\n", b"PK\x03\x04" * 50, b"\x7fELF" * 90, b"MZ" * 200, b"GIF89a" + CANARY)
    yield from (written(scene(), kind) for kind in ("TIFF", "BMP", "ICO", "PPM", "AVIF", "TGA"))
    sound = [written(scene(), kind) for kind in ("JPEG", "PNG", "WEBP", "HEIF")]
    for number in range(count - 20):
        body = sound[number % 4]
        match number % 3:
            case 0:  # cut off
                yield body[: dice.randrange(20, len(body) * 3 // 4)]
            case 1:  # right beginning, then noise
                yield body[:24] + dice.randbytes(dice.randrange(100, 4000))
            case _:  # one kind's beginning, another's body
                yield sound[(number + 1) % 4][:32] + body[32:]
