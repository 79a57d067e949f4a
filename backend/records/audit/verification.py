"""Walking the chain from its first link, to find the first one that does not hold."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import select

from backend.records.audit.chain import count_unlinked
from backend.records.audit.models import AuditHead, AuditLink, AuditRow
from backend.records.audit.rules import GENESIS, Entry, link_hash
from backend.staff.extensions import db

Fault = Literal["row-changed", "row-missing", "link-altered", "link-missing", "head-differs"]

_STRIDE = 1000


class Linked(NamedTuple):
    """A link, and its row if that is still there."""

    position: int
    audit_id: int
    previous: str
    hash: str
    entry: Entry | None


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold; `audit_id` when a row is concerned."""

    position: int
    fault: Fault
    audit_id: int | None


@dataclass(frozen=True)
class Verification:
    """`linked` links hold, up to the break if there is one; `unlinked` rows wait for the job."""

    linked: int
    unlinked: int
    broken: Break | None


def verify() -> Verification:
    """Checks every link, its row, and every published head.

    | what was done                     | what is found                              |
    |-----------------------------------|--------------------------------------------|
    | a row changed                     | row-changed                                |
    | a row deleted                     | row-missing                                |
    | a link's hash or previous altered | link-altered                               |
    | a link deleted                    | link-missing, or, past the last published  |
    |                                   | head, its row among the unlinked           |
    | everything recomputed from a row  | head-differs, at the first published head  |
    """
    held = 0
    broken = None
    heads = _heads()
    previous = GENESIS
    for link, following in _links_in_pairs():
        broken = _fault_of(held + 1, link, following, previous, heads)
        if broken:
            break
        held, previous = link.position, link.hash
    if broken is None and max(heads, default=0) > held:
        broken = Break(held + 1, "link-missing", None)
    return Verification(held, count_unlinked(), broken)


def _fault_of(
    position: int,
    link: Linked,
    following: Linked | None,
    previous: str,
    heads: dict[int, set[str]],
) -> Break | None:
    if link.position != position:
        return Break(position, "link-missing", None)
    if link.previous != previous:
        return Break(position, "link-altered", link.audit_id)
    if link.entry is None:
        return Break(position, "row-missing", link.audit_id)
    right = link_hash(previous, link.entry)
    published = heads.get(position, set())
    if link.hash != right:
        # The neighbour and the published head remember which of the two was there first.
        remembered = {following.previous} if following else set()
        remembered |= published
        fault: Fault = "link-altered" if right in remembered else "row-changed"
        return Break(position, fault, link.audit_id)
    if published - {link.hash}:
        return Break(position, "head-differs", link.audit_id)
    return None


def _heads() -> dict[int, set[str]]:
    """The published hashes by position; days without a change share one."""
    heads: dict[int, set[str]] = defaultdict(set)
    for position, digest in db.session.execute(select(AuditHead.position, AuditHead.hash)):
        heads[position].add(digest)
    return dict(heads)


def _links_in_pairs() -> Iterator[tuple[Linked, Linked | None]]:
    """Each link with its row, and the link after it."""
    before: Linked | None = None
    for link in _links():
        if before is not None:
            yield before, link
        before = link
    if before is not None:
        yield before, None


def _links() -> Iterator[Linked]:
    reached = 0
    while True:
        batch: Sequence[Any] = db.session.execute(
            select(
                AuditLink.position,
                AuditLink.audit_id,
                AuditLink.previous,
                AuditLink.hash,
                AuditRow.id,
                AuditRow.at,
                AuditRow.actor_id,
                AuditRow.action,
                AuditRow.subject,
                AuditRow.subject_id,
                AuditRow.detail,
            )
            .outerjoin(AuditRow, AuditRow.id == AuditLink.audit_id)
            .where(AuditLink.position > reached)
            .order_by(AuditLink.position)
            .limit(_STRIDE)
        ).all()
        for position, audit_id, before, digest, *row in batch:
            entry = None if row[0] is None else Entry(*row)
            yield Linked(position, audit_id, before, digest, entry)
        if len(batch) < _STRIDE:
            return
        reached = batch[-1].position
