"""Drawing cross-checks, keeping what the officers found, and stopping them."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from backend.core import clock
from backend.core.errors import Fault, Problem
from backend.messages.notices import notifying
from backend.oversight.cross_checks import sampling
from backend.oversight.cross_checks.models import CrossCheck, CrossCheckOfficer, CrossCheckSite
from backend.oversight.cross_checks.sampling import Lot
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.rules import COUNTING, Result, Standing
from backend.records.audit import service as audit
from backend.registry.accounts.models import Account, Assignment
from backend.registry.accounts.queries import unended
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.registry.sites import visit_grants
from backend.registry.sites.models import Site
from backend.staff.access import ACTIONS, Actor
from backend.staff.extensions import db

_PATROL_ROLES = [role for role in ACTIONS if "checkin.create" in ACTIONS[role]]


def draw(actor: Actor, wanted: dict[str, Any], now: datetime, seed: str | None = None) -> int:
    """Draws a sample of `town_id` for officers of `by_town_id`; answers the id of the check.

    `wanted` holds both, officer_ids, size and days. It begins now and ends with the last day.
    The seed is drawn unless given.
    Raises Problem("not-found") for a town outside the caller's territory, Problem("invalid") for an
    area that is no town, for officers who do not patrol the other town or who patrol this one,
    and for a town without sites.
    """
    town_id, by_town_id = wanted["town_id"], wanted["by_town_id"]
    _check_towns(actor, town_id, by_town_id)
    officers = sorted(set(wanted["officer_ids"]))
    _check_officers(officers, town_id, by_town_id, now)
    lots = _list_lots(town_id)
    if not lots:
        raise Problem("invalid", faults=[Fault("town_id", "no_such")])
    seed = seed or secrets.token_hex(8)
    site_ids = sampling.draw_sample(lots, wanted["size"], seed)
    last_day = clock.local_date(now) + timedelta(days=wanted["days"] - 1)
    check = CrossCheck(
        town_id=town_id,
        by_town_id=by_town_id,
        seed=seed,
        size=wanted["size"],
        population=len(lots),
        population_sha256=sampling.compute_digest(lots),
        starts_at=now,
        ends_at=clock.midnight(last_day + timedelta(days=1)),
        drawn_by_id=actor.account_id,
    )
    db.session.add(check)
    db.session.flush()
    _add_parts(check, site_ids, officers, now)
    visit_grants.create(site_ids, officers, now, check.ends_at)
    town = db.session.get_one(Area, town_id)
    subject = notifying.Subject(id=str(check.id), name=town.name, name_en=town.name, matter="drawn")
    notifying.notify("check", now, officers, subject)
    detail = {"town": town_id, "by_town": by_town_id, "seed": seed, "sites": site_ids}
    audit.record(actor.account_id, "cross_check.draw", "cross_check", check.id, now, detail)
    return check.id


def stop(actor: Actor, check_id: int, now: datetime) -> None:
    """Ends a running cross-check now; its passes end with it.

    Raises Problem("not-found"), or Problem("move-not-possible") when it has ended.
    """
    check = db.session.scalar(
        select(CrossCheck).where(
            CrossCheck.id == check_id,
            territory.within(actor, "cross_check.draw", CrossCheck.town_id),
            territory.within(actor, "cross_check.draw", CrossCheck.by_town_id),
        )
    )
    if check is None:
        raise Problem("not-found")
    until = check.ends_at
    stopped = (
        update(CrossCheck)
        .where(CrossCheck.id == check_id, CrossCheck.ends_at > now)
        .values(ends_at=now, stopped_at=now)
        .returning(CrossCheck.id)
    )
    if db.session.scalar(stopped) is None:
        raise Problem("move-not-possible")
    sites = select(CrossCheckSite.site_id).filter_by(cross_check_id=check_id)
    officers = select(CrossCheckOfficer.account_id).filter_by(cross_check_id=check_id)
    held = db.session.scalars(sites).all(), db.session.scalars(officers).all()
    visit_grants.end(*held, until, now)
    audit.record(actor.account_id, "cross_check.stop", "cross_check", check_id, now)


def on_checkin(checkin: Checkin, *, now: datetime) -> None:
    """Keeps a visit that stands aside with the checks it was made for; hears
    `events.checkin_recorded`. The first that got in stays; an attempt gives way to a later one.
    """
    if checkin.standing != Standing.ASIDE:
        return
    attempt = select(Checkin.id).where(
        Checkin.id == CrossCheckSite.visit_id, Checkin.result == Result.ATTEMPTED
    )
    own_checks = (
        select(CrossCheck.id)
        .join(CrossCheckOfficer, CrossCheckOfficer.cross_check_id == CrossCheck.id)
        .where(
            CrossCheckOfficer.account_id == checkin.author_id,
            CrossCheck.starts_at <= checkin.captured_at,
            CrossCheck.ends_at > checkin.captured_at,
        )
    )
    kept = (
        update(CrossCheckSite)
        .where(
            CrossCheckSite.site_id == checkin.site_id,
            CrossCheckSite.cross_check_id.in_(own_checks),
            CrossCheckSite.visit_id.is_(None) | attempt.exists(),
        )
        .values(visit_id=checkin.id)
        .returning(CrossCheckSite.cross_check_id)
        .execution_options(synchronize_session=False)
    )
    for check_id in db.session.scalars(kept).all():
        detail = {"checkin": checkin.id, "site": checkin.site_id}
        audit.record(checkin.author_id, "cross_check.visit", "cross_check", check_id, now, detail)


def _check_towns(actor: Actor, town_id: int, by_town_id: int) -> None:
    for area_id in (town_id, by_town_id):
        territory.require(actor, "cross_check.draw", area_id)
    towns = db.session.scalars(
        select(Area.id).where(Area.id.in_((town_id, by_town_id)), Area.level == "town")
    ).all()
    for name, area_id in (("town_id", town_id), ("by_town_id", by_town_id)):
        if area_id not in towns or town_id == by_town_id:
            raise Problem("invalid", faults=[Fault(name, "not_allowed")])


def _check_officers(officers: Sequence[int], town_id: int, by_town_id: int, now: datetime) -> None:
    """All of them patrol the one town now, and none the other."""

    def find_patrolling(area_id: int) -> set[int]:
        rows = select(Assignment.account_id).join(Account, Account.id == Assignment.account_id)
        return set(
            db.session.scalars(
                rows.where(
                    Assignment.account_id.in_(officers),
                    Assignment.role.in_(_PATROL_ROLES),
                    Assignment.since <= now,
                    unended(now),
                    Account.disabled_at.is_(None),
                    territory.below(frozenset((area_id,)), Assignment.area_id),
                )
            )
        )

    if find_patrolling(by_town_id) != set(officers):
        raise Problem("invalid", faults=[Fault("officer_ids", "no_such")])
    if find_patrolling(town_id):
        raise Problem("invalid", faults=[Fault("officer_ids", "not_allowed")])


def _list_lots(town_id: int) -> list[Lot]:
    rows = db.session.execute(
        select(Site.id, Site.kind_id, Site.risk).where(
            Site.status == "active", territory.below(frozenset((town_id,)), Site.grid_id)
        )
    )
    return [Lot(*row) for row in rows]


def _add_parts(
    check: CrossCheck, site_ids: Sequence[int], officers: Sequence[int], now: datetime
) -> None:
    originals = _find_originals(site_ids, now)
    db.session.execute(
        insert(CrossCheckSite),
        [
            {
                "cross_check_id": check.id,
                "site_id": site_id,
                "original_id": originals.get(site_id),
                "visit_id": None,
            }
            for site_id in site_ids
        ],
    )
    rows = [{"cross_check_id": check.id, "account_id": account_id} for account_id in officers]
    db.session.execute(insert(CrossCheckOfficer), rows)


def _find_originals(site_ids: Collection[int], now: datetime) -> dict[int, int]:
    """By site, the newest visit that counts at this moment; what comes later is no original."""
    place = func.row_number().over(
        partition_by=Checkin.site_id, order_by=(Checkin.captured_at.desc(), Checkin.id.desc())
    )
    newest = (
        select(Checkin.site_id, Checkin.id, place.label("place"))
        .where(
            Checkin.site_id.in_(site_ids),
            Checkin.standing.in_(COUNTING),
            Checkin.captured_at <= now,
        )
        .subquery()
    )
    rows = db.session.execute(select(newest.c.site_id, newest.c.id).where(newest.c.place == 1))
    return {row[0]: row[1] for row in rows}
