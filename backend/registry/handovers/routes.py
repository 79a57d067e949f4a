"""Handing grids over, and taking that back."""

from typing import Any

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.registry.handovers import people, queries, schemas, service, taking_back
from backend.staff.access import current_actor, needs
from backend.staff.extensions import db

blp = Blueprint("handovers", __name__)

PARTIES = schemas.PartiesSchema()
HANDOVER = schemas.HandoverSchema()
HANDED_OVER = schemas.HandedOverSchema()


@blp.route("/areas/<int:area_id>/handover", methods=["GET"])
@needs("grid.hand_over")
@blp.response(200, PARTIES)
def show_handover(area_id: int) -> dict[str, Any]:
    """Get who patrols an area's grids, who could take them over, and today's handovers"""
    return queries.show_parties(current_actor(), area_id, clock.now())


@blp.route("/areas/<int:area_id>/handover", methods=["POST"])
@needs("grid.hand_over")
@blp.arguments(HANDOVER)
@blp.response(200, HANDED_OVER)
def hand_over(body: dict[str, int], area_id: int) -> dict[str, Any]:
    """Hand one officer's grids of an area over to another, from now on

    The area is a grid, a village or a town. Visits that are still on the first officer's phone are
    accepted for 30 days. Nobody hands a grid to herself.
    """
    pair = people.lock_pair(**body)
    now = clock.now()
    done = service.hand_over(current_actor(), area_id, pair, now)
    db.session.flush()
    (told,) = queries.describe([done], now)
    db.session.commit()
    return told


@blp.route("/handovers/<int:handover_id>/return", methods=["POST"])
@needs("grid.hand_over")
@blp.response(200, HANDED_OVER)
def take_back(handover_id: int) -> dict[str, Any]:
    """Take a handover back on its day: its grids return to whom they had before

    Visits made meanwhile stay as they are. A grid whose assignment somebody has changed since stays
    where it is, and `obstacle` says why. When none can go back the answer is 409.
    """
    handover = taking_back.lock(current_actor(), handover_id)
    now = clock.now()
    taking_back.take_back(current_actor(), handover, now)
    db.session.flush()
    (told,) = queries.describe([handover_id], now)
    db.session.commit()
    return told
