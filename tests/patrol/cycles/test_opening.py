"""WindowRef: idempotent, late or twice, by any number of workers at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from backend.patrol.cycles import opening
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.registry.sites.models import StatusPeriod
from backend.staff.extensions import db
from tests.support.at_once import ENGINES, own_world
from tests.support.builders import Cast, make_site

START = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
NOON = START + timedelta(hours=12)


def open_all(now: datetime) -> None:
    while opening.open_next(now):
        pass


def rows() -> set[tuple[Any, ...]]:
    columns = (Obligation.site_id, Obligation.grid_id, Obligation.outcome, Obligation.gap_from)
    query = select(*columns, WindowRow.starts_at).join(
        WindowRow, WindowRow.id == Obligation.window_id
    )
    return {tuple(row) for row in db.session.execute(query)}


def test_opening_again_changes_nothing(cast: Cast) -> None:
    make_site(cast)
    open_all(NOON)
    before = rows()
    open_all(NOON + timedelta(hours=1))
    assert rows() == before
    assert len(before) == 1


@pytest.mark.parametrize(
    ("added", "required"),
    (
        (START - timedelta(milliseconds=1), 1),
        (START, 1),
        (START + timedelta(milliseconds=1), 0),
    ),
)
def test_a_site_added_in_mid_window_is_required_from_the_next(
    cast: Cast, added: datetime, required: int
) -> None:
    make_site(cast, since=added)
    open_all(NOON)
    assert len(rows()) == required
    open_all(NOON + timedelta(days=3))
    assert len(rows()) == required + 1


def test_a_late_opening_equals_a_punctual_one(cast: Cast) -> None:
    def history() -> None:
        kept, moved, closed = make_site(cast), make_site(cast), make_site(cast)
        for site, status, grid_id, at in (
            (moved, "active", cast.grid_b, START + timedelta(days=1)),
            (closed, "closed", cast.grid_a, START + timedelta(days=4)),
        ):
            spell = db.session.scalars(select(StatusPeriod).filter_by(site_id=site.id)).one()
            spell.until = at
            db.session.add(StatusPeriod(site_id=site.id, since=at, status=status, grid_id=grid_id))
        assert kept.status == "active"
        db.session.flush()

    history()
    for day in range(8):
        open_all(NOON + timedelta(days=day))
    punctual = rows()
    # As if the worker had fallen silent after the first window, for a week.
    db.session.execute(delete(Obligation).where(Obligation.window_id != first_window()))
    db.session.execute(
        update(WindowRow).where(WindowRow.id != first_window()).values(opened_at=None)
    )
    open_all(NOON + timedelta(days=7))
    assert rows() == punctual
    assert len({row[-1] for row in punctual}) == 3


def first_window() -> int:
    return db.session.scalars(select(WindowRow.id).order_by(WindowRow.starts_at)).first() or 0


@pytest.fixture(params=ENGINES)
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A database of its own in which transactions are real."""
    with own_world(request, tmp_path, "opening") as (app, cast):
        with app.app_context():
            for _ in range(60):
                make_site(cast)
            db.session.commit()
        yield app


def test_several_workers_open_each_obligation_once(
    shared: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BATCH", 7)

    def work(_: int) -> None:
        with shared.app_context():
            more = True
            while more:
                more = opening.open_next(NOON)
                db.session.commit()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(4)))
    with shared.app_context():
        assert len(rows()) == 60
        assert db.session.scalar(select(func.count()).select_from(Obligation)) == 60
        assert db.session.scalars(select(WindowRow.opened_at)).all() == [NOON]
