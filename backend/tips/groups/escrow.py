"""Asking for a group's key when nobody holds it any more: two people of the staff ask, the
holders of the shares open it offline, and it comes back encrypted to the one who was named.

| step    | who                                 | where            | leaves                        |
|---------|-------------------------------------|------------------|-------------------------------|
| ask     | one who may                         | staff app        | request, audit                |
| confirm | another who may                     | staff app        | audit, a notice to the group  |
| export  | who runs the server                 | `flask tips`     | a file: encrypted secrets     |
| open    | two of the three holders of shares  | offline machine  | a file, encrypted to her      |
| import  | who runs the server                 | `flask tips`     | her membership, audit         |

The secrets are in the clear on the offline machine alone.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select

from backend.core import base64url
from backend.core.errors import Fault, Problem
from backend.messages.notices import notifying
from backend.records.audit.service import record
from backend.registry.accounts.models import Account
from backend.registry.areas import territory
from backend.staff.access import Actor
from backend.staff.extensions import db
from backend.tips.groups import groups, rotation
from backend.tips.groups.models import (
    TipEscrowRequest,
    TipGroup,
    TipGroupKey,
    TipMember,
    TipMemberWrap,
    TipStaffKey,
)
from backend.tips.groups.rules import ACTIVE, LEFT

FORMAT = 1


def create_request(
    actor: Actor, group_id: str, wanted: dict[str, Any], now: datetime
) -> TipEscrowRequest:
    """Raises Problem("not-found"), or ("invalid") unless the recipient is a proposed member who
    has made her keys.
    """
    group = groups.lock_group(actor, "escrow.ask", group_id)
    recipient = db.session.get(TipMember, (group.id, wanted["recipient_id"]))
    keyed = db.session.get(TipStaffKey, wanted["recipient_id"])
    if recipient is None or recipient.state == LEFT or keyed is None:
        raise Problem("invalid", faults=[Fault("recipient_id", "no_such")])
    request = TipEscrowRequest(
        group_id=group.id, asked_by_id=actor.account_id, asked_at=now, **wanted
    )
    db.session.add(request)
    db.session.flush()
    _record(actor.account_id, "ask", request, now)
    return request


def confirm_request(actor: Actor, request_id: int, now: datetime) -> None:
    """Raises Problem("not-found"), ("already-decided"), ("second-person-needed")."""
    request = db.session.get(TipEscrowRequest, request_id, with_for_update=True)
    if request is None:
        raise Problem("not-found")
    group = groups.lock_group(actor, "escrow.ask", request.group_id)
    if request.confirmed_at is not None:
        raise Problem("already-decided")
    if actor.account_id in (request.asked_by_id, request.recipient_id):
        raise Problem("second-person-needed")
    request.confirmed_by_id, request.confirmed_at = actor.account_id, now
    db.session.flush()
    _record(actor.account_id, "confirm", request, now)
    subject = notifying.Subject(
        id=group.id, name=group.name, name_en=group.name_en, matter="escrow"
    )
    notifying.notify("escrow", now, rotation.find_holders(group.id), subject)


def list_requests(actor: Actor) -> dict[str, Any]:
    """The requests of one's territory, newest first."""
    rows = db.session.execute(
        select(TipEscrowRequest, TipGroup.name, Account.name)
        .join(TipGroup, TipGroup.id == TipEscrowRequest.group_id)
        .join(Account, Account.id == TipEscrowRequest.recipient_id)
        .where(territory.within(actor, "escrow.ask", TipGroup.area_id))
        .order_by(TipEscrowRequest.id.desc())
    )
    return {"items": [_shown(request, group, name) for request, group, name in rows]}


def _shown(request: TipEscrowRequest, group: str, recipient: str) -> dict[str, Any]:
    return {
        "id": request.id,
        "group": {"id": request.group_id, "name": group},
        "recipient": {"id": request.recipient_id, "name": recipient},
        "reason": request.reason,
        "asked_by": request.asked_by_id,
        "asked_at": request.asked_at,
        "confirmed_at": request.confirmed_at,
        "done_at": request.done_at,
    }


def export_request(request_id: int, now: datetime) -> str:
    """What goes to the offline machine. Raises Problem("not-found"), ("second-person-needed")."""
    request = db.session.get(TipEscrowRequest, request_id)
    if request is None:
        raise Problem("not-found")
    if request.confirmed_at is None:
        raise Problem("second-person-needed")
    recipient = db.session.get_one(TipStaffKey, request.recipient_id)
    keys = db.session.scalars(
        select(TipGroupKey)
        .where(TipGroupKey.group_id == request.group_id, TipGroupKey.escrow_sealed.is_not(None))
        .order_by(TipGroupKey.version)
    )
    _record(None, "export", request, now)
    sealed = [
        {
            "version": key.version,
            "public": base64url.encode(key.public),
            "sealed": base64url.encode(key.escrow_sealed or b""),
        }
        for key in keys
    ]
    name = db.session.get_one(TipGroup, request.group_id).name
    parcel = {"format": FORMAT, "request": request.id, "group": request.group_id, "name": name}
    parcel["keys"] = sealed
    return json.dumps(parcel | {"recipient": base64url.encode(recipient.public)}, indent=1)


def import_parcel(text: str, now: datetime) -> int:
    """What came back from the offline machine: the named one is a member then; answers how many
    versions she holds. Raises Problem("invalid") for any other file, and when her membership was
    ended meanwhile.
    """
    try:
        parcel = json.loads(text)
        request = db.session.get(TipEscrowRequest, parcel["request"], with_for_update=True)
        wraps = {each["version"]: base64url.decode(each["sealed"]) for each in parcel["keys"]}
    except (ValueError, KeyError, TypeError):
        raise Problem("invalid", faults=[Fault("file", "not_the_file")]) from None
    if request is None or request.confirmed_at is None or request.done_at is not None:
        raise Problem("invalid", faults=[Fault("request", "no_such")])
    place = (request.group_id, request.recipient_id)
    member = db.session.get_one(TipMember, place, with_for_update=True)
    if member.state == LEFT:
        raise Problem("invalid", faults=[Fault("recipient_id", "no_such")])
    for version, sealed in wraps.items():
        which = (request.group_id, version, request.recipient_id)
        wrap = db.session.get(TipMemberWrap, which)
        if wrap is None:
            columns = dict(zip(("group_id", "version", "account_id"), which, strict=True))
            db.session.add(TipMemberWrap(**columns, sealed=sealed))
        else:
            wrap.sealed = sealed
    member.state, request.done_at = ACTIVE, now
    db.session.flush()
    _record(None, "import", request, now)
    return len(wraps)


def _record(actor_id: int | None, what: str, request: TipEscrowRequest, now: datetime) -> None:
    detail = {"group": request.group_id, "recipient": request.recipient_id}
    record(actor_id, f"escrow.{what}", "escrow_request", request.id, now, detail)
