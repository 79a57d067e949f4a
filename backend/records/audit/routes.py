"""HTTP for the journal. It cannot be cut by territory: auditors hold the whole county."""

from typing import Any

from backend.core.bodies import Blueprint
from backend.core.wire import page_of
from backend.records.audit import chain, queries, schemas
from backend.staff.access import current_actor, needs

blp = Blueprint("audit", __name__)

QUERY = schemas.AuditQuerySchema()
ROWS = page_of("AuditRows", schemas.AuditRowSchema)()
HEADS = schemas.AuditHeadsSchema()


@blp.route("/audit", methods=["GET"])
@needs("audit.read")
@blp.arguments(QUERY, location="query")
@blp.response(200, ROWS)
def list_rows(query: dict[str, Any]) -> dict[str, Any]:
    """List the entries of the audit journal, newest first"""
    page = {"cursor": query.pop("cursor"), "limit": query.pop("limit")}
    areas = current_actor().areas_for("audit.read")
    return queries.rows_of(queries.Search(**query), areas, **page)


@blp.route("/audit/head", methods=["GET"])
@needs("audit.read")
@blp.response(200, HEADS)
def show_head() -> dict[str, Any]:
    """Get the head of the journal's hash chain; keep a copy of it elsewhere"""
    return {"published": chain.last_head(), "current": chain.last_link()}
