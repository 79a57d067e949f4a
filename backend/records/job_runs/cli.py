"""Commands: `flask --app wsgi jobs ...`."""

from datetime import datetime

import click
from flask.cli import AppGroup

from backend.core import clock
from backend.core.wire import rfc3339
from backend.records.job_runs import service
from backend.records.job_runs.models import JobRun
from backend.records.job_runs.rules import JOBS
from backend.staff.commands import transaction
from backend.staff.extensions import db

jobs = AppGroup("jobs", help="The jobs that cannot be undone: sealing, deleting tips, lists.")

REASON_MAX = 200


def require(job: str, now: datetime) -> None:
    """For commands that do by hand what the job does. Ends the command while the job waits."""
    allowed = service.may_run(job, now)
    db.session.commit()
    if not allowed:
        raise click.ClickException(
            f"paused: the clock says {rfc3339(now)}, more than two days after all that is known. "
            f"If it is right: flask jobs resume {job} --reason WHY"
        )


@jobs.command("status")
def show_status() -> None:
    """Tell when each ran last, and which waits; exits with 1 if one does."""
    runs = service.list_runs()
    for job in JOBS:
        click.echo(f"{job}: {_describe(runs.get(job))}")
    if any(run.paused_at for run in runs.values()):
        raise click.ClickException("flask jobs resume JOB --reason WHY lets a job go on")


def _describe(run: JobRun | None) -> str:
    if run is None:
        return "has not run yet"
    ran = f"ran last at {rfc3339(run.ran_at)}" if run.ran_at else "has not run yet"
    return f"{ran}, PAUSED since {rfc3339(run.paused_at)}" if run.paused_at else ran


def _read_reason(_: click.Context, __: click.Parameter, text: str) -> str:
    if not 0 < len(text.strip()) <= REASON_MAX:
        raise click.BadParameter(f"1 to {REASON_MAX} characters")
    return text.strip()


@jobs.command("resume")
@click.argument("job", type=click.Choice(JOBS))
@click.option("--reason", required=True, callback=_read_reason, help="Goes into the journal.")
def resume_job(job: str, reason: str) -> None:
    """Let a paused job go on, once the clock of this machine is right."""
    now = clock.now()
    with transaction():
        service.resume(job, reason, now)
    click.echo(f"{job} goes on from {rfc3339(now)}")
