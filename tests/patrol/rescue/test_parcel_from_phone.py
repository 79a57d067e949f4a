"""Parcels that the phone's own code sealed, opened with libsodium as the server does."""

import base64
import hashlib
import hmac
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

pytestmark = pytest.mark.fast

# Written by make_parcel.mjs beside it; the H5's tests seal the same bytes again.
VECTORS = json.loads((Path(__file__).parents[2] / "vectors/parcel.json").read_text())
WHAT = {1: "visit", 2: "photo"}


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize("case", VECTORS["parcels"], ids=lambda case: case["what"])
def test_opens(case: dict[str, Any]) -> None:
    parcel = raw(case["parcel"])
    signed, mac = parcel[:-32], parcel[-32:]
    assert signed[:5] == b"P369\x01"
    assert str(uuid.UUID(bytes=signed[5:21])) == VECTORS["device"]
    assert WHAT[signed[21]] == case["what"]
    said = b"patrol369 rescue 1" + signed
    assert mac == hmac.digest(raw(VECTORS["key"]), said, hashlib.sha256)
    box = SealedBox(PrivateKey(raw(VECTORS["server_secret"])))
    assert box.decrypt(signed[22:]) == raw(case["payload"])


def test_does_not_open_when_a_bit_is_turned() -> None:
    sealed = bytearray(raw(VECTORS["parcels"][0]["parcel"])[22:-32])
    sealed[-1] ^= 1
    with pytest.raises(CryptoError):
        SealedBox(PrivateKey(raw(VECTORS["server_secret"]))).decrypt(bytes(sealed))
