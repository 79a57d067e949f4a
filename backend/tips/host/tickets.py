"""What the citizens' host hands to a browser that has shown its code, instead of a session.

Encrypted by the server for itself and kept nowhere: it holds the lookup, the share, the proof of
work that paid for it, what it is for and until when it is good. All worker processes read it, and
none remembers it.
"""

import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from backend.core.base64url import encode
from backend.core.errors import Problem
from backend.tips.host.hardening import Hardened
from backend.tips.host.keys import Keys

Purpose = Literal["open", "send"]
GOOD_FOR: dict[Purpose, timedelta] = {"open": timedelta(minutes=15), "send": timedelta(minutes=30)}

LONGEST = max(GOOD_FOR.values())

_LAYOUT = struct.Struct(">32s32s32s?q")


@dataclass(frozen=True, repr=False)
class Ticket:
    lookup: bytes
    share: bytes
    proof: bytes
    sending: bool


class TicketPrinter:
    def __init__(self, keys: Keys) -> None:
        self._box = SecretBox(keys.derived(b"p369 ticket 1"))

    def create(self, hard: Hardened, proof: bytes, purpose: Purpose, now: datetime) -> str:
        until = int((now + GOOD_FOR[purpose]).timestamp())
        content = _LAYOUT.pack(hard.lookup, hard.share, proof, purpose == "send", until)
        return encode(self._box.encrypt(content))

    def read(self, sealed: bytes, now: datetime) -> Ticket:
        """Raises Problem("tip-ticket") for what we did not make, or is no longer good."""
        try:
            lookup, share, proof, sending, until = _LAYOUT.unpack(self._box.decrypt(sealed))
        except (CryptoError, ValueError, struct.error):
            raise Problem("tip-ticket") from None
        if now.timestamp() > until:
            raise Problem("tip-ticket")
        return Ticket(lookup, share, proof, sending)
