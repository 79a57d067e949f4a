"""Commands: `flask --app wsgi audit verify`."""

import click
from flask import current_app
from nacl.signing import VerifyKey

from backend.core.database import reading
from backend.core.signing import read_public
from backend.figures.integrity import references
from backend.figures.integrity.rules import Difference
from backend.figures.integrity.verifying import SAMPLE, Comparison, list_comparisons
from backend.records.audit import verification
from backend.records.audit.cli import audit
from backend.staff.extensions import db


def _read_keys(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> list[VerifyKey]:
    try:
        return [read_public(text) for text in texts]
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@audit.command("verify")
@click.option("--all", "whole", is_flag=True, help="Every row, not a sample.")
@click.option("--sample", type=click.IntRange(1), default=SAMPLE, show_default=True)
@click.option(
    "--key",
    "older",
    multiple=True,
    callback=_read_keys,
    help="The public half of an older key that signed receipts; may be repeated.",
)
def verify_records(whole: bool, sample: int, older: list[VerifyKey]) -> None:
    """Compare the journal, visits, receipts, results, seals and photo files with each other.

    Checks the whole chain of the journal and what every visit refers to, and of everything else
    the newest and as many drawn at random. Names what differs, and exits with 1 if something does.
    Writes nothing.
    """
    size = None if whole else sample
    keys = [read_public(current_app.extensions["signer"].public), *older]
    with reading():
        number = _verify_chain() + _verify_references()
        for comparison in list_comparisons(keys):
            number += _verify_rows(comparison, size)
    if number:
        raise click.ClickException(f"{number} differ")


def _verify_chain() -> int:
    result = verification.verify()
    db.session.rollback()
    click.echo(f"{result.linked} links hold, {result.unlinked} rows are not linked yet")
    if not result.broken:
        return 0
    broken = result.broken
    where = f"link {broken.position}, row {broken.audit_id or 'unknown'}"
    click.echo(f"chain: {broken.fault} at {where}")
    return 1


def _verify_references() -> int:
    compared, found = references.count_visits(), references.find_dangling()
    db.session.rollback()
    for difference in found.differences:
        click.echo(str(difference))
    click.echo(f"references: {compared} compared, {found.number} differ")
    return found.number


def _verify_rows(comparison: Comparison, sample: int | None) -> int:
    """Tells of each difference as it is found; no transaction is longer than a part of the rows."""
    compared = 0
    differing: set[Difference] = set()
    for part in comparison.list_parts(sample):
        found = comparison.find_differences(part)
        db.session.rollback()
        for difference in found:
            click.echo(str(difference))
        compared += len(part)
        differing |= set(found)
    click.echo(f"{comparison.name}: {compared} compared, {len(differing)} differ")
    return len(differing)


__all__ = ["audit"]
