"""How everything of a tip is encrypted. The browser writes and reads the same bytes.

| what         | bytes, joined by +                                                              |
|--------------|---------------------------------------------------------------------------------|
| tip id       | BLAKE2b-16(pk_t)                                                                |
| receipt wrap | 01 + nonce 24 + XChaCha20-Poly1305(k_R, sk_t, AAD pk_t)                         |
| group wrap   | 01 + sealed box(pk_group, sk_t)                                                 |
| item         | 01 + sealed box(pk_t, item key) + nonce 24 + XChaCha20-Poly1305(item key,       |
|              | padded, AAD "p369 item 1" + pk_t + item id)                                     |
| padded       | content + 80 + zeros up to a multiple of 4096 (text) or 65536 (photo)           |
| k_R          | BLAKE2b-32(share + half)                                                        |
| answer       | 01 + nonce 24 + XChaCha20-Poly1305(k_a, padded to 65495): 65536 bytes           |
| k_a          | BLAKE2b-32(share)                                                               |

Whoever knows pk_t may write an item; nobody can move one to another tip, or under another id. The
first byte names the suite, so that a second one can come.
"""

import hashlib
import os

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_scalarmult_base,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

SUITE = b"\x01"
KEY = 32
ID = 16
NONCE = 24
TAG = 16
BOX = KEY + TAG  # what a sealed box adds

TEXT_BLOCK = 4096
PHOTO_BLOCK = 65536
ANSWER = 65536

RECEIPT_WRAP = len(SUITE) + NONCE + KEY + TAG
GROUP_WRAP = len(SUITE) + BOX + KEY
ITEM_HEAD = len(SUITE) + BOX + KEY + NONCE
ANSWER_CONTENT_MAX = ANSWER - len(SUITE) - NONCE - TAG

_ITEM = b"p369 item 1"


class DecryptionError(ValueError):
    """These bytes were not encrypted to this key, or were altered since."""


def new_pair() -> tuple[bytes, bytes]:
    """A new (public, secret) pair of X25519 keys."""
    secret = PrivateKey.generate()
    return bytes(secret.public_key), bytes(secret)


def public_of(secret: bytes) -> bytes:
    public: bytes = crypto_scalarmult_base(secret)
    return public


def is_public(key: bytes) -> bool:
    """Whether anything can be encrypted to this key: to a few of the curve's points nothing can."""
    try:
        SealedBox(PublicKey(key)).encrypt(b"")
    except CryptoError:
        return False
    return True


def tip_id(public: bytes) -> bytes:
    return _blake(public, b"p369 tip id 1", ID)


def wrap_key(share: bytes, half: bytes) -> bytes:
    """k_R: from what the server adds to the code and what only the browser has."""
    return _blake(share + half, b"p369 wrap 1")


def answer_key(share: bytes) -> bytes:
    return _blake(share, b"p369 page 1")


def commitment(half: bytes) -> bytes:
    """What a slip binds a tip to: only who has the code can show what it was made from."""
    return _blake(half, b"p369 slip 1")


def encrypt_receipt(key: bytes, secret: bytes, public: bytes) -> bytes:
    return SUITE + _encrypt(key, secret, public)


def decrypt_receipt(key: bytes, wrap: bytes, public: bytes) -> bytes:
    """The tip's secret key; raises DecryptionError."""
    if len(wrap) != RECEIPT_WRAP:
        raise DecryptionError("a receipt wrap of another length")
    return _belonging(_decrypt(key, _of_suite(wrap), public), public)


def encrypt_wrap(group: bytes, secret: bytes) -> bytes:
    """The tip's secret key for the holders of a group's key."""
    return SUITE + SealedBox(PublicKey(group)).encrypt(secret)


def decrypt_wrap(group_secret: bytes, wrap: bytes, public: bytes) -> bytes:
    """The tip's secret key; raises DecryptionError also for one that belongs to another tip."""
    return _belonging(_unbox(group_secret, _of_suite(wrap)), public)


def encrypt_item(public: bytes, item_id: bytes, content: bytes, block: int = TEXT_BLOCK) -> bytes:
    key = os.urandom(KEY)
    sealed = SealedBox(PublicKey(public)).encrypt(key)
    return SUITE + sealed + _encrypt(key, pad(content, block), _ITEM + public + item_id)


def decrypt_item(secret: bytes, public: bytes, item_id: bytes, sealed: bytes) -> bytes:
    """The content of an item; raises DecryptionError also for one of another tip or id."""
    body = _of_suite(sealed)
    key = _unbox(secret, body[: BOX + KEY])
    return unpad(_decrypt(key, body[BOX + KEY :], _ITEM + public + item_id))


def fits(sealed: bytes, block: int) -> bool:
    """Whether these bytes have a length that an item of this block can have."""
    padded = len(sealed) - ITEM_HEAD - TAG
    return sealed[:1] == SUITE and padded >= block and padded % block == 0


def encrypt_answer(share: bytes, content: bytes) -> bytes:
    """An answer of ANSWER bytes that only the holder of the code can decrypt."""
    return SUITE + _encrypt(answer_key(share), pad(content, ANSWER_CONTENT_MAX), b"")


def decrypt_answer(share: bytes, answer: bytes) -> bytes:
    """The content; raises DecryptionError for the answer to an unknown code."""
    return unpad(_decrypt(answer_key(share), _of_suite(answer), b""))


def pad(content: bytes, block: int) -> bytes:
    return content + b"\x80" + bytes(-(len(content) + 1) % block)


def unpad(padded: bytes) -> bytes:
    marked = padded.rstrip(b"\x00")
    if not marked.endswith(b"\x80"):
        raise DecryptionError("no padding")
    return marked[:-1]


def _of_suite(sealed: bytes) -> bytes:
    if sealed[:1] != SUITE:
        raise DecryptionError("of another suite")
    return sealed[1:]


def _belonging(secret: bytes, public: bytes) -> bytes:
    if len(secret) != KEY or public_of(secret) != public:
        raise DecryptionError("the key of another tip")
    return secret


def _encrypt(key: bytes, content: bytes, beside: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    sealed: bytes = crypto_aead_xchacha20poly1305_ietf_encrypt(content, beside, nonce, key)
    return nonce + sealed


def _decrypt(key: bytes, sealed: bytes, beside: bytes) -> bytes:
    try:
        content: bytes = crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed[NONCE:], beside, sealed[:NONCE], key
        )
    except (CryptoError, ValueError, TypeError) as error:
        raise DecryptionError("not encrypted under this key") from error
    return content


def _unbox(secret: bytes, box: bytes) -> bytes:
    try:
        return SealedBox(PrivateKey(secret)).decrypt(box)
    except (CryptoError, ValueError, TypeError) as error:
        raise DecryptionError("not encrypted to this key") from error


def _blake(content: bytes, person: bytes, size: int = KEY) -> bytes:
    return hashlib.blake2b(content, digest_size=size, person=person).digest()
