"""The chunks of a PNG: those that a picture needs, and the rest of one that breaks off blank.

What is not needed is skipped before anything is decoded: a text of any size, or a checksum that is
wrong, spoils no picture (PNG, third edition, 13.2).
"""

import struct
import zlib
from collections.abc import Iterator
from itertools import chain, repeat
from typing import NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER_END = 33
_NEEDED = (b"eXIf", b"tRNS", b"iCCP", b"gAMA", b"sRGB", b"cHRM")
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
_PIECE = 32 * 1024
_ROW_EXTRA = 32  # more than filter bytes and rounding take in all passes of an interlaced row
_PASSES_EXTRA = 4096


class Chunk(NamedTuple):
    """`end` is behind the checksum, and behind the file when the chunk is not all there."""

    kind: bytes
    start: int
    end: int


def walk(png: bytes) -> Iterator[Chunk]:
    at = len(SIGNATURE)
    while at + 8 <= len(png):
        end = at + 12 + int.from_bytes(png[at : at + 4])
        yield Chunk(png[at + 4 : at + 8], at, end)
        at = end


def needed(png: bytes) -> bytes:
    """The PNG without chunks that say nothing of how it looks, its EXIF in front of its rows."""
    notes: list[bytes] = []
    rest: list[bytes] = []
    for chunk in walk(png):
        content = png[chunk.start : chunk.end]
        if chunk.kind[:1].isupper():
            rest.append(content)
        elif chunk.kind in _NEEDED and content[-4:] == _checksum(content[4:-4]):
            (notes if chunk.kind == b"eXIf" else rest).append(content)
    return b"".join((SIGNATURE, *rest[:1], *notes, *rest[1:]))


def completed(png: bytes) -> bytes | None:
    """The PNG with what can be unpacked of its rows, then zeros; None without any rows."""
    chunks = list(walk(png))
    bodies = [
        png[chunk.start + 8 : min(chunk.end - 4, len(png))]
        for chunk in chunks
        if chunk.kind == b"IDAT"
    ]
    size = _rows_size(png)
    packed = b"".join(bodies)
    if not size or not any(_unpacked(packed)):
        return None
    first = next(chunk.start for chunk in chunks if chunk.kind == b"IDAT")
    rows = _packed_again(packed, size)
    return png[:first] + make_chunk(b"IDAT", rows) + make_chunk(b"IEND", b"")


def make_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + _checksum(kind + body)


def _checksum(content: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(content))


def _rows_size(png: bytes) -> int:
    """Enough bytes for all unpacked rows; 0 for a header that no PNG has."""
    if len(png) < _HEADER_END or png[12:16] != b"IHDR":
        return 0
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    bits = width * depth * _SAMPLES.get(colour, 0)
    return height * (bits // 8 + _ROW_EXTRA) + _PASSES_EXTRA if bits else 0


def _packed_again(packed: bytes, size: int) -> bytes:
    """The rows that can be unpacked, at most `size` bytes, and zeros for the others."""
    pack, done, parts = zlib.compressobj(1), 0, []
    for rows in chain(_unpacked(packed), repeat(bytes(_PIECE))):
        rows = rows[: size - done]
        parts.append(pack.compress(rows))
        done += len(rows)
        if done == size:
            break
    return b"".join((*parts, pack.flush()))


def _unpacked(packed: bytes) -> Iterator[bytes]:
    """Up to the first fault, in pieces."""
    unpack = zlib.decompressobj()
    for at in range(0, len(packed), _PIECE):
        rest = packed[at : at + _PIECE]
        while rest:
            try:
                yield unpack.decompress(rest, _PIECE)
            except zlib.error:
                return
            rest = unpack.unconsumed_tail
