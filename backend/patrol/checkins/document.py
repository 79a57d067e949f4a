"""From the bytes that a phone sent to a typed document; nothing is judged here."""

from datetime import UTC, datetime
from typing import Any, NotRequired, TypedDict

from marshmallow import ValidationError

from backend.core.bodies import read_json
from backend.core.errors import Fault, Problem, faults_of
from backend.patrol.checkins.document_schemas import FORMATS, CheckinDocumentSchema
from backend.registry.kinds.answers import MISSING, check_answers
from backend.registry.kinds.questions import Question, Value


class Clock(TypedDict):
    """The newest time token that the phone held, and the milliseconds since."""

    token: str
    elapsed_ms: float | None


class Position(TypedDict):
    """Degrees WGS-84, the accuracy as a radius in metres."""

    lon: float
    lat: float
    accuracy: float | None
    at: str | None


class Answer(TypedDict):
    question: str
    value: Value
    given: str


class PrintedMark(TypedDict):
    """The texts printed on a photo, and the code made of them."""

    at: str
    fix: str | None
    code: str


class AnnouncedPhoto(TypedDict):
    sha256: str
    original_sha256: str | None
    captured_at: datetime | None
    source: str
    note: NotRequired[str]
    mark: NotRequired[PrintedMark | None]


class Effort(TypedDict):
    taps: int
    seconds: int


class Document(TypedDict):
    """A visit as `CheckinDocumentSchema` has validated it; format 1 lacks what is not required."""

    format: int
    id: str
    site: int
    device_time: str | None
    clock: Clock | None
    fix: Position | None
    no_fix_reason: str | None
    place_reason: str | None
    result: str
    attempt_reason: str | None
    checklist: int | None
    answers: list[Answer]
    note: str
    photos: list[AnnouncedPhoto]
    device: NotRequired[str | None]
    effort: NotRequired[Effort | None]


def read(body: bytes) -> Document:
    """The document in `body`. Raises Problem("unreadable") or Problem("invalid")."""
    value = read_json(body)
    try:
        document: Document = _schema_of(value).load(value)
    except ValidationError as error:
        raise Problem("invalid", faults=faults_of(error.messages)) from None
    if document["result"] == "attempted" and document["attempt_reason"] is None:
        raise Problem("invalid", faults=[Fault("attempt_reason", "reason_needed")])
    return document


def _schema_of(value: Any) -> CheckinDocumentSchema:
    """That of the format which the document names; the first one says what else is wrong."""
    wanted = value.get("format") if isinstance(value, dict) else None
    return FORMATS.get(wanted, FORMATS[1]) if isinstance(wanted, int) else FORMATS[1]


def device_time(document: Document) -> datetime | None:
    """The phone's clock as an aware UTC instant; None for what no calendar knows."""
    try:
        at = datetime.fromisoformat(document["device_time"] or "")
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def answers_of(
    document: Document, questions: list[Question] | None, trade: str | None
) -> dict[str, Value]:
    """The answers by question code. Raises Problem("invalid") naming the questions at fault.

    An attempted visit found nobody to ask: it needs no answers, and no checklist.
    """
    if questions is None:
        _check_no_answers(document)
        return {}
    answers = {answer["question"]: answer["value"] for answer in document["answers"]}
    faults = [
        Fault(f"answers.{code}", fault)
        for code, fault in check_answers(questions, trade, answers)
        if not (document["result"] == "attempted" and fault == MISSING)
    ]
    if len(answers) < len(document["answers"]):
        faults.append(Fault("answers", "duplicate"))
    if faults:
        raise Problem("invalid", faults=faults)
    return answers


def _check_no_answers(document: Document) -> None:
    if document["answers"] or document["checklist"] is not None:
        raise Problem("invalid", faults=[Fault("checklist", "no_such")])
    if document["result"] != "attempted":
        raise Problem("invalid", faults=[Fault("checklist", "required")])
