"""Moving a step: one side decides, the other answers, and each move is kept."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from backend.core import clock
from backend.core.errors import Fault, Problem
from backend.messages.notices import notifying
from backend.oversight.accountability import extending, queries, rules
from backend.oversight.accountability.models import Step, StepMove
from backend.oversight.accountability.rules import MoveDetails, Mover
from backend.records.audit import service as audit
from backend.registry.areas import territory
from backend.registry.areas.models import Area, AreaClosure
from backend.staff.access import Actor, Role
from backend.staff.extensions import db

# The moves of which those responsible are notified at once, and the matter of that notice.
_MATTERS = {"confirm": "issued", "return": "returned", "extend": "extended"}
_RESPONSIBLE = (Role.LEADER, Role.SUPERVISOR)


def describe_mover(actor: Actor, step: Step) -> Mover:
    """A person is responsible for an area that she leads or supervises, itself or from above."""
    area_id = step.area_id
    held = [
        grant.area_id for grant in actor.grants if grant.role in _RESPONSIBLE and not grant.lapsed
    ]
    above = select(AreaClosure.area_id).where(
        AreaClosure.area_id == area_id, AreaClosure.ancestor_id.in_(held)
    )
    return Mover(
        may_decide=territory.holds(actor, "step.decide", area_id),
        may_answer=territory.holds(actor, "step.answer", area_id),
        is_responsible=bool(held) and db.session.scalar(select(above.exists())) is True,
        can_extend=extending.find_listing(step) is not None,
    )


def get_step(actor: Actor, step_id: int, now: datetime) -> dict[str, Any]:
    """One step, and what this person can do with it now. Raises Problem("not-found")."""
    found = queries.get_step(actor, step_id, now)
    step = db.session.get_one(Step, step_id)
    mover = describe_mover(actor, step)
    return found | {"possible_moves": rules.possible_moves(step.status, mover)}


def move_step(actor: Actor, step_id: int, wanted: dict[str, Any], now: datetime) -> None:
    """One move of a step; `wanted` holds move, text, document_no, due_on and measure.

    Of two at once the first to be written holds; the other gets "already-decided".
    Raises Problem("not-found"), ("forbidden"), ("invalid"), ("move-not-possible"),
    ("second-person-needed") or ("already-decided").
    """
    step = db.session.scalar(
        select(Step)
        .where(Step.id == step_id, queries.readable(actor))
        .execution_options(populate_existing=True)
    )
    if step is None:
        raise Problem("not-found")
    name, details = _read_details(wanted)
    refusal = rules.find_refusal(name, step.status, describe_mover(actor, step))
    if refusal is not None:
        raise Problem(refusal)
    listing = extending.find_listing(step) if name == "extend" else None
    faults = rules.find_faults(name, step.step, details, clock.local_date(now), _last_day(listing))
    if faults:
        raise Problem("invalid", faults=[Fault(*fault) for fault in faults])
    if listing is None:
        _make_move(actor, step, name, details, now)
    else:
        _extend(actor, step, listing, details, now)


def _read_details(wanted: dict[str, Any]) -> tuple[str, MoveDetails]:
    """The move and what came with it; an older client confirms with the measure `extend`."""
    name, measure = wanted["move"], wanted["measure"]
    if (name, measure) == ("confirm", "extend"):
        name, measure = "extend", None
    text, document_no = wanted["text"].strip(), wanted["document_no"].strip()
    return name, MoveDetails(text, document_no, wanted["due_on"], measure)


def _extend(actor: Actor, step: Step, listing: Step, details: MoveDetails, now: datetime) -> None:
    """Moves the date of a listing; a proposal that is answered by it is set aside."""
    _make_move(actor, listing, "extend", details, now)
    proposal = extending.find_waiting(listing) if step is listing else step
    if proposal is not None:
        reason = MoveDetails(details.text, "", None, None)
        _make_move(actor, proposal, "dismiss", reason, now)


def _make_move(actor: Actor, step: Step, name: str, details: MoveDetails, now: datetime) -> None:
    _write(step, name, details, now)
    _log(actor, step, name, details, now)


def _due_at(details: MoveDetails) -> datetime | None:
    """The midnight that ends the last day."""
    return clock.midnight(details.due_on + timedelta(days=1)) if details.due_on else None


def _last_day(listing: Step | None) -> date | None:
    if listing is None or listing.due_at is None:
        return None
    return clock.local_date(listing.due_at) - timedelta(days=1)


def _write(step: Step, name: str, details: MoveDetails, now: datetime) -> None:
    values: dict[str, Any] = {"status": rules.status_after(name, step.status)}
    if name in ("confirm", "dismiss"):
        values |= {"decided_at": now}
    if name == "confirm":
        values |= {
            "document_no": details.document_no,
            "text": details.text,
            "measure": details.measure,
        }
    if details.due_on:
        values |= {"due_at": _due_at(details)}
    changed = (
        update(Step)
        .where(Step.id == step.id, Step.version == step.version)
        .values(version=step.version + 1, **values)
        .returning(Step.id)
        .execution_options(synchronize_session=False)
    )
    if db.session.scalar(changed) is None:
        raise Problem("already-decided")


def _log(actor: Actor, step: Step, name: str, details: MoveDetails, now: datetime) -> None:
    row = {"move": name, "by_id": actor.account_id, "at": now, "text": details.text}
    row |= {"document_no": details.document_no, "due_at": _due_at(details)}
    statement = insert(StepMove).values(step_id=step.id, **row)
    db.session.execute(statement)
    detail = {"area": step.area_id, "step": step.step}
    audit.record(actor.account_id, f"step.{name}", "step", step.id, now, detail)
    if name in _MATTERS:
        area = db.session.get_one(Area, step.area_id)
        people = [each["person"].id for each in queries.list_responsible(step.area_id, now)]
        subject = notifying.Subject(
            id=str(step.id), name=area.name, name_en=area.name, matter=_MATTERS[name]
        )
        notifying.notify("step", now, people, subject)
