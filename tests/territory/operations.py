"""The operations of the API, read from its OpenAPI document, so that none can be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from backend.app import create_app
from backend.core import config, signing
from backend.core.wire import ROW_ID_MAX
from backend.staff.openapi import PREFIX, document

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """`path` without the prefix; `action` is None where signing in is enough."""

    method: str
    path: str
    public: bool
    action: str | None
    in_path: tuple[str, ...]
    in_query: dict[str, Any]
    takes_json: bool
    body_ids: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


@cache
def whole_document() -> dict[str, Any]:
    """The document of an application that nobody calls."""
    with TemporaryDirectory() as data:
        settings = config.load({"DATA": data})
        signing.create_key(settings.keys)
        return document(create_app(settings))


@cache
def operations() -> tuple[Operation, ...]:
    """All of them, in the order of the document."""
    spec = whole_document()
    return tuple(
        _operation(spec, method, path, shared.get("parameters", []), shared[method])
        for path, shared in spec["paths"].items()
        for method in METHODS
        if method in shared
    )


def named(name: str) -> Operation:
    return next(each for each in operations() if each.name == name)


def _operation(
    spec: dict[str, Any], method: str, path: str, shared: list[Any], described: dict[str, Any]
) -> Operation:
    parameters = [*shared, *described.get("parameters", [])]
    contents = described.get("requestBody", {}).get("content", {})
    return Operation(
        method=method.upper(),
        path=path.removeprefix(PREFIX),
        public=described["security"] == [],
        action=described.get("x-action"),
        in_path=tuple(each["name"] for each in parameters if each["in"] == "path"),
        in_query={each["name"]: each["schema"] for each in parameters if each["in"] == "query"},
        takes_json="application/json" in contents,
        body_ids=frozenset(
            name for each in contents.values() for name in _ids(spec, each["schema"])
        ),
    )


def _ids(spec: dict[str, Any], schema: dict[str, Any], above: str = "") -> Iterator[str]:
    """Dotted names of the members that take the id of a row: whole numbers of 1 and above."""
    if "$ref" in schema:
        schema = spec["components"]["schemas"][Path(schema["$ref"]).name]
    for part in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _ids(spec, part, above)
    for name, member in schema.get("properties", {}).items():
        if member.get("minimum") == 1 and member.get("maximum") == ROW_ID_MAX:
            yield above + name
        yield from _ids(spec, member, f"{above}{name}.")
    yield from _ids(spec, schema["items"], above) if "items" in schema else ()


def facts(answer: Any) -> tuple[int, Any, dict[str, str]]:
    """All of an answer but the id of its request."""
    body = {key: value for key, value in answer.get_json().items() if key != "request_id"}
    headers = {key: value for key, value in answer.headers if key != "X-Request-Id"}
    return answer.status_code, body, headers


def manifest(ids: dict[str, Any]) -> dict[str, dict[str, str]]:
    """A phone that says it holds what lies in grid_a."""
    return {"items": {str(ids["site_id"]): "0"}, "grids": {str(ids["area_id"]): "0"}}
