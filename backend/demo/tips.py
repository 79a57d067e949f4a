"""The demo's tips: groups with members, and a dozen tips in several states.

Sealed as a browser would, and handled through the same services as ever, each step on its day. The
codes of the first two are printed at every start, so that their threads can be read from the other
side: one with a voucher, one whose voucher was drawn.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app

from backend.core.clock import local_date, midnight
from backend.demo.names import phone
from backend.demo.people import Assignment, Person
from backend.demo.pictures import draw_picture
from backend.demo.tip_texts import CODES, TIPS, TipText
from backend.staff.access import Actor, Grant, Role
from backend.staff.extensions import db
from backend.tips.groups import groups, keyring, members, wraps
from backend.tips.groups.models import TipStaffKey
from backend.tips.groups.policy import policy
from backend.tips.groups.rules import card_key, draw_card
from backend.tips.groups.unlocking import Unlocked
from backend.tips.host import code, contents, encryption, hardening, items, keys, rules
from backend.tips.host.database import session
from backend.tips.host.models import Tip, TipWrap
from backend.tips.inbox import acts, rewards, threads
from backend.tips.inbox.views import StatusDraft
from backend.tips.pay_desk import paid_lists
from backend.tips.pay_desk import service as pay_desk

PASSPHRASE = "yongan-tips-369"  # noqa: S105 - of synthetic people, printed at every start
OFFICES = {
    "discipline": ("市纪委监委", "Discipline commission", "作风举报组", "Conduct tips", None),
    "emergency": (
        *("市应急管理局", "Emergency bureau"),
        *("安全生产举报组", "Work safety tips", "discipline"),
    ),
    "police": (
        "市公安局",
        "Police",
        "治安举报组",
        "Public order tips",
        "discipline",
    ),
}
READERS = {"emergency": ("ju.ban", "ju.shen"), "police": ("jing.ban",), "discipline": ("ji.ban",)}
DESK = "fa.jiang"
_NAMES = {"ju.ban": "举办", "ju.shen": "举审", "jing.ban": "警办", "ji.ban": "纪办", DESK: "发奖"}


def tip_staff(county: str, town: str, first_phone: int) -> tuple[Person, ...]:
    """Those who read tips and the one who pays: office or town by day."""
    roles = {DESK: ("cashier", county), "jing.ban": ("supervisor", town)}
    people = []
    for number, (username, name) in enumerate(_NAMES.items(), first_phone):
        assignment = Assignment(*roles.get(username, ("office", county)))
        people.append(Person(username, name, None, phone(number), (assignment,)))
    return tuple(people)


@dataclass(frozen=True)
class Desk:
    """The people by user name, as actors at work."""

    actors: Mapping[str, Actor]
    secrets: Mapping[str, bytes]
    groups: Mapping[str, str]

    def unlocked(self, who: str, at: datetime) -> Unlocked:
        return Unlocked(self.actors[who].account_id, at, self.secrets[who])


def add_tips(accounts: Mapping[str, int], county_id: int, now: datetime) -> None:
    """Adds groups, members and tips as of `now`; the caller commits both databases."""
    began = now - timedelta(days=60)
    actors = {
        who: _actor(accounts[who], who, Role.CASHIER if who == DESK else Role.OFFICE, county_id)
        for who in _NAMES
    }
    admin = _actor(accounts["guan.li"], "guan.li", Role.ADMIN, county_id)
    desk = Desk(actors, _make_keys(actors), _make_groups(admin, county_id, began))
    for group, people in READERS.items():
        for who in people:
            groups.propose_member(admin, desk.groups[group], accounts[who], began)
        first, *others = people
        opened = desk.unlocked(first, began)
        members.begin(actors[first], opened, desk.groups[group], began)
        for who in others:
            members.admit(actors[first], opened, desk.groups[group], accounts[who], began)
    for number, content in enumerate(TIPS):
        _send_and_handle(desk, number, content, now)
    db.session.flush()
    paid_lists.make_lists(local_date(now))


def _actor(account_id: int, name: str, role: Role, area_id: int) -> Actor:
    return Actor(account_id, name, 0, by_cookie=False, grants=(Grant(role, area_id),))


def _make_keys(actors: Mapping[str, Actor]) -> dict[str, bytes]:
    """All with one passphrase, which is stretched once; their cards are thrown away."""
    mib = current_app.extensions["settings"].inbox_kdf_mib
    salt, found = wraps.new_salt(), {}
    key = wraps.derive_key(PASSPHRASE, salt, mib)
    for who in (each for each in actors if each != DESK):
        public, secret = wraps.new_pair()
        columns = {"public": public, "salt": salt, "kdf_mib": mib, "failures": 0}
        columns |= {"passphrase_wrap": wraps.encrypt_with_key(key, secret)}
        columns |= {"card_wrap": wraps.encrypt_with_key(card_key(draw_card()), secret)}
        db.session.add(TipStaffKey(account_id=actors[who].account_id, **columns))
        found[who] = secret
    db.session.flush()
    return found


def _make_groups(admin: Actor, county_id: int, at: datetime) -> dict[str, str]:
    ids: dict[str, str] = {}
    for group, (office, office_en, name, name_en, above) in OFFICES.items():
        wanted: dict[str, Any] = {"code": group, "area_id": county_id, "office": office}
        wanted |= {"office_en": office_en, "name": name, "name_en": name_en}
        wanted |= {"supervisor": ids[above] if above else None}
        ids[group] = groups.create_group(admin, wanted, at).id
    return ids


def _send_and_handle(desk: Desk, number: int, content: TipText, now: datetime) -> None:
    tip, today = _send(desk, number, content, now), local_date(now)
    who = READERS[content.group][0]
    steps = [(day, "status", status) for day, status in content.statuses]
    steps += [(day, by, text) for day, by, text in content.messages]
    steps += [(day, "reward", "") for day, status in content.statuses if status == "verified"]
    for count, (day, kind, value) in enumerate(sorted(steps, key=lambda step: step[0])):
        at = midnight(today - timedelta(days=content.age - day)) + timedelta(hours=9, minutes=count)
        if kind == "reward":
            _reward(desk, content, tip, at)
        else:
            _step(desk, who, tip, _Step(at, kind, value))
    if content.spam:
        acts.mark_spam(desk.actors[who], desk.unlocked(who, now), [tip.id.hex()], now)


@dataclass(frozen=True)
class _Step:
    at: datetime
    kind: str
    value: str


def _step(desk: Desk, who: str, tip: Tip, step: _Step) -> None:
    actor, opened = desk.actors[who], desk.unlocked(who, step.at)
    item_id = secrets.token_hex(16)
    if step.kind == "status":
        status: StatusDraft = {"id": item_id, "status": step.value}
        acts.set_status(actor, opened, tip.id.hex(), status, step.at)
    elif step.kind == "staff":
        acts.reply(actor, opened, tip.id.hex(), {"id": item_id, "text": step.value}, step.at)
    else:
        thread = threads.open_thread(actor, opened, tip.id.hex())
        message = {"kind": "message", "n": len(thread.entries) + 1, "text": step.value}
        _add(tip, contents.text_bytes(message), local_date(step.at), photo=False)


def _reward(desk: Desk, content: TipText, tip: Tip, at: datetime) -> None:
    """Proposed by one, granted by the other; one of the two vouchers was drawn two days later."""
    proposer, decider = READERS[content.group]
    opened, tip_id = desk.unlocked(proposer, at), tip.id.hex()
    rewards.propose_reward(desk.actors[proposer], opened, tip_id, content.reward, at)
    thread = rewards.decide_reward(
        desk.actors[decider], desk.unlocked(decider, at), tip_id, granted=True, now=at
    )
    if content.paid and thread.reward:
        pay_desk.redeem_voucher(desk.actors[DESK], thread.reward["voucher"], at + timedelta(days=2))


def _send(desk: Desk, number: int, content: TipText, now: datetime) -> Tip:
    day = local_date(now) - timedelta(days=content.age)
    public, secret = _pair(number)
    group_id = desk.groups[content.group]
    key = keyring.find_newest_key(group_id)
    category = policy().category(content.category)
    assert key is not None and category is not None  # noqa: S101, PT018 - the demo's own
    lookup, wrap = _receipt(number, public, secret)
    tip = Tip(
        id=encryption.tip_id(public),
        lookup=lookup,
        receipt_wrap=wrap,
        public=public,
        group_id=group_id,
        digest=hashlib.blake2b(public, digest_size=32).digest(),
        day=day,
        due_day=rules.due(day, category.due_days),
        delete_after=rules.cap(day, policy().keep),
    )
    session().add(tip)
    session().flush()
    sealed = encryption.encrypt_wrap(key.public, secret)
    session().add(TipWrap(tip_id=tip.id, group_id=group_id, version=key.version, sealed=sealed))
    tip.statement_id = _add(tip, contents.text_bytes(_report(desk, content)), day, photo=False)
    if content.photo:
        removed = {"position": True, "device": True, "time": True}
        head = {"n": 2, "from": "citizen", "removed": removed}
        _add(tip, contents.photo_bytes(head, draw_picture(content.photo, 1)), day, photo=True)
    return tip


def _report(desk: Desk, content: TipText) -> dict[str, Any]:
    place = {"place": content.place} if content.place else {}
    excluded = [desk.groups[each] for each in content.not_to]
    report = {"kind": "report", "n": 1, "category": content.category, "text": content.text}
    return report | {"when": content.when, "not_to": excluded} | place


def _add(tip: Tip, plain: bytes, day: date, *, photo: bool) -> bytes:
    item_id = secrets.token_bytes(encryption.ID)
    block = encryption.PHOTO_BLOCK if photo else encryption.TEXT_BLOCK
    sealed = encryption.encrypt_item(tip.public, item_id, plain, block)
    items.add_item(tip.id, item_id, sealed, day, photo=photo)
    session().flush()
    return item_id


def _pair(number: int) -> tuple[bytes, bytes]:
    """The same in every demo, unlike the secret of a real tip, which is drawn by chance."""
    secret = hashlib.blake2b(f"demo tip {number}".encode(), digest_size=32).digest()
    return encryption.public_of(secret), secret


def _receipt(number: int, public: bytes, secret: bytes) -> tuple[bytes, bytes]:
    """The first tips open with the printed codes, the others with a key that is thrown away."""
    if number >= len(CODES):
        lost_key = secrets.token_bytes(32)
        return secrets.token_bytes(32), encryption.encrypt_receipt(lost_key, secret, public)
    digits = CODES[number]
    root = code.root(digits + str(code.check_digit(digits)))
    settings = current_app.extensions["settings"].tips
    hard = hardening.harden(root.auth, keys.load(settings.keys), hardening.cost_of(settings))
    key = encryption.wrap_key(hard.share, root.half)
    return hard.lookup, encryption.encrypt_receipt(key, secret, public)
