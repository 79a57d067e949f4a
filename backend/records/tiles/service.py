"""Base maps under the grids, if the installation has a key for them."""

import time
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from backend.core.config import Config
from backend.core.errors import Problem
from backend.records.tiles.cache import Picture, TileCache
from backend.records.tiles.rules import LABELS, Tile
from backend.records.tiles.tianditu import Tianditu

CACHE_BYTES = 32 * 1024 * 1024
CACHE_AGE_S = 24 * 3600


@dataclass(frozen=True)
class Maps:
    """Where tiles come from, where they are kept, and the approval number to be shown on them."""

    source: Tianditu
    cache: TileCache
    approval: str


def install(app: Flask, settings: Config) -> None:
    """Gives the application its maps; none without a key."""
    app.extensions["maps"] = (
        Maps(
            source=Tianditu(settings.tianditu_url, settings.tianditu_key),
            cache=TileCache(CACHE_BYTES, CACHE_AGE_S),
            approval=settings.tianditu_approval,
        )
        if settings.tianditu_key
        else None
    )


def offered() -> dict[str, Any] | None:
    """What a phone may lay under the grids, and the number that it must show then."""
    maps = _maps()
    if maps is None:
        return None
    return {"layers": list(LABELS), "approval": maps.approval}


def picture_of(tile: Tile) -> Picture:
    """Raises Problem("not-found") for a tile that is none, and for all of them without a key;
    Problem("tile-unavailable"), which is not remembered."""
    maps = _maps()
    if maps is None or not tile.exists:
        raise Problem("not-found")
    picture = maps.cache.get(tile, time.monotonic())
    if picture is None:
        picture = maps.source.fetch(tile)
        maps.cache.put(tile, picture, time.monotonic())
    return picture


def _maps() -> Maps | None:
    found: Maps | None = current_app.extensions["maps"]
    return found
