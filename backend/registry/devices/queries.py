"""Whose phone is this, and with which key does it speak?"""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select

from backend.core.paging import fetch_page
from backend.core.round_trips import is_any, texts
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
    return holders_of([uid]).get(uid)


def holders_of(uids: Iterable[UUID]) -> dict[UUID, Holder]:
    """Without devices that are unknown or revoked."""
    asked = {"uids": list(map(str, uids))}
    rows = db.session.connection().execute(_accounts(), asked).all()
    keys = server_keys()
    return {
        UUID(row.uid): Holder(row.account_id, keys.device_key(row.account_id, UUID(row.uid)))
        for row in rows
    }


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
def _accounts() -> Select[str, int]:
    """Built once: every visit with marks asks."""
    return select(Device.uid, Device.account_id).where(
        is_any(Device.uid, texts("uids")), Device.revoked_at.is_(None)
    )
