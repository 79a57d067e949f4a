"""Visits sent alone, together or carried by somebody else: the same rows, receipts and seal."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend.patrol.checkins import receipts, sending, service
from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.models import Obligation
from backend.staff.extensions import db
from tests.figures.seals.past import CUT_OFF, LENGTH, REST, START, Past
from tests.figures.seals.test_order import Upload, World, both_databases, uploads
from tests.support.builders import Cast, visit

__all__ = ["both_databases"]
SITES, BODY_MAX = 12, 262_144
TOLD = ("uid", "standing", "flags", "credit", "place", "result", "awaits_review", "content_sha256")


def parcels(rng: Random, sent: list[Upload]) -> Iterator[tuple[str, list[Upload]]]:
    """The uploads in their order, cut at random; some come a second time."""
    rest = list(sent)
    while rest:
        count = rng.choice((1, 1, 2, 5, 20))
        part, rest = rest[:count], rest[count:]
        way = rng.choice(("together", "alone", "carried"))
        yield way, part + rng.sample(part, rng.randrange(len(part))) * rng.randrange(2)


def send_all(world: World, seed: int, ways: dict[str, str]) -> tuple[Any, ...]:
    """Everything that came of the parcels; `ways` says how each kind of them is sent."""
    app, cast = world
    with app.app_context():
        past = Past(app, cast, SITES)
        rng = Random(seed)
        for number, (way, part) in enumerate(parcels(rng, uploads(120, SITES))):
            bodies = [body_of(app, cast, past, each) for each in part]
            take_in(app, past, ways.get(way, way), bodies, number)
        past.seal(CUT_OFF + REST)
        db.session.commit()
        rows = db.session.scalars(select(Checkin).order_by(Checkin.uid)).all()
        told = [[getattr(row, name) for name in TOLD] for row in rows]
        facts = [receipts.read(row.receipt) for row in rows]
        query = select(Obligation).order_by(Obligation.site_id, Obligation.window_id)
        results = [(row.outcome, row.last_at, row.gap_from) for row in db.session.scalars(query)]
        return told, facts, results, past.digest()


def body_of(app: Flask, cast: Cast, past: Past, upload: Upload) -> bytes:
    place, since, uid, members = upload
    at = START + since
    photo = {"sha256": f"{place:064x}", "original_sha256": None, "source": "camera"}
    photos = [photo | {"captured_at": None}] if place % 3 == 0 else []
    site = past.sites[place]
    document = visit(app, cast, site, now=at, clock=None, id=uid, photos=photos, **members)
    return json.dumps(document).encode()


def take_in(app: Flask, past: Past, way: str, bodies: list[bytes], number: int) -> None:
    signer, arrives = app.extensions["signer"], START + LENGTH
    actor = past.actor(past.cast.officer, CUT_OFF)
    if way == "together":
        sending.record_many(actor, bodies, signer, arrives, BODY_MAX)
        return
    carrier = past.cast.leader.id if way == "carried" else None
    for body in bodies:
        service.record(actor, body, signer, arrives, carrier)
        db.session.commit()


@pytest.mark.parametrize("seed", (0, pytest.param(1, marks=pytest.mark.drill)))
def test_every_way_gives_the_same(worlds: list[World], seed: int) -> None:
    mixed = send_all(worlds[seed % 2], seed, {})
    alone = send_all(worlds[1 - seed % 2], seed, {"together": "alone", "carried": "alone"})
    assert mixed == alone
