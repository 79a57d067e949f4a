"""Reading kinds, each with the newest version of its checklist."""

from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_

from backend.registry.kinds.models import Checklist, Kind
from backend.staff.extensions import db


def describe_kinds() -> list[dict[str, Any]]:
    """Every kind with the newest version of its checklist, as they are shown; one query."""
    rows = db.session.execute(
        select(Kind, Checklist)
        .join(Checklist, Checklist.kind_id == Kind.id)
        .where(_is_latest())
        .order_by(Kind.sort, Kind.code)
    )
    return [_shown(kind, checklist) for kind, checklist in rows]


def trades_of(kind_id: int) -> tuple[str, ...]:
    """The trades that the newest checklist of a kind tells apart."""
    found = select(Checklist.questions).where(Checklist.kind_id == kind_id, _is_latest())
    questions = db.session.scalar(found) or []
    whens = (question["when"] or {} for question in questions)
    return tuple(dict.fromkeys(trade for when in whens for trade in when.get("trade", ())))


def latest() -> dict[int, tuple[int, str]]:
    """Version and digest of each kind's newest checklist."""
    columns = select(Checklist.kind_id, Checklist.version, Checklist.digest)
    rows = db.session.execute(columns.where(_is_latest()))
    return {kind_id: (version, digest) for kind_id, version, digest in rows}


def _is_latest() -> ColumnElement[bool]:
    newest = select(Checklist.kind_id, func.max(Checklist.version)).group_by(Checklist.kind_id)
    return tuple_(Checklist.kind_id, Checklist.version).in_(newest)


def _shown(kind: Kind, checklist: Checklist) -> dict[str, Any]:
    return {
        "code": kind.code,
        "name": kind.name_zh,
        "name_en": kind.name_en,
        "mark": kind.mark_zh,
        "mark_en": kind.mark_en,
        "radius_m": kind.radius_m,
        "coarse_m": kind.coarse_m,
        "plan": kind.plan_code,
        "checklist": {
            "id": checklist.id,
            "version": checklist.version,
            "questions": checklist.questions,
            "photos_min": checklist.photos_min,
        },
    }
