"""What phones ask for again and again costs them nothing while it has not changed."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, make_response, request


def derive_etag(content: Any) -> str:
    """Of plain values; the same for the same."""
    return hashlib.sha256(repr(content).encode()).hexdigest()[:32]


def revalidated(response: Response, etag: str | None = None) -> Response:
    """Adds an ETag, of the body unless given; answers 304 to a caller who has it already.

    Kept by the caller's browser alone and never used unasked: the next person to sign in on
    the same phone may see less.
    """
    response.headers["Cache-Control"] = "private, no-cache"
    if etag is None:
        response.add_etag()
    else:
        response.set_etag(etag)
    response.make_conditional(request)
    return response


def revalidated_json(body: dict[str, Any], *, volatile: tuple[str, ...]) -> Response:
    """JSON whose `volatile` members, such as the time, change without anything having changed."""
    stable = {key: value for key, value in body.items() if key not in volatile}
    digest = hashlib.sha256(json.dumps(stable, sort_keys=True).encode()).hexdigest()
    return revalidated(jsonify(body), digest[:32])


def revalidated_lazily(etag: str, body: Callable[[], dict[str, Any]]) -> Response:
    """JSON that is made only for a caller who does not have it already."""
    known = request.if_none_match.contains_weak(etag)
    return revalidated(Response() if known else jsonify(body()), etag)


def known_as(etag: str) -> Response | None:
    """304 for a caller who has this already, also by POST; None for others."""
    if not request.if_none_match.contains_weak(etag):
        return None
    response = Response(status=304, headers={"Cache-Control": "private, no-cache"})
    response.set_etag(etag)
    return response


def picture(jpeg: bytes, etag: str) -> Response:
    """A JPEG that never changes, for the caller's browser alone to keep for a day."""
    response = make_response(jpeg)
    response.content_type = "image/jpeg"
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.set_etag(etag)
    response.make_conditional(request)
    return response
