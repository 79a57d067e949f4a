"""The citizens' host as it is served, and a handler who opens and answers what comes in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session, undefer

from backend.core import clock, config
from backend.tips.host import contents, database, encryption, keys, published
from backend.tips.host.models import Tip, TipItem, TipWrap
from tests.support.migrated import migrated
from tests.support.served import Server, tips_served
from tests.tips.host.builders import Group, encrypted_item, published_content

EASY = "20"  # rounds per try of the proof of work: a browser has enough to do here
WEST, SOUTH, SIDE = 117.30, 25.90, 0.05
VILLAGES = {f"35048110{n}": name for n, name in enumerate(("上村", "中村", "下村", "后山村"))}
REWARDS = (("mine", "矿山、坑洞", "code_only", 5000), ("fire", "山林火情", "none", 0))


def square(n: int) -> dict[str, Any]:
    """A village's outline: squares in a row."""
    west = WEST + n * SIDE
    east, north = west + SIDE, SOUTH + SIDE
    ring = [[west, SOUTH], [east, SOUTH], [east, north], [west, north], [west, SOUTH]]
    return {"id": list(VILLAGES)[n], "rings": [ring]}


def outlines(town: str) -> dict[str, Any]:
    """The villages, and around them all their town."""
    east, north = WEST + len(VILLAGES) * SIDE, SOUTH + SIDE
    ring = [[WEST, SOUTH], [east, SOUTH], [east, north], [WEST, north], [WEST, SOUTH]]
    villages = [square(n) for n in range(len(VILLAGES))]
    return {"villages": villages, "towns": [{"id": town, "rings": [ring]}]}


def county(groups: Sequence[Group]) -> dict[str, Any]:
    """What is published: two kinds of tip, each read by the first group or else the second."""
    content = published_content(*groups)
    [kind] = content["categories"]
    content["categories"] = [
        kind
        | {"id": name, "name": zh, "name_en": name.title()}
        | {"reward": kind["reward"] | {"mode": mode, "max_yuan": yuan}}
        for name, zh, mode, yuan in REWARDS
    ]
    for group, (zh, en) in zip(
        content["groups"], (("矿山安全组", "Mines"), ("督查组", "Supervision")), strict=True
    ):
        group |= {"name": zh, "name_en": en, "office": f"{zh}的单位"}
    [town] = content["towns"]
    town["villages"] = [{"id": id_, "name": name} for id_, name in VILLAGES.items()]
    return content


@dataclass
class House:
    server: Server
    engine: Engine
    groups: list[Group]
    folder: Path
    pairs: dict[tuple[str, int], tuple[bytes, bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """By the name that `make run` gives it: a browser trusts it as it trusts localhost."""
        return f"http://tips.localhost:{self.server.port}"

    def rotate(self, which: int) -> None:
        """A group has a new key from now on."""
        old = self.groups[which]
        self.groups[which] = Group(id=old.id, version=old.version + 1)
        self.publish()

    def publish(self) -> None:
        self.pairs |= {(group.id, group.version): group.pair for group in self.groups}
        content = county(self.groups)
        published.write(self.folder, content, outlines(content["towns"][0]["id"]))

    def opened(self) -> list["OpenTip"]:
        """Every tip that one of the groups can open."""
        with Session(self.engine) as session:
            rows = session.execute(select(Tip, TipWrap).join(TipWrap, TipWrap.tip_id == Tip.id))
            return [
                OpenTip(
                    self.engine,
                    tip.id,
                    tip.public,
                    encryption.decrypt_wrap(self._secret(wrap), wrap.sealed, tip.public),
                    wrap.group_id,
                )
                for tip, wrap in rows
            ]

    def _secret(self, wrap: TipWrap) -> bytes:
        return self.pairs[wrap.group_id, wrap.version][1]

    def tip(self, words: str) -> "OpenTip":
        """The one whose report holds these words."""
        [found] = [tip for tip in self.opened() if words in tip.texts()[0].get("text", "")]
        return found


@dataclass
class OpenTip:
    """A tip in the hands of its handler."""

    engine: Engine
    id: bytes
    public: bytes
    secret: bytes
    group_id: str

    def _items(self, *, photo: bool) -> list[bytes]:
        with Session(self.engine) as session:
            rows = session.scalars(
                select(TipItem)
                .where(TipItem.tip_id == self.id, TipItem.photo == photo)
                .options(undefer(TipItem.sealed))
            )
            return [encryption.decrypt_item(self.secret, self.public, r.id, r.sealed) for r in rows]

    def texts(self) -> list[dict[str, Any]]:
        found = [contents.read_text(plain) for plain in self._items(photo=False)]
        return sorted(found, key=lambda content: content["n"])

    def photos(self) -> list[tuple[dict[str, Any], bytes]]:
        return [contents.read_photo(plain) for plain in self._items(photo=True)]

    def forget(self) -> None:
        """Gone, as after its last day: the next test finds its own by the same words."""
        with Session(self.engine) as session:
            session.execute(delete(Tip).where(Tip.id == self.id))
            session.commit()

    def say(self, *said: dict[str, Any], assigned: bool = True) -> None:
        """Adds items as the inbox does."""
        today = clock.local_date(clock.now())
        with Session(self.engine) as session:
            for content in said:
                plain = contents.text_bytes(content)
                session.add(encrypted_item(self.public, plain, today, photo=False))
            tip = session.get(Tip, self.id)
            assert tip is not None
            tip.assigned = assigned
            session.commit()


@contextmanager
def housed(data: Path) -> Iterator[House]:
    """The citizens' host over a database of its own, with two groups of handlers published."""
    keys.create(config.load(migrated(data, "house")).tips.keys)
    engine = database.open_engine(f"sqlite:///{data}/instance/tips.sqlite", 2)
    try:
        with tips_served(data, TIPS_PROOF_COST=EASY, TIPS_WORKERS="1") as server:
            house = House(server, engine, [Group(), Group()], data / "instance" / "tips")
            house.publish()
            yield house
    finally:
        engine.dispose()
