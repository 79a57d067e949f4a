"""HTTP for accounts: signing in, oneself, and the accounts of others."""

from typing import Any

from flask import current_app, request

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.core.config import Config
from backend.core.errors import Fault, Problem
from backend.core.wire import PageQuery, page_of
from backend.registry.accounts import (
    assignments,
    device_names,
    directory,
    guard,
    people,
    proposals,
    queries,
    schemas,
    second_person,
    service,
    sessions,
)
from backend.staff.access import current_actor, needs, public, signed_in
from backend.staff.extensions import db

blp = Blueprint("accounts", __name__)

ME = schemas.MeSchema()
SIGN_IN = schemas.SignInSchema()
TOKEN_REQUEST = schemas.TokenRequestSchema()
TOKEN = schemas.IssuedTokenSchema()
SESSIONS_QUERY = PageQuery()
SESSIONS = page_of("Sessions", schemas.SessionSchema)()
PROPOSALS = schemas.ProposalPageSchema()
PROPOSAL_DECISION = schemas.ProposalDecisionSchema()
OWN_PASSWORD = schemas.OwnPasswordSchema()
PEOPLE_QUERY = schemas.PeopleQuerySchema()
PEOPLE = page_of("People", schemas.PersonSchema)()
ACCOUNT_QUERY = schemas.AccountQuerySchema()
ACCOUNTS = page_of("Accounts", schemas.AccountSchema)()
ACCOUNT = schemas.AccountSchema()
NEW_ACCOUNT = schemas.NewAccountSchema()
CHANGE = schemas.AccountChangeSchema()
PASSWORD = schemas.PasswordSchema()
NEW_ASSIGNMENT = schemas.NewAssignmentSchema()

IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": 'The version that was read, in quotation marks: "3"',
    "schema": {"type": "string"},
}

Answer = tuple[Any, int, dict[str, str]]


@blp.route("/sessions", methods=["POST"])
@public
@blp.arguments(SIGN_IN)
@blp.response(201, ME)
def sign_in(body: dict[str, Any]) -> Answer:
    """Sign in; the session is kept in a cookie"""
    now, days = clock.now(), _settings().session_days
    device = device_names.name_device(request.headers.get("User-Agent", ""))
    wanted = sessions.Request(**body, name=device, days=days)
    opened = _proven(sessions.sign_in(wanted, now))
    actor = queries.actor_of(opened.secret, by_cookie=True, now=now)
    me = queries.me(actor) if actor else None
    db.session.commit()
    return me, 201, guard.session_cookie(opened.secret, days)


@blp.route("/sessions/current", methods=["DELETE"])
@signed_in
@blp.response(204)
def sign_out() -> Answer:
    """Sign out: end the session of this request"""
    actor = current_actor()
    sessions.revoke(actor, actor.session_id, clock.now())
    db.session.commit()
    return None, 204, guard.session_cookie("", 0)


@blp.route("/tokens", methods=["POST"])
@public
@blp.arguments(TOKEN_REQUEST)
@blp.response(201, TOKEN)
def issue_token(body: dict[str, Any]) -> dict[str, Any]:
    """Create a bearer token for scripts; it is shown only once"""
    days_max = _settings().token_days_max
    if body["days"] > days_max:
        raise Problem("invalid", faults=[Fault("days", f"between:1:{days_max}")])
    opened = _proven(sessions.issue_token(sessions.Request(**body), clock.now()))
    db.session.commit()
    return {"token": opened.secret, "expires_at": opened.expires_at}


@blp.route("/me", methods=["GET"])
@signed_in
@blp.response(200, ME)
def show_me() -> dict[str, Any]:
    """Get your name, your territories and what you may do"""
    return queries.me(current_actor())


@blp.route("/me/sessions", methods=["GET"])
@signed_in
@blp.arguments(SESSIONS_QUERY, location="query")
@blp.response(200, SESSIONS)
def list_sessions(query: dict[str, Any]) -> dict[str, Any]:
    """List your active sessions and tokens"""
    return queries.sessions_of(current_actor(), **query, now=clock.now())


@blp.route("/me/sessions/<int:session_id>", methods=["DELETE"])
@signed_in
@blp.response(204)
def end_session(session_id: int) -> None:
    """End one of your sessions or tokens"""
    sessions.revoke(current_actor(), session_id, clock.now())
    db.session.commit()


@blp.route("/me/password", methods=["POST"])
@signed_in
@blp.arguments(OWN_PASSWORD)
@blp.response(204)
def change_own_password(body: dict[str, str]) -> None:
    """Change your password; all your other sessions end"""
    changed = service.change_own_password(current_actor(), body["old"], body["new"], clock.now())
    db.session.commit()
    if not changed:
        raise Problem("invalid", faults=[Fault("old", "wrong_password")])


@blp.route("/people", methods=["GET"])
@needs("account.read")
@blp.arguments(PEOPLE_QUERY, location="query")
@blp.response(200, PEOPLE)
def list_people(query: dict[str, Any]) -> dict[str, Any]:
    """List the people responsible for an area, its parts and the areas above it"""
    area_id = query.pop("area")
    return people.people_of(current_actor(), area_id, **query, now=clock.now())


@blp.route("/accounts", methods=["GET"])
@needs("account.manage")
@blp.arguments(ACCOUNT_QUERY, location="query")
@blp.response(200, ACCOUNTS)
def list_accounts(query: dict[str, Any]) -> dict[str, Any]:
    """List the accounts of your territory; `q` searches usernames and names"""
    search = directory.Search(query.pop("area"), query.pop("q"))
    return directory.accounts_of(current_actor(), search, **query, now=clock.now())


@blp.route("/accounts", methods=["POST"])
@needs("account.manage")
@blp.arguments(NEW_ACCOUNT)
@blp.response(201, ACCOUNT)
def create_account(body: dict[str, Any]) -> Answer:
    """Create an account with its first role and area"""
    post = body.pop("post")
    new, held = service.NewAccount(**body), (post["role"], post["area_id"]) if post else None
    account = service.create(current_actor(), new, held, clock.now())
    return _committed(account.id, 201)


@blp.route("/accounts/<int:account_id>", methods=["GET"])
@needs("account.manage")
@blp.response(200, ACCOUNT)
def show_account(account_id: int) -> Answer:
    """Get one account with its assignments in your territory"""
    return _account(account_id, 200)


@blp.route("/accounts/<int:account_id>", methods=["PATCH"])
@needs("account.manage")
@blp.arguments(CHANGE)
@blp.response(200, ACCOUNT)
@blp.doc(parameters=[IF_MATCH])
def change_account(body: dict[str, Any], account_id: int) -> Answer:
    """Change, disable or enable an account; disabling it ends its sessions"""
    version = request.headers.get("If-Match")
    service.change(current_actor(), account_id, version, body, clock.now())
    return _committed(account_id, 200)


@blp.route("/accounts/<int:account_id>/password", methods=["POST"])
@needs("account.manage")
@blp.arguments(PASSWORD)
@blp.response(204)
def reset_password(body: dict[str, str], account_id: int) -> None:
    """Set a new password for an account; all its sessions end

    The roles of office and cashier wait for a second person again.
    """
    service.reset_password(current_actor(), account_id, body["password"], clock.now())
    db.session.commit()


@blp.route("/accounts/<int:account_id>/assignments", methods=["POST"])
@needs("account.manage")
@blp.arguments(NEW_ASSIGNMENT)
@blp.response(201, ACCOUNT)
@blp.alt_response(202, schema=ACCOUNT, description="It waits for a second person")
def assign(body: dict[str, Any], account_id: int) -> Answer:
    """Give an account a role over an area of your territory

    Nobody gives one to herself. Those of the office and the cashier wait for a second person,
    but for the first of each: 202.
    """
    span = body["since"], body["until"]
    holds = assignments.assign_by_id(
        current_actor(), account_id, body["role"], body["area_id"], clock.now(), span
    )
    return _committed(account_id, 201 if holds else 202)


@blp.route("/assignments/<int:assignment_id>", methods=["DELETE"])
@needs("account.manage")
@blp.response(204)
def end_assignment(assignment_id: int) -> None:
    """End an assignment now; it stays on record"""
    assignments.end(current_actor(), assignment_id, clock.now())
    db.session.commit()


@blp.route("/assignment-proposals", methods=["GET"])
@needs("account.confirm")
@blp.arguments(SESSIONS_QUERY, location="query")
@blp.response(200, PROPOSALS)
def list_proposals(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the roles that wait for a second person, oldest first"""
    return proposals.list_waiting(current_actor(), wanted["cursor"], wanted["limit"])


@blp.route("/assignment-proposals/<int:proposal_id>/decision", methods=["POST"])
@needs("account.confirm")
@blp.arguments(PROPOSAL_DECISION)
@blp.response(204)
def decide_proposal(body: dict[str, str], proposal_id: int) -> None:
    """Give somebody the role that another person has asked for, or refuse it

    Who asked for it and who would hold it cannot decide.
    """
    second_person.decide(current_actor(), proposal_id, body["verdict"], clock.now())
    db.session.commit()


def _proven(opened: sessions.Opened | None) -> sessions.Opened:
    """Keeps the count of failures before it refuses."""
    if opened is None:
        db.session.commit()
        raise Problem("wrong-credentials")
    return opened


def _committed(account_id: int, status: int) -> Answer:
    db.session.flush()
    answer = _account(account_id, status)
    db.session.commit()
    return answer


def _account(account_id: int, status: int) -> Answer:
    account = directory.account_of(current_actor(), account_id, clock.now())
    return account, status, {"ETag": f'"{account["version"]}"'}


def _settings() -> Config:
    settings: Config = current_app.extensions["settings"]
    return settings
