"""Visits beside the bytes that came, the receipt that was signed, and the journal."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from nacl.signing import VerifyKey
from sqlalchemy import Row, Select, select

from backend.core.errors import Problem
from backend.core.signing import verify_claims
from backend.core.wire import rfc3339
from backend.figures.integrity.rules import Difference, list_differing
from backend.patrol.checkins import document, judging, receipts, rules
from backend.patrol.checkins.document import Document
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.rules import Credit, Flag, Place, Standing
from backend.patrol.cycles.models import Plan, WindowRow
from backend.records.audit.models import AuditRow
from backend.registry.kinds.models import Checklist
from backend.registry.kinds.questions import Question, from_json
from backend.staff.extensions import db

KIND = "visit"
ARRIVED = ("checkin.recorded", "checkin.carried")
REVIEWED = "checkin.reviewed"
# In the words of older rows.
_STANDINGS = {"accept": Standing.ACCEPTED, "refuse": Standing.REFUSED}


def compare_visits(ids: Sequence[int], keys: Sequence[VerifyKey]) -> Iterator[Difference]:
    """How these visits differ; `keys` are those that may have signed their receipts."""
    rows = db.session.execute(_select_visits(ids)).all()
    questions = _find_questions({row.Checkin.checklist_id for row in rows})
    journal = _find_journal(ids)
    for row in rows:
        checkin = row.Checkin
        asked = questions.get(checkin.checklist_id, [])
        for what in (
            *_compare_body(checkin, asked),
            *_compare_receipt(row, keys),
            *_compare_journal(checkin, journal[str(checkin.id)]),
        ):
            yield Difference(KIND, checkin.id, what)


def _select_visits(ids: Sequence[int]) -> Select[Any]:
    return (
        select(Checkin, WindowRow.number, WindowRow.starts_at, WindowRow.ends_at)
        .add_columns(Plan.code.label("plan"))
        .join(WindowRow, WindowRow.id == Checkin.window_id)
        .join(Plan, Plan.id == WindowRow.plan_id)
        .where(Checkin.id.in_(ids))
        .order_by(Checkin.id)
        .execution_options(populate_existing=True)
    )


def _find_questions(ids: Iterable[int | None]) -> dict[int | None, list[Question]]:
    wanted = [number for number in ids if number is not None]
    rows = select(Checklist.id, Checklist.questions).where(Checklist.id.in_(wanted))
    return {row[0]: [from_json(each) for each in row[1]] for row in db.session.execute(rows)}


def _find_journal(ids: Sequence[int]) -> Mapping[str, list[AuditRow]]:
    """By visit, what the journal says of its arrival and its review."""
    found: dict[str, list[AuditRow]] = defaultdict(list)
    rows = select(AuditRow).where(
        AuditRow.subject == "checkin",
        AuditRow.subject_id.in_([str(number) for number in ids]),
        AuditRow.action.in_((*ARRIVED, REVIEWED)),
    )
    for row in db.session.scalars(rows.execution_options(populate_existing=True)):
        found[row.subject_id].append(row)
    return found


def _compare_body(checkin: Checkin, questions: Sequence[Question]) -> Iterator[str]:
    if hashlib.sha256(checkin.body).hexdigest() != checkin.content_sha256:
        yield "its body is not the one of its content hash"
        return
    try:
        sent = document.read(checkin.body)
    except Problem:
        yield "its body cannot be read"
        return
    told = judging.columns_sent(sent) | _position_sent(checkin, sent)
    answers = {answer["question"]: answer["value"] for answer in sent["answers"]}
    told["result"] = judging.find_result(sent, questions, answers)
    if differing := list_differing(vars(checkin), told):
        yield f"its body says otherwise: {', '.join(differing)}"


def _position_sent(checkin: Checkin, sent: Document) -> dict[str, Any]:
    fix = sent["fix"]
    if fix is None or Flag.POSITION_INVALID in checkin.flags:
        return {"lon": None, "lat": None}
    return {"lon": fix["lon"], "lat": fix["lat"]}


def _compare_receipt(row: Row[Any], keys: Sequence[VerifyKey]) -> Iterator[str]:
    checkin = row.Checkin
    found = (verify_claims(key, receipts.PURPOSE, checkin.receipt) for key in keys)
    facts = next((each for each in found if each is not None), None)
    if facts is None:
        yield "its receipt is not signed by a known key"
        return
    stored = {
        "id": checkin.uid,
        "content": checkin.content_sha256,
        "site": checkin.site_id,
        "received_at": rfc3339(checkin.received_at),
        "captured_at": rfc3339(checkin.captured_at),
        "window": {
            "plan": row.plan,
            "number": row.number,
            "starts_at": rfc3339(row.starts_at),
            "ends_at": rfc3339(row.ends_at),
        },
        "credit": checkin.credit,
        "place": checkin.place,
    }
    if differing := list_differing(stored, facts):
        yield f"its receipt says otherwise: {', '.join(differing)}"


def _compare_journal(checkin: Checkin, lines: Sequence[AuditRow]) -> Iterator[str]:
    arrivals = [line for line in lines if line.action in ARRIVED]
    if not arrivals:
        yield "the journal has no row of its arrival"
    for line in arrivals:
        author = line.detail.get("author", line.actor_id)
        carrier = line.actor_id if "author" in line.detail else None
        told = (line.detail.get("content"), author, carrier)
        if told != (checkin.content_sha256, checkin.author_id, checkin.carrier_id):
            yield f"the journal says otherwise in row {line.id}"
    reviews = [_standing_after(line) for line in lines if line.action == REVIEWED]
    if checkin.standing != (reviews or [_find_first_standing(checkin, arrivals)])[0]:
        yield f"it stands as {checkin.standing}, which neither its rules nor a review say"


def _standing_after(review: AuditRow) -> str:
    """Older rows tell the verdict alone: what was reviewed then had not counted yet."""
    return str(review.detail.get("standing") or _STANDINGS[review.detail["verdict"]])


def _find_first_standing(checkin: Checkin, arrivals: Sequence[AuditRow]) -> str:
    """As the journal tells it; without a word of it, by the rules of that time, when a coarse
    fix still counted.
    """
    told = [line.detail["standing"] for line in arrivals if "standing" in line.detail]
    if told:
        return str(told[0])
    aside = Flag.CROSS_CHECK in checkin.flags
    return rules.first_standing(Place(checkin.place), Credit(checkin.credit), aside=aside)
