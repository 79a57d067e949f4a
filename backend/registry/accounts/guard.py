"""The one gate in front of every route: deny by default.

Reads the mark of the view, recognises the caller by cookie or bearer token, and puts the
Actor on `g`. Its transaction ends here, so that a slow body never holds one open.
"""

from flask import Flask, current_app, g, request
from werkzeug.http import dump_cookie

from backend.core import clock
from backend.core.database import declare_reading, reading
from backend.core.errors import Problem
from backend.registry.accounts import queries
from backend.staff import access
from backend.staff.extensions import db

COOKIE = "patrol_session"
CSRF_HEADER = "X-Patrol"
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))


def install(app: Flask) -> None:
    app.before_request(check)


def check() -> None:
    """Raises Problem("unauthenticated"), Problem("csrf") or Problem("forbidden")."""
    safe = request.method in SAFE_METHODS
    declare_reading(only=safe)
    if request.endpoint is None or request.routing_exception is not None:
        return
    needed = access.access_of(_view(request.endpoint))
    if needed is not None and needed.public:
        return
    actor = _recognise()
    if actor is None or needed is None:
        raise Problem("unauthenticated" if actor is None else "forbidden")
    if actor.by_cookie and not safe and CSRF_HEADER not in request.headers:
        raise Problem("csrf")
    if needed.action is not None and not actor.may(needed.action):
        raise Problem("forbidden")
    g.actor = actor


def _recognise() -> access.Actor | None:
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    by_cookie = scheme.lower() != "bearer"
    token = request.cookies.get(COOKIE) if by_cookie else credentials.strip()
    if not token:
        return None
    with reading():
        actor = queries.actor_of(token, by_cookie=by_cookie, now=clock.now())
        db.session.rollback()
    return actor


def _view(endpoint: str) -> access.View:
    return current_app.view_functions[endpoint]


def session_cookie(secret: str, days: int) -> dict[str, str]:
    """Scripts in the page never see it, and other sites' forms do not send it along."""
    return {
        "Set-Cookie": dump_cookie(
            COOKIE,
            secret,
            max_age=days * 86400,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    }
