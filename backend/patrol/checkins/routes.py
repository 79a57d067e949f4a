"""HTTP for check-ins: sending, listing, reviewing, their photos and their receipts."""

from typing import Any

from flask import Response, current_app, jsonify, request

from backend.core import clock, texts
from backend.core.bodies import Blueprint
from backend.core.signing import Signer
from backend.patrol.checkins import queries, review, schemas, sending
from backend.patrol.checkins.document_schemas import FORMATS
from backend.patrol.checkins.throttle import receipts_throttle
from backend.records.photos.schemas import SizeQuery
from backend.records.photos.showing import show
from backend.staff import time_tokens
from backend.staff.access import current_actor, needs, public, signed_in
from backend.staff.extensions import db

blp = Blueprint("checkins", __name__, description="Visits, exactly once, and their receipts")

_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": {"oneOf": [type(each) for each in FORMATS.values()]}}
    },
}

_BATCH = {
    "required": True,
    "content": {sending.NDJSON: {"schema": {"type": "string", "format": "binary"}}},
}
_OUTCOME = {
    "type": "object",
    "description": "A line of the answer; a good one has a receipt, another one a problem",
    "required": ["status"],
    "properties": {
        "status": {"type": "integer", "description": "as the single request would answer"},
        "receipt": {"$ref": "#/components/schemas/Receipt"},
        "problem": {"$ref": "#/components/schemas/Problem"},
    },
}
_OUTCOMES = {
    "200": {
        "description": "What became of each visit, in the order in which they were sent",
        "content": {sending.NDJSON: {"schema": _OUTCOME}},
    }
}


@blp.route("/checkins", methods=["POST"])
@blp.doc(requestBody=_BODY)
@blp.response(201, schemas.ReceiptSchema, description="Recorded")
@blp.alt_response(200, schema=schemas.ReceiptSchema, description="Had been recorded before")
@signed_in
def post_checkin() -> tuple[Response, int]:
    """Send one visit

    The SHA-256 of the body's bytes is the content of the visit: send the very same bytes on
    every try. Allowed for everybody who patrolled the grid within the last 30 days.
    """
    recorded = sending.record_alone(current_actor(), request.get_data(), _signer(), clock.now())
    return jsonify(recorded.receipt), 201 if recorded.new else 200


@blp.route("/checkins/batch", methods=["POST"])
@blp.doc(requestBody=_BATCH, responses=_OUTCOMES)
@signed_in
def post_checkins() -> Response:
    """Send up to 50 visits at once, a line for each (NDJSON)

    Each line is the very body that `POST /checkins` takes for the visit, its bytes unchanged. The
    answer has a line for each in the same order: its status, and a receipt or a problem. Bad
    lines do not keep good ones out.
    """
    lines, line_max = sending.read_lines(), current_app.config["MAX_CONTENT_LENGTH"]
    replies = sending.record_many(current_actor(), lines, _signer(), clock.now(), line_max)
    return Response(sending.write_lines(replies), mimetype=sending.NDJSON)


@blp.route("/checkins", methods=["GET"])
@blp.arguments(schemas.CheckinQuery, location="query")
@blp.response(200, schemas.CheckinPageSchema)
@signed_in
def list_checkins(wanted: dict[str, Any]) -> dict[str, Any]:
    """List your visits and those of your territory, newest first"""
    return queries.listing(current_actor(), wanted)


@blp.route("/checkins/<int:number>", methods=["GET"])
@blp.response(200, schemas.CheckinDetailSchema)
@signed_in
def get_checkin(number: int) -> dict[str, Any]:
    """Get one visit"""
    return queries.get_checkin(current_actor(), number)


@blp.route("/checkins/<int:number>/receipt", methods=["GET"])
@blp.response(200, schemas.ReceiptSchema)
@signed_in
def get_receipt(number: int) -> dict[str, Any]:
    """Get the receipt of a visit again, with the present state of its photos"""
    return queries.receipt_of(queries.find_checkin(current_actor(), number))


@blp.route("/checkins/<int:number>/photos/<sha256>", methods=["GET"])
@blp.arguments(SizeQuery, location="query")
@blp.response(200, {"format": "binary", "type": "string"}, content_type="image/jpeg")
@signed_in
def get_checkin_photo(wanted: dict[str, Any], number: int, sha256: str) -> Response:
    """Get a photo of a visit: upright JPEG without metadata, at most 1600 px (`thumb`: 480 px)"""
    photo = queries.photo_of(current_actor(), number, sha256)
    return show(photo, wanted["size"])


@blp.route("/checkins/<int:number>/review", methods=["POST"])
@blp.arguments(schemas.ReviewSchema)
@blp.response(200, schemas.CheckinDetailSchema)
@needs("checkin.review")
def review_checkin(wanted: dict[str, Any], number: int) -> dict[str, Any]:
    """Accept or refuse a visit that waits for review (待核)

    One that waits for its flags alone goes on counting unless it is refused before the cut-off.
    """
    review.decide(current_actor(), number, wanted["verdict"], wanted["note"], clock.now())
    db.session.commit()
    return queries.get_checkin(current_actor(), number)


@blp.route("/photo-marks/<mark_code>", methods=["GET"])
@blp.response(200, schemas.MarkedPhotosSchema)
@needs("checkin.read")
def get_photo_marks(mark_code: str) -> dict[str, Any]:
    """Find the photos whose mark has this code, with its text and whether it is genuine

    The hyphen and case do not matter.
    """
    return {"items": queries.find_photos_by_code(current_actor(), texts.plain_code(mark_code))}


@blp.route("/receipts/<code>", methods=["GET"])
@blp.response(200, schemas.PublicReceiptSchema)
@public
def get_public_receipt(code: str) -> dict[str, Any]:
    """Check the code of a receipt; the answer holds nothing personal"""
    receipts_throttle.enter()
    return queries.public_receipt(texts.plain_code(code))


@blp.route("/keys/receipts", methods=["GET"])
@blp.response(200, schemas.KeySchema)
@public
def get_receipt_key() -> dict[str, str]:
    """Get the public key of receipts (Ed25519, RFC 8037)"""
    return {"kty": "OKP", "crv": "Ed25519", "x": _signer().public}


@blp.route("/clock", methods=["GET"])
@blp.response(200, schemas.TimeSchema)
@signed_in
def get_clock() -> dict[str, Any]:
    """Get the server's time, signed, which a phone sends with its next visits"""
    now = clock.now()
    return {"now": now, "token": time_tokens.issue(_signer(), now)}


def _signer() -> Signer:
    signer: Signer = current_app.extensions["signer"]
    return signer
