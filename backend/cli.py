"""The commands of `flask --app wsgi`, put together; each feature brings its own."""

from flask import Flask

from backend.demo.cli import demo
from backend.figures.integrity.cli import audit
from backend.figures.seals.cli import windows
from backend.office.setup.cli import setup
from backend.oversight.escalation.cli import notices
from backend.patrol.cycles.cli import plans
from backend.records.job_runs.cli import jobs
from backend.registry.accounts.cli import accounts, roles
from backend.registry.areas.cli import areas
from backend.registry.kinds.cli import kinds
from backend.staff.cli import openapi_group
from backend.tips.pay_desk.cli import tips

COMMANDS = (
    accounts,
    areas,
    audit,
    plans,
    kinds,
    windows,
    jobs,
    notices,
    demo,
    openapi_group,
    roles,
    setup,
    tips,
)


def install(app: Flask) -> None:
    """Registers the commands on `flask`."""
    for command in COMMANDS:
        app.cli.add_command(command)
