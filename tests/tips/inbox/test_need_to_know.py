"""Who is not a member finds nothing, and what lies at rest opens nothing."""

import os
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from backend.staff.extensions import db
from backend.tips.groups import keyring, wraps
from backend.tips.groups.models import TipGroupKey, TipMemberWrap, TipStaffKey
from backend.tips.groups.unlocking import Unlocked
from backend.tips.host import encryption
from backend.tips.host.database import session
from backend.tips.host.models import Tip, TipWrap
from backend.tips.inbox import threads
from tests.tips.groups.staff import PASSPHRASE, Staff
from tests.tips.inbox.citizens import send
from tests.tips.inbox.conftest import Groups

MANY = 100


def member_secret(staff: Staff, who: str) -> bytes:
    """Her own key, as her passphrase opens it."""
    row = db.session.get_one(TipStaffKey, staff.person(who).id)
    key = wraps.derive_key(PASSPHRASE, row.salt, row.kdf_mib)
    secret = wraps.decrypt_with_key(key, row.passphrase_wrap, row.public)
    assert secret is not None
    return secret


def ring_of(staff: Staff, who: str) -> keyring.Ring:
    """Every group secret that was ever handed to her and lies in the database."""
    account_id, secret = staff.person(who).id, member_secret(staff, who)
    groups = set(db.session.scalars(select(TipGroupKey.group_id)))
    return keyring.open_keys(Unlocked(account_id, None, secret), groups)  # type: ignore[arg-type]


def opened_by(ring: keyring.Ring) -> set[str]:
    tips = session().scalars(select(Tip)).all()
    held = session().scalars(select(TipWrap)).all()
    return {tip.id.hex() for tip in tips if threads.decrypt_secret(tip, held, ring) is not None}


def test_a_foreign_tip_and_no_tip_give_the_same_answer(staff: Staff, groups: Groups) -> None:
    tip, item = send(groups.other), os.urandom(16).hex()
    draft: dict[str, Any] = {"id": os.urandom(16).hex()}
    acts = {
        "open": None,
        f"photos/{item}": None,
        "replies": draft | {"text": "x"},
        "redactions": draft | {"text": "x"},
        "statuses": draft | {"status": "assigned"},
        "transfer": {"group": groups.own},
        "recusal": None,
        "export": {},
        "reward": {"amount": 1},
        "reward/decision": {"granted": True},
        "sites/1/findings": {"severity": 1, "text": "x"},
    }
    for who in ("lin", "admin", "office", "auditor", "nobody"):
        for act, body in acts.items():
            answers = []
            for tip_id in (tip.id, os.urandom(16).hex()):
                path = f"/tip-inbox/tips/{tip_id}/{act}"
                answer = staff.call(who, "POST", path, json=body)
                told = answer.get_json() | {"request_id": None}
                answers.append((answer.status_code, told))
            assert answers[0] == answers[1], (who, act)
            assert answers[0][0] == 404
    for who in ("lin", "office", "admin"):
        assert staff.done(who, "GET", "/tip-inbox/tips")["items"] == []


def test_the_keys_of_one_group_open_nothing_of_another(staff: Staff, groups: Groups) -> None:
    foreign = [send(groups.other).id for _ in range(MANY)]
    own = send(groups.own).id
    assert opened_by(ring_of(staff, "lin")) == {own}
    assert opened_by(ring_of(staff, "tao")) == set(foreign)


def test_all_that_lies_at_rest_opens_no_tip(staff: Staff, groups: Groups) -> None:
    for _ in range(MANY):
        send(groups.own)
    at_rest: set[bytes] = {staff.app.extensions["server_keys"].key("tip inbox 1")}
    at_rest |= {staff.app.extensions["server_keys"].key("tip items 1")}
    for model in (TipStaffKey, TipGroupKey, TipMemberWrap):
        for row in db.session.scalars(select(model)):
            blobs = [value for value in vars(row).values() if isinstance(value, bytes)]
            at_rest |= {blob[at : at + 32] for blob in blobs for at in range(len(blob) - 31)}
    assert len(at_rest) > 200
    ring = {(groups.own, number): blob for number, blob in enumerate(at_rest)}
    public = db.session.get_one(TipGroupKey, (groups.own, 1)).public
    assert all(encryption.public_of(blob) != public for blob in at_rest)
    (wrap, *_) = session().scalars(select(TipWrap)).all()
    tip = session().get_one(Tip, wrap.tip_id)
    assert not any(_opens(blob, wrap.sealed, tip.public) for blob in ring.values())


def _opens(key: bytes, sealed: bytes, public: bytes) -> bool:
    try:
        encryption.decrypt_wrap(key, sealed, public)
    except encryption.DecryptionError:
        return False
    return True


def test_after_a_member_left_her_key_opens_none_of_what_comes(staff: Staff, groups: Groups) -> None:
    old = [send(groups.own).id for _ in range(3)]
    kept = ring_of(staff, "mei")  # she copied what she could, and leaves
    staff.done("admin", "DELETE", f"/tip-groups/{groups.own}/members/{staff.person('mei').id}")
    new = [send(groups.own).id for _ in range(50)]
    assert opened_by(kept) == set(old)
    path = f"/tip-inbox/groups/{groups.own}/resealing"
    assert staff.done("lin", "POST", path) == {"done": 3, "stuck": 0}
    assert staff.done("lin", "POST", path) == {"done": 0, "stuck": 0}
    assert opened_by(kept) == set()
    assert opened_by(ring_of(staff, "lin")) == {*old, *new}


def test_the_card_restores_all_and_a_reset_restores_nothing(staff: Staff, groups: Groups) -> None:
    tips = {send(groups.own).id for _ in range(5)}
    wish = {"card": staff.cards["mei"], "passphrase": "a wholly other one"}
    staff.done("mei", "POST", "/tip-inbox/recovery", json=wish)
    shown = staff.done("mei", "GET", "/tip-inbox/tips")["items"]
    assert {each["id"] for each in shown if each["category"] == "mine"} == tips
    mei = staff.person("mei").id
    staff.done("admin", "DELETE", f"/tip-groups/{groups.own}/members/{mei}/keys")
    staff.done("admin", "POST", f"/accounts/{mei}/password", json={"password": "another one here"})
    assert opened_by(dict(ring_without(mei))) == set()


def ring_without(account_id: int) -> list[tuple[tuple[str, int], bytes]]:
    """What is still encrypted to an account: nothing."""
    held = select(TipMemberWrap).where(TipMemberWrap.account_id == account_id)
    assert db.session.scalars(held).all() == []
    return []


def test_a_page_costs_the_same_however_long_it_is(
    staff: Staff, groups: Groups, count_queries: Callable[[], Any]
) -> None:
    counts = []
    for size in (1, 20):
        for _ in range(size):
            send(groups.own)
        with count_queries() as seen:
            staff.done("lin", "GET", "/tip-inbox/tips?limit=50")
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[1] <= 8
