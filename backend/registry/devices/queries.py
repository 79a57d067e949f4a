"""Whose phone is this, and with which key does it speak?"""

from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from backend.core.paging import fetch_page
from backend.registry.devices.models import Device
from backend.staff.access import Actor
from backend.staff.device_keys import server_keys
from backend.staff.extensions import db


class Holder(NamedTuple):
    """The account that a device belongs to, and the device's key."""

    account_id: int
    key: bytes


def holder_of(uid: UUID) -> Holder | None:
    """None for a device that is unknown or revoked."""
    account_id = db.session.connection().scalar(_account(), {"uid": str(uid)})
    if account_id is None:
        return None
    return Holder(account_id, server_keys().device_key(account_id, uid))


def listing(actor: Actor, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of the actor's devices that are not revoked, newest first."""
    held = select(Device).where(Device.account_id == actor.account_id, Device.revoked_at.is_(None))
    page = fetch_page(db.session, held, [Device.id], cursor=cursor, limit=limit, descending=True)
    items = [
        {"id": device.uid, "name": device.name, "created_at": device.created_at}
        for device in page.scalars()
    ]
    return page.with_items(items)


@cache
def _account() -> Select[int]:
    """Built once: every visit with marks asks."""
    return select(Device.account_id).where(
        Device.uid == bindparam("uid"), Device.revoked_at.is_(None)
    )
