"""A reward: proposed, decided by another, drawn at a desk that learns an amount and no more."""

import os
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from backend.core import clock
from backend.core.database import Base
from backend.records.audit.models import AuditRow
from backend.registry.accounts.models import Assignment
from backend.staff.access import Role
from backend.staff.extensions import db
from backend.tips.host.database import session
from backend.tips.host.models import TipItem
from backend.tips.inbox import rewards
from backend.tips.inbox.models import TipGrant
from backend.tips.pay_desk.models import Voucher
from backend.tips.pay_desk.rules import voucher_hash
from tests.support.builders import BEGINNING
from tests.tips.groups.staff import Staff, make_group_role
from tests.tips.inbox.citizens import Sent, send
from tests.tips.inbox.conftest import Groups

PATH = "/tip-inbox/tips"


@pytest.fixture
def tip(staff: Staff, groups: Groups) -> Sent:
    """Verified; and somebody sits at the pay desk."""
    staff.people["cashier"] = make_group_role(staff.cast)
    tip = send(groups.own)
    for status in ("checking", "verified"):
        step = {"id": os.urandom(16).hex(), "status": status}
        staff.done("lin", "POST", f"{PATH}/{tip.id}/statuses", json=step)
    return tip


def granted(staff: Staff, tip: Sent, amount: int = 800) -> dict[str, Any]:
    """What the citizen finds in her thread after a reward was granted."""
    staff.done("lin", "POST", f"{PATH}/{tip.id}/reward", json={"amount": amount})
    staff.done("mei", "POST", f"{PATH}/{tip.id}/reward/decision", json={"granted": True})
    return tip.read()[-1]


def redeem(staff: Staff, voucher: str) -> tuple[int, dict[str, Any]]:
    wish = {"voucher": voucher}
    answer = staff.call("cashier", "POST", "/pay-desk/redeem", json=wish)
    return answer.status_code, answer.get_json()


def test_two_members_grant_and_a_third_person_pays_once(staff: Staff, tip: Sent) -> None:
    proposal = f"{PATH}/{tip.id}/reward"
    thread = staff.done("lin", "POST", proposal, json={"amount": 800})
    assert (thread["grant"]["amount"], thread["grant"]["can_decide"]) == (800, False)
    decision = f"{proposal}/decision"
    refused = staff.refused("lin", "POST", decision, json={"granted": True})
    assert refused == (409, "second-person-needed")
    thread = staff.done("mei", "POST", decision, json={"granted": True})
    assert thread["grant"]["state"] == "granted"
    said = tip.read()[-1]
    assert (said["state"], said["amount"]) == ("granted", 800)
    assert said["voucher"] not in str(thread)
    status, paid = redeem(staff, said["voucher"].lower().replace("-", " "))
    assert (status, paid["amount"], paid["state"]) == (200, 800, "paid")
    assert set(paid) == {"amount", "office", "mode", "claim_by", "state"}
    assert redeem(staff, said["voucher"])[1]["code"] == "voucher-used"
    assert redeem(staff, "ABCDE")[0] == 404


def test_what_was_refused_can_be_proposed_again(staff: Staff, tip: Sent) -> None:
    path = f"{PATH}/{tip.id}/reward"
    staff.done("lin", "POST", path, json={"amount": 800})
    again = staff.refused("mei", "POST", path, json={"amount": 900})
    assert again == (409, "already-decided")
    staff.done("mei", "POST", f"{path}/decision", json={"granted": False})
    assert db.session.scalars(select(Voucher)).all() == []
    said = tip.read()[-1]
    assert (said["kind"], said["state"]) == ("reward", "refused")
    assert set(said) == {"kind", "state", "n", "by"}
    thread = staff.done("mei", "POST", path, json={"amount": 900})
    assert [each["reward"] for each in thread["entries"] if each["kind"] == "reward"] == [
        "under_review",
        "refused",
        "under_review",
    ]
    assert tip.read()[-1]["state"] == "under_review"
    assert (thread["grant"]["amount"], thread["grant"]["own"]) == (900, True)


def test_a_reward_needs_its_category_an_amount_and_a_verified_tip(
    staff: Staff, groups: Groups, tip: Sent
) -> None:
    path = f"{PATH}/{tip.id}/reward"
    assert staff.refused("lin", "POST", path, json={"amount": 20001}) == (422, "invalid")
    for other in (send(groups.own), send(groups.own, category="conduct")):
        refused = staff.refused("lin", "POST", f"{PATH}/{other.id}/reward", json={"amount": 1})
        assert refused == (409, "reward-not-possible")
    tip.add({"kind": "waive", "n": 9})
    assert staff.refused("lin", "POST", path, json={"amount": 1}) == (409, "reward-not-possible")


def test_a_voucher_expires_at_the_end_of_a_month_and_the_tip_stays_until_then(
    staff: Staff, tip: Sent
) -> None:
    said = granted(staff, tip)
    voucher = db.session.get_one(Voucher, voucher_hash(said["voucher"]))
    assert (voucher.claim_by + timedelta(days=1)).day == 1
    closed = {"id": os.urandom(16).hex(), "status": "closed"}
    staff.done("mei", "POST", f"{PATH}/{tip.id}/statuses", json=closed)
    thread = staff.done("mei", "POST", f"{PATH}/{tip.id}/open")
    assert thread["delete_after"] >= (voucher.claim_by + timedelta(days=31)).isoformat()
    with time_machine.travel(clock.midnight(voucher.claim_by + timedelta(days=1)), tick=False):
        assert redeem(staff, said["voucher"])[1]["code"] == "voucher-expired"


def test_nothing_leads_from_a_voucher_to_its_tip(staff: Staff, tip: Sent) -> None:
    said = granted(staff, tip)
    redeem(staff, said["voucher"])
    columns = Base.metadata.tables["tip_vouchers"].columns
    assert {column.name for column in columns} == {
        "hash",
        "amount",
        "office",
        "mode",
        "state",
        "claim_by",
    }
    assert not any(column.foreign_keys for column in columns)
    assert not any(
        key.column.table.name == "tip_vouchers"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
    )
    grant = db.session.scalars(select(TipGrant)).one()
    assert str(800).encode() not in grant.amount
    hashed = voucher_hash(said["voucher"])
    rows = db.session.scalars(select(AuditRow)).all()
    named = [row for row in rows if hashed.hex() in f"{row.subject_id}{row.detail}"]
    assert [row.action for row in named] == ["voucher.pay"]
    # As a number or word of its own: a random hash may hold any three digits.
    amount = re.compile(r"(?<![\w-])800(?![\w-])")
    assert not [row for row in rows if row.subject == "tip" and amount.search(str(row.detail))]


def test_who_reads_tips_never_pays(staff: Staff, groups: Groups, tip: Sent) -> None:
    said = granted(staff, tip)
    staff.propose(groups.other, "nobody")
    staff.done("admin", "DELETE", f"/tip-groups/{groups.other}/members/{staff.cast.nobody.id}")
    post = {"role": Role.CASHIER, "area_id": staff.cast.areas["county"], "since": BEGINNING}
    db.session.add(Assignment(account_id=staff.cast.nobody.id, **post))
    db.session.commit()
    wish = {"voucher": said["voucher"]}
    for desk in ("look", "redeem"):
        refused = staff.refused("nobody", "POST", f"/pay-desk/{desk}", json=wish)
        assert refused == (409, "not-eligible")
        assert staff.refused("lin", "POST", f"/pay-desk/{desk}", json=wish) == (403, "forbidden")


def test_a_voucher_that_did_not_arrive_is_delivered_later_and_once(staff: Staff, tip: Sent) -> None:
    said = granted(staff, tip)
    session().query(TipItem).filter(
        TipItem.id == db.session.scalars(select(TipGrant.item_id)).one()
    ).delete()
    session().commit()
    assert tip.read()[-1]["kind"] == "reward"
    assert "voucher" not in tip.read()[-1]
    assert rewards.deliver_vouchers(clock.now())
    assert tip.read()[-1] == said
    assert not rewards.deliver_vouchers(clock.now())
    assert db.session.scalars(select(TipGrant.item)).one() is None
