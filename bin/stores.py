"""What an installation keeps, and the words of a backup's manifest: for bin/backup, bin/restore.

| part      | embedded              | server                          | in a backup              |
|-----------|-----------------------|---------------------------------|--------------------------|
| staff     | instance/patrol.sqlite| the schema of DATABASE_URL      | patrol.sqlite or .dump   |
| tips      | instance/tips.sqlite  | the schema of TIPS_DATABASE_URL | tips.sqlite or .dump     |
| photos    | uploads/o             | a bucket                        | photos.tar, or a note    |
| policies  | files that SUPERVISION and TIPS_POLICY name             || the same files           |
| keys      | instance/keys, TIPS_KEYS, and the settings              || keys.tar, elsewhere      |

r/ and t/ are drawn anew from o/; the queue, published files and certificates are made again.
"""

import hashlib
import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from alembic.config import Config as Migrations  # noqa: E402
from alembic.script import ScriptDirectory  # noqa: E402
from sqlalchemy import create_engine, text  # noqa: E402
from sqlalchemy.engine import URL, make_url  # noqa: E402

from backend.core import config  # noqa: E402

FORMAT = 1
MANIFEST, KEYS = "manifest.json", "keys.tar"
TIPS_SECRETS = ("salt", "pepper", "slip")
POLICIES = {"SUPERVISION": "supervision.toml", "TIPS_POLICY": "tips_policy.toml"}


@dataclass(frozen=True)
class Store:
    """One of the two databases. `migrations` is the folder of its schema's history."""

    name: str
    url: URL
    migrations: Path

    @property
    def embedded(self) -> bool:
        return self.url.drivername.startswith("sqlite")

    @property
    def copy(self) -> str:
        """The name of its file in a backup."""
        return f"{self.name}.{'sqlite' if self.embedded else 'dump'}"

    @property
    def path(self) -> Path:
        """The file of an embedded one."""
        return Path(self.url.database or "")

    def ask(self, statement: str) -> Any:
        """The first value that the server answers; None for no row."""
        engine = create_engine(self.url)
        try:
            with engine.connect() as connection:
                return connection.scalar(text(statement))
        finally:
            engine.dispose()

    def environment(self) -> dict[str, str]:
        """How PostgreSQL's programs reach it: a password has no place among arguments."""
        url, query = self.url, self.url.query
        named = {
            "PGHOST": url.host or query.get("host"),
            "PGPORT": url.port or query.get("port"),
            "PGUSER": url.username,
            "PGPASSWORD": url.password,
            "PGDATABASE": url.database,
            "PGOPTIONS": query.get("options"),
        }
        return os.environ | {name: str(value) for name, value in named.items() if value}

    def revisions(self) -> set[str]:
        """Every state of the schema that this program knows."""
        settings = Migrations()
        settings.set_main_option("script_location", str(self.migrations))
        return {each.revision for each in ScriptDirectory.from_config(settings).walk_revisions()}


def stores(settings: config.Config) -> tuple[Store, Store]:
    """The staff's database and the citizens'."""
    folder = ROOT / "migrations"
    return (
        Store("patrol", make_url(settings.database_url), folder),
        Store("tips", make_url(settings.tips.database_url), folder / "tips"),
    )


def key_files(settings: config.Config) -> dict[str, Path]:
    """Names in keys.tar, and where each secret lies."""
    secrets = {f"tips/{name}": settings.tips.keys / name for name in TIPS_SECRETS}
    return {"signing.key": settings.keys / "signing.key", **secrets}


def named_settings() -> dict[str, str]:
    """What the environment sets otherwise than the defaults."""
    known = config.defaults() | {"HOST": "", "PORT": "", "TIPS": "", "TIPS_PORT": ""}
    known |= {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    found = {name: os.environ.get(name, value) for name, value in known.items()}
    return {name: value for name, value in found.items() if value != known[name]}


def version() -> str:
    """The product's version."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(content["project"]["version"])


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run(command: list[str | Path], store: Store, **more: Any) -> str:
    """Runs one of PostgreSQL's programs; ends this one with its words when it fails."""
    done = subprocess.run(
        command, env=store.environment(), capture_output=True, text=True, check=False, **more
    )
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{done.stderr.strip()}")
    return done.stdout
