"""Signing in, tokens for scripts, and ending either.

Hashing is slow, so it happens between two transactions: one that reads the stored hash, and
one that counts the failure or opens the session.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from backend.core.database import reading
from backend.core.errors import Problem
from backend.core.texts import plain_username
from backend.records.audit.service import record
from backend.registry.accounts import passwords, rules, throttle
from backend.registry.accounts.models import Account, Session
from backend.registry.accounts.queries import token_hash
from backend.staff.access import Actor
from backend.staff.extensions import db

TOKEN_PREFIX = "p369_"  # noqa: S105 - lets secret scanners find a leaked token


@dataclass(frozen=True)
class Opened:
    """A new session; its secret is known now and never again."""

    secret: str
    account_id: int
    expires_at: datetime


@dataclass(frozen=True)
class Request:
    """What somebody types in who wants a session; `days` is how long it shall last."""

    username: str
    password: str
    name: str
    days: int


def sign_in(request: Request, now: datetime) -> Opened | None:
    """A session for a browser's cookie; None as `verify_credentials` says."""
    account = verify_credentials(request.username, request.password, now)
    return None if account is None else _open(account, "cookie", "", request, now)


def issue_token(request: Request, now: datetime) -> Opened | None:
    """A bearer token for scripts; None as `verify_credentials` says."""
    account = verify_credentials(request.username, request.password, now)
    return None if account is None else _open(account, "token", TOKEN_PREFIX, request, now)


def verify_credentials(username: str, password: str, now: datetime) -> Account | None:
    """The account whose password this is.

    None when it is wrong or nobody has that name: the failure has been counted, so the
    caller must commit before answering. Must be called with no transaction open.
    Raises Problem("throttled") with the seconds to wait, Problem("account-disabled"),
    Problem("busy").
    """
    username = plain_username(username)
    if not rules.is_username(username):
        return None
    stored = _stored_hash(username, now)
    checked = passwords.check(stored, password)
    _refuse_for(throttle.record_attempt(username, right=checked.right, now=now))
    if not checked.right:
        return None
    account = db.session.scalar(select(Account).filter_by(username=username).with_for_update())
    if account is None or account.password_hash != stored:
        return None  # reset by somebody else while this one was being checked
    if account.disabled_at is not None:
        raise Problem("account-disabled")
    account.password_hash = checked.new_hash or stored
    return account


def revoke(actor: Actor, session_id: int, now: datetime) -> None:
    """Ends one of the actor's own sessions. Raises Problem("not-found") for any other."""
    ended = db.session.scalar(
        update(Session)
        .where(
            Session.id == session_id,
            Session.account_id == actor.account_id,
            Session.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .returning(Session.id)
    )
    if ended is None:
        raise Problem("not-found")
    record(actor.account_id, "session.end", "session", session_id, now)


def revoke_all(account_id: int, now: datetime, *, but: int | None = None) -> int:
    """Ends the sessions and tokens of an account, except the one with the id `but`."""
    statement = update(Session).where(
        Session.account_id == account_id, Session.revoked_at.is_(None), Session.expires_at > now
    )
    if but is not None:
        statement = statement.where(Session.id != but)
    ended = db.session.scalars(statement.values(revoked_at=now).returning(Session.id))
    return len(ended.all())


def _stored_hash(username: str, now: datetime) -> str | None:
    with reading():
        wait = throttle.wait_s(username, now)
        stored = db.session.scalar(select(Account.password_hash).filter_by(username=username))
        db.session.rollback()
    _refuse_for(wait)
    return stored


def _refuse_for(seconds: int) -> None:
    if seconds:
        raise Problem("throttled", retry_after=seconds)


def _open(account: Account, kind: str, prefix: str, request: Request, now: datetime) -> Opened:
    secret = prefix + secrets.token_urlsafe(32)
    session = Session(
        account_id=account.id,
        kind=kind,
        name=request.name,
        token_hash=token_hash(secret),
        created_at=now,
        expires_at=now + timedelta(days=request.days),
    )
    db.session.add(session)
    db.session.flush()
    record(account.id, "session.open", "session", session.id, now, {"kind": kind})
    return Opened(secret, account.id, session.expires_at)
