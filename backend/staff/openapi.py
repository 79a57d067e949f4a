"""The OpenAPI document: what flask-smorest collects, plus what every route has in common."""

from typing import Any

from flask import Flask, Response, current_app, jsonify

from backend.core.problems import CATALOGUE
from backend.staff.access import access_of, public
from backend.staff.extensions import api

PREFIX = "/api/v1"

_TEXT_OR_NULL = {"type": ["string", "null"]}

# Members that only some codes have; the catalogue says which.
_MEMBERS: dict[str, Any] = {
    "version": {"type": "integer", "description": "The version that the record has now"},
    "changed": {
        "description": "What somebody else did first; null where nobody can say",
        "type": ["object", "null"],
        "required": ["what", "by", "at"],
        "properties": {
            "what": {"type": "string"},
            "by": _TEXT_OR_NULL,
            "at": {"type": "string", "format": "date-time"},
        },
    },
    "decided": {
        "description": "The decision that holds",
        "type": "object",
        "required": ["verdict", "note", "at", "by"],
        "properties": {
            "verdict": {"type": "string"},
            "note": {"type": "string"},
            "at": {"type": ["string", "null"], "format": "date-time"},
            "by": {"type": "string"},
        },
    },
    "receipt": {"$ref": "#/components/schemas/Receipt"},
}

_PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is stable; texts may change.",
    "required": ["type", "code", "status", "title", "title_en", "detail", "fields", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "code": {"type": "string", "enum": sorted(CATALOGUE)},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "title_en": {"type": "string"},
        "detail": _TEXT_OR_NULL,
        "request_id": _TEXT_OR_NULL,
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "label", "label_en", "message", "message_en"],
                "properties": {
                    "field": {"type": "string"},
                    "label": _TEXT_OR_NULL,
                    "label_en": _TEXT_OR_NULL,
                    "message": {"type": "string"},
                    "message_en": {"type": "string"},
                },
            },
        },
    }
    | _MEMBERS,
}
_PROBLEM_ANSWER = {
    "description": "A problem; see the catalogue of codes.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def install(app: Flask) -> None:
    app.add_url_rule(f"{PREFIX}/openapi.json", "openapi", _serve)


def document(app: Flask) -> dict[str, Any]:
    """The whole document of the staff API, with security and problems on every operation."""
    spec: dict[str, Any] = api.spec.to_dict()
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _PROBLEM
    spec["components"]["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "cookie": {"type": "apiKey", "in": "cookie", "name": "patrol_session"},
    }
    marks = _marks(app)
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if method in ("get", "post", "put", "patch", "delete"):
                _complete(operation, marks[(path, method)])
    used = _tags_used(spec)
    spec["tags"] = [tag for tag in spec["tags"] if tag["name"] in used]
    return spec


def _tags_used(spec: dict[str, Any]) -> set[str]:
    """A blueprint whose routes stand under another feature's tag has none of its own."""
    return {
        tag
        for operations in spec["paths"].values()
        for operation in operations.values()
        if isinstance(operation, dict)
        for tag in operation["tags"]
    }


@public
def _serve() -> Response:
    """The OpenAPI document of this API."""
    return jsonify(document(current_app))


def _complete(operation: dict[str, Any], mark: Any) -> None:
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = _PROBLEM_ANSWER
    operation["security"] = [] if mark.public else [{"bearer": []}, {"cookie": []}]
    if mark.action:
        operation["x-action"] = mark.action


def _marks(app: Flask) -> dict[tuple[str, str], Any]:
    found = {}
    for rule in app.url_map.iter_rules():
        path = "".join(
            part if static else "{" + part.rpartition(":")[2] + "}"
            for static, part in _parts(rule.rule)
        )
        for method in rule.methods or ():
            found[(path, method.lower())] = access_of(app.view_functions[rule.endpoint])
    return found


def _parts(rule: str) -> list[tuple[bool, str]]:
    """Splits '/a/<int:b>/c' into static texts and the insides of angle brackets."""
    parts = []
    for piece in rule.split("<"):
        inside, closed, rest = piece.partition(">")
        if closed:
            parts += [(False, inside), (True, rest)]
        else:
            parts.append((True, inside))
    return parts
