"""HTTP for the groups that read tips: what administrators manage, and a member's own keys.

Everyone who is signed in may call the second half. Those who are no members, administrators too,
see an empty inbox, and every other route answers them like an unknown address.
"""

from datetime import datetime
from typing import Any

from flask import current_app, request
from werkzeug.http import dump_cookie

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.core.errors import Problem
from backend.staff.access import current_actor, needs, signed_in
from backend.staff.extensions import db
from backend.tips.groups import (
    escrow,
    groups,
    members,
    publishing,
    queries,
    schemas,
    staff_keys,
    unlocking,
)
from backend.tips.groups.rules import UNLOCKED_FOR

blp = Blueprint("tip groups", __name__, description="Who reads tips, and with which keys")

Answer = tuple[Any, int, dict[str, str]]


@blp.route("/tip-groups", methods=["GET"])
@needs("tip_group.manage")
@blp.response(200, schemas.GroupsSchema)
def list_groups() -> dict[str, Any]:
    """List the groups of your territory and their members; nothing about their tips"""
    return queries.list_groups(current_actor())


@blp.route("/tip-groups", methods=["POST"])
@needs("tip_group.manage")
@blp.arguments(schemas.NewGroupSchema)
@blp.response(201, schemas.GroupSchema)
def create_group(body: dict[str, Any]) -> dict[str, Any]:
    """Create a group; citizens can write to it once its first member has made its key"""
    group = groups.create_group(current_actor(), body, clock.now())
    return _answer_group(group.id)


@blp.route("/tip-groups/<string:group_id>", methods=["PATCH"])
@needs("tip_group.manage")
@blp.arguments(schemas.GroupChangeSchema)
@blp.response(200, schemas.GroupSchema)
def change_group(body: dict[str, Any], group_id: str) -> dict[str, Any]:
    """Change the names or the supervising group of a group"""
    groups.update_group(current_actor(), group_id, body, clock.now())
    return _answer_group(group_id)


@blp.route("/tip-groups/<string:group_id>/members/<int:account_id>", methods=["PUT"])
@needs("tip_group.manage")
@blp.response(200, schemas.GroupSchema)
def propose_member(group_id: str, account_id: int) -> dict[str, Any]:
    """Propose a member; she can open nothing until a member admits her"""
    groups.propose_member(current_actor(), group_id, account_id, clock.now())
    return _answer_group(group_id)


@blp.route("/tip-groups/<string:group_id>/members/<int:account_id>", methods=["DELETE"])
@needs("tip_group.manage")
@blp.response(200, schemas.GroupSchema)
def end_membership(group_id: str, account_id: int) -> dict[str, Any]:
    """End a membership; the group gets a new version of its key at once"""
    groups.end_membership(current_actor(), group_id, account_id, clock.now())
    return _answer_group(group_id)


@blp.route("/tip-groups/<string:group_id>/members/<int:member_id>/keys", methods=["DELETE"])
@needs("tip_group.manage")
@blp.response(200, schemas.GroupSchema)
def reset_member_keys(group_id: str, member_id: int) -> dict[str, Any]:
    """Delete the keys of a member who lost passphrase and card; this opens nothing"""
    groups.reset_keys(current_actor(), group_id, member_id, clock.now())
    return _answer_group(group_id)


@blp.route("/escrow-requests", methods=["GET"])
@needs("escrow.ask")
@blp.response(200, schemas.EscrowRequestsSchema)
def list_escrow_requests() -> dict[str, Any]:
    """List the escrow requests of your territory, newest first"""
    return escrow.list_requests(current_actor())


@blp.route("/tip-groups/<string:group_id>/escrow-requests", methods=["POST"])
@needs("escrow.ask")
@blp.arguments(schemas.EscrowAskSchema)
@blp.response(201, schemas.EscrowRequestsSchema)
def ask_escrow(body: dict[str, Any], group_id: str) -> dict[str, Any]:
    """Request a group's key from the escrow for somebody; a second person confirms"""
    escrow.create_request(current_actor(), group_id, body, clock.now())
    db.session.commit()
    return escrow.list_requests(current_actor())


@blp.route("/escrow-requests/<int:request_id>/confirmation", methods=["POST"])
@needs("escrow.ask")
@blp.response(200, schemas.EscrowRequestsSchema)
def confirm_escrow(request_id: int) -> dict[str, Any]:
    """Confirm another person's escrow request; the group is notified"""
    escrow.confirm_request(current_actor(), request_id, clock.now())
    db.session.commit()
    return escrow.list_requests(current_actor())


@blp.route("/tip-inbox", methods=["GET"])
@signed_in
@blp.response(200, schemas.StandingSchema)
def show_standing() -> dict[str, Any]:
    """Show your own keys and groups, and who waits to be admitted; empty if you are no member"""
    return queries.get_standing(current_actor(), _unlocked())


@blp.route("/tip-inbox/keys", methods=["POST"])
@signed_in
@blp.arguments(schemas.PassphraseSchema)
@blp.response(201, schemas.CardSchema)
def draft_keys(body: dict[str, str]) -> dict[str, str]:
    """Choose a passphrase; the answer shows the recovery card, only this once"""
    return staff_keys.draft(current_actor(), body["passphrase"], _mib(), clock.now())


@blp.route("/tip-inbox/keys/confirmation", methods=["POST"])
@signed_in
@blp.arguments(schemas.TypedBackSchema)
@blp.response(204)
def confirm_keys(body: dict[str, str]) -> None:
    """Confirm the recovery card by typing its last group; this stores your keys"""
    staff_keys.confirm(current_actor(), body["ticket"], body["typed"], clock.now())
    db.session.commit()


@blp.route("/tip-inbox/unlock", methods=["POST"])
@signed_in
@blp.arguments(schemas.PassphraseSchema)
@blp.response(200, schemas.UnlockedSchema)
def unlock(body: dict[str, str]) -> Answer:
    """Unlock the inbox for fifteen minutes"""
    now = clock.now()
    return _answer_unlocked(staff_keys.unlock(current_actor(), body["passphrase"], now), now)


@blp.route("/tip-inbox/lock", methods=["POST"])
@signed_in
@blp.response(204)
def lock() -> Answer:
    """Lock the inbox"""
    return None, 204, _cookie("", 0)


@blp.route("/tip-inbox/recovery", methods=["POST"])
@signed_in
@blp.arguments(schemas.RecoverySchema)
@blp.response(200, schemas.UnlockedSchema)
def recover(body: dict[str, str]) -> Answer:
    """Set a new passphrase with the recovery card, and unlock"""
    now = clock.now()
    secret = staff_keys.recover(current_actor(), body["card"], body["passphrase"], _mib(), now)
    return _answer_unlocked(secret, now)


@blp.route("/tip-inbox/passphrase", methods=["POST"])
@signed_in
@blp.arguments(schemas.NewPassphraseSchema)
@blp.response(200, schemas.UnlockedSchema)
def change_passphrase(body: dict[str, str]) -> Answer:
    """Set a new passphrase with the old one, and unlock"""
    now = clock.now()
    return _answer_unlocked(
        staff_keys.change_passphrase(current_actor(), body["old"], body["new"], _mib(), now), now
    )


@blp.route("/tip-inbox/groups/<string:new_group_id>/key", methods=["POST"])
@signed_in
@blp.response(200, schemas.StandingSchema)
def begin_group(new_group_id: str) -> dict[str, Any]:
    """Make the key of a group as its first member"""
    members.begin(current_actor(), _unlocked(), new_group_id, clock.now())
    return _answer_standing()


@blp.route("/tip-inbox/groups/<string:group_id>/members/<int:newcomer_id>", methods=["POST"])
@signed_in
@blp.response(200, schemas.StandingSchema)
def admit_member(group_id: str, newcomer_id: int) -> dict[str, Any]:
    """Admit a proposed member: she gets the group's key"""
    members.admit(current_actor(), _unlocked(), group_id, newcomer_id, clock.now())
    return _answer_standing()


@blp.route("/tip-inbox/groups/<string:group_id>/membership", methods=["DELETE"])
@signed_in
@blp.response(204)
def leave_group(group_id: str) -> None:
    """Leave a group; the others get a new version of its key at once"""
    now = clock.now()
    groups.leave_group(current_actor(), group_id, now)
    db.session.commit()
    publishing.publish(now)


def _answer_group(group_id: str) -> dict[str, Any]:
    """Commits, publishes for citizens, and answers the group as it is then."""
    db.session.commit()
    publishing.publish(clock.now())
    return queries.get_group(current_actor(), group_id)


def _answer_standing() -> dict[str, Any]:
    db.session.commit()
    publishing.publish(clock.now())
    return queries.get_standing(current_actor(), _unlocked())


def _answer_unlocked(secret: bytes | None, now: datetime) -> Answer:
    """Commits the count of failures before it refuses."""
    db.session.commit()
    if secret is None:
        raise Problem("wrong-passphrase")
    ticket = unlocking.create_cookie(current_actor(), secret, now)
    until = now + UNLOCKED_FOR
    seconds = int(UNLOCKED_FOR.total_seconds())
    return {"unlocked_until": until}, 200, _cookie(ticket, seconds)


def _unlocked() -> unlocking.Unlocked | None:
    cookie = request.cookies.get(unlocking.COOKIE)
    return unlocking.read_cookie(current_actor(), cookie, clock.now())


def _cookie(ticket: str, seconds: int) -> dict[str, str]:
    """For this host and these addresses only; no script and no other site can send it."""
    return {
        "Set-Cookie": dump_cookie(
            unlocking.COOKIE,
            ticket,
            max_age=seconds,
            path=unlocking.PATH,
            httponly=True,
            samesite="Strict",
            secure=request.is_secure,
        )
    }


def _mib() -> int:
    found: int = current_app.extensions["settings"].inbox_kdf_mib
    return found
