"""The worker's periodic jobs.

A queue may lose a job or run it twice, so each job is a sweep: it finds its work in the
database, does a bounded piece per transaction, and leaves the same rows whoever runs it.
Several workers may run at once; `huey_consumer -n` keeps all but one from scheduling.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from sqlalchemy.exc import SQLAlchemyError

from backend.app import create_app
from backend.core import clock, config
from backend.core.outages import outage_of
from backend.figures.seals import service as seals
from backend.oversight.accountability import proposing
from backend.oversight.accountability.policy import step_conditions
from backend.oversight.escalation.sweep import escalate
from backend.patrol.checkins import refusals
from backend.patrol.cycles import opening
from backend.patrol.redraws import effect
from backend.records.audit import chain
from backend.records.job_runs import service as job_runs
from backend.records.job_runs.rules import LISTS, PURGE, SEAL
from backend.records.photos import intake
from backend.records.photos.resources import get_resources
from backend.registry.accounts import throttle
from backend.staff.extensions import db
from backend.tips.groups import publishing
from backend.tips.host import database as tips_database
from backend.tips.host import retention
from backend.tips.inbox import cleanup, notifying, rewards
from backend.tips.pay_desk import paid_lists
from backend.tips.pay_desk import service as pay_desk

ABANDONED = timedelta(days=1)

log = logging.getLogger(__name__)


def _queue(url: str) -> Huey:
    """The queue behind JOBS_URL. Raises config.ConfigError for an unknown kind of URL."""
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return SqliteHuey("patrol", filename=rest.removeprefix("/"), fsync=True)
    if scheme == "postgresql":
        return PostgresHuey("patrol", dsn=url)
    raise config.ConfigError("JOBS_URL must begin with sqlite or postgresql")


huey = _queue(config.load().jobs_url)


def every(schedule: Callable[..., bool]) -> Callable[[Callable[[], None]], Any]:
    """A periodic job that runs inside the application's context."""

    def decorate(job: Callable[[], None]) -> Any:
        def run() -> None:
            with application().app_context():
                unless_out(job)

        return huey.periodic_task(schedule, name=job.__name__)(run)

    return decorate


def unless_out(job: Callable[[], None]) -> None:
    """Runs a job; an outage costs one line of the log, and the next run makes up for it."""
    try:
        job()
    except (SQLAlchemyError, OSError) as error:
        outage = outage_of(error)
        if outage is None:
            raise
        log.error(outage.event, extra={"job": job.__name__})


def believes(job: str, now: datetime) -> bool:
    """Whether a job that cannot be undone may run at `now`; see `records/job_runs`."""
    allowed = job_runs.may_run(job, now)
    db.session.commit()
    return allowed


@cache
def application() -> Flask:
    return create_app()


@every(crontab())
def open_windows() -> None:
    """Opens what has begun; a window of 20,000 sites takes a dozen short transactions."""
    while opening.open_next(clock.now()):
        db.session.commit()
    db.session.commit()


@every(crontab(minute="*/5"))
def seal_windows() -> None:
    """Seals what has come to rest, one window per transaction, by one reading of the clock."""
    now = clock.now()
    if believes(SEAL, now):
        while seals.seal_next(now):
            db.session.commit()
    db.session.commit()


@every(crontab())
def climb_ladder() -> None:
    """Tells people what their territories lack, in the order of the moments at which it is due."""
    grace = application().extensions["settings"].notice_grace
    while escalate(clock.now(), grace):
        db.session.commit()
    db.session.commit()


@every(crontab())
def redraw_grids() -> None:
    """Boundaries that are due; whoever opens a window does so as well."""
    effect.apply_due_redraws(clock.local_date(clock.now()))
    db.session.commit()


@every(crontab())
def link_audit() -> None:
    while chain.link():
        db.session.commit()
    db.session.commit()


@every(crontab(minute="5", hour="17"))
def link_stragglers() -> None:
    """Once a night the whole journal is searched for rows that came very late."""
    while chain.link(full=True):
        db.session.commit()
    db.session.commit()


@every(crontab(minute="10"))
def publish_audit_head() -> None:
    """Yesterday's head, as soon after midnight in Shanghai as a worker runs; then nothing."""
    chain.publish_head(clock.now())
    db.session.commit()


@every(crontab(minute="20"))
def forget_failures() -> None:
    """Failed sign-ins that no longer slow anybody down, made-up user names among them."""
    throttle.sweep(clock.now())
    db.session.commit()


@every(crontab(minute="35", hour="18"))
def forget_refused_photos() -> None:
    """Once a night, why photos were refused of which no visit ever spoke."""
    refusals.forget_refusals(clock.now())
    db.session.commit()


@every(crontab(minute="40"))
def propose_steps() -> None:
    """What sealed windows and passed deadlines lead to; a person decides."""
    proposing.propose_steps(step_conditions(), clock.now())
    db.session.commit()


@every(crontab(minute="15", hour="18"))
def forget_tips() -> None:
    """Once a night what is past its last day goes, and the rest loses its order of arrival."""
    now = clock.now()
    if believes(PURGE, now):
        while retention.delete_expired(clock.local_date(now)):
            tips_database.session().commit()
        tips_database.session().commit()
    retention.shuffle_rows(tips_database.engine())


@every(crontab())
def blur_tips() -> None:
    """The times of the embedded files of tips say when this ran, not when a tip came."""
    retention.blur_times(tips_database.engine())


@every(crontab())
def tell_handlers() -> None:
    """At 08:00 and 14:00 who has something unread in a tip inbox; else nothing."""
    notifying.notify_members(clock.now())
    db.session.commit()


@every(crontab(minute="*/2"))
def deliver_vouchers() -> None:
    """Vouchers that may not have reached their thread; new ones lose their trail."""
    issued = False
    while rewards.deliver_vouchers(clock.now()):
        tips_database.session().commit()
        db.session.commit()
        issued = True
    db.session.commit()
    if issued:
        pay_desk.shuffle_rows(db.engine)


@every(crontab(minute="50"))
def publish_groups() -> None:
    """What citizens are told: areas added or renamed, the new day, and a writing that failed."""
    publishing.publish(clock.now())


@every(crontab(minute="55"))
def publish_paid_lists() -> None:
    """From the 2nd of a month on, the list of the month before; and the file, should it be lost."""
    now = clock.now()
    if believes(LISTS, now):
        paid_lists.make_lists(clock.local_date(now))
    db.session.commit()
    paid_lists.publish()


@every(crontab(minute="45", hour="18"))
def tidy_inbox() -> None:
    """Once a night what is left of tips that are gone; and vouchers lose their order."""
    cleanup.delete_orphans()
    db.session.commit()
    pay_desk.shuffle_rows(db.engine)


@every(crontab(minute="30"))
def sweep_incoming() -> None:
    """Removes uploads that killed processes left half-written."""
    intake.sweep(get_resources().storage.incoming, clock.now() - ABANDONED)
