"""From the bytes that a phone sent to plain values; nothing is judged here."""

from datetime import UTC, datetime
from typing import Any

from marshmallow import ValidationError

from backend.core.bodies import read_json
from backend.core.errors import Fault, Problem, faults_of
from backend.patrol.checkins.document_schemas import FORMATS, CheckinDocumentSchema
from backend.patrol.checkins.rules import Fix
from backend.registry.kinds.answers import check_answers
from backend.registry.kinds.questions import Question


def read(body: bytes) -> dict[str, Any]:
    """The document in `body`. Raises Problem("unreadable") or Problem("invalid")."""
    shown = read_json(body)
    try:
        document: dict[str, Any] = _schema_of(shown).load(shown)
    except ValidationError as error:
        raise Problem("invalid", faults=faults_of(error.messages)) from None
    if document["result"] == "attempted" and document["attempt_reason"] is None:
        raise Problem("invalid", faults=[Fault("attempt_reason", "reason_needed")])
    return document


def _schema_of(shown: Any) -> CheckinDocumentSchema:
    """That of the format which the document names; the first one says what else is wrong."""
    wanted = shown.get("format") if isinstance(shown, dict) else None
    return FORMATS.get(wanted, FORMATS[1]) if isinstance(wanted, int) else FORMATS[1]


def fix_of(document: dict[str, Any]) -> Fix | None:
    fix = document["fix"]
    return fix and Fix(fix["lon"], fix["lat"], fix["accuracy"])


def device_time(document: dict[str, Any]) -> datetime | None:
    """The phone's clock as an aware UTC instant; None for what no calendar knows."""
    try:
        at = datetime.fromisoformat(document["device_time"] or "")
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def answers_of(
    document: dict[str, Any], questions: list[Question], trade: str | None
) -> dict[str, Any]:
    """The answers by question code. Raises Problem("invalid") naming the questions at fault.

    An attempted visit found nobody to ask: it needs no answers.
    """
    answers = {answer["question"]: answer["value"] for answer in document["answers"]}
    faults = [
        Fault(f"answers.{code}", fault)
        for code, fault in check_answers(questions, trade, answers)
        if not (document["result"] == "attempted" and fault == "missing_answer")
    ]
    if len(answers) < len(document["answers"]):
        faults.append(Fault("answers", "duplicate"))
    if faults:
        raise Problem("invalid", faults=faults)
    return answers
