"""HTTP for setting up an installation that is still empty."""

from typing import Any

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.core.errors import Fault, Problem
from backend.office.setup import schemas, service, steps
from backend.registry.accounts.service import NewAccount
from backend.staff.access import current_actor, needs, public
from backend.staff.extensions import db

blp = Blueprint("setup", __name__, description="From an empty installation to a county")


@blp.route("/setup", methods=["GET"])
@public
@blp.response(200, schemas.SetupSchema)
def show_setup() -> dict[str, Any]:
    """Ask whether this installation still waits for its first administrator"""
    is_open = service.is_open()
    return {"is_open": is_open, "county": service.find_county() if is_open else None}


@blp.route("/setup", methods=["POST"])
@public
@blp.arguments(schemas.OpeningSchema)
@blp.response(204)
def open_installation(body: dict[str, Any]) -> None:
    """Make the county and its first administrator, with the code that the server printed"""
    administrator = NewAccount(body["username"], body["name"], body["password"])
    county = (body["county_code"], body["county_name"])
    wanted = service.Opening(body["code"], *county, administrator)
    was_right = service.open_installation(wanted, clock.now())
    db.session.commit()  # the failure that was counted, too
    if not was_right:
        raise Problem("invalid", faults=[Fault("code", "wrong_code")])


@blp.route("/setup/steps", methods=["GET"])
@needs("account.manage")
@blp.response(200, schemas.SetupStepsSchema)
def list_steps() -> dict[str, Any]:
    """List the steps of setting up, and how far each is"""
    return {"steps": steps.list_steps(current_actor(), clock.now())}
