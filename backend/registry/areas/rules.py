"""The levels of the tree. Pure."""

LEVELS = ("county", "town", "village", "grid")


def level_above(level: str) -> str | None:
    """The level that an area's parent has; None for a county, which has no parent."""
    depth = LEVELS.index(level)
    return LEVELS[depth - 1] if depth else None
