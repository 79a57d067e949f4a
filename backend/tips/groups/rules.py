"""Who belongs to a group, what a passphrase is, and how a recovery card is written. Pure.

| membership | how it comes about                                    | has the group's key |
|------------|-------------------------------------------------------|---------------------|
| proposed   | the administrator proposes, or her keys were reset    | no                  |
| active     | a member who holds the key admits her; the first      | yes                 |
|            | member of a new group makes its key, once; what came  |                     |
|            | back from the escrow is taken in                      |                     |
| left       | she leaves, or the administrator ends it              | no; a new version   |
|            |                                                       | is made at once     |

An administrator alone never gets a key: he proposes, and what he proposes opens nothing. A group of
which he ended all has no key that anybody could begin anew; only the escrow, that is two people and
two shares, gives it back. All are told when a membership is ended or keys are reset.
"""

import hashlib
import re
import secrets
from datetime import timedelta

from backend.core.texts import plain_code
from backend.staff.codes import ALPHABET

PROPOSED, ACTIVE, LEFT = "proposed", "active", "left"
MEMBERSHIPS = (PROPOSED, ACTIVE, LEFT)

PASSPHRASE_MIN = 12
PASSPHRASE_MAX = 200
UNLOCKED_FOR = timedelta(minutes=15)
CARD_WAITS = timedelta(minutes=30)  # from making a card to typing part of it back

GROUP = 5
GROUPS = 6  # 31^30: 148 bits
TYPED_BACK = GROUP

_CODE = re.compile(r"[a-z][a-z0-9.-]{1,39}")


def is_passphrase(text: str) -> bool:
    """12 to 200 characters, not one character over and over."""
    return PASSPHRASE_MIN <= len(text) <= PASSPHRASE_MAX and len(set(text)) > 3


def is_code(text: str) -> bool:
    """How the policy names a group: 2 to 40 characters of a-z, 0-9, dot and hyphen."""
    return _CODE.fullmatch(text) is not None


def draw_card() -> str:
    """A recovery card, to be shown once: six groups of five characters."""
    drawn = [secrets.choice(ALPHABET) for _ in range(GROUP * GROUPS)]
    parts = ["".join(drawn[at : at + GROUP]) for at in range(0, len(drawn), GROUP)]
    return "-".join(parts)


def is_card(typed: str) -> bool:
    plain = plain_code(typed)
    return len(plain) == GROUP * GROUPS and set(plain) <= set(ALPHABET)


def proves_card(card: str, typed: str) -> bool:
    """Whether `typed` is the last group of the card, which only the paper could tell."""
    return secrets.compare_digest(plain_code(card)[-TYPED_BACK:], plain_code(typed)[-20:])


def card_key(card: str) -> bytes:
    """The key that a card's 148 bits stand for; nothing to stretch."""
    plain = plain_code(card).encode()
    return hashlib.blake2b(plain, digest_size=32, person=b"p369 card 1").digest()
