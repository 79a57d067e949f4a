"""A row has one way to be written, and each of its values counts."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from backend.records.audit.rules import GENESIS, Entry, canonical, link_hash

pytestmark = pytest.mark.fast

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ENTRY = Entry(7, AT, 3, "site.create", "site", "12", {"b": 1, "a": "永安"})


def test_the_form_never_changes() -> None:
    written = (
        '{"action":"site.create","actor_id":3,"at":"2026-11-24T03:00:00.000000+00:00",'
        '"detail":{"a":"永安","b":1},"id":7,"subject":"site","subject_id":"12"}'
    ).encode()
    assert canonical(ENTRY) == written
    assert link_hash(GENESIS, ENTRY) == hashlib.sha256(b"0" * 64 + written).hexdigest()


def test_the_same_instant_elsewhere_is_the_same() -> None:
    shanghai = ENTRY._replace(at=AT.astimezone(timezone(timedelta(hours=8))))
    assert canonical(shanghai) == canonical(ENTRY)


@pytest.mark.parametrize(
    "change",
    (
        {"id": 8},
        {"at": AT + timedelta(microseconds=1)},
        {"actor_id": None},
        {"action": "site.change"},
        {"subject": "sites"},
        {"subject_id": "13"},
        {"detail": {"b": 2, "a": "永安"}},
        {"detail": {}},
    ),
)
def test_every_value_counts(change: dict[str, Any]) -> None:
    assert link_hash(GENESIS, ENTRY._replace(**change)) != link_hash(GENESIS, ENTRY)


def test_what_came_before_counts() -> None:
    assert link_hash("f" * 64, ENTRY) != link_hash(GENESIS, ENTRY)
