"""What the server adds to a code, so that a stolen database cannot be searched for codes.

    M      = Argon2id(auth, salt of the installation, 3 passes, 64 MiB), 64 bytes
    lookup = BLAKE2b-32(M, key pepper)     stored, and asked for
    share  = BLAKE2b-32(M, key pepper)     answered: without it the code opens nothing

Known and unknown codes cost the same. Two at a time per process: each takes 64 MiB.
"""

import hashlib
from dataclasses import dataclass
from threading import BoundedSemaphore

from nacl import pwhash

from backend.core.config import TipsConfig
from backend.core.errors import Problem
from backend.tips.host.keys import Keys

AT_ONCE = 2
PATIENCE_S = 20.0

_turn = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Cost:
    """Of one code; `memory` in bytes."""

    passes: int
    memory: int


FULL = Cost(3, 64 * 1024 * 1024)
CHEAP = Cost(1, 8 * 1024)  # for tests: see HASH_COST


@dataclass(frozen=True, repr=False)
class Hardened:
    lookup: bytes
    share: bytes


def cost_of(settings: TipsConfig) -> Cost:
    return CHEAP if settings.cheap_hashes else FULL


def harden(auth: bytes, keys: Keys, cost: Cost = FULL) -> Hardened:
    """Raises Problem("busy") when no turn comes."""
    if not _turn.acquire(timeout=PATIENCE_S):
        raise Problem("busy", retry_after=5)
    try:
        master = pwhash.argon2id.kdf(
            64, auth, keys.salt, opslimit=cost.passes, memlimit=cost.memory
        )
    finally:
        _turn.release()
    return Hardened(
        _keyed(master, keys.pepper, b"p369 lookup 1"), _keyed(master, keys.pepper, b"p369 share 1")
    )


def _keyed(master: bytes, pepper: bytes, person: bytes) -> bytes:
    return hashlib.blake2b(master, digest_size=32, key=pepper, person=person).digest()
