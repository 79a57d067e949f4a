"""What an exemption does to the obligations of its area, all at once.

| stored before | visits that count  | exempted | no longer exempted           |
|---------------|--------------------|----------|------------------------------|
| covered       | enough             | covered  | covered                      |
| any other     | one attempted      | exempt   | attempted                    |
| any other     | none, or too few   | exempt   | none                         |

It is the table of `outcome` in `cycles/rules.py` for a whole area: covered stays covered
whatever is waived, so nobody's visits need to be counted again. Gaps do not depend on it.
"""

from sqlalchemy import ColumnElement, and_, case, exists, literal, or_, select, update

from backend.patrol.checkins.crediting import COUNTING
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.rules import Result
from backend.patrol.cycles import exemptions
from backend.patrol.cycles.exemptions import Waived
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.rules import ACTIVE, Outcome
from backend.registry.areas import territory
from backend.registry.sites.models import SiteSpell
from backend.staff.extensions import db


def on_exemption_changed(touched: Waived) -> None:
    """Receiver: the obligations are held first and their visits read after, as for a visit."""
    inside = and_(
        Obligation.window_id == touched.window_id,
        Obligation.grid_id.in_(territory.areas_below(frozenset((touched.area_id,)))),
    )
    rows = select(Obligation.id).where(inside).order_by(Obligation.id)
    db.session.execute(rows.with_for_update()).all()
    window = db.session.get_one(WindowRow, touched.window_id)
    waived = or_(exemptions.waived(touched.window_id, Obligation.grid_id), _off_duty(window))
    db.session.execute(
        update(Obligation)
        .where(inside)
        .values(exempt=waived, outcome=_outcome(waived))
        .execution_options(synchronize_session=False)
    )


def _off_duty(window: WindowRow) -> ColumnElement[bool]:
    """Suspended or closed and not back before the window's end: see `requirement`."""
    back = exists().where(
        SiteSpell.site_id == Obligation.site_id,
        SiteSpell.status == ACTIVE,
        SiteSpell.since < window.ends_at,
        or_(SiteSpell.until.is_(None), SiteSpell.until >= window.ends_at),
    )
    return ~back


def _outcome(waived: ColumnElement[bool]) -> ColumnElement[str]:
    attempted = exists().where(
        Checkin.site_id == Obligation.site_id,
        Checkin.window_id == Obligation.window_id,
        Checkin.standing.in_(COUNTING),
        Checkin.result == Result.ATTEMPTED,
    )
    return case(
        (Obligation.outcome == Outcome.COVERED, Obligation.outcome),
        (waived, literal(Outcome.EXEMPT.value)),
        (attempted, literal(Outcome.ATTEMPTED.value)),
        else_=literal(Outcome.NONE.value),
    )
