"""Reading check-ins, always through the territory of the one who asks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, String, cast, literal_column, or_, select
from sqlalchemy.orm import aliased

from backend.core.errors import Problem
from backend.core.paging import fetch_page
from backend.patrol.checkins import receipts
from backend.patrol.checkins.models import FLAGGED, Checkin, CheckinPhoto
from backend.patrol.checkins.photo_queries import SENT_BY_AUTHOR, photos_of, states_of
from backend.patrol.checkins.receipts import Facts
from backend.patrol.checkins.reuse import find_reuses
from backend.patrol.checkins.rules import Flag
from backend.patrol.cycles.models import Plan, WindowRow
from backend.patrol.cycles.queries import describe_window
from backend.patrol.cycles.rules import cut_off
from backend.records.photos.models import Photo
from backend.registry.accounts.models import Account
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Site
from backend.staff.access import Actor
from backend.staff.extensions import db

# As many photos with one code are shown: more are a forger's.
BEARING_MAX = 50

_Carrier = aliased(Account)


def visible(actor: Actor) -> ColumnElement[bool]:
    """One's own visits, and those to sites in the territory; needs Site in the query."""
    return or_(
        Checkin.author_id == actor.account_id,
        territory.within(actor, "checkin.read", Site.grid_id),
    )


def find_checkin(actor: Actor, number: int) -> Checkin:
    """Raises Problem("not-found") outside the territory, as for an unknown number."""
    checkin = db.session.scalar(
        select(Checkin).join(Site).where(Checkin.id == number, visible(actor))
    )
    if checkin is None:
        raise Problem("not-found")
    return checkin


def listing(actor: Actor, wanted: dict[str, Any]) -> dict[str, Any]:
    """A page of check-ins, newest first; the query of photos is its second and last."""
    query = _rows().where(visible(actor))
    if wanted["mine"]:
        query = query.where(Checkin.author_id == actor.account_id)
    if wanted["site"]:
        query = query.where(Checkin.site_id == wanted["site"])
    if wanted["standing"]:
        query = query.where(Checkin.standing == wanted["standing"])
    if wanted["awaits_review"]:
        query = query.where(Checkin.awaits_review)
    if wanted["flag"]:
        query = query.where(*_bears(wanted["flag"]))
    if wanted["area"]:
        query = query.where(territory.below(frozenset((wanted["area"],)), Site.grid_id))
    page = fetch_page(
        db.session,
        query,
        [Checkin.id],
        cursor=wanted["cursor"],
        limit=wanted["limit"],
        descending=True,
    )
    return page.with_items(_described(page.rows))


def get_checkin(actor: Actor, number: int) -> dict[str, Any]:
    """One check-in, and which others brought its photos. Raises Problem("not-found")."""
    row = db.session.execute(_rows().where(Checkin.id == number, visible(actor))).first()
    if row is None:
        raise Problem("not-found")
    reused = Flag.PHOTO_REUSED in row.Checkin.flags
    seen = find_reuses(row.Checkin.id, visible(actor)) if reused else []
    return _described([row])[0] | {"reuses": seen}


def photo_of(actor: Actor, number: int, sha256: str) -> Photo:
    """A photo that belongs to this check-in and has arrived. Raises Problem("not-found")."""
    photo = db.session.scalar(
        select(Photo)
        .join(CheckinPhoto, SENT_BY_AUTHOR)
        .join(Checkin, Checkin.id == CheckinPhoto.checkin_id)
        .join(Site, Site.id == Checkin.site_id)
        .where(Checkin.id == number, CheckinPhoto.sha256 == sha256, visible(actor))
    )
    if photo is None:
        raise Problem("not-found")
    return photo


def find_photos_by_code(actor: Actor, code: str) -> list[dict[str, Any]]:
    """The photos in the territory that bear this code, genuine ones first, then newest.

    Raises Problem("not-found") when there is none.
    """
    columns = (CheckinPhoto.sha256, CheckinPhoto.mark_at, CheckinPhoto.mark_fix)
    rows = db.session.execute(
        select(Checkin.id, *columns, CheckinPhoto.mark_genuine, Site, Account)
        .join(Checkin, Checkin.id == CheckinPhoto.checkin_id)
        .join(Site, Site.id == Checkin.site_id)
        .join(Account, Account.id == Checkin.author_id)
        .where(CheckinPhoto.mark_code == code, visible(actor))
        .order_by(CheckinPhoto.mark_genuine.desc(), CheckinPhoto.id.desc())
        .limit(BEARING_MAX)
    ).all()
    if not rows:
        raise Problem("not-found")
    names = ("number", "sha256", "at", "fix", "genuine", "site", "author")
    return [dict(zip(names, row, strict=True)) for row in rows]


def receipt_of(checkin: Checkin) -> dict[str, Any]:
    """The receipt of a check-in, ready for JSON, with the present state of its photos."""
    facts = receipts.read(checkin.receipt)
    return compose_receipt(checkin, facts, states_of([checkin.id])[checkin.id])


def compose_receipt(
    checkin: Checkin, facts: Facts, photos: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """A receipt from the facts that are signed in it and the states of its photos."""
    return {
        "id": checkin.uid,
        "number": checkin.id,
        "signed": checkin.receipt,
        "facts": facts,
        "code": checkin.code,
        "result": checkin.result,
        "standing": checkin.standing,
        "late": _is_late(checkin, datetime.fromisoformat(facts["window"]["ends_at"])),
        "photos": photos,
    }


def public_receipt(code: str) -> dict[str, Any]:
    """What anybody may see of the visit with this code. Raises Problem("not-found")."""
    row = db.session.execute(
        select(Checkin, WindowRow, Plan.code)
        .join(WindowRow, WindowRow.id == Checkin.window_id)
        .join(Plan, Plan.id == WindowRow.plan_id)
        .where(Checkin.code == code)
    ).first()
    if row is None:
        raise Problem("not-found")
    checkin, window, plan = row
    photos = states_of([checkin.id])[checkin.id]
    return {
        "received_at": checkin.received_at,
        "window": describe_window(window, plan),
        "credit": checkin.credit,
        "place": checkin.place,
        "standing": checkin.standing,
        "late": _is_late(checkin, window.ends_at),
        "photos_expected": len(photos),
        "photos_arrived": sum(photo["arrived"] for photo in photos),
    }


def _is_late(checkin: Checkin, ends_at: datetime) -> bool:
    """Whether it came, or was accepted, after the cut-off of its window: see `seals`."""
    return checkin.counts_since >= cut_off(ends_at)


def _bears(flag: str) -> tuple[ColumnElement[bool], ...]:
    """The first condition is that of the index over the few visits with a flag."""
    told = cast(Checkin.flags, String).contains(f'"{flag}"', autoescape=True)
    return literal_column(FLAGGED.format("checkins."), Boolean), told


def _rows() -> Select[Checkin, Site, str, Area, str, WindowRow, str, str]:
    return (
        select(Checkin, Site, Kind.code, Area, Account.name, WindowRow, Plan.code, _Carrier.name)
        .join(Site, Site.id == Checkin.site_id)
        .join(Kind, Kind.id == Site.kind_id)
        .join(Area, Area.id == Site.grid_id)
        .join(Account, Account.id == Checkin.author_id)
        .join(WindowRow, WindowRow.id == Checkin.window_id)
        .join(Plan, Plan.id == WindowRow.plan_id)
        .outerjoin(_Carrier, _Carrier.id == Checkin.carrier_id)
    )


def _described(rows: Sequence[Any]) -> list[dict[str, Any]]:
    photos = photos_of([row.Checkin.id for row in rows]) if rows else {}
    return [_describe(*row, photos=photos.get(row.Checkin.id, [])) for row in rows]


def _describe(
    checkin: Checkin,
    site: Site,
    kind: str,
    grid: Area,
    author: str,
    window: WindowRow,
    plan: str,
    carrier: str | None,
    *,
    photos: list[dict[str, Any]],
) -> dict[str, Any]:
    columns = {column.name: getattr(checkin, column.name) for column in Checkin.__table__.columns}
    return columns | {
        "number": checkin.id,
        "id": checkin.uid,
        "site": {"id": site.id, "name": site.name, "kind": kind, "grid": grid},
        "author": {"id": checkin.author_id, "name": author},
        "carrier": carrier and {"id": checkin.carrier_id, "name": carrier},
        "window": describe_window(window, plan),
        "late": _is_late(checkin, window.ends_at),
        "checklist": checkin.checklist_id,
        "photos": photos,
    }
