"""Tampering with the journal or its chain is found, at the first place where it was done."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from backend.records.audit import chain
from backend.records.audit.models import AuditHead, AuditLink, AuditRow
from backend.records.audit.verification import Break, Verification, verify
from backend.staff.extensions import db
from tests.records.audit.conftest import NOW, write
from tests.support.builders import Cast

DAY = timedelta(days=1)


@pytest.fixture
def linked(cast: Cast, journal: list[int]) -> list[int]:
    """Five rows linked and their head published, then two more linked, then one not."""
    chain.link()
    chain.publish_head(NOW)
    write(cast, 2)
    chain.link()
    return write(cast, 1)


def found() -> Break | None:
    db.session.expire_all()
    return verify().broken


def alter(position: int, **values: str | int) -> None:
    db.session.execute(update(AuditLink).filter_by(position=position).values(**values))


def test_an_honest_chain_holds_and_its_tail_is_counted(linked: list[int]) -> None:
    assert verify() == Verification(linked=7, unlinked=1, broken=None)


def test_an_empty_journal_holds(cast: Cast) -> None:
    assert verify() == Verification(linked=0, unlinked=0, broken=None)


@pytest.mark.parametrize("stride", (1, 2, 7, 8))
def test_the_walk_is_the_same_in_any_stride(
    linked: list[int], monkeypatch: pytest.MonkeyPatch, stride: int
) -> None:
    monkeypatch.setattr("backend.records.audit.verification._STRIDE", stride)
    assert verify() == Verification(linked=7, unlinked=1, broken=None)


@pytest.mark.parametrize("position", (1, 3, 5, 7))
@pytest.mark.parametrize(
    "change",
    ({"detail": {}}, {"actor_id": None}, {"at": NOW + DAY}, {"subject_id": "8"}),
    ids=lambda change: next(iter(change)),
)
def test_a_changed_row(linked: list[int], position: int, change: dict[str, object]) -> None:
    audit_id = linked[position - 1]
    db.session.execute(update(AuditRow).filter_by(id=audit_id).values(**change))
    assert found() == Break(position, "row-changed", audit_id)
    assert verify().linked == position - 1


@pytest.mark.parametrize("position", (1, 3, 7))
def test_a_deleted_row(linked: list[int], position: int) -> None:
    audit_id = linked[position - 1]
    db.session.execute(delete(AuditRow).filter_by(id=audit_id))
    assert found() == Break(position, "row-missing", audit_id)


@pytest.mark.parametrize("position", (1, 3, 5))
def test_an_altered_hash(linked: list[int], position: int) -> None:
    alter(position, hash="f" * 64)
    assert found() == Break(position, "link-altered", linked[position - 1])


def test_an_altered_previous(linked: list[int]) -> None:
    alter(4, previous="f" * 64)
    assert found() == Break(4, "link-altered", linked[3])


def test_a_link_that_points_to_another_row(linked: list[int]) -> None:
    alter(7, audit_id=linked[7])
    assert found() == Break(7, "row-changed", linked[7])


@pytest.mark.parametrize("position", (1, 4))
def test_a_deleted_link_inside(linked: list[int], position: int) -> None:
    db.session.execute(delete(AuditLink).filter_by(position=position))
    assert found() == Break(position, "link-missing", None)


def test_deleted_links_at_the_end_are_missed_by_the_published_head(linked: list[int]) -> None:
    db.session.execute(delete(AuditLink).where(AuditLink.position >= 5))
    assert found() == Break(5, "link-missing", None)


def test_a_deleted_link_past_the_head_shows_in_the_tail_and_is_linked_again(
    linked: list[int],
) -> None:
    before = db.session.scalar(select(AuditLink.hash).filter_by(position=7))
    db.session.execute(delete(AuditLink).filter_by(position=7))
    assert verify() == Verification(linked=6, unlinked=2, broken=None)
    chain.link(batch=1)
    assert db.session.scalar(select(AuditLink.hash).filter_by(position=7)) == before


def test_a_chain_made_anew_differs_from_the_published_head(linked: list[int]) -> None:
    db.session.execute(update(AuditRow).filter_by(id=linked[2]).values(detail={}))
    db.session.execute(delete(AuditLink))
    db.session.expire_all()
    chain.link()
    assert found() == Break(5, "head-differs", linked[4])


def test_an_altered_head(linked: list[int]) -> None:
    db.session.execute(update(AuditHead).values(hash="f" * 64))
    assert found() == Break(5, "head-differs", linked[4])
