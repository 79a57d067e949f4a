"""A tip that a member holds open: found by her groups, opened by her keys, in memory only."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backend.core.errors import Problem
from backend.staff.access import Actor
from backend.staff.extensions import db
from backend.tips.groups import keyring
from backend.tips.groups.keyring import Ring
from backend.tips.groups.policy import Category, policy
from backend.tips.groups.unlocking import Unlocked, require_unlocked
from backend.tips.host import contents, encryption, handling, items
from backend.tips.host.models import Tip, TipItem, TipWrap
from backend.tips.inbox import reading, visibility
from backend.tips.inbox.models import TipStatus
from backend.tips.inbox.rules import next_number
from backend.tips.inbox.stamps import is_genuine, stamped


@dataclass(frozen=True)
class Entry:
    """One text of a thread, as it was written."""

    id: bytes
    day: date
    content: dict[str, Any]

    @property
    def order(self) -> tuple[date, int, bytes]:
        return self.day, self.content["n"], self.id


@dataclass
class Thread:
    """A tip with its key; `entries` in their true order, `photos` by id and day.

    `secret` is empty when a browser encrypted something else than the tip's key to the group.
    """

    tip: Tip
    secret: bytes = field(repr=False)
    entries: list[Entry] = field(default_factory=list)
    photos: list[TipItem] = field(default_factory=list)

    @property
    def statement(self) -> dict[str, Any]:
        """What was told first; an empty one when the browser encrypted something else."""
        return self._statement.content if self._statement else reading.empty_statement()

    @property
    def is_unreadable(self) -> bool:
        """Whether no key opens it, or nothing in it is a statement."""
        return self._statement is None

    @property
    def category(self) -> Category | None:
        return policy().category(self.statement["category"])

    @property
    def status(self) -> str:
        return self._last("status", "status") or "received"

    @property
    def reward(self) -> dict[str, Any] | None:
        """The last that was written about a reward."""
        written = [each.content for each in self.entries if each.content["kind"] == "reward"]
        return written[-1] if written else None

    def has(self, item_id: bytes) -> bool:
        return any(each.id == item_id for each in self.entries)

    def write(self, item_id: bytes, content: dict[str, Any], today: date) -> bytes:
        """Adds an item of the staff's; answers it as it is encrypted in the thread."""
        number = next_number(each.content["n"] for each in self.entries)
        whole = stamped(self.tip.id, item_id, content | {"n": number})
        sealed = encryption.encrypt_item(self.tip.public, item_id, contents.text_bytes(whole))
        items.add_item(self.tip.id, item_id, sealed, today, photo=False)
        self.entries.append(Entry(item_id, today, whole))
        if whole["kind"] == "status":
            db.session.merge(TipStatus(tip_id=self.tip.id, item_id=item_id))
        return sealed

    def remember_head(self) -> None:
        """For lists, of a tip that was sent before they opened its head alone."""
        if self.tip.statement_id is not None or self._statement is None:
            return
        statuses = [each.id for each in self.entries if each.content["kind"] == "status"]
        if statuses:
            db.session.merge(TipStatus(tip_id=self.tip.id, item_id=statuses[-1]))
        self.tip.statement_id = self._statement.id

    @property
    def _statement(self) -> Entry | None:
        """What the tip was sent with; of an older tip, the first that is a statement."""
        named = self.tip.statement_id
        found = (each for each in self.entries if each.content["kind"] == "report")
        return next((each for each in found if named in (None, each.id)), None)

    def _last(self, kind: str, member: str) -> Any:
        written = [each.content[member] for each in self.entries if each.content["kind"] == kind]
        return written[-1] if written else None


def open_thread(actor: Actor, unlocked: Unlocked | None, tip_id: str) -> Thread:
    """The thread of a tip, locked for a change.

    Raises Problem("not-found"), ("inbox-locked"), and ("tip-unreadable") when no key opens it.
    """
    thread = look_at_thread(actor, unlocked, tip_id)
    if not thread.secret:
        raise Problem("tip-unreadable")
    return thread


def look_at_thread(actor: Actor, unlocked: Unlocked | None, tip_id: str) -> Thread:
    """As `open_thread`, and with nothing in it when no key opens it."""
    tip = visibility.find_tip(actor, tip_id, lock=True)
    ring = keyring.open_keys(require_unlocked(unlocked), (tip.group_id,))
    held = handling.wraps_of((tip.id,), (tip.group_id,))
    thread = decrypt_thread(tip, held, ring, handling.items_of(tip.id))
    thread.remember_head()
    return thread


def decrypt_thread(
    tip: Tip, held: Sequence[TipWrap], ring: Ring, rows: Sequence[TipItem]
) -> Thread:
    """Raises Problem("inbox-locked") when none of the tip's wraps is for these keys: those of a
    member who was admitted before the escrow or a colleague gave her all versions.
    """
    secret = decrypt_secret(tip, held, ring)
    if secret is None:
        raise Problem("inbox-locked")
    photos = [row for row in rows if row.photo] if secret else []
    return Thread(tip, secret, decrypt_entries(tip, secret, rows), photos)


def decrypt_secret(tip: Tip, held: Sequence[TipWrap], ring: Ring) -> bytes | None:
    """The tip's key, by the first wrap that one of these group keys opens.

    Empty when a wrap for these keys holds something else, None when no wrap is for these keys.
    """
    found: bytes | None = None
    for wrap in held:
        group = ring.get((wrap.group_id, wrap.version))
        if wrap.tip_id != tip.id or group is None:
            continue
        try:
            return encryption.decrypt_wrap(group, wrap.sealed, tip.public)
        except encryption.DecryptionError:
            found = b""
    return found


def decrypt_entries(tip: Tip, secret: bytes, rows: Sequence[TipItem]) -> list[Entry]:
    """The texts in their order; what is no text of ours, or not by whom it says, is left out."""
    if not secret:
        return []
    found = (_entry(tip, secret, row) for row in rows if not row.photo)
    return sorted((each for each in found if each is not None), key=lambda each: each.order)


def _entry(tip: Tip, secret: bytes, row: TipItem) -> Entry | None:
    try:
        plain = encryption.decrypt_item(secret, tip.public, row.id, row.sealed)
    except encryption.DecryptionError:
        return None
    content = reading.read(plain)
    if content is None or not is_genuine(tip.id, row.id, content):
        return None
    return Entry(row.id, row.day, content)
