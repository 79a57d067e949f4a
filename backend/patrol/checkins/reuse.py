"""Photos that were used before, known by their bytes or by the file that the camera wrote."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select, text
from sqlalchemy.orm import aliased

from backend.patrol.checkins import rules
from backend.patrol.checkins.models import Checkin, CheckinPhoto
from backend.patrol.checkins.rules import Flag
from backend.registry.accounts.models import Account
from backend.registry.sites.models import Site
from backend.staff.extensions import db

REUSES_MAX = 20

_LOCK = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(hash, 0))"
    " FROM unnest(CAST(:hashes AS text[])) hash"
)


def flags_of(photos: Sequence[dict[str, Any]]) -> list[Flag]:
    """What to flag about the photos of a visit that is not stored yet.

    Two visits that bring one photo at once are judged one after the other.
    """
    each = [{photo["sha256"], photo["original_sha256"]} - {None} for photo in photos]
    hashes = sorted(set().union(*each))
    if not hashes:
        return []
    _lock(hashes)
    known = db.session.scalar(select(CheckinPhoto.id).where(_has_any(hashes)).limit(1))
    return rules.flag_photos(each, is_known=known is not None)


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


def _has_any(hashes: Sequence[str]) -> ColumnElement[bool]:
    return or_(CheckinPhoto.sha256.in_(hashes), CheckinPhoto.original_sha256.in_(hashes))


def _is_same(own: Any) -> ColumnElement[bool]:
    mine = (own.sha256, own.original_sha256)
    return or_(CheckinPhoto.sha256.in_(mine), CheckinPhoto.original_sha256.in_(mine))


def _lock(hashes: Sequence[str]) -> None:
    """On the embedded database there is one writer anyway."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"hashes": hashes})
