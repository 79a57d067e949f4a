"""What the server says and can later recognise: Ed25519 over compact JWS (RFC 7515, RFC 8037).

Receipts and time tokens are signed with the same key; the header's `typ` keeps one from
passing as the other.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from nacl.exceptions import BadSignatureError, CryptoError
from nacl.signing import SigningKey, VerifyKey

from backend.core.base64url import decode, encode
from backend.core.secret_files import read_secret, write_secret

KEY_FILE = "signing.key"


class Signer:
    """Signs and recognises small JSON documents with one Ed25519 key."""

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)
        self._verify = self._key.verify_key
        self.public = encode(bytes(self._verify))

    def sign(self, purpose: str, claims: dict[str, Any]) -> str:
        """The compact JWS of `claims`, to be recognised under the same `purpose` only."""
        body = f"{_header(purpose)}.{encode(_dump(claims))}"
        return f"{body}.{encode(self._key.sign(body.encode()).signature)}"

    def recognise(self, purpose: str, text: str) -> dict[str, Any] | None:
        """The claims of a document that this key signed for `purpose`; None for all else."""
        return verify_claims(self._verify, purpose, text)


def verify_claims(key: VerifyKey, purpose: str, text: str) -> dict[str, Any] | None:
    """The claims of a document that the key's other half signed for `purpose`; else None."""
    body, _, signature = text.rpartition(".")
    header, _, payload = body.partition(".")
    if header != _header(purpose):
        return None
    try:
        key.verify(body.encode(), decode(signature))
        claims = json.loads(decode(payload))
    except (BadSignatureError, ValueError, TypeError):
        return None
    return claims if isinstance(claims, dict) else None


def read_public(text: str) -> VerifyKey:
    """The public half of a key as `Signer.public` writes it. Raises ValueError."""
    try:
        return VerifyKey(decode(text))
    except (TypeError, CryptoError) as error:
        raise ValueError("not a public key") from error


def create_key(folder: Path) -> Path:
    """Makes the signing key, readable by its owner alone; an existing key is left as it is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / KEY_FILE
    if path.exists():
        return path
    write_secret(path, bytes(SigningKey.generate()))
    return path


def load_signer(folder: Path) -> Signer:
    """The signer of the key in `folder`. Raises FileNotFoundError, SecretFileError."""
    return Signer(read_seed(folder))


def read_seed(folder: Path) -> bytes:
    """The 32 secret bytes of the key in `folder`. Raises FileNotFoundError, SecretFileError."""
    return read_secret(folder / KEY_FILE)


@cache
def _header(purpose: str) -> str:
    return encode(_dump({"alg": "EdDSA", "typ": purpose}))


def _dump(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
