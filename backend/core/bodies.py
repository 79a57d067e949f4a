"""Bodies, read in one way by all routes: strictly, and only when they say what they are."""

import json
from typing import Any, NoReturn

import flask_smorest
from flask import Request, request
from marshmallow import Schema
from webargs.flaskparser import FlaskParser

from backend.core.errors import Problem


def read_json(body: bytes) -> Any:
    """The value in `body`.

    Raises Problem("unreadable") for what is no JSON: NaN, numbers of thousands of digits and
    towers of brackets too, which Python would take or choke on.
    """
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Problem("unreadable") from None


class BodyParser(FlaskParser):
    def load_json(self, req: Request, schema: Schema) -> Any:
        """A body of another type is told so, and not taken for an empty one."""
        if not req.is_json:
            raise Problem("unsupported-media")
        return read_json(req.get_data())


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """Where the routes of a feature live."""

    ARGUMENTS_PARSER = BodyParser()


def refuse_encoded() -> None:
    """Before each request. Raises Problem("unsupported-media") for a body in a content coding.

    No route unpacks one: its bytes would be hashed, stored and read as what they are not.
    """
    coding = request.headers.get("Content-Encoding", "").strip().lower()
    has_body = bool(request.content_length) or "Transfer-Encoding" in request.headers
    if coding not in ("", "identity") and has_body:
        raise Problem("unsupported-media")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
