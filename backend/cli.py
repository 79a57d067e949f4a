"""Commands: a few lines each, over services. `flask --app wsgi COMMAND --help` tells more."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from backend.core import clock
from backend.core.errors import Problem, text
from backend.demo.load import DemoRefusedError
from backend.demo.load import load as load_demo
from backend.figures.seals import service as seals
from backend.geo.shapes import DATUMS
from backend.oversight.escalation import ladder
from backend.patrol.cycles import opening
from backend.patrol.cycles.plan_changes import change_plan
from backend.patrol.cycles.service import create_plan
from backend.records.audit import chain, verification
from backend.registry.accounts import passwords, roles_page, service
from backend.registry.accounts.rules import FORCES
from backend.registry.areas import gazetteer
from backend.registry.kinds import service as kinds
from backend.registry.kinds.fields import CatalogueError
from backend.staff import openapi, openapi_page
from backend.staff.access import Role
from backend.staff.extensions import db
from backend.tips.groups.cli import tips
from backend.tips.host import database as tips_database

accounts = AppGroup("accounts", help="People who sign in.")
areas = AppGroup("areas", help="The tree county, town, village, grid.")
audit = AppGroup("audit", help="The journal and its chain.")
plans = AppGroup("plans", help="Cycles of windows.")
kinds_group = AppGroup("kinds", help="Kinds of sites and their checklists.")
windows = AppGroup("windows", help="Windows of the plans.")
notices = AppGroup("notices", help="What people are told.")
demo = AppGroup("demo", help="The demo county.")
openapi_group = AppGroup("openapi", help="The description of the API.")

_day = click.DateTime(["%Y-%m-%d"])
_prompt = click.option("--prompt", is_flag=True, help="Ask for the password instead of making one.")


def install(app: Flask) -> None:
    """Registers the commands on `flask`."""
    for group in (
        accounts,
        areas,
        audit,
        plans,
        kinds_group,
        windows,
        notices,
        demo,
        openapi_group,
        tips,
    ):
        app.cli.add_command(group)
    app.cli.add_command(roles)


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
    with _transaction():
        new = service.NewAccount(username, name, password, force, phone)
        service.add(new, None, clock.now())
    _tell_password(password, prompt)


@accounts.command("reset")
@click.argument("username")
@_prompt
def reset_password(username: str, prompt: bool) -> None:
    """Give a new password, printed this once, and end all sessions."""
    password = _new_password(prompt)
    with _transaction():
        service.reset_password_of(username, password, clock.now())
    _tell_password(password, prompt)


@accounts.command("disable")
@click.argument("username")
def disable_account(username: str) -> None:
    """Let the account sign in no more, and end all sessions."""
    with _transaction():
        service.disable_by_username(username, True, clock.now())


@accounts.command("enable")
@click.argument("username")
def enable_account(username: str) -> None:
    """Let a disabled account sign in again."""
    with _transaction():
        service.disable_by_username(username, False, clock.now())


@accounts.command("assign")
@click.argument("username")
@click.argument("role", type=click.Choice([str(role) for role in Role]))
@click.argument("area_code")
def assign(username: str, role: str, area_code: str) -> None:
    """Give a role over the area with this code, from now on."""
    with _transaction():
        service.assign_by_code(username, Role(role), area_code, clock.now())


@areas.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--datum", type=click.Choice(DATUMS), default="WGS-84", show_default=True)
def load_areas(file: Path, datum: str) -> None:
    """Take in a GeoJSON file of areas; may be repeated. See docs/operations.md."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise click.ClickException(f"{file}: {error}") from error
    with _transaction():
        new, differ = gazetteer.load(document, clock.now(), datum=datum)
    click.echo(f"{new} new, {differ} changed")


@audit.command("link")
def link_journal() -> None:
    """Link all rows that have no link yet; the job does so every minute."""
    count = 0
    while linked := chain.link(full=True):
        db.session.commit()
        count += linked
    click.echo(f"{count} linked")


@audit.command("verify")
def verify_journal() -> None:
    """Check the whole chain; exits with 1 and names the first broken link if there is one."""
    report = verification.verify()
    click.echo(f"{report.linked} links hold, {report.unlinked} rows are not linked yet")
    if report.broken:
        where = f"link {report.broken.position}, row {report.broken.audit_id or 'unknown'}"
        raise click.ClickException(f"{report.broken.fault} at {where}")


@plans.command("create")
@click.argument("code", default="three-day")
@click.option("--name", default="三天一轮")
@click.option("--name-en", default="Every three days")
@click.option("--anchor", type=_day, help="First day; today if left out.")
@click.option("--days", type=click.IntRange(1, 366), default=3, show_default=True)
def create_plan_command(
    code: str, name: str, name_en: str, anchor: datetime | None, days: int
) -> None:
    """Make a plan of windows; one with this code that is there already stays as it is."""
    now = clock.now()
    begin = anchor.date() if anchor else clock.local_date(now)
    with _transaction():
        create_plan(code, name, name_en, begin, days, now)


@plans.command("change")
@click.argument("code")
@click.option("--from", "begin", type=_day, required=True, help="First day of a window to come.")
@click.option("--length", type=click.IntRange(1, 366), required=True, help="Days of a window.")
@click.option("--anchor", type=_day, help="A day on which a window begins; --from if left out.")
def change_plan_command(code: str, begin: datetime, length: int, anchor: datetime | None) -> None:
    """Another length or anchor from the boundary of a window on; what was before stays."""
    with _transaction():
        first = change_plan(
            code, begin.date(), length, anchor.date() if anchor else None, clock.now()
        )
    click.echo(f"window {first.number}: {first.starts_on} until before {first.ends_on}")


@kinds_group.command("load")
@click.argument("path", type=click.Path(exists=True, path_type=Path), required=False)
def load_kinds(path: Path | None) -> None:
    """Take in a kind's file, a folder of them, or the built-in ones; may be repeated."""
    try:
        with _transaction():
            loaded = kinds.load(path, clock.now())
    except CatalogueError as error:
        raise click.ClickException(str(error)) from error
    for kind in loaded:
        state = "new" if kind.created else "changed" if kind.changed else "as before"
        click.echo(f"{kind.code} {kind.name}: {state}, checklist version {kind.checklist}")


@windows.command("open")
def open_windows() -> None:
    """Open the windows that have begun; the job does so every minute."""
    now = clock.now()
    while opening.open_next(now):
        db.session.commit()
    db.session.commit()


@notices.command("climb")
def climb_ladder() -> None:
    """Tell whom it concerns what is due to be told; the job does so every minute."""
    grace = current_app.extensions["settings"].notice_grace
    while ladder.climb(clock.now(), grace):
        db.session.commit()
    db.session.commit()


@windows.command("seal")
def seal_windows() -> None:
    """Seal the windows whose end is 72 hours and a moment past; the job does so every 5 minutes."""
    now, count = clock.now(), 0
    while seals.seal_next(now):
        db.session.commit()
        count += 1
    db.session.commit()
    click.echo(f"{count} sealed")


@demo.command("load")
def load_demo_county() -> None:
    """Load the demo into an empty database; another is left as it is."""
    try:
        with _transaction():
            load_demo(clock.now())
        tips_database.session().commit()
    except DemoRefusedError as error:
        click.echo(f"demo not loaded: {error}")


@openapi_group.command("write")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def write_openapi(file: Path) -> None:
    """Write the OpenAPI document to FILE."""
    document = openapi.document(current_app)
    file.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


@openapi_group.command("page")
def print_api_page() -> None:
    """Print docs/api.md: every operation, and who may call it."""
    click.echo(openapi_page.page(openapi.document(current_app)), nl=False)


@click.command("roles")
@with_appcontext
def roles() -> None:
    """Print docs/roles.md: who may do what, and where."""
    click.echo(roles_page.page(), nl=False)


@contextmanager
def _transaction() -> Iterator[None]:
    """Commits at the end; tells a Problem in words."""
    try:
        yield
    except Problem as problem:
        db.session.rollback()
        words = [text("zh", "problems", problem.code), text("en", "problems", problem.code)]
        words += [f"{fault.field}: {text('en', 'faults', fault.code)}" for fault in problem.faults]
        raise click.ClickException(" / ".join(words)) from problem
    db.session.commit()


def _new_password(prompt: bool) -> str:
    if not prompt:
        return passwords.random_password()
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _tell_password(password: str, prompt: bool) -> None:
    if not prompt:
        click.echo(f"password: {password}")
