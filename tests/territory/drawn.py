"""A grid as it might be drawn anew."""

from typing import Any

_SQUARE = [[117.3, 25.9], [117.4, 25.9], [117.4, 26.1], [117.3, 25.9]]
REDRAW = {"effective_on": "2026-11-27", "reason": "修路"}


def feature(code: str) -> dict[str, Any]:
    """One of those that a request names."""
    return {"code": code, "geometry": {"type": "Polygon", "coordinates": [_SQUARE]}}
