"""What others decide about: a step or handover of grid_a, a cross-check of its town, a role."""

from typing import TYPE_CHECKING

from backend.oversight.accountability.models import Step
from backend.registry.handovers.models import Handover, HandoverGrid
from backend.staff.extensions import db
from tests.territory.marks import mark
from tests.territory.noon import NOON

if TYPE_CHECKING:
    from tests.territory.world import World


def ask_for_role(world: "World") -> None:
    """For somebody who has nothing to do with grid_a."""
    path = f"/accounts/{world.cast.outsider.id}/assignments"
    wish = {"role": "office", "area_id": world.cast.areas["county"]}
    told = world.done("admin", "POST", path, json=wish)
    world.ids |= {"proposal_id": told["proposals"][0]["id"]}


def take_step(world: "World") -> None:
    """One against grid_a that waits for its answer, after one that was returned."""
    step = Step(
        area_id=world.cast.grid_a,
        plan_code="three-day",
        step="notice",
        trigger="windows:108-109",
        judged_until=NOON,
        grounds=[{"number": 108, "covered": int(mark("step.grounds")), "due": 1}],
        proposed_at=NOON,
    )
    db.session.add(step)
    db.session.commit()
    moves = f"/steps/{step.id}/moves"
    due = {"due_on": "2026-12-31"}
    wish = {"document_no": mark("step.document_no"), "text": mark("step.text")}
    world.done("office", "POST", moves, json={"move": "confirm"} | wish | due)
    said = {"text": mark("step.answer")}
    world.done("marked", "POST", moves, json={"move": "answer"} | said)
    world.done("office", "POST", moves, json={"move": "return"} | said | due)
    world.ids |= {"step_id": step.id}


def draw_sites(world: "World") -> None:
    """Of the town of grid_a, for somebody of the other one who is nobody in these tests."""
    cast = world.cast
    sample = {"by_town_id": cast.areas["other_town"], "officer_ids": [cast.people["checker"].id]}
    sample |= {"size": 60, "days": 3}
    town_id = cast.areas["town"]
    drawn = world.done("office", "POST", "/cross-checks", json=sample | {"town_id": town_id})
    world.ids |= {"check_id": drawn["id"], "town_id": town_id, "sample": sample}


def draw_handover(world: "World") -> None:
    """One of today, of grid_a, from somebody who holds nothing any more."""
    grid, giver = world.cast.grid_a, world.cast.nobody.id
    who = {"giver_id": giver, "taker_id": world.cast.people["marked"].id}
    row = Handover(area_id=grid, **who, by_id=world.cast.supervisor.id, at=NOON)
    db.session.add(row)
    db.session.flush()
    db.session.add(HandoverGrid(handover_id=row.id, grid_id=grid))
    db.session.commit()
    world.ids |= {"handover_id": row.id}
