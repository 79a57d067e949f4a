"""What goes wrong: a Problem, and the one place that turns it into an RFC 9457 answer."""

import json
import logging
import re
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, Response, g, jsonify
from sqlalchemy.exc import DataError, IntegrityError
from werkzeug.exceptions import HTTPException

from backend.core.outages import outage_of
from backend.core.problems import CATALOGUE

_BY_STATUS = {
    400: "unreadable",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    412: "stale",
    413: "too-large",
    414: "request-too-long",
    415: "unsupported-media",
    422: "invalid",
    428: "precondition-required",
    429: "throttled",
    431: "headers-too-large",
    501: "unsupported-media",  # gunicorn's word for an unknown transfer coding
    503: "busy",
    507: "storage-full",
}

MEDIA_TYPE = "application/problem+json"
# A body may hold more nonsense than its answer needs to repeat.
FAULTS_MAX = 100
FIELD_MAX = 200

log = logging.getLogger(__name__)


class Fault(NamedTuple):
    """A field at fault, as a dotted path, and the code of what is wrong with it.

    Numbers that the code's text names follow it after colons.
    """

    field: str
    code: str


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """Something the caller must be told; `code` is a key of the catalogue.

    `faults` name the fields; `retry_after` is in seconds; `members` join the answer's body.
    Raises ValueError for a member that the catalogue does not list for this code.
    """

    def __init__(
        self,
        code: str,
        *,
        faults: list[Fault] | None = None,
        detail: str | None = None,
        retry_after: int | None = None,
        **members: Any,
    ) -> None:
        super().__init__(code)
        if unlisted := members.keys() - set(CATALOGUE[code].members):
            raise ValueError(f"{code} has no members {sorted(unlisted)}")
        self.code = code
        self.faults = faults or []
        self.detail = detail
        self.retry_after = retry_after
        self.members = members


def answer(problem: Problem) -> Response:
    """The application/problem+json answer of a problem."""
    response = jsonify(describe_problem(problem, g.get("request_id")))
    response.status_code = CATALOGUE[problem.code].status
    response.content_type = MEDIA_TYPE
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def write_answer(status: int, headers: Mapping[str, str]) -> bytes:
    """A whole HTTP/1.1 answer for a request that never reached an application.

    `status` is what the server would say; the answer says the catalogue's nearest.
    """
    problem = Problem(_code_of(status))
    body = json.dumps(describe_problem(problem, None), ensure_ascii=False).encode()
    told = HTTPStatus(CATALOGUE[problem.code].status)
    own = {"Connection": "close", "Content-Type": MEDIA_TYPE, "Content-Length": str(len(body))}
    lines = [f"{name}: {value}" for name, value in (own | dict(headers)).items()]
    head = "\r\n".join([f"HTTP/1.1 {told.value} {told.phrase}", *lines, "", ""])
    return head.encode("latin-1") + body


def describe_problem(problem: Problem, request_id: str | None) -> dict[str, Any]:
    """The document of a problem, its HTTP status among the members."""
    return {
        "type": f"urn:patrol369:problem:{problem.code}",
        "code": problem.code,
        "status": CATALOGUE[problem.code].status,
        "title": text("zh", "problems", problem.code),
        "title_en": text("en", "problems", problem.code),
        "detail": problem.detail,
        "fields": [_describe(fault) for fault in problem.faults[:FAULTS_MAX]],
        "request_id": request_id,
        **problem.members,
    }


def faults_of(messages: Any, prefix: str = "") -> list[Fault]:
    """Flattens marshmallow's nested messages into faults with dotted paths."""
    if isinstance(messages, dict):
        return [
            fault
            for key, value in messages.items()
            for fault in faults_of(value, _join(prefix, str(key)))
        ]
    codes = messages if isinstance(messages, list) else [messages]
    # What two rules say of one field in the same words is said once.
    return [Fault(prefix, code) for code in dict.fromkeys(map(str, codes))]


def text(locale: str, section: str, key: str) -> str:
    """A text for people; the key itself when the locale lacks it (a test sees to that)."""
    return _locale(locale)[section].get(key, key)


def register(app: Flask) -> None:
    """Makes every failure of a request leave through `answer`."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, lambda error: answer(problem_of(error)))


def _http(error: HTTPException) -> Response:
    code = _code_of(error.code or 500)
    messages = getattr(error, "data", {}).get("messages", {})
    response = answer(Problem(code, faults=faults_of(_without_location(messages))))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _code_of(status: int) -> str:
    return _BY_STATUS.get(status, "internal" if status >= 500 else "unreadable")


def problem_of(error: Exception) -> Problem:
    """The problem that a failure becomes; what is nobody's wish is logged."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, IntegrityError):
        log.warning("constraint refused a row", extra={"constraint": type(error.orig).__name__})
        return Problem("conflict")
    if isinstance(error, DataError):
        log.warning("value refused by the database", extra={"kind": type(error.orig).__name__})
        return Problem("invalid")
    if outage := outage_of(error):
        log.error(outage.event)
        return Problem(outage.code, retry_after=outage.retry_after)
    log.error("unexpected failure", exc_info=error)
    return Problem("internal")


def _without_location(messages: Any) -> Any:
    locations = {"json", "query", "headers", "path"}
    if isinstance(messages, dict) and messages.keys() <= locations:
        merged: dict[str, Any] = {}
        for inner in messages.values():
            merged |= inner if isinstance(inner, dict) else {"": inner}
        return merged
    return messages


def _describe(fault: Fault) -> dict[str, str | None]:
    # The name of an unknown field is the caller's: it may hold halves of surrogate pairs.
    field = fault.field[:FIELD_MAX].encode("utf-8", "backslashreplace").decode()
    return {
        "field": field,
        "label": _label("zh", field),
        "label_en": _label("en", field),
        "message": _explain("zh", fault.code),
        "message_en": _explain("en", fault.code),
    }


def _explain(locale: str, code: str) -> str:
    name, *numbers = code.split(":")
    return text(locale, "faults", name).format(*numbers)


def _label(locale: str, field: str) -> str | None:
    """What people call the last named part of a dotted path."""
    named = [part for part in re.split(r"[.\[\]]+", field) if part and not part.isdigit()]
    return _locale(locale)["fields"].get(named[-1]) if named else None


def _join(prefix: str, key: str) -> str:
    return f"{prefix}.{key}" if prefix else key


@cache
def _locale(name: str) -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("locales") / f"{name}.json"
    content: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return content
