"""HTTP for exemptions."""

from typing import Any

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.patrol.cycles import exemption_queries, exemptions
from backend.patrol.cycles.exemption_schemas import (
    ExemptablePlansSchema,
    ExemptionDraftSchema,
    ExemptionQuery,
    ExemptionSchema,
    ExemptionsSchema,
    WithdrawalSchema,
)
from backend.staff.access import current_actor, needs
from backend.staff.extensions import db

blp = Blueprint("cycles", __name__, description="What windows do not ask for")


@blp.route("/exemptions", methods=["GET"])
@blp.arguments(ExemptionQuery, location="query")
@blp.response(200, ExemptionsSchema)
@needs("site.read")
def list_exemptions(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the exemptions in your territory with their public reasons, newest first"""
    return exemption_queries.list_exemptions(current_actor(), wanted, clock.now())


@blp.route("/exemptions", methods=["POST"])
@blp.arguments(ExemptionDraftSchema)
@blp.response(201, ExemptionSchema)
@needs("window.exempt")
def grant_exemption(wanted: dict[str, Any]) -> dict[str, Any]:
    """Exempt an area from a window for the weather or an emergency; covered sites stay covered"""
    now = clock.now()
    row = exemptions.grant(current_actor(), wanted, now)
    shown = exemption_queries.get_exemption(current_actor(), row.id, now)
    db.session.commit()
    return shown


@blp.route("/exemptions/options", methods=["GET"])
@blp.response(200, ExemptablePlansSchema)
@needs("window.exempt")
def list_exemptable() -> dict[str, Any]:
    """List the windows that can be exempted: the next, the running and the provisional ones"""
    return {"items": exemption_queries.list_options(clock.now())}


@blp.route("/exemptions/<int:exemption_id>/withdrawal", methods=["POST"])
@blp.arguments(WithdrawalSchema)
@blp.response(200, ExemptionSchema)
@needs("window.exempt")
def withdraw_exemption(body: dict[str, Any], exemption_id: int) -> dict[str, Any]:
    """Withdraw an exemption while its window is provisional; it stays on record"""
    now = clock.now()
    exemptions.withdraw(current_actor(), exemption_id, body["reason"], now)
    shown = exemption_queries.get_exemption(current_actor(), exemption_id, now)
    db.session.commit()
    return shown
