"""Asking before each run, and telling a job to go on. The caller commits."""

import logging
from datetime import datetime

from sqlalchemy import func, select

from backend.core.wire import rfc3339
from backend.records.audit import service as audit
from backend.records.audit.models import AuditRow
from backend.records.job_runs.models import JobRun
from backend.records.job_runs.rules import is_plausible
from backend.staff.extensions import db, insert_new

log = logging.getLogger(__name__)


def may_run(job: str, now: datetime) -> bool:
    """Whether the job may do at `now` what cannot be undone; notes that it ran, or that it waits.

    A job that waits goes on by itself once the clock stands right again, else by `resume`.
    """
    run = _hold(job)
    if is_plausible(now, run.ran_at, _find_newest_until):
        run.ran_at, run.paused_at = now, None
        return True
    if run.paused_at is None:
        run.paused_at = now
        known = run.ran_at and rfc3339(run.ran_at)
        log.error("job paused: the clock is far ahead", extra={"job": job, "ran_at": known})
    return False


def resume(job: str, reason: str, now: datetime) -> None:
    """Lets the job believe the clock as it stands at `now`; the reason goes into the journal."""
    run = _hold(job)
    known = run.ran_at and rfc3339(run.ran_at)
    run.ran_at, run.paused_at = now, None
    audit.record(None, "job.resumed", "job", job, now, {"reason": reason, "ran_at": known})


def list_runs() -> dict[str, JobRun]:
    """By job; one that never ran is missing."""
    return {run.job: run for run in db.session.scalars(select(JobRun))}


def _hold(job: str) -> JobRun:
    """The row of the job, held until the end of the transaction."""
    db.session.execute(insert_new(JobRun).values(job=job))
    held = select(JobRun).where(JobRun.job == job).with_for_update()
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def _find_newest_until(at: datetime) -> datetime | None:
    """Each visit and each change of a record of account has its row in the journal."""
    return db.session.scalar(select(func.max(AuditRow.at)).where(AuditRow.at <= at))
