"""Reading people, their territories and their sessions."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select

from backend.core.database import UtcDateTime
from backend.core.paging import fetch_page
from backend.core.wire import rfc3339
from backend.registry.accounts.models import Account, Assignment, Session
from backend.registry.areas.models import Area
from backend.staff.access import LAPSE, Actor, Grant, Role
from backend.staff.extensions import db


def token_hash(token: str) -> str:
    """What is stored of a session's secret; the secret has 256 random bits, so no salt."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def actor_of(token: str, *, by_cookie: bool, now: datetime) -> Actor | None:
    """The person behind a session's secret, with what she holds at `now`; one query.

    What ended within LAPSE comes as lapsed, and so does what begins later: should the server's
    clock fall far behind, visits still come in.
    """
    known = {
        "token_hash": token_hash(token),
        "kind": "cookie" if by_cookie else "token",
        "now": now,
        "lapse": now - LAPSE,
    }
    rows: Sequence[Any] = db.session.connection().execute(_caller(), known).all()
    if not rows:
        return None
    session_id, account_id, name, *_ = rows[0]
    return Actor(account_id, name, session_id, by_cookie, _grants(rows, now))


def author_of(account_id: int, now: datetime) -> Actor | None:
    """The person of an account with what she holds at `now`, be she signed in, be she disabled.

    For what she made before and somebody else brings; not for anything that she asks.
    """
    known = {"account_id": account_id, "lapse": now - LAPSE}
    rows: Sequence[Any] = db.session.connection().execute(_author(), known).all()
    if not rows:
        return None
    return Actor(account_id, rows[0].name, 0, by_cookie=False, grants=_grants(rows, now))


def _grants(rows: Sequence[Any], now: datetime) -> tuple[Grant, ...]:
    return tuple(
        Grant(Role(role), area_id, lapsed=since > now or (until is not None and until <= now))
        for *_, role, area_id, since, until in rows
        if role is not None
    )


_HELD = (Assignment.role, Assignment.area_id, Assignment.since, Assignment.until)


def _held_lately() -> ColumnElement[bool]:
    return and_(
        Assignment.account_id == Account.id,
        or_(
            Assignment.until.is_(None),
            and_(
                Assignment.until > bindparam("lapse", type_=UtcDateTime),
                Assignment.until > Assignment.since,
            ),
        ),
    )


@cache
def _author() -> Select[Any]:
    query: Select[Any] = (
        select(Account.name, *_HELD)  # type: ignore[assignment]
        .outerjoin(Assignment, _held_lately())
        .where(Account.id == bindparam("account_id"))
    )
    return query


@cache
def _caller() -> Select[Any]:
    """Built once: every request runs it."""
    query: Select[Any] = (
        select(Session.id, Account.id, Account.name, *_HELD)  # type: ignore[assignment]
        .join(Account, Account.id == Session.account_id)
        .outerjoin(Assignment, _held_lately())
        .where(
            Session.token_hash == bindparam("token_hash"),
            Session.kind == bindparam("kind"),
            Session.revoked_at.is_(None),
            Session.expires_at > bindparam("now", type_=UtcDateTime),
            Account.disabled_at.is_(None),
        )
    )
    return query


def unended(now: datetime) -> ColumnElement[bool]:
    """The assignment has not ended by `now`; it may begin later."""
    return or_(Assignment.until.is_(None), Assignment.until > now)


def me(actor: Actor) -> dict[str, Any]:
    """What the signed-in person is told about herself."""
    account = db.session.get_one(Account, actor.account_id)
    held = [grant for grant in actor.grants if not grant.lapsed]
    ids = {grant.area_id for grant in held}
    areas = {area.id: area for area in db.session.scalars(select(Area).where(Area.id.in_(ids)))}
    return {
        "id": account.id,
        "username": account.username,
        "name": account.name,
        "force": account.force,
        "grants": [{"role": grant.role, "area": areas[grant.area_id]} for grant in held],
        "actions": actor.actions,
    }


def sessions_of(actor: Actor, cursor: str | None, limit: int, now: datetime) -> dict[str, Any]:
    """A page of her live sessions and tokens, newest first."""
    live = select(Session).where(
        Session.account_id == actor.account_id,
        Session.revoked_at.is_(None),
        Session.expires_at > now,
    )
    page = fetch_page(db.session, live, [Session.id], cursor=cursor, limit=limit, descending=True)
    names = ("id", "kind", "name", "created_at", "expires_at")
    items = [
        {name: getattr(session, name) for name in names}
        | {"current": session.id == actor.session_id}
        for session in page.scalars()
    ]
    return page.with_items(items)


def describe_first(what: str, by_id: int | None, at: datetime) -> dict[str, Any]:
    """For the one who comes second: what happened first, by whom and when."""
    by = db.session.get(Account, by_id) if by_id else None
    return {"what": what, "by": by.name if by else None, "at": rfc3339(at)}
