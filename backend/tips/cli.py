"""Commands for the citizens' side: `flask --app wsgi tips ...`."""

from flask.cli import AppGroup

from backend.tips import database

tips = AppGroup("tips", help="The citizens' side: its database, keys and files.")


@tips.command("upgrade")
def upgrade() -> None:
    """Bring the schema of the citizens' database up to date."""
    database.upgrade(database.engine())
