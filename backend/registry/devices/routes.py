"""HTTP for one's own devices."""

from typing import Any
from uuid import UUID

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.core.wire import PageQuery
from backend.registry.devices import queries, schemas, service
from backend.staff.access import current_actor, needs, signed_in
from backend.staff.extensions import db

blp = Blueprint("devices", __name__, description="The phones of officers, and their keys")


@blp.route("/devices", methods=["GET"])
@blp.arguments(PageQuery, location="query")
@blp.response(200, schemas.DevicePageSchema)
@signed_in
def list_devices(wanted: dict[str, Any]) -> dict[str, Any]:
    """List your devices that are not revoked, newest first"""
    return queries.listing(current_actor(), **wanted)


@blp.route("/devices/<uuid:device_id>", methods=["PUT"])
@blp.arguments(schemas.NewDeviceSchema)
@blp.response(201, schemas.DeviceKeysSchema, description="Known from now on")
@blp.alt_response(200, schema=schemas.DeviceKeysSchema, description="Was known before")
@needs("checkin.create")
def put_device(wanted: dict[str, Any], device_id: UUID) -> tuple[dict[str, Any], int]:
    """Register a phone and get its keys

    The phone chooses the id. The id of another person's phone and that of a revoked phone
    answer 404: choose a new one.
    """
    device, new = service.register(current_actor(), device_id, wanted["name"], clock.now())
    db.session.commit()
    return service.credentials(device), 201 if new else 200


@blp.route("/devices/<uuid:device_id>", methods=["DELETE"])
@blp.response(204)
@signed_in
def delete_device(device_id: UUID) -> None:
    """Revoke a lost phone: its photo marks no longer count as genuine, its parcels are refused"""
    service.revoke(current_actor(), device_id, clock.now())
    db.session.commit()
