"""Pages: walked from the first to the last they hold every row once, in order."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Date, LargeBinary, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from backend.core.database import UtcDateTime
from backend.core.errors import Problem
from backend.core.paging import encode_cursor, fetch_page

pytestmark = pytest.mark.fast


class Local(DeclarativeBase):
    pass


class Thing(Local):
    __tablename__ = "things"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    name: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)


DAYS = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 3, 1)]
THINGS = [(day, bytes([number])) for day in DAYS for number in (0, 7, 255)]
ORDER = [Thing.day, Thing.name]


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Local.metadata.create_all(engine)
    with Session(engine) as opened:
        opened.add_all(Thing(day=day, name=name) for day, name in reversed(THINGS))
        opened.commit()
        yield opened
    engine.dispose()


def walk(session: Session, limit: int, *, descending: bool) -> Iterator[list[Any]]:
    cursor = None
    for _ in range(len(THINGS) + 1):
        page = fetch_page(
            session, select(Thing), ORDER, cursor=cursor, limit=limit, descending=descending
        )
        yield [(each.day, each.name) for each in page.scalars()]
        cursor = page.next
        if cursor is None:
            return


@given(st.integers(1, len(THINGS) + 1), st.booleans())
def test_every_row_is_on_one_page(session: Session, limit: int, descending: bool) -> None:
    pages = list(walk(session, limit, descending=descending))
    assert list(chain.from_iterable(pages)) == sorted(THINGS, reverse=descending)
    assert all(len(page) == limit for page in pages[:-1])
    assert len(pages) == -(-len(THINGS) // limit)


def test_no_rows_are_one_empty_page(session: Session) -> None:
    nothing = select(Thing).where(Thing.day > date(2027, 1, 1))
    page = fetch_page(session, nothing, ORDER, cursor=None, limit=5)
    assert page.with_items(page.scalars()) == {"items": [], "next": None}


@pytest.mark.parametrize(
    "key",
    (["2026-01-01"], ["2026-01-01", 3], ["yesterday", "00"], ["2026-01-01", "zz"], [None, ""]),
)
def test_a_cursor_of_another_listing_is_refused(session: Session, key: list[Any]) -> None:
    with pytest.raises(Problem) as raised:
        fetch_page(session, select(Thing), ORDER, cursor=encode_cursor(key), limit=5)
    assert raised.value.faults[0].field == "cursor"


class Event(Local):
    __tablename__ = "events"

    at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)


@pytest.mark.parametrize("at", ("2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "then", ""))
def test_a_cursor_holds_no_instant_that_a_database_refuses(session: Session, at: str) -> None:
    with pytest.raises(Problem) as raised:
        fetch_page(session, select(Event), [Event.at], cursor=encode_cursor([at]), limit=5)
    assert raised.value.faults[0].field == "cursor"
