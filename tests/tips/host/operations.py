"""The operations of the citizens' host as an OpenAPI document, from its routes and forms.

The host itself has no such document: its own page is all that calls it.
"""

from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from backend.tips.host import forms
from tests.territory.operations import whole_document

BODIES = {
    "/api/open": forms.OpenForm,
    "/api/tips": forms.TipForm,
    "/api/thread/read": forms.ReadForm,
    "/api/thread/items": forms.MessageForm,
    "/api/thread/photo": forms.PhotoForm,
    "/api/thread/withdraw": forms.WithdrawForm,
    "/api/thread/slip": forms.SlipForm,
}
PAGES = ("/", "/healthz", "/readyz", "/api/published", "/api/map", "/api/paid")
PHOTO = {"type": "string", "format": "binary", "maxLength": 4000}
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
ANSWERS = {
    "2XX": {"description": "As asked"},
    "304": {"description": "As before"},
    "default": {"description": "A problem", "content": PROBLEM},
}


def describe_bytes(_: Any, field: Any, **__: Any) -> dict[str, Any]:
    return {"type": "string"} if isinstance(field, forms.Bytes) else {}


def contract() -> dict[str, Any]:
    """Every operation, and what it takes."""
    plugin = MarshmallowPlugin()
    spec = APISpec("citizens", "1", openapi_version="3.1.0", plugins=[plugin])
    assert plugin.converter
    plugin.converter.add_attribute_function(describe_bytes)
    spec.components.schema("Problem", whole_document()["components"]["schemas"]["Problem"])
    for path in PAGES:
        spec.path(path, operations={"get": {"responses": ANSWERS}})
    spec.path("/api/bye", operations={"post": {"responses": ANSWERS}})
    asked = {"parameters": [{"in": "query", "schema": forms.ChallengeQuery}]}
    spec.path("/api/challenge", operations={"get": asked | {"responses": ANSWERS}})
    for path, form in BODIES.items():
        body = {"required": True, "content": {"application/json": {"schema": form}}}
        spec.path(path, operations={"post": {"requestBody": body, "responses": ANSWERS}})
    spec.path("/api/photos", operations={"post": photo() | {"responses": ANSWERS}})
    return spec.to_dict()


def photo() -> dict[str, Any]:
    given = {"X-Ticket": {"type": "string"}, "X-Item": {"type": "string"}, "X-N": {}}
    parameters = [
        {"in": "header", "name": name, "schema": schema, "required": True}
        for name, schema in given.items()
    ]
    body = {"required": True, "content": {"application/octet-stream": {"schema": PHOTO}}}
    return {"parameters": parameters, "requestBody": body}
