"""Photos that were used before, known by their bytes or by the file that the camera wrote."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    bindparam,
    false,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from backend.core.round_trips import is_any, texts, together
from backend.patrol.checkins import rules
from backend.patrol.checkins.models import Checkin, CheckinPhoto
from backend.patrol.checkins.photo_queries import NOT_SENT, not_sent, photo_state, sent_by
from backend.patrol.checkins.rules import Flag
from backend.registry.accounts.models import Account
from backend.registry.sites.models import Site
from backend.staff.extensions import db

REUSES_MAX = 20

_LOCK = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(hash, 0))"
    " FROM unnest(CAST(:hashes AS text[])) hash"
)


class Known(NamedTuple):
    """What to flag about the photos of a visit, and the state of each, as a receipt tells it."""

    flags: list[Flag]
    states: list[dict[str, Any]]


def find_known(visits: Sequence[Sequence[dict[str, Any]]], author_id: int) -> list[Known]:
    """What is known of the photos of an author's visits that are not stored yet, for each visit.

    One query, after a lock: of visits that bring one photo at once, one is judged after the other.
    """
    photos = [photo for visit in visits for photo in visit]
    hashes = set().union(*map(_hashes, photos))
    used, sent = _query_known(hashes, author_id) if hashes else (set(), {})
    found = []
    for visit in visits:
        each = [_hashes(photo) for photo in visit]
        own = set().union(*each)
        states = [sent.get(photo["sha256"]) or not_sent(photo["sha256"]) for photo in visit]
        found.append(Known(rules.flag_photos(each, is_known=not used.isdisjoint(own)), states))
        used |= own
    return found


def find_reuses(number: int, visible: ColumnElement[bool]) -> list[dict[str, Any]]:
    """The newest other visits that brought a photo of this one, and which photo of it that is;
    those that may be seen.
    """
    own = aliased(CheckinPhoto)
    rows = db.session.execute(
        select(own.sha256, Checkin.id, Checkin.captured_at, Site, Account)
        .select_from(own)
        .join(CheckinPhoto, _is_same(own))
        .join(Checkin, Checkin.id == CheckinPhoto.checkin_id)
        .join(Site, Site.id == Checkin.site_id)
        .join(Account, Account.id == Checkin.author_id)
        .where(own.checkin_id == number, Checkin.id != number, visible)
        .order_by(Checkin.id.desc(), own.position)
        .limit(REUSES_MAX)
    ).all()
    names = ("sha256", "number", "captured_at", "site", "author")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _hashes(photo: dict[str, Any]) -> set[str]:
    return {photo["sha256"], photo["original_sha256"]} - {None}


def _query_known(hashes: set[str], author_id: int) -> tuple[set[str], dict[str, dict[str, Any]]]:
    """Which of them other visits brought, and the state of those that the author has sent."""
    _lock(sorted(hashes))
    asked = {"hashes": hashes, "author": author_id}
    rows = db.session.connection().execute(_known(), asked).all()
    used = {row.sha256 for row in rows if row.used_before}
    return used, {row.sha256: photo_state(row) for row in rows if not row.used_before}


@cache
def _known() -> CompoundSelect[Any]:
    """A row for each hash that the author has sent, and for each that a visit brought."""
    hashes = texts("hashes")
    sent = sent_by(bindparam("author"), hashes)
    used = [
        select(column.label("sha256"), *NOT_SENT, true().label("used_before"))
        .where(is_any(column, hashes))
        .distinct()
        for column in (CheckinPhoto.sha256, CheckinPhoto.original_sha256)
    ]
    return union_all(*(each.add_columns(false().label("used_before")) for each in sent), *used)


def _is_same(own: Any) -> ColumnElement[bool]:
    mine = (own.sha256, own.original_sha256)
    return or_(CheckinPhoto.sha256.in_(mine), CheckinPhoto.original_sha256.in_(mine))


def _lock(hashes: Sequence[str]) -> None:
    """On the embedded database there is one writer anyway."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        with together(connection):  # and with the BEGIN
            connection.execute(_LOCK, {"hashes": hashes})
