"""How the secrets of members and groups are encrypted.

| what            | bytes                                                                      |
|-----------------|----------------------------------------------------------------------------|
| passphrase wrap | 01 | secret box(Argon2id(passphrase, salt, 3 passes), sk_member)           |
| card wrap       | 01 | secret box(BLAKE2b(card), sk_member)                                  |
| member wrap     | 01 | sealed box(pk_member, sk_group)                                       |
| escrow wrap     | 01 | sealed box(pk_escrow, sk_group)                                       |

What was opened is compared with the public key that it must belong to. The first byte names the
suite, so that a second one can come.
"""

import hashlib
import secrets
from threading import BoundedSemaphore

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from backend.core.errors import Problem
from backend.tips.host.encryption import KEY, SUITE, new_pair, public_of

PASSES = 3
MIB = 1024 * 1024
SALT = argon2id.SALTBYTES
# Each try costs a quarter of a gibibyte while it runs.
_SLOTS = BoundedSemaphore(2)
_PATIENCE_S = 10

__all__ = ("new_pair", "public_of")


def new_salt() -> bytes:
    return secrets.token_bytes(SALT)


def derive_key(passphrase: str, salt: bytes, mib: int) -> bytes:
    """The key behind a passphrase. Raises Problem("busy") when too many are waiting.

    Slow on purpose: never call it with a transaction open.
    """
    if not _SLOTS.acquire(timeout=_PATIENCE_S):
        raise Problem("busy", retry_after=_PATIENCE_S)
    try:
        key: bytes = argon2id.kdf(
            KEY, passphrase.encode(), salt, opslimit=PASSES, memlimit=mib * MIB
        )
        return key
    finally:
        _SLOTS.release()


def key_digits(public: bytes) -> str:
    """Six groups of four digits that stand for a member's key, to be compared by eye."""
    digest = hashlib.blake2b(public, digest_size=32, person=b"p369 member 1").digest()
    number = str(int.from_bytes(digest) % 10**24).zfill(24)
    return " ".join(number[at : at + 4] for at in range(0, 24, 4))


def encrypt_with_key(key: bytes, secret: bytes) -> bytes:
    """A member's secret behind a key of hers."""
    return SUITE + bytes(SecretBox(key).encrypt(secret))


def decrypt_with_key(key: bytes, wrap: bytes, public: bytes) -> bytes | None:
    """The member's secret; None when the key is another one."""
    try:
        secret = SecretBox(key).decrypt(_body(wrap))
    except (CryptoError, ValueError):
        return None
    return secret if public_of(secret) == public else None


def encrypt_to(public: bytes, secret: bytes) -> bytes:
    """A group's secret for one who holds the other half of `public`."""
    return SUITE + SealedBox(PublicKey(public)).encrypt(secret)


def decrypt_with(holder: bytes, wrap: bytes, public: bytes) -> bytes | None:
    """The group's secret that was handed to this holder; None when it was not, or is no longer."""
    try:
        secret = SealedBox(PrivateKey(holder)).decrypt(_body(wrap))
    except (CryptoError, ValueError):
        return None
    return secret if public_of(secret) == public else None


def _body(wrap: bytes) -> bytes:
    if wrap[:1] != SUITE:
        raise ValueError("of another suite")
    return wrap[1:]
