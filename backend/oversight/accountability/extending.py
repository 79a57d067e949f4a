"""Which listing an extension is about, and the waiting proposal that it settles."""

from sqlalchemy import Select, func, select

from backend.oversight.accountability import rules
from backend.oversight.accountability.models import Step, StepMove
from backend.staff.extensions import db


def find_listing(step: Step) -> Step | None:
    """The listing that extending this step extends: itself, or the one that a proposal is about.

    A proposal of accountability speaks of the listing that passed its date; one after a shortfall,
    of the newest that runs against the area. None when there is none that may be extended.
    """
    if step.step == rules.LISTING:
        listing: Step | None = step
    elif step.step == rules.LAST and step.status == "proposed":
        listing = db.session.scalar(_select_listing(step))
    else:
        return None
    if listing is None:
        return None
    done = select(func.count()).where(StepMove.step_id == listing.id, StepMove.move == "extend")
    extensions = db.session.scalar(done) or 0
    return listing if rules.is_extendable(listing.step, listing.status, extensions) else None


def _select_listing(proposal: Step) -> Select[Step]:
    chosen = select(Step).where(Step.step == rules.LISTING, Step.status.in_(rules.RUNNING))
    listing_id = rules.find_expired_listing(proposal.trigger)
    if listing_id is not None:
        return chosen.where(Step.id == listing_id)
    of_area = chosen.where(Step.area_id == proposal.area_id, Step.plan_code == proposal.plan_code)
    return of_area.order_by(Step.id.desc()).limit(1)


def find_waiting(listing: Step) -> Step | None:
    """The proposal that waits because this listing passed its date."""
    waiting = select(Step).where(
        Step.area_id == listing.area_id,
        Step.plan_code == listing.plan_code,
        Step.status == "proposed",
        Step.trigger.startswith(f"listing:{listing.id}:", autoescape=True),
    )
    return db.session.scalar(waiting)
