"""The levels of the tree, and codes of areas. Pure."""

from collections.abc import Iterable, Iterator

LEVELS = ("county", "town", "village", "grid")
CODE_MAX = 32
AREA_CODE = f"[0-9A-Za-z-]{{1,{CODE_MAX}}}"
_DIGITS = 3  # of the part that a child adds: 350481 → 350481001, as the statistical codes do


def level_above(level: str) -> str | None:
    """The level that an area's parent has; None for a county, which has no parent."""
    depth = LEVELS.index(level)
    return LEVELS[depth - 1] if depth else None


def level_below(level: str) -> str | None:
    """The level of an area's children; None for a grid, which has none."""
    at = LEVELS.index(level) + 1
    return LEVELS[at] if at < len(LEVELS) else None


def free_codes(parent: str, taken: Iterable[str]) -> Iterator[str]:
    """Codes for children of the area with the code `parent`: its own, and three digits after the
    highest that is taken, then those in between. None where it would be longer than CODE_MAX.
    """
    own = [code[len(parent) :] for code in taken if code.startswith(parent)]
    used = {int(rest) for rest in own if rest.isdecimal() and len(rest) == _DIGITS}
    last = max(used, default=0)
    if len(parent) + _DIGITS > CODE_MAX:
        return
    for number in (*range(last + 1, 10**_DIGITS), *range(1, last)):
        if number not in used:
            yield f"{parent}{number:0{_DIGITS}}"
