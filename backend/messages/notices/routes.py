"""HTTP for notices: everyone who is signed in reads their own, and nobody else's."""

from typing import Any

from flask import Response

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.core.wire import PageQuery
from backend.messages.notices import queries, service
from backend.messages.notices.schemas import (
    NoticeDetailSchema,
    NoticesSchema,
    ReadSchema,
    UnreadSchema,
)
from backend.staff.access import current_actor, signed_in
from backend.staff.extensions import db
from backend.staff.polling import revalidated_json

blp = Blueprint("notices", __name__, description="Your notices, and which you have read")

_unread = UnreadSchema()


@blp.route("/notices", methods=["GET"])
@blp.arguments(PageQuery, location="query")
@blp.response(200, NoticesSchema)
@signed_in
def list_notices(query: dict[str, Any]) -> dict[str, Any]:
    """List your notices, newest first"""
    return queries.list_notices(current_actor(), query["cursor"], query["limit"])


@blp.route("/notices/unread", methods=["GET"])
@blp.doc(responses={304: {"description": "As before"}})
@blp.response(200, UnreadSchema)
@signed_in
def count_unread() -> Response:
    """Count your unread notices"""
    return revalidated_json(_unread.dump(queries.count_unread(current_actor())), volatile=())


@blp.route("/notices/<int:notice_id>", methods=["GET"])
@blp.response(200, NoticeDetailSchema)
@signed_in
def get_notice(notice_id: int) -> dict[str, Any]:
    """Get one notice, with what has been visited since"""
    return queries.get_notice(current_actor(), notice_id)


@blp.route("/notices/<int:notice_id>/read", methods=["POST"])
@blp.response(204)
@signed_in
def read_notice(notice_id: int) -> None:
    """Mark one notice as read"""
    service.mark_read(current_actor(), notice_id, clock.now())
    db.session.commit()


@blp.route("/notices/read", methods=["POST"])
@blp.arguments(ReadSchema)
@blp.response(204)
@signed_in
def read_notices(wanted: dict[str, Any]) -> None:
    """Mark a notice and all older ones as read"""
    service.mark_read_up_to(current_actor(), wanted["up_to"], clock.now())
    db.session.commit()
