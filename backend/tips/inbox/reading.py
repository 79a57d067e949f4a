"""What a citizen's browser encrypted may be anything at all. Here it takes its one safe form,
which is all that lists, search, threads, exports and rules ever see. Pure.

    what is in it                            what becomes of it
    no JSON object, an unknown kind          None: no item of ours
    half a surrogate pair, NUL               U+FFFD, in names of members too
    other control characters                 U+FFFD, in what a citizen wrote
    a number that no column and no screen    null
    holds; NaN; infinity
    deeper than DEPTH_MAX                    null
    lists and objects over MEMBERS_MAX       their first members
    a member of another type                 empty
    a member that no reader knows            left out, in what a citizen wrote
    a citizen's `n` out of 0 to CLAIM_MAX    0: it orders her own words and nothing else

What the staff wrote is told by its stamp, and stands as it was written.
"""

import json
import math
import re
from datetime import date
from typing import Any

from backend.core.texts import whole
from backend.tips.host.contents import KINDS, Content

TEXT_MAX = 20_000
WORD_MAX = 40
EXCERPT = 60
DEPTH_MAX = 8
MEMBERS_MAX = 500
INTEGER_MAX = 2**53
CLAIM_MAX = 10_000
EASTMOST, NORTHMOST = 180, 90
MODES = ("exact", "100m", "1km", "village", "words")
CITIZEN = ("report", "message", "waive")

_DIGITS_MAX = 16
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_GROUP = re.compile("[0-9a-f]{32}")


def read(plain: bytes) -> Content | None:
    """The content of a text item, of which nothing can fail any more."""
    try:
        parsed = json.loads(
            plain, parse_int=_integer, parse_float=_float, parse_constant=lambda _: None
        )
    except (ValueError, RecursionError):
        return None
    content = _clean(parsed, DEPTH_MAX)
    if not isinstance(content, dict):
        return None
    kind, number = content.get("kind"), content.get("n")
    if not isinstance(kind, str) or kind not in KINDS or kind == "photo":
        return None
    if kind in CITIZEN:
        return _claimed(kind, content)
    return content if type(number) is int else None


def empty_statement() -> Content:
    """In the place of a statement that cannot be read."""
    return _claimed("report", {})


def describe_statement(content: Content) -> dict[str, Any]:
    """The statement of a thread as it is shown."""
    place = content["place"]
    return {
        "text": content["text"],
        "when": content["when"],
        "place": None if place is None else dict(place),
    }


def excerpt(content: Content) -> str:
    """The first words of a statement, on one line."""
    words = " ".join(str(content["text"]).split())
    return words if len(words) <= EXCERPT else words[: EXCERPT - 1] + "…"


def entry(content: Content) -> dict[str, Any]:
    """One text of a thread; a voucher stays between the citizen and the pay desk."""
    kind = content["kind"]
    rewarded = kind == "reward"
    until = content.get("claim_by") if rewarded else None
    return {
        "kind": kind,
        "text": content.get("text", ""),
        "status": content["status"] if kind == "status" else None,
        "reward": content["state"] if rewarded else None,
        "amount": content.get("amount") if rewarded else None,
        "claim_by": date.fromisoformat(until) if until else None,
    }


def _claimed(kind: str, content: Content) -> Content:
    """The members that readers know, each of its type."""
    known: Content = {"kind": kind, "n": _claim(content.get("n"))}
    if kind != "waive":
        known["text"] = _text(content.get("text"))
    if kind == "report":
        excluded = content.get("not_to")
        known |= {
            "category": _text(content.get("category"))[:WORD_MAX],
            "when": _text(content.get("when")),
            "place": _place(content.get("place")),
            "not_to": [
                each
                for each in (excluded if isinstance(excluded, list) else [])
                if isinstance(each, str) and _GROUP.fullmatch(each)
            ],
        }
    return known


def _claim(number: object) -> int:
    return number if type(number) is int and 0 <= number <= CLAIM_MAX else 0


def _text(value: object) -> str:
    return _CONTROLS.sub("\ufffd", value[:TEXT_MAX]) if isinstance(value, str) else ""


def _place(place: object) -> dict[str, Any] | None:
    if not isinstance(place, dict) or place.get("mode") not in MODES:
        return None
    lon, lat = place.get("lon"), place.get("lat")
    known = _is_within(lon, EASTMOST) and _is_within(lat, NORTHMOST)
    return {
        "mode": place["mode"],
        "lon": lon if known else None,
        "lat": lat if known else None,
        "village": _text(place.get("village"))[:WORD_MAX] or None,
        "words": _text(place.get("words")),
    }


def _is_within(value: object, most: int) -> bool:
    """A number, and none that is no number."""
    return isinstance(value, int | float) and type(value) is not bool and -most <= value <= most


def _clean(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return whole(value).replace("\0", "\ufffd")
    if not isinstance(value, list | dict):
        return value
    if depth == 0:
        return None
    if isinstance(value, list):
        return [_clean(each, depth - 1) for each in value[:MEMBERS_MAX]]
    members = list(value.items())[:MEMBERS_MAX]
    return {_clean(name, depth): _clean(each, depth - 1) for name, each in members}


def _integer(digits: str) -> int | None:
    """Python would refuse thousands of digits, and a database more than twenty."""
    number = int(digits) if len(digits) <= _DIGITS_MAX + 1 else INTEGER_MAX + 1
    return number if abs(number) <= INTEGER_MAX else None


def _float(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None
