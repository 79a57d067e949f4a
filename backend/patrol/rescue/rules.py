"""A parcel: one visit or one photo that somebody else's phone carries to the server. Pure.

    bytes     hold
    4 + 1     P369, and the format of parcels: 1
    16        the id of the device that made it
    1         what is inside: 1 a visit, 2 a photo
    48 + n    the payload in a libsodium sealed box: the visit's very body, or the photo's bytes
    32        HMAC-SHA256 under the device's key of a label and all bytes before these

Encrypted to the server, so that its carrier cannot read it; under the key of its author's device,
so that nobody can alter it, or make one in her name.
"""

import hmac
from enum import IntEnum
from typing import NamedTuple
from uuid import UUID

START = b"P369\x01"
LABEL = b"patrol369 rescue 1"
MAC_BYTES = 32
HEAD_BYTES = len(START) + 16 + 1
# What a parcel weighs beside its payload; a sealed box alone adds 48 bytes.
OVERHEAD_BYTES = HEAD_BYTES + 48 + MAC_BYTES


class What(IntEnum):
    """What a parcel holds."""

    VISIT = 1
    PHOTO = 2


class Head(NamedTuple):
    """What can be read of a parcel without a key."""

    device: UUID
    what: What


def head_of(parcel: bytes) -> Head | None:
    """The head of a parcel, or of its first bytes; None for what is no parcel."""
    head = parcel[:HEAD_BYTES]
    if len(head) < HEAD_BYTES or not head.startswith(START) or head[-1] not in tuple(What):
        return None
    return Head(UUID(bytes=head[len(START) : -1]), What(head[-1]))


def box_in(parcel: bytes, key: bytes) -> bytes | None:
    """The sealed box of a parcel; None when this device did not make it exactly so."""
    if len(parcel) < OVERHEAD_BYTES:
        return None
    content, mac = parcel[:-MAC_BYTES], parcel[-MAC_BYTES:]
    if not hmac.compare_digest(mac, hmac.digest(key, LABEL + content, "sha256")):
        return None
    return content[HEAD_BYTES:]
