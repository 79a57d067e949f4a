"""The citizen's code: 24 digits by chance and a check digit, and what is derived from it.

| step    | value                                                                       |
|---------|-----------------------------------------------------------------------------|
| code    | 24 random digits + Damm digit, shown `12345-67890-12345-67890-12345`        |
| entered | spaces, dashes and full-width digits are forgiven                           |
| root    | BLAKE2b-64 of the 25 ASCII digits                                           |
| auth    | first half of the root: what alone ever reaches the server                  |
| half    | second half of the root: never leaves the browser                           |

The Damm digit tells every single wrong digit and every swap of two neighbours. The browser makes
codes and derives the root; the server has this file for its tests, which share their vectors with
the browser's.
"""

import hashlib
import secrets
from dataclasses import dataclass

DIGITS = 25
GROUP = 5

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_IGNORED = " \t\r\n-‐‑‒–—―−－　\u00a0"
_ENTERED = str.maketrans("０１２３４５６７８９", "0123456789", _IGNORED)


@dataclass(frozen=True, repr=False)
class Root:
    """What a code stands for."""

    auth: bytes
    half: bytes


def make() -> str:
    """A new code: 25 digits, 79.7 bits by chance."""
    digits = "".join(secrets.choice("0123456789") for _ in range(DIGITS - 1))
    return digits + str(check_digit(digits))


def check_digit(digits: str) -> int:
    """The Damm digit of `digits`; 0 for a text that ends in its own."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def read(entered: str) -> str | None:
    """The 25 digits that somebody entered; None when they cannot be a code."""
    digits = entered.translate(_ENTERED)
    whole = len(digits) == DIGITS and digits.isascii() and digits.isdigit()
    return digits if whole and check_digit(digits) == 0 else None


def shown(digits: str) -> str:
    """The code as it stands on the screen: five groups of five."""
    return "-".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def root(digits: str) -> Root:
    """What the browser derives from the 25 digits."""
    whole = hashlib.blake2b(digits.encode("ascii"), person=b"p369 tip code 1").digest()
    return Root(whole[:32], whole[32:])
