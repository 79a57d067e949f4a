"""Linking: all rows once, in order, in batches; and the daily head."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select

from backend.records.audit import chain
from backend.records.audit.models import AuditHead, AuditLink, AuditRow
from backend.records.audit.rules import GENESIS
from backend.records.audit.service import record
from backend.staff.extensions import db
from tests.records.audit.conftest import NOW, write
from tests.support.builders import Cast


def links() -> list[AuditLink]:
    return list(db.session.scalars(select(AuditLink).order_by(AuditLink.position)))


def test_rows_are_linked_in_order_and_once(journal: list[int]) -> None:
    assert chain.link() == 5
    assert chain.link() == 0
    assert [link.audit_id for link in links()] == journal
    assert [link.position for link in links()] == [1, 2, 3, 4, 5]
    assert [link.previous for link in links()] == [GENESIS, *(link.hash for link in links()[:-1])]


def test_batches_make_the_same_chain(cast: Cast, journal: list[int]) -> None:
    assert [chain.link(batch=2) for _ in range(4)] == [2, 2, 1, 0]
    in_batches = [link.hash for link in links()]
    db.session.execute(delete(AuditLink))
    db.session.expire_all()
    assert chain.link() == 5
    assert [link.hash for link in links()] == in_batches


def test_a_row_that_was_committed_late_is_linked_after_the_others(
    cast: Cast, journal: list[int]
) -> None:
    late = journal[2]
    row = db.session.execute(select(AuditRow.__table__).filter_by(id=late)).one()
    db.session.execute(delete(AuditRow).filter_by(id=late))
    assert chain.link() == 4
    db.session.execute(insert(AuditRow).values(**row._mapping))
    assert chain.link() == 1
    assert links()[-1].audit_id == late


def test_one_that_lags_far_behind_waits_for_the_full_search(
    cast: Cast, journal: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    chain.link()
    db.session.execute(delete(AuditLink).filter_by(position=5))
    monkeypatch.setattr(chain, "LOOKBACK", 0)
    db.session.execute(delete(AuditLink).where(AuditLink.position > 1))
    db.session.execute(
        insert(AuditLink).values(
            position=2, audit_id=journal[4] + 10, previous=GENESIS, hash=GENESIS
        )
    )
    db.session.expire_all()
    assert chain.link() == 0
    assert chain.link(full=True) == 4


def test_a_worker_that_comes_second_appends_nothing_and_keeps_its_transaction(
    cast: Cast, journal: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chain.link(batch=3) == 3
    with monkeypatch.context() as stale:
        stale.setattr(chain, "last_link", lambda: None)  # as read before the other's commit
        record(None, "site.change", "site", 99, NOW)
        assert chain.link() == 0
    assert len(links()) == 3
    assert chain.link() == 3


def test_a_change_and_its_row_are_dropped_together(cast: Cast, journal: list[int]) -> None:
    db.session.commit()
    write(cast, 3)
    db.session.rollback()
    assert db.session.scalars(select(AuditRow.id).order_by(AuditRow.id)).all() == journal


def test_the_head_is_published_once_for_the_day_that_ended(cast: Cast, journal: list[int]) -> None:
    midnight = NOW.replace(hour=16)  # in Shanghai
    assert chain.publish_head(midnight) is None
    chain.link()
    last = links()[-1]
    head = chain.publish_head(midnight - timedelta(microseconds=1))
    assert head is not None
    assert (head.day, head.position, head.hash) == (date(2026, 11, 23), 5, last.hash)
    head = chain.publish_head(midnight)
    assert head is not None
    assert head.day == date(2026, 11, 24)
    write(cast, 1)
    chain.link()
    assert chain.publish_head(midnight + timedelta(hours=23)) is None
    assert db.session.get_one(AuditHead, date(2026, 11, 24)).position == 5
