"""What a citizen's browser sealed may be anything at all: here it takes the form that is shown.
Pure.
"""

from datetime import date
from typing import Any

TEXT_MAX = 20_000
EXCERPT = 60
EASTMOST, NORTHMOST = 180, 90
MODES = ("exact", "100m", "1km", "village", "words")


def report(content: dict[str, Any]) -> dict[str, Any]:
    """The report of a thread; empty members where the browser said nothing, or nonsense."""
    place = content.get("place")
    return {
        "text": text(content.get("text")),
        "when": text(content.get("when")),
        "place": _place(place) if isinstance(place, dict) else None,
    }


def excerpt(content: dict[str, Any]) -> str:
    """The first words of a report, on one line."""
    words = " ".join(text(content.get("text")).split())
    return words if len(words) <= EXCERPT else words[: EXCERPT - 1] + "…"


def entry(content: dict[str, Any]) -> dict[str, Any]:
    """One text of a thread; a voucher stays between the citizen and the pay desk."""
    kind = content["kind"]
    rewarded = kind == "reward"
    until = content.get("claim_by") if rewarded else None
    return {
        "kind": kind,
        "text": text(content.get("text")),
        "status": content["status"] if kind == "status" else None,
        "reward": content["state"] if rewarded else None,
        "amount": content.get("amount") if rewarded else None,
        "claim_by": date.fromisoformat(until) if until else None,
    }


def text(value: object) -> str:
    """A text, without what no text holds; empty for anything else."""
    if not isinstance(value, str):
        return ""
    return value[:TEXT_MAX].replace("\x00", "").encode("utf-8", "replace").decode()


def _place(place: dict[str, Any]) -> dict[str, Any] | None:
    if place.get("mode") not in MODES:
        return None
    lon, lat = place.get("lon"), place.get("lat")
    known = _is_within(lon, EASTMOST) and _is_within(lat, NORTHMOST)
    return {
        "mode": place["mode"],
        "lon": lon if known else None,
        "lat": lat if known else None,
        "village": text(place.get("village"))[:40] or None,
        "words": text(place.get("words")),
    }


def _is_within(value: object, most: int) -> bool:
    """A number, and none that is no number."""
    return type(value) in (int, float) and -most <= value <= most  # type: ignore[operator]
