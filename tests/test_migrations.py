"""Migrations run up and down on both databases, and leave no drift behind."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, column, inspect, select, text
from sqlalchemy import table as sa_table

from backend.app import create_app
from backend.core import config, signing
from backend.core.database import Base
from backend.figures.seals.models import Seal
from backend.staff.extensions import db
from tests.support.cluster import Cluster
from tests.support.migrated import MIGRATIONS

SEALED = (
    "INSERT INTO areas (id, level, code, name, sort) VALUES (1, 'county', '350481', '永安市', 0)",
    "INSERT INTO areas (id, parent_id, level, code, name, sort)"
    " VALUES (2, 1, 'town', '350481003', '燕南街道', 0)",
    "INSERT INTO kinds VALUES (1, 'well', '井', 'Well', '井', 'W', 1, 'three-day', 30, 200)",
    "INSERT INTO plans VALUES (1, 'three-day', '三天一轮', 'Every three days')",
    "INSERT INTO windows (id, plan_id, number, starts_on, ends_on, starts_at, ends_at) VALUES"
    " (1, 1, 1, '2026-11-01', '2026-11-04', '2026-10-31 16:00:00', '2026-11-03 16:00:00')",
    f"INSERT INTO seals VALUES (1, '2026-11-07 16:00:00', 2, 0, '{'0' * 64}')",
)
LISTED = (
    SEALED[0],
    *(
        'INSERT INTO steps (id, area_id, plan_code, step, "trigger", judged_until, grounds, status,'
        f" proposed_at, document_no, text, version) VALUES ({step_id}, 1, 'three-day', '{step}',"
        f" '{trigger}', '2026-10-01', '[]', '{status}', '{proposed_at}', '', '', 1)"
        for step_id, step, trigger, status, proposed_at in (
            (1, "listing", "windows\\:1-2", "issued", "2026-10-01"),
            (2, "listing", "windows\\:3-4", "issued", "2026-10-01"),
            (3, "accountability", "listing\\:1", "dismissed", "2026-10-10"),
            (4, "accountability", "listing\\:2", "proposed", "2026-10-20"),
        )
    ),
    *(
        "INSERT INTO step_moves (step_id, move, at, text)"
        f" VALUES ({step_id}, 'return', '2026-10-15', '')"
        for step_id in (1, 2)
    ),
)
OFFICER = {
    "id": 1,
    "username": "wang.xun",
    "name": "王巡",
    "password_hash": "",
    "version": 1,
    "created_at": "2026-11-01",
}
SITE = {
    "id": 1,
    "kind_id": 1,
    "grid_id": 2,
    "status": "active",
    "name": "井",
    "risk": 1,
    **dict.fromkeys(("address", "contact_name", "contact_phone"), ""),
    "lon": 117.35,
    "lat": 26.0,
    "source_crs": "wgs84",
    "created_at": "2026-11-01",
    "version": 1,
}
VISIT = {
    **dict.fromkeys(("author_id", "site_id", "window_id"), 1),
    **dict.fromkeys(("content_sha256", "place_reason", "note", "review_note", "receipt"), ""),
    **dict.fromkeys(("received_at", "captured_at"), "2026-11-02 01:00:00"),
    "body": b"{}",
    "format": 2,
    "credit": "certain",
    "place": "on_site",
    "result": "normal",
    "answers": "[]",
}
# How visits stood before flags were reviewed, and whether one of them was forged.
STANDINGS = (
    ("accepted", "[]"),
    ("refused", "[]"),
    ("pending", "[]"),
    ("counts", '["mark_forged"]'),
    ("counts", "[]"),
)
SPATIAL_PREFIXES = ("spatial", "geometry", "views_", "virts_", "vector_", "idx_", "sqlite_")


@pytest.fixture(params=["spatialite", "postgis"])
def empty(request: pytest.FixtureRequest, tmp_path: Path, postgres: Cluster) -> Iterator[Flask]:
    url = postgres.create("migrations") if request.param == "postgis" else ""
    settings = config.load({"DATA": str(tmp_path), "DATABASE_URL": url})
    signing.create_key(settings.keys)
    yield create_app(settings)
    if url:
        postgres.drop("migrations")


def test_up_down_up_leaves_no_table_of_ours_and_no_drift(empty: Flask) -> None:
    with empty.app_context():
        upgrade(MIGRATIONS)
        downgrade(MIGRATIONS, revision="base")
        left = set(inspect(db.engine).get_table_names()) & set(Base.metadata.tables)
        assert left == set()
        upgrade(MIGRATIONS)
        with db.engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"include_object": include_object, "compare_type": True}
            )
            assert compare_metadata(context, Base.metadata) == []
        db.engine.dispose()


def test_the_number_of_photos_goes_from_the_kind_to_its_checklists(empty: Flask) -> None:
    with empty.app_context():
        upgrade(MIGRATIONS, revision="20261125_officers_phone")
        with db.engine.begin() as connection:
            for number, asked in ((1, 0), (2, 3)):
                connection.execute(
                    text(
                        "INSERT INTO kinds VALUES (:id, :code, '井', 'Well', '井', 'W', 1,"
                        " 'three-day', 30, :asked)"
                    ),
                    {"id": number, "code": f"well{number}", "asked": asked},
                )
                for version in (1, 2):
                    connection.execute(
                        text(
                            "INSERT INTO checklists (kind_id, version, questions, digest,"
                            " created_at) VALUES (:id, :version, '[]', :digest, '2026-11-24')"
                        ),
                        {"id": number, "version": version, "digest": "0" * 64},
                    )
        upgrade(MIGRATIONS, revision="20261125b_checklist_photos")
        asked = "SELECT kind_id, photos_min FROM checklists ORDER BY id"
        assert rows(asked) == [(1, 0), (1, 0), (2, 3), (2, 3)]
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE checklists SET photos_min = 5 WHERE version = 2"))
        downgrade(MIGRATIONS, revision="20261125_officers_phone")
        assert rows("SELECT id, photos_min FROM kinds ORDER BY id") == [(1, 5), (2, 5)]
        db.engine.dispose()


def test_seals_keep_the_names_of_the_day_of_the_upgrade(empty: Flask) -> None:
    with empty.app_context():
        upgrade(MIGRATIONS, revision="20261130a_coarse_fix")
        with db.engine.begin() as connection:
            for statement in SEALED:
                connection.execute(text(statement))
        upgrade(MIGRATIONS)
        (seal,) = db.session.scalars(select(Seal))
        assert (seal.layout, seal.names) == (
            1,
            {
                "plan": ["三天一轮", "Every three days"],
                "areas": [["350481", None, "永安市"], ["350481003", "350481", "燕南街道"]],
                "kinds": [["well", "井", "Well"]],
            },
        )
        db.session.remove()
        downgrade(MIGRATIONS, revision="20261130a_coarse_fix")
        assert rows("SELECT window_id, obligations FROM seals") == [(1, 2)]
        db.engine.dispose()


def test_listings_that_expired_keep_their_proposals(empty: Flask) -> None:
    """The first was proposed before its listing got another date, the second after."""
    with empty.app_context():
        upgrade(MIGRATIONS, revision="20261130h_photo_refusals")
        with db.engine.begin() as connection:
            for statement in LISTED:
                connection.execute(text(statement))
        upgrade(MIGRATIONS)
        triggers = "SELECT \"trigger\" FROM steps WHERE step = 'accountability' ORDER BY id"
        assert rows(triggers) == [("listing:1:0",), ("listing:2:1",)]
        moves = "SELECT step_id, move, document_no FROM step_moves ORDER BY id"
        assert rows(moves) == [(1, "return", ""), (2, "return", "")]
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE step_moves SET move = 'extend' WHERE step_id = 2"))
        downgrade(MIGRATIONS, revision="20261130h_photo_refusals")
        assert rows(triggers) == [("listing:1",), ("listing:2:1",)]
        assert rows("SELECT step_id, move FROM step_moves ORDER BY id") == [
            (1, "return"),
            (2, "return"),
        ]
        db.engine.dispose()


def test_reviews_keep_their_verdicts_in_the_words_of_all_others(empty: Flask) -> None:
    """For a day an accepted visit was stored with a verdict of its own."""
    with empty.app_context():
        upgrade(MIGRATIONS, revision="20261130b_sealed_names")
        with db.engine.begin() as connection:
            for statement in SEALED[:-1]:
                connection.execute(text(statement))
            for table, row in (("accounts", OFFICER), ("sites", SITE)):
                insert(connection, table, row)
            for number, (standing, flags) in enumerate(STANDINGS, 1):
                told = {"id": number, "uid": number, "code": number, "flags": flags}
                insert(connection, "checkins", VISIT | told | {"standing": standing})
        upgrade(MIGRATIONS, revision="20261130i_extensions")
        found = "SELECT verdict, awaits_review FROM checkins ORDER BY id"
        assert rows(found) == [
            ("approved", False),
            ("refused", False),
            (None, True),
            (None, True),
            (None, False),
        ]
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE checkins SET verdict = 'accepted' WHERE id = 1"))
        upgrade(MIGRATIONS)
        assert [verdict for verdict, _ in rows(found)] == ["approved", "refused", None, None, None]
        db.engine.dispose()


def insert(connection: Connection, table: str, row: dict[str, Any]) -> None:
    connection.execute(sa_table(table, *map(column, row)).insert().values(row))


def rows(query: str) -> list[tuple[int | str, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def include_object(item: object, name: str, kind: str, reflected: bool, other: object) -> bool:
    """As in migrations/env.py: only our own tables are compared, without spatial indexes."""
    if kind == "table" and reflected:
        return name in Base.metadata.tables
    return not (kind == "index" and name.startswith("idx_"))
