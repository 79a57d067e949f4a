"""Kinds of sites: taking them from files into the database."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from backend.records.audit import service as audit
from backend.registry.kinds import queries
from backend.registry.kinds.checklist import KindSpec, load_kind, load_kinds
from backend.registry.kinds.models import Checklist, Kind
from backend.staff import events
from backend.staff.extensions import db

CATALOGUE = Path(__file__).with_name("catalogue")


@dataclass(frozen=True)
class Loaded:
    """What became of one file: `checklist` is the version that holds now."""

    code: str
    name: str
    created: bool
    changed: bool
    checklist: int
    new_checklist: bool


def load(path: Path | None, now: datetime) -> list[Loaded]:
    """Takes in one file, or every file of a folder; the project's own catalogue for None.

    May be repeated: what is there already stays. Other words or figures change the kind;
    other questions or another number of photos make a new version of its checklist beside the
    old ones. Kinds without a file stay as they are. Raises CatalogueError, also for a plan that
    does not exist, or OSError.
    """
    path = path or CATALOGUE
    specs = load_kinds(path) if path.is_dir() else [load_kind(path)]
    events.kinds_read.send(tuple(specs))
    known = {kind.code: kind for kind in db.session.scalars(select(Kind).with_for_update())}
    latest = queries.latest()
    loaded = [_take_in(spec, known, latest, now) for spec in specs]
    db.session.flush()
    return loaded


def digest_of(questions: list[dict[str, Any]], photos_min: int = 0) -> str:
    """SHA-256 of what is asked for, the same for the same questions in the same order.

    Without photos it is that of the questions alone, as it was before photos were part of it.
    """
    asked: Any = {"questions": questions, "photos_min": photos_min} if photos_min else questions
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _take_in(
    spec: KindSpec,
    known: Mapping[str, Kind],
    latest: Mapping[int, tuple[int, str]],
    now: datetime,
) -> Loaded:
    kind = known.get(spec.code)
    created = kind is None
    if kind is None:
        kind = Kind(code=spec.code, **_columns(spec))
        db.session.add(kind)
        db.session.flush()
    changed = _change(kind, _columns(spec))
    version, digest = latest.get(kind.id, (0, ""))
    questions = [question.as_json() for question in spec.questions]
    new_digest = digest_of(questions, spec.photos_min)
    new_checklist = new_digest != digest
    if new_checklist:
        version += 1
        row = {"version": version, "questions": questions, "digest": new_digest}
        asked = Checklist(kind_id=kind.id, photos_min=spec.photos_min, created_at=now, **row)
        db.session.add(asked)
    if created or changed or new_checklist:
        detail = {"checklist": version, "digest": new_digest}
        audit.record(None, "kind.load", "kind", spec.code, now, detail)
    return Loaded(spec.code, spec.name_zh, created, changed, version, new_checklist)


def _columns(spec: KindSpec) -> dict[str, Any]:
    return {
        "name_zh": spec.name_zh,
        "name_en": spec.name_en,
        "mark_zh": spec.mark_zh,
        "mark_en": spec.mark_en,
        "sort": spec.sort,
        "plan_code": spec.plan,
        "radius_m": spec.radius_m,
        "coarse_m": spec.coarse_m,
        "checkpoints": spec.checkpoints,
    }


def _change(kind: Kind, columns: Mapping[str, Any]) -> bool:
    others = {name: value for name, value in columns.items() if getattr(kind, name) != value}
    for name, value in others.items():
        setattr(kind, name, value)
    return bool(others)
