"""What the server shares with the phones of its officers, and what can be encrypted to it.

All of it is derived from the seed of the signing key, each for one purpose, so that no secret
lies in the database and one backup of one file brings everything back.
"""

import hmac
from pathlib import Path
from uuid import UUID

from flask import current_app
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from backend.core import base64url, signing


class ServerKeys:
    """Knows the key of each device, and opens what was encrypted to this installation."""

    def __init__(self, seed: bytes) -> None:
        self._devices = _derived(seed, "patrol369 device keys 1")
        key = PrivateKey(_derived(seed, "patrol369 sealed box 1"))
        self._box = SealedBox(key)
        self._seed = seed
        self.public = base64url.encode(bytes(key.public_key))

    def device_key(self, account_id: int, device: UUID) -> bytes:
        """The 32 bytes that this device of this account proves itself with."""
        return _derived(self._devices, f"{account_id} {device}")

    def key(self, purpose: str) -> bytes:
        """32 bytes that only this installation knows, for one purpose."""
        return _derived(self._seed, f"patrol369 {purpose}")

    def decrypt(self, sealed: bytes) -> bytes | None:
        """What a libsodium sealed box holds; None when it was not encrypted to us, or altered."""
        try:
            return self._box.decrypt(sealed)
        except (CryptoError, ValueError):
            return None


def load_server_keys(folder: Path) -> ServerKeys:
    """The keys derived from the one in `folder`. Raises FileNotFoundError without one."""
    return ServerKeys(signing.read_seed(folder))


def server_keys() -> ServerKeys:
    """The keys of the running application."""
    found: ServerKeys = current_app.extensions["server_keys"]
    return found


def _derived(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, purpose.encode(), "sha256")
