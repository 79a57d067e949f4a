"""What the citizens' host hands to a browser that has shown its code, instead of a session.

Sealed by the server for itself and kept nowhere: it holds the lookup, the share, what it is for
and until when it is good. All worker processes read it, and none remembers it.
"""

import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from backend.core.base64url import encode
from backend.core.errors import Problem
from backend.tips.host.keys import Keys

Purpose = Literal["open", "send"]
GOOD_FOR: dict[Purpose, timedelta] = {"open": timedelta(minutes=15), "send": timedelta(minutes=30)}

_LAYOUT = struct.Struct(">32s32s?q")


@dataclass(frozen=True, repr=False)
class Ticket:
    lookup: bytes
    share: bytes
    sending: bool


class TicketPrinter:
    def __init__(self, keys: Keys) -> None:
        self._box = SecretBox(keys.derived(b"p369 ticket 1"))

    def create(self, lookup: bytes, share: bytes, purpose: Purpose, now: datetime) -> str:
        until = int((now + GOOD_FOR[purpose]).timestamp())
        return encode(self._box.encrypt(_LAYOUT.pack(lookup, share, purpose == "send", until)))

    def read(self, sealed: bytes, now: datetime) -> Ticket:
        """Raises Problem("tip-ticket") for what we did not make, or is no longer good."""
        try:
            lookup, share, sending, until = _LAYOUT.unpack(self._box.decrypt(sealed))
        except (CryptoError, ValueError, struct.error):
            raise Problem("tip-ticket") from None
        if now.timestamp() > until:
            raise Problem("tip-ticket")
        return Ticket(lookup, share, sending)
