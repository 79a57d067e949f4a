"""The throw-away PostgreSQL of the tests: it works, and it leaves nothing behind."""

from pathlib import Path

import psycopg
import pytest

from tests.support import cluster as clusters
from tests.support.cluster import MissingPartError, cluster


def test_a_database_has_postgis_and_nothing_stays_behind() -> None:
    with cluster() as server:
        url = server.create("patrol")
        with server.connect("patrol") as connection:
            row = connection.execute("SELECT ST_AsText(ST_Point(117.36, 25.94))").fetchone()
            safe = connection.execute("SHOW fsync").fetchone()
        folder = server.folder
        assert (url, row, safe) == (
            f"postgresql+psycopg://postgres@/patrol?host={folder}",
            ("POINT(117.36 25.94)",),
            ("off",),
        )
        server.drop("patrol")
        with pytest.raises(psycopg.OperationalError):
            server.connect("patrol")
    assert not folder.exists()


def test_a_failure_inside_stops_and_deletes_it_too() -> None:
    with pytest.raises(ZeroDivisionError), cluster(durable=True) as server:
        folder = server.folder
        with server.connect("postgres") as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
            pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        raise ZeroDivisionError
    assert not folder.exists()
    assert not Path(f"/proc/{pid}").exists()


def test_a_missing_part_is_named_not_skipped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(clusters, "Path", lambda _: tmp_path)
    with pytest.raises(MissingPartError, match="postgresql-15"):
        clusters.find_programs()
