"""How a row of the journal becomes a link of the chain. Pure."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

GENESIS = "0" * 64


class Entry(NamedTuple):
    """A row of the journal as plain values."""

    id: int
    at: datetime
    actor_id: int | None
    action: str
    subject: str
    subject_id: str
    detail: dict[str, Any]


def canonical(entry: Entry) -> bytes:
    """The one way to write a row: JSON, keys sorted, no spaces, UTF-8, UTC to the microsecond."""
    values = entry._asdict() | {"at": entry.at.astimezone(UTC).isoformat(timespec="microseconds")}
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def link_hash(previous: str, entry: Entry) -> str:
    """SHA-256, hexadecimal, over the previous link's hash (GENESIS for the first) and the row."""
    return hashlib.sha256(previous.encode() + canonical(entry)).hexdigest()
