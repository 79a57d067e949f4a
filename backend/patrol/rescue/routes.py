"""HTTP for parcels: what a phone could not send, brought by somebody else."""

from flask import current_app, request

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.core.errors import Problem
from backend.patrol.rescue import rules, schemas, service
from backend.records.photos.inspect import PhotoRejected
from backend.records.photos.intake import spool
from backend.records.photos.resources import get_resources
from backend.staff.access import current_actor, needs
from backend.staff.extensions import db

blp = Blueprint("rescue", __name__, description="Visits that another person carries")

_BODY = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


@blp.route("/rescues", methods=["POST"])
@blp.doc(requestBody=_BODY)
@blp.response(201, schemas.DeliveredSchema, description="Arrived")
@blp.alt_response(200, schema=schemas.DeliveredSchema, description="Had arrived before")
@needs("rescue.carry")
def post_rescue() -> tuple[service.Delivered, int]:
    """Deliver a colleague's parcel: a visit or photo that the author's phone has encrypted

    You may repeat it, and the author and others may send the same: it counts once, as the
    author's. Who delivered it is recorded.
    """
    try:
        delivered = _take_in(get_resources().max_bytes + rules.OVERHEAD_BYTES)
    except PhotoRejected:
        raise Problem("too-large") from None
    return delivered, 201 if delivered.new else 200


def _take_in(most: int) -> service.Delivered:
    here, signer = get_resources(), current_app.extensions["signer"]
    if (request.content_length or 0) > most:
        raise Problem("too-large")
    # The parcel's own limit counts here, and `spool` keeps it to the byte.
    request.max_content_length = most + 1
    with here.uploads.slot(), spool(request.stream, most, here.storage.incoming) as received:
        delivered = service.deliver(current_actor(), received.path, signer, clock.now())
        db.session.commit()
    return delivered
