"""Commands: `flask --app wsgi openapi ...`."""

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from backend.staff import openapi, openapi_page

openapi_group = AppGroup("openapi", help="The description of the API.")


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
