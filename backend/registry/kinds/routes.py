"""HTTP for kinds."""

from flask import Response, jsonify

from backend.core.bodies import Blueprint
from backend.registry.kinds.queries import describe_kinds
from backend.registry.kinds.schemas import KindsSchema
from backend.staff.access import signed_in
from backend.staff.polling import revalidated

blp = Blueprint("kinds", __name__)


# The contract lists kinds beside the sites that they describe.
@blp.route("/kinds", methods=["GET"], tags=["sites"])
@blp.response(200, KindsSchema)
@blp.alt_response(304, description="Unchanged since the ETag that was sent")
@signed_in
def list_kinds() -> Response:
    """List the kinds of site with their checklists"""
    return revalidated(jsonify(KindsSchema().dump({"items": describe_kinds()})))
