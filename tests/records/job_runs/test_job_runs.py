"""A clock that was far ahead once seals nothing and deletes nothing; a person lets jobs go on."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from backend.core import clock
from backend.figures.seals.models import Seal
from backend.records.audit.models import AuditRow
from backend.records.audit.service import record
from backend.records.job_runs import service
from backend.records.job_runs.rules import PURGE, SEAL
from backend.staff.extensions import db
from backend.tips.host.database import session
from backend.tips.host.models import Tip
from tests.figures.seals.past import CUT_OFF, LENGTH, REST, START, Past
from tests.support.builders import Cast
from tests.tips.host.builders import Group, encrypted_tip

NOON = START + timedelta(hours=12)
DAY = timedelta(days=1)
JUMPED = NOON + 6 * DAY


@pytest.fixture
def past(app: Flask, cast: Cast) -> Past:
    """A window that runs, with a visit, and a job that ran a moment ago."""
    past = Past(app, cast)
    past.send(past.sites[0], NOON, NOON)
    assert service.may_run(SEAL, NOON + timedelta(minutes=5))
    db.session.commit()
    return past


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    logger = logging.getLogger("backend")
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)


def run(app: Flask, at: datetime, *arguments: str) -> tuple[int, str]:
    with time_machine.travel(at, tick=False):
        done = app.test_cli_runner().invoke(args=arguments)
    return done.exit_code, done.output


def count_seals() -> int:
    return db.session.scalar(select(func.count()).select_from(Seal)) or 0


def test_a_clock_six_days_ahead_seals_no_running_window(app: Flask, past: Past) -> None:
    past.open(JUMPED)
    past.send(past.sites[1], NOON, JUMPED)  # whoever comes meanwhile is no witness
    code, told = run(app, JUMPED, "windows", "seal")
    assert (code, count_seals()) == (1, 0)
    assert "flask jobs resume seal" in told
    # Set right again, it goes on by itself.
    assert run(app, NOON + DAY, "windows", "seal") == (0, "0 sealed\n")
    assert run(app, NOON + DAY, "jobs", "status")[0] == 0


def test_the_job_waits_and_says_so_once(
    app: Flask,
    past: Past,
    logged: pytest.LogCaptureFixture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JOBS_URL", f"sqlite:////{tmp_path}/jobs.db")
    from backend import jobs

    monkeypatch.setattr(jobs, "application", lambda: app)
    past.open(JUMPED)
    for minutes in (0, 5, 10):
        with time_machine.travel(JUMPED + timedelta(minutes=minutes), tick=False):
            jobs.seal_windows.call_local()
    told = [line for line in logged.records if line.message.startswith("job paused")]
    assert [vars(line)["job"] for line in told] == ["seal"]
    assert count_seals() == 0
    code, status = run(app, JUMPED, "jobs", "status")
    assert code == 1
    assert "seal: ran last at 2026-10-01T04:05:00Z, PAUSED since 2026-10-07T04:00:00Z" in status
    assert "purge: has not run yet" in status


def test_a_person_lets_it_go_on_and_the_journal_says_why(app: Flask, past: Past) -> None:
    past.open(JUMPED)
    assert run(app, JUMPED, "windows", "seal")[0] == 1
    assert run(app, JUMPED, "jobs", "resume", "seal", "--reason", " ")[0] == 2
    assert run(app, JUMPED, "jobs", "resume", "open", "--reason", "?")[0] == 2
    assert run(app, JUMPED, "jobs", "resume", "seal", "--reason", "停机一个月，时钟已核对")[0] == 0
    row = db.session.scalars(select(AuditRow).filter_by(action="job.resumed")).one()
    assert (row.subject, row.subject_id) == ("job", "seal")
    assert row.detail == {"reason": "停机一个月，时钟已核对", "ran_at": "2026-10-01T04:05:00Z"}
    assert run(app, JUMPED, "windows", "seal") == (0, "1 sealed\n")


def test_a_worker_that_stood_still_goes_on_when_others_worked(app: Flask, past: Past) -> None:
    now = CUT_OFF + LENGTH + REST
    for days in range(1, 10):
        record(None, "site.change", "site", days, NOON + days * DAY)
    db.session.commit()
    past.open(now)
    assert run(app, now, "windows", "seal") == (0, "2 sealed\n")


def test_a_new_installation_goes_on(app: Flask, cast: Cast) -> None:
    assert run(app, JUMPED, "windows", "seal")[0] == 0
    assert run(app, JUMPED + DAY, "jobs", "status")[0] == 0


def test_a_clock_two_years_ahead_deletes_no_tip(app: Flask, cast: Cast) -> None:
    made = encrypted_tip(Group(), photos=1)
    session().add(made.row)
    session().flush()
    session().add_all(made.rows)
    session().commit()
    last = clock.midnight(made.row.delete_after) + timedelta(hours=1)
    record(None, "site.change", "site", 1, last)
    db.session.commit()

    def left() -> int:
        session().expire_all()
        return session().scalar(select(func.count()).select_from(Tip)) or 0

    assert (run(app, last, "tips", "purge")[0], left()) == (0, 1)
    code, told = run(app, last + 800 * DAY, "tips", "purge")
    assert (code, left()) == (1, 1)
    assert "flask jobs resume purge" in told
    assert (run(app, last + DAY, "tips", "purge")[0], left()) == (0, 0)
    assert service.list_runs()[PURGE].paused_at is None
