"""Structured logs: one JSON object a line, with nothing in it that points to a person.

Routes are logged by their rule, never by the address that was asked for: paths hold ids.
"""

import json
import logging
import secrets
import time
from typing import Any

from flask import Flask, Response, g, request

from backend.core import clock

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}

log = logging.getLogger("backend.requests")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        entry |= {key: value for key, value in record.__dict__.items() if key not in _STANDARD}
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


def configure(level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger("backend")
    root.handlers = [handler]
    root.setLevel(level.upper())
    root.propagate = False


def install(app: Flask) -> None:
    """Gives each request an id of our own making and one line when it is answered."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    rule = request.url_rule.rule if request.url_rule else None
    milliseconds = round((time.perf_counter() - g.get("begun", time.perf_counter())) * 1000, 1)
    log.info(
        "answered",
        extra={
            "request_id": g.get("request_id"),
            "method": request.method,
            "route": rule,
            "status": response.status_code,
            "ms": milliseconds,
        },
    )
    return response
