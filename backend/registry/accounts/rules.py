"""What makes a username and a password, how long a guesser waits, where a role is held. Pure."""

import re
from datetime import datetime, timedelta

from backend.core.texts import plain_username, secret_forms

FORCES = ("liaison", "police", "committee", "militia")

PASSWORD_MIN = 10
PASSWORD_MAX = 200
FREE_FAILURES = 5
FIRST_WAIT_S = 30
LONGEST_WAIT_S = 15 * 60
FORGET_AFTER = timedelta(days=1)

LEVELS_OF: dict[str, tuple[str, ...]] = {
    "officer": ("town", "village", "grid"),
    "leader": ("village", "grid"),
    "supervisor": ("town", "village"),
    "office": ("county",),
    "auditor": ("county",),
    "admin": ("county", "town"),
    "cashier": ("county",),
}

# Power over windows and money is given by two people, who both are somebody else.
TWO_PERSON = ("office", "cashier")

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")


def is_username(text: str) -> bool:
    """2 to 32 characters of a-z, 0-9, dot, underscore and hyphen, a letter first.

    ASCII only, so that no two usernames look alike.
    """
    return _USERNAME.fullmatch(text) is not None


def is_password(password: str, username: str) -> bool:
    """10 to 200 characters in the form that is hashed, and not the username."""
    length = len(secret_forms(password)[0])
    return PASSWORD_MIN <= length <= PASSWORD_MAX and plain_username(password) != username


def failures_after(failures: int, last_failed_at: datetime, now: datetime) -> int:
    """The count of failed sign-ins once more has failed; a day without one wipes it clean."""
    return 1 if now - last_failed_at > FORGET_AFTER else failures + 1


def wait_s(failures: int, last_failed_at: datetime, now: datetime) -> int:
    """Whole seconds, rounded up, until the next sign-in may be tried; 0 means now.

    | failures | wait after the last one |
    |---------:|------------------------:|
    |   1 to 4 |                       0 |
    |        5 |                    30 s |
    |        6 |                    60 s |
    |        7 |                   2 min |
    |        8 |                   4 min |
    |        9 |                   8 min |
    | 10, more |                  15 min |

    A clock that went backwards never makes the wait longer than the table says.
    """
    if failures < FREE_FAILURES:
        return 0
    doublings = min(failures - FREE_FAILURES, 10)
    whole = min(FIRST_WAIT_S << doublings, LONGEST_WAIT_S)
    left = last_failed_at + timedelta(seconds=whole) - now
    return max(0, min(whole, -(-left // timedelta(seconds=1))))


def may_hold(role: str, level: str) -> bool:
    """Whether `role` can be held over an area of this level.

    What the office and the auditor see (exports, the journal) cannot be cut into parts, so
    they hold the whole county or nothing.

    | role       | levels               |
    |------------|----------------------|
    | officer    | town, village, grid  |
    | leader     | village, grid        |
    | supervisor | town, village        |
    | office     | county               |
    | auditor    | county               |
    | admin      | county, town         |
    | cashier    | county               |
    """
    return level in LEVELS_OF[role]
