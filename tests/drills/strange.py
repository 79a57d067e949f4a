"""Requests that no honest client sends, from a seed: known ones, made strange in a few places."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

STRANGE: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**31, 2**63, -(2**63) - 1, 10**400, 0.1, 1e308, float("nan")),
    *("", " ", "\x00", "\ud800", "\u202e", "\ufeff", "é", "巡查" * 20_000, "a" * 70_000),
    *("0000-00-00", "9999-12-31T23:59:59Z", "2026-02-30", "2026-11-30T24:00:00+99:99"),
    *("'; DROP TABLE sites; --", "../../etc/passwd", "{{7*7}}", "%s%n", "[1,", "=1+1"),
    *([], {}, [[]], {"": None}, {"__proto__": {}}, [None] * 3_000),
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND")
IN_TARGETS = (
    *("%00", "%ff", "%2e%2e%2f", "%0d%0aX: y", "//", "/.", "?", "?a&a=%", "?limit=1e9&cursor=%00"),
    *("?cursor=WzFlNDAwXQ", "?area=-1", "?since=infinity", "/" + "a" * 3_000, "%E5%B7%A1", "\\"),
)
HEADERS = (
    *(("Content-Type", kind) for kind in ("", "x", "text/plain", "multipart/form-data")),
    *(("Content-Type", "application/json; charset=" + name) for name in ("utf-16", "no", '"')),
    *(("Content-Encoding", name) for name in ("gzip", "br", "identity, x")),
    *(("If-Match", tag) for tag in ("*", '"', 'W/"1"', '"-1"', '"' + "9" * 400 + '"', "é")),
    *(("If-None-Match", tag) for tag in ("*", '"', "é" * 300)),
    *(("Range", span) for span in ("bytes=-1", "bytes=9-1", "bytes=0-," * 300, "x")),
    *(("Authorization", word) for word in ("Bearer", "Bearer \xff", "Basic Og==", "x " * 2_000)),
    *(("Accept-Language", "*;q=é"), ("Accept", "x"), ("Accept-Encoding", "gzip;q=nan")),
    *(("Cookie", "session=\xff; ;=;"), ("Cookie", "a=" + "b" * 7_000), ("Origin", "null")),
    *(("X-Forwarded-Proto", "x,y"), ("X-Forwarded-Host", "[::1"), ("Expect", "x")),
    *(("X-Request-Id", "é\t" * 200), ("Host", "xn--"), ("If-Modified-Since", "x")),
)


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None

    @property
    def short(self) -> str:
        """For a report of what went wrong."""
        return f"{self.method} {self.target[:200]} {self.headers!r:.200} {self.body!r:.400}"


@dataclass
class Stranger:
    """Draws requests from an OpenAPI document; the same seed gives the same ones."""

    document: dict[str, Any]
    seed: int

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)
        self._known = [
            (path, method.upper(), described)
            for path, all_ in self.document["paths"].items()
            for method, described in all_.items()
            if method.upper() in METHODS
        ]

    def draw(self) -> Request:
        path, method, described = self._rng.choice(self._known)
        for name in [part[1:-1].partition(":")[2] or part[1:-1] for part in _places(path)]:
            path = path.replace("{" + name + "}", self._id(name))
        request = Request(method, path, *self._content(described))
        for _ in range(self._rng.randint(0, 2)):
            make = self._rng.choice((_method, _target, _header, _header, _bytes, _bytes))
            request = make(request, self._rng)
        return request

    def _id(self, name: str) -> str:
        if self._rng.random() < 0.8 and name.endswith(("_id", "id", "window", "version")):
            return str(self._rng.randint(1, 300))
        return quote(str(self._rng.choice(STRANGE))[:300].encode("utf-8", "replace"), safe="")

    def _content(
        self, described: dict[str, Any]
    ) -> tuple[tuple[tuple[str, str], ...], bytes | None]:
        """Headers and body, mostly of the documented form."""
        contents = described.get("requestBody", {}).get("content", {})
        if not contents:
            return (), None
        kind, media = self._rng.choice(list(contents.items()))
        headers = (("Content-Type", kind), ("If-Match", '"1"'))
        if kind != "application/json":
            return headers, self._rng.randbytes(self._rng.choice((0, 1, 300, 40_000)))
        return headers, json.dumps(self._value(media["schema"], 0)).encode()

    def _value(self, schema: dict[str, Any], depth: int) -> Any:
        """Something of this schema, in one of eight places something else."""
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        if depth and self._rng.random() < 1 / 8:
            return self._rng.choice(STRANGE)
        for choice in ("enum", "anyOf", "oneOf"):
            if schema.get(choice):
                found = self._rng.choice(schema[choice])
                return found if choice == "enum" else self._value(found, depth + 1)
        kind = schema.get("type", "string")
        return self._typed(kind[0] if isinstance(kind, list) else kind, schema, depth)

    def _typed(self, kind: str, schema: dict[str, Any], depth: int) -> Any:
        rng = self._rng
        if kind == "object":
            parts = schema.get("properties", {}).items()
            return {
                name: self._value(each, depth + 1) for name, each in parts if rng.random() < 0.95
            }
        if kind == "array":
            items = schema.get("items", {})
            return [self._value(items, depth + 1) for _ in range(rng.randint(0, 3))]
        plain: dict[str, Callable[[], Any]] = {
            "integer": lambda: rng.randint(1, 300),
            "number": lambda: rng.choice((117.38, 25.94, rng.random())),
            "boolean": lambda: rng.random() < 0.5,
            "null": lambda: None,
        }
        return plain.get(kind, lambda: self._text(schema.get("format", "")))()

    def _text(self, form: str) -> str:
        return {
            "date-time": "2026-11-24T01:00:00Z",
            "date": "2026-11-24",
            "uuid": f"00000000-0000-4000-8000-{self._rng.randint(0, 99):012}",
        }.get(form, self._rng.choice(("x", "巡查", "three-day", "350481003001-01", "a1" * 32)))


def _places(path: str) -> list[str]:
    return [part for part in path.split("/") if part.startswith("{")]


def _method(request: Request, rng: random.Random) -> Request:
    return replace(request, method=rng.choice(METHODS))


def _target(request: Request, rng: random.Random) -> Request:
    strange = rng.choice(IN_TARGETS).replace(" ", "%20")
    place = rng.randint(1, len(request.target))
    return replace(request, target=request.target[:place] + strange + request.target[place:])


def _header(request: Request, rng: random.Random) -> Request:
    name, value = rng.choice(HEADERS)
    kept = tuple(each for each in request.headers if each[0] != name)
    return replace(request, headers=(*kept, (name, value)))


def _bytes(request: Request, rng: random.Random) -> Request:
    """The body cut off, doubled, in another encoding, or with other bytes in it."""
    body = request.body or b"{}"
    place = rng.randint(0, len(body))
    made = rng.choice(
        (
            body[:place],
            body + body,
            b"\xef\xbb\xbf" + body,
            body.decode("utf-8", "replace").encode("utf-16"),
            body[:place] + rng.randbytes(rng.randint(1, 9)) + body[place:],
            b"[" * 50_000,
            rng.randbytes(300),
        )
    )
    return replace(request, body=made)
