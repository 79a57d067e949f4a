"""Commands: a few lines each, over services."""

from flask import Flask


def install(app: Flask) -> None:
    """Registers the commands on `flask`."""
