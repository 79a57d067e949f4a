"""Reading people, their territories and their sessions."""

import hashlib
from datetime import datetime

from sqlalchemy import and_, or_, select

from backend.access import Actor, Grant, Role
from backend.accounts.models import Account, Assignment, Session
from backend.extensions import db


def token_hash(token: str) -> str:
    """What is stored of a session's secret; the secret has 256 random bits, so no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of(token: str, *, by_cookie: bool, now: datetime) -> Actor | None:
    """The person behind a session's secret, with what she holds at `now`; one query."""
    rows = db.session.execute(
        select(Session.id, Account.id, Account.name, Assignment.role, Assignment.area_id)
        .join(Account, Account.id == Session.account_id)
        .outerjoin(
            Assignment,
            and_(
                Assignment.account_id == Account.id,
                Assignment.since <= now,
                or_(Assignment.until.is_(None), Assignment.until > now),
            ),
        )
        .where(
            Session.token_hash == token_hash(token),
            Session.kind == ("cookie" if by_cookie else "token"),
            Session.revoked_at.is_(None),
            Session.expires_at > now,
            Account.disabled_at.is_(None),
        )
    ).all()
    if not rows:
        return None
    session_id, account_id, name, _, _ = rows[0]
    grants = tuple(Grant(Role(role), area) for *_, role, area in rows if role is not None)
    return Actor(account_id, name, session_id, by_cookie, grants)
