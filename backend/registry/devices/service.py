"""Giving a phone its key, and taking a lost phone's word away."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from backend.core.base64url import encode
from backend.core.errors import Problem
from backend.records.audit.service import record
from backend.registry.devices.models import Device
from backend.staff.access import Actor
from backend.staff.device_keys import server_keys
from backend.staff.extensions import db, insert_new


def register(actor: Actor, uid: UUID, name: str, now: datetime) -> tuple[Device, bool]:
    """The actor's device with this id, and whether it is new; its first name stays.

    Raises Problem("not-found") for an id that is somebody else's or was revoked: the phone
    then makes another.
    """
    values = {"uid": str(uid), "account_id": actor.account_id, "name": name, "created_at": now}
    added = db.session.connection().scalar(insert_new(Device).returning(Device.id), values)
    if added is not None:
        record(actor.account_id, "device.add", "device", str(uid), now)
        return Device(id=added, **values), True
    known = db.session.scalar(
        select(Device).filter_by(uid=str(uid), account_id=actor.account_id, revoked_at=None)
    )
    if known is None:
        raise Problem("not-found")
    return known, False


def credentials(device: Device) -> dict[str, Any]:
    """What its phone is told of a device, with its key and the key to seal parcels to."""
    keys = server_keys()
    return {
        "id": device.uid,
        "name": device.name,
        "created_at": device.created_at,
        "key": encode(keys.device_key(device.account_id, UUID(device.uid))),
        "seal_key": keys.public,
    }


def revoke(actor: Actor, uid: UUID, now: datetime) -> None:
    """From now on nothing that one of the actor's devices says is believed.

    Raises Problem("not-found") for any other id.
    """
    revoked = db.session.scalar(
        update(Device)
        .where(
            Device.uid == str(uid),
            Device.account_id == actor.account_id,
            Device.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .returning(Device.id)
    )
    if revoked is None:
        raise Problem("not-found")
    record(actor.account_id, "device.revoke", "device", str(uid), now)
