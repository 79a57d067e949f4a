"""docs/api.md, from the OpenAPI document."""

from collections import defaultdict
from typing import Any

from backend.core.errors import text
from backend.core.problems import CATALOGUE, ProblemType

_PAGE = """# API

Written by `flask --app wsgi openapi page` from the routes; change it there. The whole contract
is the OpenAPI 3.1 document at `/api/v1/openapi.json`, to be read and tried out at `/api-docs`.

* Paths below stand under `/api/v1`. `/healthz` and `/readyz` stand at the root.
* A caller is known by the cookie of `POST /sessions`, whose unsafe requests must carry the header
  `X-Patrol: 1`, or by `Authorization: Bearer` with a token of `POST /tokens`.
* Times are RFC 3339, UTC. Positions are WGS-84, longitude first; shapes are GeoJSON.
* A list answers `{{"items": [...], "next": cursor or null}}`; ask for more with `?cursor=`, for
  pages of 1 to 200 with `?limit=`.
* What phones poll carries an ETag; send it as `If-None-Match` to be answered 304.
* What several people change carries a version; send it as `If-Match: "3"`.
* What lies outside the caller's territory answers like something that does not exist.

An action in the last column means whoever holds a role that [allows it](roles.md); "anybody"
needs no sign-in; "signed in" shows or changes what is one's own, or what one's territory holds.

{sections}

## Problems

Failures answer `application/problem+json` (RFC 9457). `code` is a contract; the texts may change.

| code | status | | further members |
|---|---|---|---|
{problems}
"""

_METHODS = ("get", "post", "put", "patch", "delete")


def page(document: dict[str, Any]) -> str:
    """The whole page as Markdown."""
    sections: dict[str, list[str]] = defaultdict(list)
    for path, operations in sorted(document["paths"].items()):
        for method in _METHODS:
            if method in operations:
                operation = operations[method]
                sections[operation["tags"][0]].append(_line(method, path, operation))
    return _PAGE.format(
        sections="\n\n".join(_section(tag, lines) for tag, lines in sorted(sections.items())),
        problems="\n".join(_problem(code, kind) for code, kind in CATALOGUE.items()),
    )


def _section(tag: str, lines: list[str]) -> str:
    head = f"## {tag.capitalize()}\n\n| | | who |\n|---|---|---|\n"
    return head + "\n".join(lines)


def _problem(code: str, kind: ProblemType) -> str:
    members = ", ".join(f"`{member}`" for member in kind.members)
    return f"| `{code}` | {kind.status} | {text('en', 'problems', code)} | {members} |"


def _line(method: str, path: str, operation: dict[str, Any]) -> str:
    address = f"{method.upper()} {path.removeprefix('/api/v1')}"
    return f"| `{address}` | {operation['summary'].rstrip('.')} | {_who(operation)} |"


def _who(operation: dict[str, Any]) -> str:
    if "x-action" in operation:
        return f"`{operation['x-action']}`"
    return "signed in" if operation["security"] else "anybody"
