"""HTTP for the pay desk."""

from typing import Any

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.staff.access import current_actor, needs
from backend.staff.extensions import db
from backend.tips.pay_desk import schemas, service

blp = Blueprint(
    "pay desk", __name__, description="Rewards are paid here, once, to who brings a voucher"
)


@blp.route("/pay-desk/look", methods=["POST"])
@needs("voucher.pay")
@blp.arguments(schemas.BroughtSchema)
@blp.response(200, schemas.VoucherSchema)
def look(body: dict[str, str]) -> dict[str, Any]:
    """What a voucher is worth, before it is paid"""
    return service.look(current_actor(), body["voucher"], clock.now())


@blp.route("/pay-desk/redeem", methods=["POST"])
@needs("voucher.pay")
@blp.arguments(schemas.BroughtSchema)
@blp.response(200, schemas.VoucherSchema)
def redeem(body: dict[str, str]) -> dict[str, Any]:
    """Pay a voucher; the second try is told that it was paid"""
    paid = service.redeem(current_actor(), body["voucher"], clock.now())
    db.session.commit()
    return paid
