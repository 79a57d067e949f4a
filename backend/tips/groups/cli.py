"""Commands for those who keep groups: `flask --app wsgi tips publish`, `... tips escrow ...`.

`escrow make` and `escrow open` are for a machine that is connected to nothing: see
docs/escrow-drill.md. They ask no database.
"""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from backend.core import clock
from backend.core.errors import Problem, text
from backend.core.files import NotUtf8Error, read_text
from backend.records.job_runs.cli import require
from backend.records.job_runs.rules import PURGE
from backend.staff.extensions import db
from backend.tips.groups import escrow, offline, publishing
from backend.tips.groups.models import TipGroupKey
from backend.tips.host import database, first_keys, retention
from backend.tips.host.cli import tips

group = AppGroup("escrow", help="The key that lies offline, in three shares.")
_in = click.Path(exists=True, dir_okay=False, path_type=Path)
_out = click.Path(exists=False, dir_okay=False, path_type=Path)


@tips.command("publish")
def publish() -> None:
    """Write what citizens are told before they send; the job does so every hour."""
    publishing.publish(clock.now())


@tips.command("purge")
def purge() -> None:
    """Delete what is past its last day; the job does so every night."""
    now = clock.now()
    require(PURGE, now)
    while retention.delete_expired(clock.local_date(now)):
        database.session().commit()
    database.session().commit()


@tips.command("keys")
def make_keys() -> None:
    """Make the secrets of the citizens' host before the first tip; missing later, they are lost."""
    held = db.session.scalars(select(TipGroupKey.group_id).limit(1)).first() is not None
    try:
        first_keys.make(current_app.extensions["settings"].tips, groups=held)
    except first_keys.KeysLostError as error:
        raise click.ClickException(str(error)) from error


@group.command("make")
def make() -> None:
    """OFFLINE: make the escrow key; prints its public half and the words of its three shares."""
    public, shares = offline.create_key()
    click.echo(f"public = {public}")
    for number, share in enumerate(shares, 1):
        click.echo(f"\nshare {number} of {len(shares)}:\n{share}")


@group.command("export")
@click.argument("request_id", type=int)
@click.argument("file", type=_out)
def export(request_id: int, file: Path) -> None:
    """Write what a confirmed request needs to FILE: encrypted keys only."""
    try:
        parcel = escrow.export_request(request_id, clock.now())
    except Problem as problem:
        raise click.ClickException(text("en", "problems", problem.code)) from problem
    db.session.commit()
    file.write_text(parcel, encoding="utf-8")


@group.command("open")
@click.argument("parcel", type=_in)
@click.argument("file", type=_out)
@click.option("--yes", is_flag=True, help="Do not ask whether the digits are hers.")
def open_offline(parcel: Path, file: Path, yes: bool) -> None:
    """OFFLINE: with two shares, encrypt the keys in PARCEL to the one it names, into FILE."""
    click.echo(offline.describe_parcel(_read(parcel)))
    if not yes:
        click.confirm("Are these the digits on her key page?", abort=True)
    words = [click.prompt(f"share {number}", hide_input=True) for number in (1, 2)]
    try:
        answer = offline.reencrypt_parcel(_read(parcel), words)
    except offline.SharesError as error:
        raise click.ClickException(str(error)) from error
    file.write_text(answer, encoding="utf-8")


@group.command("import")
@click.argument("file", type=_in)
def take_in(file: Path) -> None:
    """Take in what came back: the one it was encrypted to is a member then."""
    now = clock.now()
    try:
        count = escrow.import_parcel(_read(file), now)
    except Problem as problem:
        raise click.ClickException(text("en", "problems", problem.code)) from problem
    db.session.commit()
    publishing.publish(now)
    click.echo(f"{count} keys")


def _read(path: Path) -> str:
    try:
        return read_text(path)
    except NotUtf8Error as error:
        raise click.ClickException(str(error)) from error


tips.add_command(group)

__all__ = ["tips"]
