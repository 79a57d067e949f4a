"""The cells that this process has counted, each with the version of its grid at which it was.

They may be lost at any time. Nothing here asks the database: see `queries`.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from threading import RLock
from typing import Any, NamedTuple

from flask import Flask, current_app
from sqlalchemy import event

from backend.figures.cells.rules import Cell, merge
from backend.staff.extensions import db

# Those that are asked for at once: the running ones, and some that people look back at.
WINDOWS_MAX = 12

Versions = tuple[tuple[int, int], ...]  # (grid id, its version), in the order of grids


class Counted(NamedTuple):
    """The cells of a grid, or of several, as of these versions."""

    versions: Versions
    cells: tuple[Cell, ...]


class WindowCells:
    """The cells of one window: by grid, and merged as boards have asked for them."""

    def __init__(self) -> None:
        self._grids: dict[int, tuple[int, tuple[Cell, ...]]] = {}
        self._merged: dict[int | None, Counted] = {}

    def list_stale(self, versions: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Those of the grids that have changed since they were counted, or never were."""
        for grid_id, version in versions:
            kept = self._grids.get(grid_id)
            if kept is None or kept[0] != version:
                yield grid_id, version

    def put(self, grid_id: int, version: int, cells: tuple[Cell, ...]) -> None:
        self._grids[grid_id] = version, cells

    def merge(self, part_id: int | None, versions: Versions) -> tuple[Cell, ...]:
        """The cells of these grids, which make up a part of a board, as one grid's."""
        known = self._merged.get(part_id)
        if known is not None and known.versions == versions:
            return known.cells
        cells = merge(cell for grid_id, _ in versions for cell in self._grids[grid_id][1])
        self._merged[part_id] = Counted(versions, cells)
        return cells


class Shelf:
    """The windows that were asked for last. `lock` is held while one is brought up to date, so
    that nothing is counted by two at once."""

    def __init__(self) -> None:
        self.lock = RLock()
        self._windows: OrderedDict[int, WindowCells] = OrderedDict()

    def get(self, window_ids: Iterable[int]) -> Mapping[int, WindowCells]:
        windows = self._windows
        found = {window_id: windows.get(window_id, WindowCells()) for window_id in window_ids}
        for window_id, cells in found.items():
            windows[window_id] = cells
            windows.move_to_end(window_id)
        while len(windows) > max(WINDOWS_MAX, len(found)):
            windows.popitem(last=False)
        return found

    def forget(self) -> None:
        """Without the lock: whoever holds it may be waiting for the connection that asks for this.
        What she is about to keep goes with the windows that she found."""
        self._windows = OrderedDict()


def install(app: Flask) -> None:
    """A database that was lost may come back without its newest commits, and then a version may
    mean something else: whoever has to connect anew forgets."""
    shelf = app.extensions["cells"] = Shelf()

    def connected(*_: Any) -> None:
        shelf.forget()

    with app.app_context():
        event.listen(db.engine, "connect", connected)


def current_shelf() -> Shelf:
    shelf: Shelf = current_app.extensions["cells"]
    return shelf
