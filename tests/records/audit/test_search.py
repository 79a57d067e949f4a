"""The journal searched: by day, person, action and subject; what a page costs."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, text

from backend.records.audit.service import record
from backend.registry.accounts.models import Account
from backend.staff.extensions import db
from tests.support.builders import Cast

# Midnight of 24 November in Shanghai, and the last moment before it.
MIDNIGHT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
BEFORE = datetime(2026, 11, 23, 15, 59, 59, 999999, tzinfo=UTC)
NEXT = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """Four rows around a day: of the office, the system and an officer."""
    record(cast.office.id, "site.create", "site", 1, BEFORE)
    record(None, "window.sealed", "window", 1, MIDNIGHT)
    record(cast.officer.id, "site.correct", "site", 1, MIDNIGHT)
    record(cast.office.id, "site.create", "site", 2, NEXT)
    db.session.commit()
    return cast


@pytest.fixture
def found(client: FlaskClient, busy: Cast) -> Callable[[str], list[tuple[str, str]]]:
    """The (action, subject_id) that a query finds."""

    def ask(query: str) -> list[tuple[str, str]]:
        answer = client.get(f"/api/v1/audit?{query}", headers=busy.auditor.headers)
        assert answer.status_code == 200, answer.json
        assert answer.json is not None
        return [(row["action"], row["subject_id"]) for row in answer.json["items"]]

    return ask


FIRST, SEALED = ("site.create", "1"), ("window.sealed", "1")
CORRECTED, LAST = ("site.correct", "1"), ("site.create", "2")


@pytest.mark.parametrize(
    ("query", "rows"),
    (
        ("from=2026-11-24", [LAST, CORRECTED, SEALED]),
        ("until=2026-11-23", [FIRST]),
        ("from=2026-11-24&until=2026-11-24", [CORRECTED, SEALED]),
        ("from=2026-11-25&until=2026-11-24", []),
        ("action=site.create", [LAST, FIRST]),
        ("action=site", []),
        ("subject=site", [LAST, CORRECTED, FIRST]),
        ("subject=site&subject_id=1&action=site.create", [FIRST]),
    ),
)
def test_a_search_by_day_action_and_subject(
    found: Callable[[str], list[tuple[str, str]]], query: str, rows: list[tuple[str, str]]
) -> None:
    assert found(query) == rows


def test_a_search_by_person(busy: Cast, found: Callable[[str], list[tuple[str, str]]]) -> None:
    assert found(f"actor={busy.office.id}") == [LAST, FIRST]
    assert found(f"actor={busy.officer.id}&until=2026-11-23") == []
    assert found("actor=999999") == []


def test_a_row_names_who_did_it(client: FlaskClient, busy: Cast) -> None:
    answer = client.get("/api/v1/audit", headers=busy.auditor.headers)
    assert answer.json is not None
    actors = {row["action"]: (row["actor_id"], row["actor"]) for row in answer.json["items"]}
    officer = busy.officer.id
    name = db.session.scalars(select(Account.name).where(Account.id == officer)).one()
    assert actors["window.sealed"] == (None, None)
    assert actors["site.correct"] == (officer, {"id": officer, "name": name})


def test_a_search_page_by_page(client: FlaskClient, busy: Cast) -> None:
    seen: list[int] = []
    url = "/api/v1/audit?from=2026-11-23&limit=1"
    cursor: str | None = ""
    while cursor is not None:
        answer = client.get(f"{url}&cursor={cursor}" if cursor else url, headers=_headers(busy))
        assert answer.json is not None
        seen += [row["id"] for row in answer.json["items"]]
        cursor = answer.json["next"]
    assert len(seen) == 4
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    ("query", "field"),
    (
        ("from=24.11.2026", "from"),
        ("until=2026-02-30", "until"),
        ("until=9999-12-31", "until"),
        ("actor=0", "actor"),
        ("actor=me", "actor"),
        (f"action={'a' * 41}", "action"),
        ("cursor=WzFd", "cursor"),
    ),
)
def test_what_is_no_search(client: FlaskClient, cast: Cast, query: str, field: str) -> None:
    answer = client.get(f"/api/v1/audit?{query}", headers=_headers(cast))
    assert answer.status_code == 422
    assert answer.json is not None
    assert [fault["field"] for fault in answer.json["fields"]] == [field]


@pytest.mark.parametrize("query", ("from=2026-11-24", "actor=1", "action=site.create"))
def test_a_search_is_for_auditors(client: FlaskClient, cast: Cast, query: str) -> None:
    answer = client.get(f"/api/v1/audit?{query}", headers=cast.office.headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "query",
    ("", "from=2026-11-24&until=2026-11-25", "actor=1", "action=site.create", "subject=site"),
)
def test_a_page_is_one_query_that_sorts_nothing(
    client: FlaskClient, busy: Cast, query: str
) -> None:
    """However long the journal is: each filter walks an index from its newest end."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _u: Any, statement: str, parameters: Any, _x: Any, _m: Any) -> None:
        if "FROM audit_rows" in statement:
            asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    client.get(f"/api/v1/audit?{query}", headers=_headers(busy))
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) == 1
    plan = _plan(*asked[0])
    assert "ix_audit_rows_" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def _plan(statement: str, parameters: Any) -> str:
    """How the database goes about the statement, were its tables large."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        for way in ("seqscan", "sort", "bitmapscan"):
            connection.execute(text(f"SET LOCAL enable_{way} = off"))
        rows = connection.exec_driver_sql("EXPLAIN " + statement, parameters)
        return "\n".join(row[0] for row in rows)
    rows = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)
    return "\n".join(row[3] for row in rows)


def _headers(cast: Cast) -> dict[str, str]:
    return cast.auditor.headers
