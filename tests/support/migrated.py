"""Databases with the schema in them, each a copy of one that the migrations built.

    environ |= migrated(data, "patrol", server)   # PostGIS; without a server SpatiaLite, in `data`

A copy takes a tenth of the migrations. Tests whose subject they are run them.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_migrate import upgrade

from backend.app import create_app
from backend.core import config, signing
from backend.staff.extensions import db
from backend.tips.host import database as tips_database
from tests.support.cheap import CHEAP
from tests.support.cluster import Cluster
from tests.support.kept import copy_kept

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")


def migrated(data: Path, name: str, server: Cluster | None = None) -> dict[str, str]:
    """Both databases of an installation at `data`, empty; the settings that lead to them."""
    environ = CHEAP | {"DATA": str(data)}
    if server is None:
        copy_kept("migrated", "", migrate_files, data)
        return environ
    url = server.create(name, server.template("migrated", migrate_server))
    return environ | {"DATABASE_URL": url, "TIPS_DATABASE_URL": migrated_tips(server, name)}


def migrated_tips(server: Cluster, name: str) -> str:
    """The URL of an empty database of the citizens' side."""
    return server.create(f"{name}_tips", server.template("migrated_tips", migrate_tips))


def migrate_files(folder: Path) -> None:
    """Both as files, without the keys of the installation that they were made in."""
    (folder / "instance").mkdir()
    with TemporaryDirectory() as data:
        migrate_staff(data)
        migrate_tips(f"sqlite:///{data}/instance/tips.sqlite")
        for name in ("patrol.sqlite", "tips.sqlite"):
            shutil.copy(Path(data) / "instance" / name, folder / "instance" / name)


def migrate_server(url: str) -> None:
    with TemporaryDirectory() as data:
        migrate_staff(data, url)


def migrate_staff(data: str, url: str = "") -> None:
    settings = config.load({"DATA": data, "DATABASE_URL": url})
    signing.create_key(settings.keys)
    app = create_app(settings)
    with app.app_context():
        upgrade(MIGRATIONS)
        db.engine.dispose()


def migrate_tips(url: str) -> None:
    engine = tips_database.open_engine(url, 1)
    tips_database.upgrade(engine)
    engine.dispose()
