"""A photo that was used before: at one site of the home grid, and hours later at another."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from backend.demo import records
from backend.demo.actors import Actors
from backend.demo.history import HOME_EVENTS
from backend.demo.pictures import VARIANTS
from backend.demo.records import World
from backend.demo.visits import draw_visit
from backend.registry.kinds import service as kinds
from backend.registry.kinds.checklist import load_kinds

SEED = "yongan-reuse-369"
AGO = (timedelta(hours=21), timedelta(hours=2))


def bring_photo_twice(actors: Actors, home: str, world: World, now: datetime) -> None:
    """By one officer, as a phone sends it; the second visit waits for the leader."""
    specs = {spec.code: spec for spec in load_kinds(kinds.CATALOGUE)}
    officer, rng = actors.officer(home, SEED), Random(SEED)
    for number, ago in zip(_find_pair(home, world), AGO, strict=True):
        spot, at = world.spots[number], now - ago
        made = draw_visit(number, spot, specs[spot.kind], officer.name, at, now, rng)
        records.record_visit(officer, replace(made, pictures=(VARIANTS,)), world)


def _find_pair(home: str, world: World) -> tuple[int, int]:
    """Two sites of one kind in the home grid to which nothing in particular happens."""
    places = [number for number, spot in enumerate(world.spots) if spot.grid == home]
    others = places[max(map(len, HOME_EVENTS)) : -1]
    return next(
        (first, second)
        for first in others
        for second in others
        if first < second and world.spots[first].kind == world.spots[second].kind
    )
