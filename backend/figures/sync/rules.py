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


Etags = dict[str, dict[Any, str]]  # by part and key


def list_etags(pack: Mapping[str, Any]) -> Etags:
    """Of each piece of a pack: what a phone that has all of it says that it has."""
    return {
        name: {part.key(piece): compute_etag(piece) for piece in pack[name]}
        for name, part in PARTS.items()
    }


def describe_state(version: Any, held: Mapping[str, Mapping[Any, str]]) -> tuple[Any, ...]:
    """A pack of this version on a phone that holds these pieces, for an etag of the whole.

    A phone that has lost a piece is in another state, whatever etag it remembers.
    """
    return version, [sorted(held[name].items()) for name in PARTS]


def find_differences(
    pack: Mapping[str, Any], etags: Etags, have: Mapping[str, Mapping[Any, str]]
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
        **{
            name: _find_changed_and_gone(PARTS[name], pack[name], etags[name], have[name])
            for name in PARTS
        },
    }


def _find_changed_and_gone(
    part: Part, pieces: list[Any], etags: Mapping[Any, str], have: Mapping[Any, str]
) -> dict[str, list[Any]]:
    return {
        "changed": [
            {"etag": etags[key], part.name: piece}
            for piece in pieces
            if have.get(key := part.key(piece)) != etags[key]
        ],
        "gone": sorted(key for key in have if key not in etags),
    }
