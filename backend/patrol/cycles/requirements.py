"""What a window asks of sites: the rule over their dated status, and the exemptions of areas."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import or_, select, update

from backend.patrol.cycles import exemptions
from backend.patrol.cycles.models import Obligation
from backend.patrol.cycles.rules import Period, Requirement, Window, requirement
from backend.registry.sites.models import StatusPeriod
from backend.staff.extensions import db


def periods_touching(site_ids: Collection[int], window: Window) -> dict[int, list[Period]]:
    """The periods of these sites that touch the window, oldest first."""
    rows = db.session.execute(
        select(
            StatusPeriod.site_id,
            StatusPeriod.since,
            StatusPeriod.until,
            StatusPeriod.status,
            StatusPeriod.grid_id,
        )
        .where(StatusPeriod.site_id.in_(site_ids), StatusPeriod.since < window.ends_at)
        .where(or_(StatusPeriod.until.is_(None), StatusPeriod.until > window.starts_at))
        .order_by(StatusPeriod.since)
    )
    found: dict[int, list[Period]] = defaultdict(list)
    for site_id, since, until, status, grid_id in rows:
        found[site_id].append(Period(since, until, status, grid_id))
    return found


def requirements(
    window_id: int, window: Window, periods: Mapping[int, Sequence[Period]]
) -> dict[int, Requirement]:
    """What the window asks of each site; sites of which it asks nothing are left out.

    Until the end of the transaction no exemption of this window can begin or be withdrawn.
    """
    asked = {site_id: requirement(life, window) for site_id, life in periods.items()}
    found = {site_id: each for site_id, each in asked.items() if each}
    exemptions.lock_shared([window_id])
    waived = exemptions.find_waived_grids(window_id, {each.grid_id for each in found.values()})
    return {
        site_id: Requirement(each.grid_id, exempt=each.exempt or each.grid_id in waived)
        for site_id, each in found.items()
    }


def renew_exempt(window_id: int, window: Window, site_ids: Collection[int]) -> None:
    """Stores anew whether the obligations of these sites in the window are waived."""
    needed = requirements(window_id, window, periods_touching(site_ids, window))
    for exempt in (True, False):
        here = [site_id for site_id, each in needed.items() if each.exempt is exempt]
        db.session.execute(
            update(Obligation)
            .where(Obligation.window_id == window_id, Obligation.site_id.in_(here))
            .where(Obligation.exempt.is_not(exempt))
            .values(exempt=exempt)
            .execution_options(synchronize_session=False)
        )
