"""Everything overdue at one instant, three workers, one of them killed: each notice once."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from backend.core.database import reading
from backend.messages.notices.models import Notice, NoticeOccasion
from backend.oversight.escalation.rules import EscalationLevel
from backend.patrol.cycles import opening
from backend.patrol.cycles.models import Obligation
from backend.records.audit.models import AuditRow
from backend.registry.accounts.models import Account, Assignment
from backend.registry.sites.models import Site, StatusPeriod
from backend.staff.access import Role
from backend.staff.extensions import db
from tests.oversight.escalation.test_sweep import LEADERS, NEXT, START, escalate
from tests.support.at_once import ENGINES, own_world
from tests.support.builders import BEGINNING, PASSWORD_HASH, Cast, make_area
from tests.support.served import ROOT, environment

WORKERS = 3
PATIENCE = 120.0


@pytest.fixture(params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Flask, Cast]]:
    with own_world(request, tmp_path, "ladder") as found:
        yield found


@pytest.mark.parametrize(
    ("grids", "each", "piece"),
    (
        pytest.param(150, 2, 2, id="short"),
        pytest.param(2500, 4, 50, id="10,000", marks=pytest.mark.drill),
    ),
)
def test_each_notice_exactly_once(
    world: tuple[Flask, Cast], grids: int, each: int, piece: int
) -> None:
    app, cast = world
    with app.app_context():
        fill(cast, grids, each)
        # Missed twice in a row, so that leaders and county are due at the same instant.
        for start in (START - NEXT, START):
            while opening.open_next(start + timedelta(hours=1)):
                db.session.commit()
            db.session.commit()
        assert db.session.scalar(select(func.count()).select_from(Obligation)) == 2 * grids * each
    workers = [start_worker(app, piece) for _ in range(WORKERS)]
    try:
        begun = wait_for_first(app)
        workers[0].send_signal(signal.SIGKILL)
        codes = [worker.wait(PATIENCE) for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
    assert codes == [-signal.SIGKILL, 0, 0]
    assert begun < grids
    before = notices(app)
    with app.app_context():
        escalate(LEADERS + timedelta(minutes=4))
        db.session.commit()
    assert notices(app) == before
    judge(app, cast, grids, each)


def fill(cast: Cast, grids: int, each: int) -> None:
    """Grids with a leader and some sites each, below grid_c's village."""
    village = make_area("village", cast.areas["other_town"], "350481105009", "新村", None)
    ids = [
        make_area("grid", village, f"350481105009-{n:04}", f"网格{n}", None) for n in range(grids)
    ]
    people = [
        {
            "username": f"leads{n}",
            "name": f"网格长{n}",
            "password_hash": PASSWORD_HASH,
            "created_at": BEGINNING,
            "version": 1,
        }
        for n in range(grids)
    ]
    accounts = db.session.scalars(insert(Account).returning(Account.id), people).all()
    posts = [
        {"account_id": account, "role": Role.LEADER, "area_id": grid, "since": BEGINNING}
        for account, grid in zip(accounts, ids, strict=True)
    ]
    db.session.execute(insert(Assignment), posts)
    places = [_site(cast, grid) for grid in ids for _ in range(each)]
    sites = db.session.execute(insert(Site).returning(Site.id, Site.grid_id), places).all()
    spells = [
        {"site_id": site, "since": BEGINNING, "status": "active", "grid_id": grid}
        for site, grid in sites
    ]
    db.session.execute(insert(StatusPeriod), spells)
    db.session.commit()


def _site(cast: Cast, grid_id: int) -> dict[str, Any]:
    return {
        "kind_id": cast.kind_id,
        "grid_id": grid_id,
        "status": "active",
        "name": "出租屋",
        "lon": 117.1,
        "lat": 25.8,
        "created_at": BEGINNING,
    }


def start_worker(app: Flask, piece: int) -> subprocess.Popen[bytes]:
    settings = app.extensions["settings"]
    moment = (LEADERS + timedelta(minutes=3)).isoformat()
    return subprocess.Popen(
        [sys.executable, "-m", "tests.oversight.escalation.escalate_once", moment, str(piece)],
        cwd=ROOT,
        env=environment(settings.data, settings.database_url),
    )


def wait_for_first(app: Flask) -> int:
    """How many notices there were when the first ones showed."""
    deadline = time.monotonic() + PATIENCE
    while not (found := len(notices(app))):
        assert time.monotonic() < deadline, "no worker does anything"
        threading.Event().wait(0.05)
    return found


def notices(app: Flask) -> list[tuple[Any, ...]]:
    with app.app_context(), reading():
        rows = db.session.execute(
            select(Notice.id, Notice.account_id, Notice.occasion_id).order_by(Notice.id)
        ).all()
        db.session.rollback()
    return [tuple(row) for row in rows]


def judge(app: Flask, cast: Cast, grids: int, each: int) -> None:
    """Every leader has hers, with her own sites; the office has one; nobody has two."""
    with app.app_context():
        rows = db.session.execute(
            select(NoticeOccasion.kind, NoticeOccasion.window_id, Account.username, Notice.content)
            .join(Notice, Notice.occasion_id == NoticeOccasion.id)
            .join(Account, Account.id == Notice.account_id)
        ).all()
        settled = db.session.scalars(
            select(AuditRow.subject_id).where(AuditRow.action == "ladder.told")
        ).all()
        states = db.session.execute(select(NoticeOccasion.id, NoticeOccasion.state)).all()
        db.session.rollback()
    led = [row for row in rows if row.kind == EscalationLevel.LEADER]
    assert sorted(row.username for row in led) == sorted(f"leads{n}" for n in range(grids))
    assert {(row.content["lacking"], len(row.content["sites"])) for row in led} == {(each, each)}
    assert len({site for row in led for site in row.content["sites"]}) == grids * each
    county = [row for row in rows if row.kind == EscalationLevel.COUNTY]
    assert [(row.username, row.content["lacking"]) for row in county] == [("office", grids * each)]
    assert len(set(settled)) == len(settled)
    assert set(settled) == {str(id_) for id_, state in states if state == "told"}
