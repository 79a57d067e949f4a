"""Commands: `flask --app wsgi accounts ...` and `flask --app wsgi roles`."""

import click
from flask.cli import AppGroup, with_appcontext

from backend.core import clock
from backend.registry.accounts import passwords, roles_page, service
from backend.registry.accounts.rules import FORCES
from backend.staff.access import Role
from backend.staff.commands import transaction

accounts = AppGroup("accounts", help="People who sign in.")

_prompt = click.option("--prompt", is_flag=True, help="Ask for the password instead of making one.")


@accounts.command("create")
@click.argument("username")
@click.argument("name")
@click.option("--force", type=click.Choice(FORCES), help="The force that the person belongs to.")
@click.option("--phone")
@_prompt
def create_account(
    username: str, name: str, force: str | None, phone: str | None, prompt: bool
) -> None:
    """Make an account; its password is printed this once."""
    password = _new_password(prompt)
    with transaction():
        new = service.NewAccount(username, name, password, force, phone)
        service.add(new, None, clock.now())
    _print_password(password, prompt)


@accounts.command("reset")
@click.argument("username")
@_prompt
def reset_password(username: str, prompt: bool) -> None:
    """Set a new password, printed this once, and end all sessions."""
    password = _new_password(prompt)
    with transaction():
        service.reset_password_of(username, password, clock.now())
    _print_password(password, prompt)


@accounts.command("disable")
@click.argument("username")
def disable_account(username: str) -> None:
    """Stop the account from signing in, and end all sessions."""
    with transaction():
        service.disable_by_username(username, True, clock.now())


@accounts.command("enable")
@click.argument("username")
def enable_account(username: str) -> None:
    """Let a disabled account sign in again."""
    with transaction():
        service.disable_by_username(username, False, clock.now())


@accounts.command("assign")
@click.argument("username")
@click.argument("role", type=click.Choice([str(role) for role in Role]))
@click.argument("area_code")
def assign_role(username: str, role: str, area_code: str) -> None:
    """Give a role over the area with this code, from now on."""
    with transaction():
        service.assign_by_code(username, Role(role), area_code, clock.now())


@click.command("roles")
@with_appcontext
def roles() -> None:
    """Print docs/roles.md: who may do what, and where."""
    click.echo(roles_page.page(), nl=False)


def _new_password(prompt: bool) -> str:
    if not prompt:
        return passwords.random_password()
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _print_password(password: str, prompt: bool) -> None:
    if not prompt:
        click.echo(f"password: {password}")
