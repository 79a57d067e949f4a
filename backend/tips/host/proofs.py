"""Proof of work instead of addresses: ALTCHA, each solution taken once, dearer under flood.

| proofs and photos in the last minute  | range of the counter       | a phone computes  |
|---------------------------------------|----------------------------|-------------------|
| fewer than 40                         | 200 to 500                 | a second or two   |
| fewer than 80                         | twice as far               |                   |
| fewer than 160                        | four times                 |                   |
| more                                  | eight times                | about ten seconds |

Counted for everybody together, per worker process; no address has a part in it. The counter is
drawn within a range, so that nobody waits much longer than others.
"""

import hashlib
import math
import secrets
import threading
import time
from datetime import datetime, timedelta

import altcha

from backend.core import clock
from backend.core.errors import Problem
from backend.tips.host.database import insert_new, session
from backend.tips.host.keys import Keys
from backend.tips.host.models import SpentProof
from backend.tips.host.tickets import LONGEST, Purpose

ALGORITHM = "PBKDF2/SHA-256"
COUNTER = (200, 500)
GOOD_FOR = timedelta(minutes=10)
LOAD_PER_LEVEL = 40
LEVEL_MAX = 3
FADES_S = 60.0


class Load:
    """How many proofs and photos came lately, fading away; it sets the level of difficulty."""

    def __init__(self) -> None:
        self._sum = 0.0
        self._at = time.monotonic()
        self._lock = threading.Lock()

    def add(self) -> None:
        with self._lock:
            self._sum = self._now() + 1

    def level(self) -> int:
        """0 below LOAD_PER_LEVEL, one more at each doubling."""
        with self._lock:
            high = self._now() / LOAD_PER_LEVEL
        return min(LEVEL_MAX, int(math.log2(high)) + 1) if high >= 1 else 0

    def _now(self) -> float:
        at = time.monotonic()
        left = self._sum * math.exp((self._at - at) / FADES_S)
        self._sum, self._at = left, at
        return left


class ProofOfWork:
    """Creates challenges and verifies their solutions, each once."""

    def __init__(self, keys: Keys, cost: int) -> None:
        self._cost = cost
        self._secret = keys.derived(b"p369 proof 1")
        self._key_secret = keys.derived(b"p369 proof 2")
        self.load = Load()

    def create_challenge(self, purpose: Purpose, now: datetime) -> dict[str, object]:
        low, high = COUNTER
        factor = 2 ** self.load.level()
        made = altcha.create_challenge(
            ALGORITHM,
            self._cost,
            counter=factor * (low + secrets.randbelow(high - low + 1)),
            expires_at=now + GOOD_FOR,
            data={"purpose": purpose},
            hmac_secret=self._secret,
            hmac_key_secret=self._key_secret,
        )
        return dict(made.to_dict())

    def spend(self, proof: str, purpose: Purpose, now: datetime) -> bytes:
        """Verifies a solution and stores it as spent; its digest. Raises Problem("tip-proof").

        The caller commits at once, before the expensive work begins.
        """
        nonce = self._verify(proof, purpose)
        digest = hashlib.blake2b(nonce.encode(), digest_size=32, person=b"p369 spent 1").digest()
        row = {"digest": digest, "expires_day": clock.local_date(now + GOOD_FOR + LONGEST)}
        if session().scalar(insert_new(SpentProof).returning(SpentProof.digest), row) is None:
            raise Problem("tip-proof")
        self.load.add()
        return digest

    def _verify(self, proof: str, purpose: Purpose) -> str:
        try:
            payload = altcha.Payload.from_base64(proof)
            parameters = payload.challenge.parameters
            result = altcha.verify_solution(payload, self._secret, hmac_key_secret=self._key_secret)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            raise Problem("tip-proof") from None
        # Only what we signed is verified, so what stands in it is ours.
        if not result.verified or parameters.data != {"purpose": purpose}:
            raise Problem("tip-proof")
        return parameters.nonce
