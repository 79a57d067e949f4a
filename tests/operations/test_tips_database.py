"""Where the citizens' database is, and that its secrets are made before the first tip only."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from backend.core import clock, config
from backend.tips.host import database, first_keys, keys, published
from backend.tips.host.models import Tip, TipsBase
from tests.support.cluster import Cluster
from tests.support.served import ROOT, environment
from tests.tips.host.builders import Group, published_content

SERVER = "postgresql+psycopg://patrol:a%40b@db.example/patrol"


@pytest.mark.parametrize(
    ("staff", "tips"),
    (
        (SERVER, SERVER + "?options=-csearch_path%3Dtips"),
        (
            SERVER + "?options=-csearch_path%3Dc350481%2Cpublic%20-clock_timeout%3D5s",
            SERVER + "?options=-clock_timeout%3D5s+-csearch_path%3Dc350481_tips",
        ),
    ),
)
def test_a_servers_database_holds_tips_too(tmp_path: Path, staff: str, tips: str) -> None:
    found = config.load({"DATA": str(tmp_path), "DATABASE_URL": staff})
    assert found.tips.database_url == tips


def test_tips_that_are_in_a_file_stay_there(tmp_path: Path) -> None:
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "tips.sqlite").touch()
    found = config.load({"DATA": str(tmp_path), "DATABASE_URL": SERVER})
    assert found.tips.database_url == f"sqlite:///{tmp_path}/instance/tips.sqlite"


def test_what_is_named_counts(tmp_path: Path) -> None:
    named = {"DATABASE_URL": SERVER, "TIPS_DATABASE_URL": "sqlite:////elsewhere.sqlite"}
    assert config.load({"DATA": str(tmp_path), **named}).tips.database_url.endswith("where.sqlite")


def test_the_derived_schema_is_made_and_holds_everything(tmp_path: Path, postgres: Cluster) -> None:
    url = postgres.create("derived")
    settings = config.load({"DATA": str(tmp_path), "DATABASE_URL": url}).tips
    engine = database.open_engine(settings.database_url, 1)
    database.upgrade(engine)
    tables = {*TipsBase.metadata.tables, "alembic_version"}
    assert set(inspect(engine).get_table_names("tips")) == tables
    assert not tables & set(inspect(engine).get_table_names("public"))
    engine.dispose()
    postgres.drop("derived")


@pytest.fixture
def settings(tmp_path: Path) -> config.TipsConfig:
    """A citizens' side with a database that holds nothing yet."""
    found = config.load({"DATA": str(tmp_path)}).tips
    engine = opened(found)
    database.upgrade(engine)
    engine.dispose()
    return found


def opened(settings: config.TipsConfig) -> Engine:
    Path(settings.database_url.removeprefix("sqlite:///")).parent.mkdir(exist_ok=True)
    return database.open_engine(settings.database_url, 1)


def receive_a_tip(settings: config.TipsConfig) -> None:
    engine = opened(settings)
    day = clock.local_date(clock.now())
    row = dict.fromkeys(("lookup", "receipt_wrap", "public", "digest"), b"x" * 32)
    days = dict.fromkeys(("day", "due_day", "delete_after"), day)
    with engine.begin() as connection:
        values = {"id": b"x" * 16, "group_id": "g", "state": "open", "assigned": False}
        connection.execute(Tip.__table__.insert().values(**values, **row, **days))
        assert connection.scalar(text("SELECT count(*) FROM tips")) == 1
    engine.dispose()


def test_the_first_secrets_are_made(settings: config.TipsConfig) -> None:
    first_keys.make(settings)
    made = keys.load(settings.keys)
    receive_a_tip(settings)
    first_keys.make(settings)
    assert keys.load(settings.keys) == made


def test_no_new_secrets_beside_tips(settings: config.TipsConfig) -> None:
    receive_a_tip(settings)
    with pytest.raises(first_keys.KeysLostError, match="salt, pepper, slip missing"):
        first_keys.make(settings)
    assert not settings.keys.exists()


def test_no_new_secrets_beside_groups(settings: config.TipsConfig) -> None:
    with pytest.raises(first_keys.KeysLostError):
        first_keys.make(settings, groups=True)
    published.write(settings.folder, published_content(Group()), {"villages": []})
    with pytest.raises(first_keys.KeysLostError):
        first_keys.make(settings)


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(data),
        capture_output=True,
        text=True,
    )


def test_the_command_refuses_in_words_and_can_be_told_to(
    settings: config.TipsConfig, tmp_path: Path
) -> None:
    receive_a_tip(settings)
    refused = run(tmp_path, "-m", "backend.tips.host.keys")
    assert refused.returncode == 1
    assert "no citizen's code would open anything" in refused.stderr
    assert run(tmp_path, "-m", "backend.tips.host.keys", "--despite-tips").returncode == 0
    assert keys.load(settings.keys)


def test_preparing_makes_no_new_secrets_and_goes_on(
    settings: config.TipsConfig, tmp_path: Path
) -> None:
    receive_a_tip(settings)
    done = run(tmp_path, "bin/prepare", "--no-demo")
    assert done.returncode == 0, done.stderr
    assert "no citizen's code would open anything" in done.stdout
    assert not settings.keys.exists()
