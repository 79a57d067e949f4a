"""Forgetting: the day after its last day a tip is nowhere, and no order of arrival is left."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from backend.tips.host import handling, retention
from backend.tips.host.cli import tips
from backend.tips.host.database import bind, session
from backend.tips.host.models import SpentProof, Tip, TipItem, TipWrap
from backend.tips.host.rules import Retention
from tests.support.apart import connected, read_apart
from tests.tips.host.builders import DAY, RETENTION, Group, encrypted_tip
from tests.tips.host.citizen import Citizen

KEPT = Retention(**RETENTION)
# What only an embedded database leaves on the disk of the host.
EMBEDDED = pytest.mark.parametrize("tips_url", ("sqlite",), indirect=True, scope="session")


@pytest.fixture
def app(engine: Engine) -> Iterator[Flask]:
    app = Flask("staff")
    bind(app, engine)
    with app.app_context():
        yield app


def stored(count: int, photos: int = 1) -> list[Tip]:
    """Tips in the order in which they came."""
    group, tips = Group(), []
    for _ in range(count):
        made = encrypted_tip(group, photos=photos)
        session().add(made.row)
        session().flush()
        session().add_all(made.rows)
        session().commit()
        tips.append(made.row)
    return tips


def swept(days: int) -> None:
    """A night that many days later."""
    while retention.delete_expired(DAY + timedelta(days=days)):
        session().commit()
    session().commit()
    session().expunge_all()


def counts() -> list[int]:
    models = (Tip, TipWrap, TipItem)
    found = [session().scalar(select(func.count()).select_from(model)) or 0 for model in models]
    session().rollback()
    return found


def test_everything_goes_on_its_day(app: Flask) -> None:
    closed, spam, _open = stored(3)
    handling.close(closed, DAY, KEPT)
    handling.close(spam, DAY, KEPT, spam=True)
    session().add(SpentProof(digest=bytes(32), expires_day=DAY))
    session().commit()
    for days, left in ((7, [3, 3, 6]), (8, [2, 2, 4]), (30, [2, 2, 4]), (31, [2, 2, 3])):
        swept(days)
        assert counts() == left, days
    for days, left in ((90, [2, 2, 3]), (91, [1, 1, 2]), (731, [1, 1, 2]), (732, [0, 0, 0])):
        swept(days)
        swept(days)
        assert counts() == left, days
    assert session().scalars(select(SpentProof)).all() == []
    session().rollback()


def test_a_sweep_takes_a_bounded_piece(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for tip in stored(5):
        handling.close(tip, DAY, KEPT)
    session().commit()
    later = DAY + timedelta(days=100)
    assert [retention.delete_expired(later) for _ in range(3)] == [True, True, False]
    assert counts() == [0, 0, 0]


def slices(sealed: bytes) -> Iterator[bytes]:
    yield from (sealed[at : at + 32] for at in range(0, len(sealed) - 32, 32))


@pytest.mark.parametrize("tips_url", ("sqlite",), indirect=True, scope="session")
def test_no_byte_of_what_is_gone_is_left_in_the_files(app: Flask, engine: Engine) -> None:
    gone, kept = stored(2, photos=2)
    handling.close(gone, DAY, KEPT)
    session().commit()
    mine = select(TipItem.sealed).where(TipItem.tip_id == gone.id)
    sealed = session().scalars(mine).all()
    gone_id, kept_id, lookup = gone.id, kept.id, gone.lookup
    session().rollback()
    retention.shuffle_rows(engine)
    before = on_disk(engine)
    assert sum(part in before for part in slices(sealed[0][:4000])) > 100
    swept(91)
    retention.shuffle_rows(engine)
    after = on_disk(engine)
    everything = [part for item in sealed for part in slices(item)]
    assert len(everything) > 4000
    assert [part for part in everything if part in after] == []
    assert gone_id not in after
    assert lookup not in after
    assert kept_id in after


def on_disk(engine: Engine) -> bytes:
    """All bytes of the database's files: itself, its log, what else lies beside it."""
    path = Path(str(engine.url.database))
    return b"".join(read_apart(each) for each in path.parent.glob(f"{path.name}*"))


def ranks(values: list[Any]) -> list[int]:
    order = sorted(range(len(values)), key=values.__getitem__)
    placed = [0] * len(values)
    for rank, at in enumerate(order):
        placed[at] = rank
    return placed


def correlation(left: list[int], right: list[int]) -> float:
    """Spearman's, of ranks without ties."""
    n = len(left)
    return 1 - 6 * sum((a - b) ** 2 for a, b in zip(left, right, strict=True)) / (n * (n * n - 1))


def test_no_order_tells_who_came_first(app: Flask, engine: Engine) -> None:
    tips = stored(100, photos=0)
    arrived = list(range(len(tips)))
    by_id, by_lookup = [tip.id for tip in tips], [tip.lookup for tip in tips]
    assert {tip.day for tip in tips} == {DAY}
    session().rollback()
    retention.shuffle_rows(engine)
    for column in (by_id, by_lookup, positions(engine, by_id)):
        # Four standard deviations of what chance gives; order of arrival would give 1.
        assert abs(correlation(arrived, ranks(column))) < 0.4


def positions(engine: Engine, ids: list[bytes]) -> list[int]:
    """Where in the file each tip lies; on the server also: no transaction is told from another."""
    if engine.dialect.name == "sqlite":
        content = read_apart(Path(str(engine.url.database)))
        return [content.index(each) for each in ids]
    with Session(engine) as looking:
        for table in ("tips", "tip_wraps", "tip_items"):
            query = f"SELECT count(DISTINCT xmin::text), count(DISTINCT cmin::text) FROM {table}"
            assert tuple(looking.execute(text(query)).one()) == (1, 1), table
        rows = looking.execute(text("SELECT id, ctid::text FROM tips"))
        found = {bytes(row[0]): tuple(map(int, row[1].strip("()").split(","))) for row in rows}
    order = sorted(found, key=found.__getitem__)
    return [order.index(each) for each in ids]


def test_a_withdrawn_tip_is_gone_from_the_files_too(
    line: FlaskClient, group: Group, engine: Engine, app: Flask
) -> None:
    citizen = Citizen(line)
    citizen.send(group)
    sealed = session().scalars(select(TipItem.sealed)).one()
    session().rollback()
    assert citizen.withdraw().status_code == 204
    assert counts() == [0, 0, 0]
    session().rollback()
    if engine.dialect.name == "sqlite":  # at once, the write-ahead log too
        left = on_disk(engine)
        assert [part for part in slices(sealed) if part in left] == []


@EMBEDDED
def test_what_somebody_still_reads_leaves_the_log_a_minute_later(
    line: FlaskClient, group: Group, engine: Engine, app: Flask
) -> None:
    citizen = Citizen(line)
    citizen.send(group)
    with connected(str(engine.url.database)) as reader:
        reader.execute("BEGIN")
        (sealed,) = reader.execute("SELECT sealed FROM tip_items").fetchone()
        assert citizen.withdraw().status_code == 204
        reader.execute("ROLLBACK")
    retention.blur_times(engine)
    left = on_disk(engine)
    assert [part for part in slices(sealed) if part in left] == []


@EMBEDDED
def test_the_times_of_the_files_tell_when_the_job_ran(app: Flask, engine: Engine) -> None:
    stored(1)
    session().rollback()
    named = [Path(f"{engine.url.database}{suffix}") for suffix in ("", "-wal", "-shm", ".lock")]
    files = [file for file in named if file.exists()]  # the lock is there once somebody took it
    for file in files:
        os.utime(file, (1_000_000_000, 1_000_000_000))
    begun = time.time() - 1
    retention.blur_times(engine)
    assert [file for file in files if file.exists() and file.stat().st_mtime < begun] == []
    assert files[0] == named[0]


def test_mixing_waits_for_nobody_and_keeps_everything(app: Flask, engine: Engine) -> None:
    stored(3)
    session().rollback()
    for _ in range(2):
        retention.shuffle_rows(engine)
    assert counts() == [3, 3, 6]
    if engine.dialect.name == "sqlite":
        with connected(str(engine.url.database)) as looking:
            assert looking.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_command_mixes(app: Flask, engine: Engine) -> None:
    stored(1)
    app.cli.add_command(tips)
    result = app.test_cli_runner().invoke(args=["tips", "mix"])
    assert result.exit_code == 0, result.output
    assert counts()[0] == 1
