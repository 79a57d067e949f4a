"""A citizen who sends a tip, as her browser encrypts it and the citizens' host stores it."""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from backend.core import clock
from backend.tips.groups import keyring
from backend.tips.host import contents, encryption
from backend.tips.host.database import session
from backend.tips.host.models import Tip, TipItem, TipWrap

JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"
PLACE = {"mode": "100m", "lon": 117.351, "lat": 26.002}


@dataclass
class Sent:
    """A tip that lies in the database, and the key that the citizen's code opens."""

    id: str
    public: bytes
    secret: bytes

    @property
    def raw(self) -> bytes:
        return bytes.fromhex(self.id)

    def add(self, content: dict[str, Any], day: date | None = None) -> None:
        """Writes a text into the thread, as whoever knows the public key can."""
        self.add_bytes(contents.text_bytes(content), day)

    def add_bytes(self, plain: bytes, day: date | None = None, *, photo: bool = False) -> str:
        """Writes anything at all into the thread; its id."""
        item_id = os.urandom(16)
        self._store(item_id, plain, day, photo=photo)
        return item_id.hex()

    def add_photo(self, number: int) -> str:
        head = {"n": number, "from": "citizen", "removed": {"position": True}}
        return self.add_bytes(contents.photo_bytes(head, JPEG), photo=True)

    def read(self) -> list[dict[str, Any]]:
        """The texts of the thread, as the citizen reads them, in their order."""
        rows = session().query(TipItem).filter_by(tip_id=self.raw, photo=False).all()
        found = [
            (row.day, contents.read_text(plain))
            for row in rows
            for plain in [encryption.decrypt_item(self.secret, self.public, row.id, row.sealed)]
        ]
        return [content for _, content in sorted(found, key=lambda each: (each[0], each[1]["n"]))]

    def _store(self, item_id: bytes, plain: bytes, day: date | None, *, photo: bool) -> None:
        block = encryption.PHOTO_BLOCK if photo else encryption.TEXT_BLOCK
        sealed = encryption.encrypt_item(self.public, item_id, plain, block)
        on = day or clock.local_date(clock.now())
        columns = {"photo": photo, "mark": os.urandom(16), "sealed": sealed}
        session().add(TipItem(id=item_id, tip_id=self.raw, day=on, **columns))
        session().commit()


def send(group_id: str, *, due_in: int = 15, **members: Any) -> Sent:
    """A tip for the newest key of a group; `members` join the report."""
    sent = send_empty(group_id, due_in=due_in)
    report = {"kind": "report", "n": 1, "category": "mine", "text": "夜里有人挖山", "when": "昨夜"}
    item_id = sent.add_bytes(contents.text_bytes(report | {"place": PLACE} | members))
    session().get_one(Tip, sent.raw).statement_id = bytes.fromhex(item_id)
    session().commit()
    return sent


def send_empty(group_id: str, *, due_in: int = 15, wrap: bytes = b"") -> Sent:
    """A tip without a report, as one of before heads were remembered.

    `wrap` is what lies in the place of its key for the group.
    """
    key = keyring.find_newest_key(group_id)
    assert key is not None
    public, secret = encryption.new_pair()
    today = clock.local_date(clock.now())
    tip = Tip(
        id=encryption.tip_id(public),
        lookup=os.urandom(32),
        receipt_wrap=encryption.encrypt_receipt(os.urandom(32), secret, public),
        public=public,
        group_id=group_id,
        digest=os.urandom(32),
        day=today,
        due_day=today + timedelta(days=due_in),
        delete_after=today + timedelta(days=730),
    )
    wrap = wrap or encryption.encrypt_wrap(key.public, secret)
    session().add_all(
        [tip, TipWrap(tip_id=tip.id, group_id=group_id, version=key.version, sealed=wrap)]
    )
    session().commit()
    return Sent(tip.id.hex(), public, secret)
