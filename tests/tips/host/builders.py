"""A citizen and a group of handlers, as their browsers and keys would act."""

import os
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backend.core.base64url import encode
from backend.tips.host import contents, encryption, published
from backend.tips.host.models import Tip, TipItem, TipWrap

DAY = date(2026, 11, 26)
RETENTION = {
    "spam_days": 7,
    "closed_days": 90,
    "photo_days": 30,
    "cap_months": 24,
    "backup_days": 30,
}


@dataclass
class Group:
    """A group with one version of its key."""

    id: str = field(default_factory=lambda: os.urandom(16).hex())
    version: int = 1
    pair: tuple[bytes, bytes] = field(default_factory=encryption.new_pair)

    @property
    def published(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": "县应急管理局举报办理组",
            "name_en": "Tips desk",
            "office": "县应急管理局",
            "office_en": "Emergency Office",
            "version": self.version,
            "key": encode(self.pair[0]),
        }


def published_content(*groups: Group) -> dict[str, Any]:
    """What `tips publish` would write about these groups."""
    reward = {
        "mode": "code_only",
        "max_yuan": 5000,
        "notify_days": 15,
        "claim_days": 60,
        "first_only": True,
    }
    category = {
        "id": "mine",
        "name": "废弃矿坑被挖",
        "name_en": "Mining in abandoned pits",
        "groups": [group.id for group in groups],
        "due_days": 15,
        "reward": reward,
    }
    content = {
        "format": 1,
        "day": DAY.isoformat(),
        "county": {"name": "永安市", "name_en": "Yong'an"},
        "groups": [group.published for group in groups],
        "categories": [category],
        "retention": RETENTION,
        "towns": [
            {
                "id": "350481100",
                "name": "西洋镇",
                "name_en": "Xiyang",
                "villages": [{"id": "350481100201", "name": "西洋村"}],
            }
        ],
        "contacts": [{"name": "县应急管理局", "name_en": "Emergency Office", "phone": "12350"}],
    }
    return content | {"fingerprint": published.fingerprint(content["groups"])}


@dataclass
class EncryptedTip:
    """A tip as it lies in the database, and the key that opens it."""

    row: Tip
    wrap: TipWrap
    items: list[TipItem]
    secret: bytes

    @property
    def rows(self) -> list[Any]:
        return [self.row, self.wrap, *self.items]


def encrypted_tip(group: Group, *, day: date = DAY, photos: int = 0) -> EncryptedTip:
    public, secret = encryption.new_pair()
    tip_id = encryption.tip_id(public)
    row = Tip(
        id=tip_id,
        lookup=os.urandom(32),
        receipt_wrap=encryption.encrypt_receipt(os.urandom(32), secret, public),
        public=public,
        group_id=group.id,
        digest=os.urandom(32),
        day=day,
        due_day=day,
        delete_after=day.replace(year=day.year + 2),
    )
    wrap = TipWrap(
        tip_id=tip_id,
        group_id=group.id,
        version=group.version,
        sealed=encryption.encrypt_wrap(group.pair[0], secret),
    )
    report = contents.text_bytes({"kind": "report", "n": 1, "category": "mine", "text": "井口"})
    photo = contents.photo_bytes({"n": 2, "from": "citizen", "removed": {}}, b"\xff\xd8")
    items = [encrypted_item(public, report, day, photo=False)]
    items += [encrypted_item(public, photo, day, photo=True) for _ in range(photos)]
    return EncryptedTip(row, wrap, items, secret)


def encrypted_item(public: bytes, content: bytes, day: date, *, photo: bool) -> TipItem:
    item_id = os.urandom(16)
    block = encryption.PHOTO_BLOCK if photo else encryption.TEXT_BLOCK
    sealed = encryption.encrypt_item(public, item_id, content, block)
    return TipItem(
        id=item_id,
        tip_id=encryption.tip_id(public),
        day=day,
        photo=photo,
        mark=os.urandom(16),
        sealed=sealed,
    )
