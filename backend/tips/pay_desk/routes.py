"""HTTP for the pay desk."""

from typing import Any

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.staff.access import current_actor, needs
from backend.staff.extensions import db
from backend.tips.pay_desk import schemas, service

blp = Blueprint(
    "pay desk", __name__, description="Paying a reward, once, to the bearer of a voucher"
)


@blp.route("/pay-desk/look", methods=["POST"])
@needs("voucher.pay")
@blp.arguments(schemas.BroughtSchema)
@blp.response(200, schemas.VoucherSchema)
def get_voucher(body: dict[str, str]) -> dict[str, Any]:
    """Show what a voucher is worth before paying it"""
    return service.get_voucher(current_actor(), body["voucher"], clock.now())


@blp.route("/pay-desk/redeem", methods=["POST"])
@needs("voucher.pay")
@blp.arguments(schemas.BroughtSchema)
@blp.response(200, schemas.VoucherSchema)
def redeem_voucher(body: dict[str, str]) -> dict[str, Any]:
    """Pay a voucher; a second try answers that it was paid"""
    paid = service.redeem_voucher(current_actor(), body["voucher"], clock.now())
    db.session.commit()
    return paid
