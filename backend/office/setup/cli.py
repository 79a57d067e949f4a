"""Commands: `flask --app wsgi setup ...`."""

import click
from flask.cli import AppGroup, with_appcontext

from backend.office.setup import service
from backend.office.setup.code import setup_code

setup = AppGroup("setup", help="Opening an empty installation in the browser.")


@setup.command("code")
@with_appcontext
def print_code() -> None:
    """Print the code that /setup asks for; nothing once there is an account."""
    if service.is_open():
        click.echo(setup_code())
