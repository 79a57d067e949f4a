"""The short code that is burnt into a photo with the text above it. Pure.

The phone makes it with the key of its device, which only it and the server can know:

    line of the text        is
    patrol369 mark 1        the name of this rule
    visit                   the id of the visit, which the phone made
    at                      the corrected time as printed, 2026-11-23T02:12:08Z
    site                    the number of the site, decimal
    fix                     longitude, latitude as printed, 117.37215,25.94120; - without one
    original                SHA-256 of the picture before it was shrunk; - when unknown

    mac  = HMAC-SHA256(key, the lines in UTF-8, joined by line feeds)
    code = the first 8 bytes of mac, big-endian, modulo 31^8, in base 31

So a code proves that the text printed on a photo was not altered. Of the pixels it proves
nothing, nor that the phone told the truth.
"""

import hmac
from dataclasses import dataclass

from backend.staff import codes

RULE = "patrol369 mark 1"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a code vouches for; each as it is printed or sent."""

    visit: str
    at: str
    site: int
    fix: str | None
    original: str | None


def text_of(mark: Mark) -> str:
    """The lines that the device's key signs."""
    parts = (RULE, mark.visit, mark.at, str(mark.site), mark.fix or "-", mark.original or "-")
    return "\n".join(parts)


def code_of(key: bytes, mark: Mark) -> str:
    """The eight characters that belong to `mark`; printed with a hyphen in the middle."""
    mac = hmac.digest(key, text_of(mark).encode(), "sha256")
    return codes.of_number(int.from_bytes(mac[:8], "big"))


def is_genuine(key: bytes, mark: Mark, code: str) -> bool:
    return hmac.compare_digest(code_of(key, mark).encode(), code.encode())
