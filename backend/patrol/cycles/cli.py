"""Commands: `flask --app wsgi plans ...` and `flask --app wsgi windows open`."""

from datetime import datetime

import click
from flask.cli import AppGroup

from backend.core import clock
from backend.patrol.cycles import opening
from backend.patrol.cycles.plan_changes import change_plan
from backend.patrol.cycles.service import create_plan
from backend.staff.commands import transaction
from backend.staff.extensions import db

plans = AppGroup("plans", help="Cycles of windows.")
windows = AppGroup("windows", help="Windows of the plans.")

_day = click.DateTime(["%Y-%m-%d"])


@plans.command("create")
@click.argument("code", default="three-day")
@click.option("--name", default="三天一轮")
@click.option("--name-en", default="Every three days")
@click.option("--anchor", type=_day, help="First day; today if left out.")
@click.option("--days", type=click.IntRange(1, 366), default=3, show_default=True)
def create_plan_command(
    code: str, name: str, name_en: str, anchor: datetime | None, days: int
) -> None:
    """Make a plan of windows; an existing plan with this code stays as it is."""
    now = clock.now()
    begin = anchor.date() if anchor else clock.local_date(now)
    with transaction():
        create_plan(code, name, name_en, begin, days, now)


@plans.command("change")
@click.argument("code")
@click.option("--from", "begin", type=_day, required=True, help="First day of a window to come.")
@click.option("--length", type=click.IntRange(1, 366), required=True, help="Days of a window.")
@click.option("--anchor", type=_day, help="A day on which a window begins; --from if left out.")
def change_plan_command(code: str, begin: datetime, length: int, anchor: datetime | None) -> None:
    """Change length or anchor from the boundary of a window on; earlier windows stay."""
    with transaction():
        first = change_plan(
            code, begin.date(), length, anchor.date() if anchor else None, clock.now()
        )
    click.echo(f"window {first.number}: {first.starts_on} until before {first.ends_on}")


@windows.command("open")
def open_windows() -> None:
    """Open the windows that have begun; the job does so every minute."""
    now = clock.now()
    while opening.open_next(now):
        db.session.commit()
    db.session.commit()
