"""The tiles that were fetched lately, in memory, so that a team costs Tianditu one request."""

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from backend.records.tiles.rules import Tile


class Picture(NamedTuple):
    content: bytes
    content_type: str


class TileCache:
    """Holds at most `max_bytes`; the least recently used tiles are dropped first.

    A tile older than `max_age_s` is not served any more: maps change.
    """

    def __init__(self, max_bytes: int, max_age_s: float) -> None:
        self._max_bytes, self._max_age_s = max_bytes, max_age_s
        self._pictures: OrderedDict[Tile, tuple[float, Picture]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, tile: Tile, now_s: float) -> Picture | None:
        with self._lock:
            since, picture = self._pictures.get(tile, (0.0, None))
            if picture is None or now_s - since >= self._max_age_s:
                return None
            self._pictures.move_to_end(tile)
            return picture

    def put(self, tile: Tile, picture: Picture, now_s: float) -> None:
        with self._lock:
            self._drop(tile)
            self._pictures[tile] = (now_s, picture)
            self._bytes += len(picture.content)
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._pictures)))

    def _drop(self, tile: Tile) -> None:
        _, picture = self._pictures.pop(tile, (0.0, None))
        self._bytes -= len(picture.content) if picture else 0
