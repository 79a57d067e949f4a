"""HTTP for photos: they come in here; each feature serves those that it links to."""

from typing import Any

from flask import request

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.core.database import single_statement
from backend.core.errors import Fault, Problem
from backend.records.photos import service
from backend.records.photos.inspect import PhotoRejected
from backend.records.photos.intake import receive
from backend.records.photos.models import Photo
from backend.records.photos.resources import get_resources
from backend.records.photos.schemas import PhotoSchema
from backend.records.photos.storage import SHA256
from backend.staff.access import current_actor, needs
from backend.staff.extensions import db

blp = Blueprint("photos", __name__, description="Photos, uploaded under the hash of their bytes")

# Damaged on the way: the same bytes may be taken at the next try.
MENDED_BY_SENDING = ("photo-hash-mismatch",)
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_TYPES = ("application/octet-stream", "image/jpeg", "image/png", "image/webp", "image/heic")
_HASH: dict[str, Any] = {
    "in": "path",
    "name": "sha256",
    "required": True,
    "description": "SHA-256 of the body in lower-case hexadecimal",
    "schema": {"type": "string", "pattern": f"^{SHA256.pattern}$"},
}


@blp.route("/photos/<sha256>", methods=["PUT"], parameters=[_HASH])
@blp.doc(requestBody={"required": True, "content": dict.fromkeys(_TYPES, _BYTES)})
@blp.response(201, PhotoSchema, description="Stored")
@blp.alt_response(200, schema=PhotoSchema, description="Already stored")
@needs("photo.send")
def put_photo(sha256: str) -> tuple[Photo, int]:
    """Upload the raw bytes of a photo (JPEG, PNG, WebP, HEIC)

    A phone may repeat it, and may send photos before or after the check-in that names them; those
    of a change of a site must come before the change. The server tells the type from the content
    and ignores the declared one.
    """
    if not SHA256.fullmatch(sha256):
        raise Problem("invalid", faults=[Fault("sha256", "not_a_hash")])
    try:
        return _take_in(sha256)
    except PhotoRejected as rejected:
        if rejected.code not in MENDED_BY_SENDING:
            service.note_refusal(current_actor().account_id, sha256, rejected.code, clock.now())
            db.session.commit()
        raise Problem(rejected.code, detail=rejected.detail) from rejected


def _take_in(sha256: str) -> tuple[Photo, int]:
    here, uploader_id = get_resources(), current_actor().account_id
    if (request.content_length or 0) > here.max_bytes:
        raise PhotoRejected("photo-too-large", f"more than {here.max_bytes} bytes")
    # The photo's own limit counts here, and `receive` keeps it to the byte.
    request.max_content_length = here.max_bytes + 1
    incoming = here.storage.incoming
    with (
        here.uploads.slot(),
        receive(request.stream, sha256, here.max_bytes, incoming) as received,
        single_statement(),
    ):
        photo, new = service.store(uploader_id, received, clock.now())
        db.session.commit()
    return photo, 201 if new else 200
