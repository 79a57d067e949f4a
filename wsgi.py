"""The entry for gunicorn and for the `flask` command."""

from backend.app import create_app

app = create_app()
