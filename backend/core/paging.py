"""Listings by page: rows in one order, and a cursor that says where the next page begins."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, scoped_session

from backend.core import base64url, values
from backend.core.errors import Fault, Problem


def _read_instant(text: str) -> datetime:
    at = values.parse_instant(text)
    if at is None or not values.in_years(at):
        raise ValueError(text)
    return at


# How a cursor, which is JSON, writes the values that JSON does not know, and how it reads them.
_WRITERS: dict[type, Callable[[Any], str]] = {
    date: date.isoformat,
    datetime: datetime.isoformat,
    bytes: bytes.hex,
}
_READERS: dict[type, Callable[[str], Any]] = {
    date: date.fromisoformat,
    datetime: _read_instant,
    bytes: bytes.fromhex,
}


@dataclass(frozen=True)
class Page:
    """`rows` are those of the query; `next` is the cursor of the page that follows, None on the
    last one.
    """

    rows: Sequence[Row[*tuple[Any, ...]]]
    next: str | None

    def scalars(self) -> list[Any]:
        """The first column of each row, as for a query of one model."""
        return [row[0] for row in self.rows]

    def with_items(self, items: Sequence[Any]) -> dict[str, Any]:
        """The answer of the listing: `items` and `next`."""
        return {"items": items, "next": self.next}


def fetch_page(
    session: Session | scoped_session[Any],
    query: Select[*tuple[Any, ...]],
    order: Sequence[InstrumentedAttribute[Any]],
    *,
    cursor: str | None,
    limit: int,
    descending: bool = False,
) -> Page:
    """At most `limit` rows from where `cursor` points; one query.

    No two rows may agree in all columns of `order`, which the query selects, alone or with their
    model; each holds whole numbers, texts, days, instants or bytes.
    Raises Problem("invalid") for a cursor that no page of this listing gave out.
    """
    kinds = [column.type.python_type for column in order]
    key = _read(cursor, kinds)
    if key is not None:
        place = tuple_(*order)
        query = query.where(place < key if descending else place > key)
    query = query.order_by(*(column.desc() if descending else column for column in order))
    found = session.execute(query.limit(limit + 1)).all()
    rows = found[:limit]
    more = len(found) > limit
    return Page(
        rows, _write([_value(rows[-1], column) for column in order], kinds) if more else None
    )


def _value(row: Row[*tuple[Any, ...]], column: InstrumentedAttribute[Any]) -> Any:
    selected = row._mapping
    if column in selected:
        return selected[column]
    return getattr(selected[column.parent.entity], column.key)


def encode_cursor(key: Sequence[Any]) -> str:
    return base64url.encode(json.dumps(key, separators=(",", ":")).encode())


def decode_cursor(text: str | None, *kinds: type) -> list[Any] | None:
    """The key in a cursor of ours. Raises Problem("invalid") for any other text."""
    if text is None:
        return None
    try:
        key = json.loads(base64url.decode(text))
    except ValueError:
        raise Problem("invalid", faults=[Fault("cursor", "not_a_cursor")]) from None
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds):
        raise Problem("invalid", faults=[Fault("cursor", "not_a_cursor")])
    if any(isinstance(part, int) and abs(part) >= 2**63 for part in key):
        raise Problem("invalid", faults=[Fault("cursor", "not_a_cursor")])
    return key


def _write(key: Sequence[Any], kinds: Sequence[type]) -> str:
    parts = zip(key, kinds, strict=True)
    return encode_cursor(
        [_WRITERS[kind](part) if kind in _WRITERS else part for part, kind in parts]
    )


def _read(cursor: str | None, kinds: Sequence[type]) -> tuple[Any, ...] | None:
    key = decode_cursor(cursor, *(str if kind in _READERS else kind for kind in kinds))
    if key is None:
        return None
    try:
        parts = zip(key, kinds, strict=True)
        return tuple(_READERS[kind](part) if kind in _READERS else part for part, kind in parts)
    except ValueError:
        raise Problem("invalid", faults=[Fault("cursor", "not_a_cursor")]) from None
