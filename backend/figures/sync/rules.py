"""What a phone that already holds something still needs. Pure."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

ETAG_DIGITS = 16


class Part(NamedTuple):
    """A part of the pack: what one of its pieces is called, and by what key it is known."""

    name: str
    key: Callable[[Any], int | str]


PARTS = {
    "items": Part("item", lambda item: item["site"]["id"]),
    "grids": Part("grid", lambda grid: grid["id"]),
    "kinds": Part("kind", lambda kind: kind["code"]),
}


def compute_etag(piece: Any) -> str:
    """The same for the same content, in whatever order its members stand."""
    text = json.dumps(piece, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:ETAG_DIGITS]


def find_differences(
    pack: Mapping[str, Any], have: Mapping[str, Mapping[Any, str]]
) -> dict[str, Any]:
    """The pack with each part replaced by what differs from what the phone says it has.

    the phone has        the pack has it       goes into
    nothing under a key  yes                   changed
    another etag         yes                   changed
    the same etag        yes                   neither
    any etag             no                    gone
    """
    return {
        **pack,
        **{name: _find_changed_and_gone(PARTS[name], pack[name], have[name]) for name in PARTS},
    }


def _find_changed_and_gone(
    part: Part, pieces: list[Any], have: Mapping[Any, str]
) -> dict[str, list[Any]]:
    held = {part.key(piece): compute_etag(piece) for piece in pieces}
    return {
        "changed": [
            {"etag": held[part.key(piece)], part.name: piece}
            for piece in pieces
            if have.get(part.key(piece)) != held[part.key(piece)]
        ],
        "gone": sorted(key for key in have if key not in held),
    }
