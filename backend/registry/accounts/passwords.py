"""Hashing passwords with argon2id, a few at a time."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from backend.core.errors import Problem
from backend.core.texts import secret_forms

# 64 MiB and about a tenth of a second each; the RFC 9106 figures with one lane, because
# several at once already use all cores.
_FULL = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_SLOTS = BoundedSemaphore(4)
_PATIENCE_S = 10


@dataclass(frozen=True)
class PasswordCheck:
    """Whether a password was right, and its new hash when the stored one is out of date."""

    right: bool
    new_hash: str | None = None


def hash_password(password: str) -> str:
    """The argon2id hash to store. Raises Problem("busy") when too many are waiting.

    Slow on purpose: never call it with a transaction open.
    """
    with _slot():
        return _hasher().hash(secret_forms(password)[0])


def check(stored: str | None, password: str) -> PasswordCheck:
    """Compares with a stored hash; None (nobody by that name) costs just as long.

    A hash of the password as it was typed, from before passwords were folded, is renewed.
    Raises Problem("busy") when too many are waiting. Never call it with a transaction open.
    """
    hasher = _hasher()
    against = _nobodys(hasher) if stored is None else stored
    forms = secret_forms(password)
    with _slot():
        right = next((form for form in forms if _matches(hasher, against, form)), None)
        if right is None or stored is None:
            return PasswordCheck(right=False)
        renew = right != forms[0] or hasher.check_needs_rehash(stored)
        return PasswordCheck(right=True, new_hash=hasher.hash(forms[0]) if renew else None)


def _matches(hasher: PasswordHasher, stored: str, password: str) -> bool:
    try:
        return hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def random_password() -> str:
    """A password to be told once, with 96 random bits."""
    return secrets.token_urlsafe(12)


def _hasher() -> PasswordHasher:
    return _CHEAP if current_app.extensions["settings"].cheap_hashes else _FULL


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    with _slot():
        return hasher.hash(secrets.token_urlsafe(32))


@contextmanager
def _slot() -> Iterator[None]:
    if not _SLOTS.acquire(timeout=_PATIENCE_S):
        raise Problem("busy", retry_after=_PATIENCE_S)
    try:
        yield
    finally:
        _SLOTS.release()
