"""A member's own pair of keys: making it, unlocking with it, and the card for the day on which
the passphrase is forgotten.

Stretching is slow, so it happens between two transactions: one that reads the row, and one that
counts the failure or forgets all of them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from backend.core import base64url
from backend.core.database import reading
from backend.core.errors import Fault, Problem
from backend.core.texts import fold_width, plain_code, secret_forms
from backend.records.audit.service import record
from backend.registry.accounts.rules import failures_after, wait_s
from backend.staff.access import Actor
from backend.staff.extensions import db
from backend.tips.groups import keyring, rules, unlocking, wraps
from backend.tips.groups.models import TipStaffKey

_DRAFT = "tip staff key 1"


@dataclass(frozen=True, repr=False)
class Row:
    """A member's row as plain values, read before the slow part."""

    public: bytes
    salt: bytes
    kdf_mib: int
    passphrase_wrap: bytes
    card_wrap: bytes


def draft(actor: Actor, passphrase: str, mib: int, now: datetime) -> dict[str, str]:
    """A card to be shown once, and a ticket that becomes her keys when she typed part of it back.

    Nothing is stored before. Raises Problem("not-found"), ("inbox-key-exists"), ("invalid").
    """
    with reading():
        keyring.require_place(actor)
        known = db.session.get(TipStaffKey, actor.account_id)
        db.session.rollback()
    if known is not None:
        raise Problem("inbox-key-exists")
    _check(passphrase, "passphrase")
    card, salt = rules.draw_card(), wraps.new_salt()
    public, secret = wraps.new_pair()
    key = wraps.derive_key(fold_width(passphrase), salt, mib)
    columns = {
        "public": public,
        "salt": salt,
        "passphrase_wrap": wraps.encrypt_with_key(key, secret),
        "card_wrap": wraps.encrypt_with_key(rules.card_key(card), secret),
    }
    claims: dict[str, Any] = {name: base64url.encode(value) for name, value in columns.items()}
    known_by = {"mib": mib, "card": plain_code(card)[-rules.TYPED_BACK :]}
    until = now + rules.CARD_WAITS
    return {
        "card": card,
        "ticket": unlocking.encrypt_claims(_DRAFT, actor, claims | known_by, until),
    }


def confirm(actor: Actor, ticket: str, typed: str, now: datetime) -> None:
    """Stores the keys of a draft.

    Raises Problem("not-found"), ("inbox-key-exists"), or ("invalid") for a ticket that ran out
    and for what is not the last group of the card.
    """
    keyring.require_place(actor)
    claims = unlocking.decrypt_claims(_DRAFT, actor, ticket, now)
    if claims is None:
        raise Problem("invalid", faults=[Fault("ticket", "ran_out")])
    if not rules.proves_card(str(claims["card"]), typed):
        raise Problem("invalid", faults=[Fault("typed", "wrong_group")])
    if db.session.get(TipStaffKey, actor.account_id, with_for_update=True) is not None:
        raise Problem("inbox-key-exists")
    names = ("public", "salt", "passphrase_wrap", "card_wrap")
    columns = {name: base64url.decode(str(claims[name])) for name in names}
    key = TipStaffKey(account_id=actor.account_id, kdf_mib=claims["mib"], failures=0, **columns)
    db.session.add(key)
    db.session.flush()
    record(actor.account_id, "tip_key.make", "account", actor.account_id, now)


def unlock(actor: Actor, passphrase: str, now: datetime) -> bytes | None:
    """Her secret; None when the passphrase is wrong: that has been counted, so the caller must
    commit before answering. Must be called with no transaction open.

    Raises Problem("not-found"), ("inbox-key-missing"), ("throttled"), ("busy").
    """
    row = _read(actor, now)
    secret, as_typed = _decrypt_secret(row, passphrase)
    if secret is not None and as_typed:
        return _renew(actor, row, secret, passphrase, row.kdf_mib, now, "tip_inbox.unlock")
    if _count_attempt(actor, row, right=secret is not None, now=now) and secret is not None:
        record(actor.account_id, "tip_inbox.unlock", "account", actor.account_id, now)
        return secret
    return None


def recover(actor: Actor, card: str, passphrase: str, mib: int, now: datetime) -> bytes | None:
    """Sets a new passphrase by the card; else as `unlock` does."""
    _check(passphrase, "passphrase")
    row = _read(actor, now)
    secret = None
    if rules.is_card(card):
        secret = wraps.decrypt_with_key(rules.card_key(card), row.card_wrap, row.public)
    return _renew(actor, row, secret, passphrase, mib, now, "tip_key.recover")


def change_passphrase(actor: Actor, old: str, new: str, mib: int, now: datetime) -> bytes | None:
    """Sets a new passphrase by the old one; else as `unlock` does."""
    _check(new, "new")
    row = _read(actor, now)
    secret, _ = _decrypt_secret(row, old)
    return _renew(actor, row, secret, new, mib, now, "tip_key.change")


def _decrypt_secret(row: Row, passphrase: str) -> tuple[bytes | None, bool]:
    """Her secret, None for a wrong passphrase; and whether it was stored under what was typed,
    from before passphrases were folded: then it is to be renewed."""
    for form in secret_forms(passphrase):
        key = wraps.derive_key(form, row.salt, row.kdf_mib)
        secret = wraps.decrypt_with_key(key, row.passphrase_wrap, row.public)
        if secret is not None:
            return secret, form != fold_width(passphrase)
    return None, False


def _renew(
    actor: Actor,
    row: Row,
    secret: bytes | None,
    passphrase: str,
    mib: int,
    now: datetime,
    action: str,
) -> bytes | None:
    salt = wraps.new_salt()
    key = wraps.derive_key(fold_width(passphrase), salt, mib) if secret else b""
    if not _count_attempt(actor, row, right=secret is not None, now=now) or secret is None:
        return None
    stored = db.session.get_one(TipStaffKey, actor.account_id)
    stored.salt, stored.kdf_mib = salt, mib
    stored.passphrase_wrap = wraps.encrypt_with_key(key, secret)
    db.session.flush()
    record(actor.account_id, action, "account", actor.account_id, now)
    return secret


def _read(actor: Actor, now: datetime) -> Row:
    with reading():
        keyring.require_place(actor)
        found = db.session.get(TipStaffKey, actor.account_id)
        wait, row = _wait(found, now), _row(found)
        db.session.rollback()
    if row is None:
        raise Problem("inbox-key-missing")
    _refuse_for(wait)
    return row


def _row(found: TipStaffKey | None) -> Row | None:
    if found is None:
        return None
    return Row(found.public, found.salt, found.kdf_mib, found.passphrase_wrap, found.card_wrap)


def _count_attempt(actor: Actor, row: Row, *, right: bool, now: datetime) -> bool:
    """Counts a failure, or forgets them; false also when her keys were reset meanwhile.

    Asks again for the wait: of guesses sent all at once only so many learn their result as would
    have, had they come one by one.
    """
    query = select(TipStaffKey).where(TipStaffKey.account_id == actor.account_id)
    stored = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if stored is None or stored.passphrase_wrap != row.passphrase_wrap:
        return False
    _refuse_for(_wait(stored, now))
    if right:
        stored.failures, stored.last_failed_at = 0, None
    else:
        before = stored.last_failed_at or now
        stored.failures = failures_after(stored.failures, before, now)
        stored.last_failed_at = now
        record(actor.account_id, "tip_inbox.fail", "account", actor.account_id, now)
    db.session.flush()
    return right


def _wait(row: TipStaffKey | None, now: datetime) -> int:
    if row is None or row.last_failed_at is None:
        return 0
    return wait_s(row.failures, row.last_failed_at, now)


def _refuse_for(seconds: int) -> None:
    if seconds:
        raise Problem("throttled", retry_after=seconds)


def _check(passphrase: str, field: str) -> None:
    if not rules.is_passphrase(fold_width(passphrase)):
        raise Problem("invalid", faults=[Fault(field, "weak_password")])
