"""Counting failed sign-ins, so that guessing takes longer than anybody lives."""

from datetime import datetime

from sqlalchemy import Row, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from backend.registry.accounts import rules
from backend.registry.accounts.models import LoginThrottle
from backend.staff.extensions import db


def wait_s(username: str, now: datetime) -> int:
    """Seconds until a sign-in under this name may be tried; 0 means now."""
    seen = db.session.execute(
        select(LoginThrottle.failures, LoginThrottle.last_failed_at).filter_by(username=username)
    ).one_or_none()
    return 0 if seen is None else rules.wait_s(seen.failures, seen.last_failed_at, now)


def record_attempt(username: str, *, right: bool, now: datetime) -> int:
    """Counts a failure or, after a right password, forgets them; answers as `wait_s` does.

    Asks again before it tells: of guesses sent all at once, only so many learn their result
    as would have, had they come one by one. A failure during a wait does not prolong it.
    The row stays locked until the caller's transaction ends.
    """
    seen = _locked(username, now)
    wait = rules.wait_s(seen.failures, seen.last_failed_at, now)
    if wait:
        return wait
    row = LoginThrottle.username == username
    if right:
        db.session.execute(delete(LoginThrottle).where(row))
        return 0
    failures = rules.failures_after(seen.failures, seen.last_failed_at, now)
    db.session.execute(
        update(LoginThrottle).where(row).values(failures=failures, last_failed_at=now)
    )
    return 0


def sweep(now: datetime) -> int:
    """Deletes what the rule has forgotten, so that made-up names do not pile up."""
    old = LoginThrottle.last_failed_at < now - rules.FORGET_AFTER
    deleted = db.session.execute(delete(LoginThrottle).where(old).returning(LoginThrottle.username))
    return len(deleted.all())


def _locked(username: str, now: datetime) -> Row[int, datetime]:
    """The name's row, made if need be, locked in the same statement on either database."""
    engine = db.session.get_bind().dialect.name
    insert = postgresql.insert if engine == "postgresql" else sqlite.insert
    return db.session.execute(
        insert(LoginThrottle)
        .values(username=username, failures=0, last_failed_at=now)
        .on_conflict_do_update(index_elements=["username"], set_={"username": username})
        .returning(LoginThrottle.failures, LoginThrottle.last_failed_at)
    ).one()
