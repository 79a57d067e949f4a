"""Accounts: made, changed, given new passwords, disabled."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from backend.core.database import reading
from backend.core.errors import Fault, Problem
from backend.core.wire import check_version
from backend.records.audit.service import record
from backend.registry.accounts import assignments, directory, passwords, rules
from backend.registry.accounts.models import Account
from backend.registry.accounts.sessions import revoke_all, verify_credentials
from backend.registry.areas.models import Area
from backend.staff import events
from backend.staff.access import Actor, Role
from backend.staff.extensions import db


@dataclass(frozen=True)
class NewAccount:
    """An account to be made; `password` is in clear."""

    username: str
    name: str
    password: str
    force: str | None = None
    phone: str | None = None


def add(new: NewAccount, by_id: int | None, now: datetime) -> Account:
    """Makes an account that holds nothing yet. Must be called with no transaction open.

    Raises as `build` and `insert` do.
    """
    return insert(build(new, now), by_id, now)


def build(new: NewAccount, now: datetime) -> Account:
    """An account that is not stored yet; its password is hashed, which is slow.

    Raises Problem("invalid") for a username or password against the rules.
    """
    if not rules.is_username(new.username):
        raise Problem("invalid", faults=[Fault("username", "not_a_username")])
    return Account(
        username=new.username,
        name=new.name,
        force=new.force,
        phone=new.phone,
        password_hash=_hash_of(new.password, new.username, "password"),
        created_at=now,
    )


def insert(account: Account, by_id: int | None, now: datetime) -> Account:
    """Stores what `build` made. Raises Problem("conflict") for a username that is taken."""
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError:
        raise Problem("conflict", faults=[Fault("username", "taken")]) from None
    record(by_id, "account.create", "account", account.id, now)
    return account


def create(actor: Actor, new: NewAccount, post: tuple[Role, int] | None, now: datetime) -> Account:
    """Makes an account with its first role and area, both within the actor's territory.

    Without them only somebody who manages the whole county could find the account again,
    so only she may make it. Raises as `add` and `assignments.assign` do, and
    Problem("forbidden").
    """
    account = add(new, actor.account_id, now)
    if post is not None:
        role, area_id = post
        assignments.assign(actor, account, role, area_id, now)
    elif not directory.manages_all(actor):
        raise Problem("forbidden")
    return account


def change(
    actor: Actor, account_id: int, version: str | None, changes: dict[str, Any], now: datetime
) -> Account:
    """Sets name, force, phone or `disabled`. `version` is the If-Match header.

    Raises Problem("not-found"), Problem("forbidden") when the account also holds something
    outside the actor's territory, Problem("precondition-required"), Problem("stale"), and
    Problem("second-person-needed") when she would shut herself out.
    """
    account = _managed(actor, account_id, now)
    check_version(version, account.version)
    if not changes:
        return account
    disabled = changes.pop("disabled", None)
    if disabled and account.id == actor.account_id:
        raise Problem("second-person-needed")
    if changes:
        for field, value in changes.items():
            setattr(account, field, value)
        events.account_changed.send(account.id)
        detail = {"fields": sorted(changes)}
        record(actor.account_id, "account.change", "account", account.id, now, detail)
    if disabled is not None:
        set_disabled(account, disabled, actor.account_id, now)
    account.version += 1
    return account


def set_disabled(account: Account, disabled: bool, by_id: int | None, now: datetime) -> None:
    """Disables, which ends all sessions at once, or enables again."""
    if disabled == (account.disabled_at is not None):
        return
    account.disabled_at = now if disabled else None
    if disabled:
        revoke_all(account.id, now)
    action = "account.disable" if disabled else "account.enable"
    record(by_id, action, "account", account.id, now)


def reset_password(actor: Actor, account_id: int, password: str, now: datetime) -> None:
    """Gives somebody a new password; what she held by a second person's word waits for it again.

    Must be called with no transaction open. Raises as `change` does, Problem("invalid") for a
    weak password, and Problem("second-person-needed") for her own: that takes the old one.
    """
    if account_id == actor.account_id:
        raise Problem("second-person-needed")
    with reading():
        username = _managed(actor, account_id, now).username
        db.session.rollback()
    new_hash = _hash_of(password, username, "password")
    account = _managed(actor, account_id, now)
    store_password(account, new_hash, actor.account_id, now)
    assignments.propose_again(account.id, actor.account_id, now)


def reset_password_of(username: str, password: str, now: datetime) -> None:
    """The same, for the command line. Raises Problem("not-found"), Problem("invalid")."""
    new_hash = _hash_of(password, username, "password")
    store_password(by_username(username), new_hash, None, now)


def disable_by_username(username: str, disabled: bool, now: datetime) -> None:
    """Disables or enables, for the command line. Raises Problem("not-found")."""
    account = by_username(username)
    set_disabled(account, disabled, None, now)
    account.version += 1


def change_own_password(actor: Actor, old: str, new: str, now: datetime) -> bool:
    """Sets the actor's password and ends her other sessions.

    False when the old one is wrong; the failure has been counted, so the caller must commit
    before answering. Must be called with no transaction open. Raises Problem("invalid") for
    a weak password, and as `sessions.verify_credentials` does.
    """
    with reading():
        username = db.session.get_one(Account, actor.account_id).username
        db.session.rollback()
    new_hash = _hash_of(new, username, "new")
    account = verify_credentials(username, old, now)
    if account is None:
        return False
    store_password(account, new_hash, actor.account_id, now, keep=actor.session_id)
    return True


def store_password(
    account: Account, new_hash: str, by_id: int | None, now: datetime, keep: int | None = None
) -> None:
    """Sets a hash and ends all sessions but the one with the id `keep`."""
    account.password_hash = new_hash
    ended = revoke_all(account.id, now, but=keep)
    record(by_id, "account.password", "account", account.id, now, {"sessions_ended": ended})


def assign_by_code(username: str, role: Role, area_code: str, now: datetime) -> None:
    """Gives a role, for the command line. Raises Problem("not-found") and as `grant` does."""
    account = by_username(username)
    area_id = db.session.scalar(select(Area.id).filter_by(code=area_code))
    if area_id is None:
        raise Problem("not-found")
    assignments.grant(assignments.Wanted(account.id, role, area_id), None, now)


def by_username(username: str) -> Account:
    """Raises Problem("not-found")."""
    account = db.session.scalar(select(Account).filter_by(username=username).with_for_update())
    if account is None:
        raise Problem("not-found")
    return account


def _hash_of(password: str, username: str, field: str) -> str:
    if not rules.is_password(password, username):
        raise Problem("invalid", faults=[Fault(field, "weak_password")])
    return passwords.hash_password(password)


def _managed(actor: Actor, account_id: int, now: datetime) -> Account:
    account = db.session.scalar(
        select(Account)
        .where(Account.id == account_id, directory.seen_by(actor))
        .with_for_update(of=Account)
    )
    if account is None:
        raise Problem("not-found")
    if directory.holds_outside(actor, account_id, now):
        raise Problem("forbidden")
    return account
