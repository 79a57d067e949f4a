"""What the rules say of a visit, and the row that it becomes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.core.signing import Signer
from backend.patrol.checkins import document, rules
from backend.patrol.checkins.context import Context
from backend.patrol.checkins.document import Document
from backend.patrol.checkins.rules import Credited, Fix, Flag, Placed, Result
from backend.registry.kinds.answers import is_abnormal
from backend.registry.kinds.questions import Question, Value
from backend.staff import time_tokens


@dataclass(frozen=True, slots=True)
class Judged:
    """When and where a visit was, what was found, and which checkpoint it reached."""

    credited: Credited
    placed: Placed
    result: Result
    checkpoint_id: int | None


def judge_visit(sent: Document, site: Context, signer: Signer, now: datetime) -> Judged:
    """What the rules say of a visit that arrives at `now`.

    Raises Problem("invalid") when its answers do not belong to the checklist that it names.
    """
    answers = document.answers_of(sent, site.questions, site.trade)
    clock, position = sent["clock"], sent["fix"]
    credited = rules.credit(
        token_at=time_tokens.read(signer, clock["token"]) if clock else None,
        elapsed_ms=clock["elapsed_ms"] if clock else None,
        device_at=document.device_time(sent),
        received_at=now,
        versions=site.versions,
    )
    fix = position and Fix(position["lon"], position["lat"], position["accuracy"])
    return Judged(
        credited,
        rules.classify_place(fix, site.geometry, site.radius_m, site.coarse_m),
        find_result(sent, site.questions or [], answers),
        _checkpoint(site, fix, credited.window.starts_at),
    )


def columns_of(
    author_id: int, sent: Document, site: Context, judged: Judged, now: datetime
) -> dict[str, Any]:
    """The columns of a judged visit, without its content, window, receipt and code."""
    credited, placed = judged.credited, judged.placed
    fix = sent["fix"] if Flag.POSITION_INVALID not in placed.flags else None
    flags = [*credited.flags, *placed.flags]
    if site.aside:
        flags.append(Flag.CROSS_CHECK)
    elif not site.held:
        flags.append(Flag.NO_LONGER_HELD)
    return columns_sent(sent) | {
        "author_id": author_id,
        "received_at": now,
        "captured_at": credited.captured_at,
        "credit": credited.grade,
        "place": placed.place,
        "distance_m": placed.distance_m,
        "lon": fix and fix["lon"],
        "lat": fix and fix["lat"],
        "accuracy_m": _finite(fix and fix["accuracy"]),
        "checkpoint_id": judged.checkpoint_id,
        "result": judged.result,
        "flags": flags,
        "standing": rules.first_standing(
            placed.place,
            credited.grade,
            coarse=Flag.ACCURACY_COARSE in placed.flags,
            aside=site.aside,
        ),
        "review_note": "",
    }


def columns_sent(sent: Document) -> dict[str, Any]:
    """The columns that repeat what was sent, whatever the rules say of it."""
    effort = sent.get("effort")
    return {
        "uid": sent["id"],
        "format": sent["format"],
        "site_id": sent["site"],
        "no_fix_reason": sent["no_fix_reason"],
        "place_reason": sent["place_reason"] or "",
        "attempt_reason": sent["attempt_reason"] if sent["result"] == Result.ATTEMPTED else None,
        "checklist_id": sent["checklist"],
        "answers": sent["answers"],
        "note": sent["note"],
        "taps": effort and effort["taps"],
        "seconds": effort and effort["seconds"],
    }


def find_result(
    sent: Document, questions: Sequence[Question], answers: Mapping[str, Value]
) -> Result:
    """What was found: as it was sent, but abnormal when an answer is."""
    result = Result(sent["result"])
    if result is Result.NORMAL and is_abnormal(questions, answers):
        return Result.ABNORMAL
    return result


def _checkpoint(site: Context, fix: Fix | None, starts_at: datetime) -> int | None:
    """The nearest of the checkpoints of that window whose circle the fix reaches."""
    reached = []
    counting = site.checkpoints.counting(site.site_id, starts_at) if site.checkpoints else ()
    for each in counting:
        circle = {"type": "Point", "coordinates": [each.lon, each.lat]}
        placed = rules.classify_place(fix, circle, each.radius_m)
        if placed.place in (rules.Place.ON_SITE, rules.Place.NEAR):
            reached.append((placed.distance_m or 0.0, each.id))
    return min(reached)[1] if reached else None


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None
