"""Rewards: one member proposes, another decides, and what the citizen finds in the thread is a
voucher that leads back to nothing.

| step    | by                                      | needs                                      |
|---------|-----------------------------------------|--------------------------------------------|
| propose | a member of the tip's group             | `verified`, a category that is rewarded,   |
|         |                                         | an amount up to its `max_yuan`             |
| decide  | another member of the same group        | a proposal                                 |
| pay     | the pay desk, who is a member of none   | the voucher (`pay_desk`)                   |

The amount of a proposal is encrypted to the tip: beside a voucher of the same amount it would say
which tip was paid. What is encrypted for the thread is kept with the grant until it has surely
arrived in the citizens' database, so that no voucher is ever lost between the two.
"""

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import select

from backend.core.clock import local_date
from backend.core.errors import Fault, Problem
from backend.staff.access import Actor
from backend.staff.extensions import db
from backend.tips.groups.models import TipGroup
from backend.tips.groups.policy import NONE, Reward, policy
from backend.tips.groups.unlocking import Unlocked
from backend.tips.host import contents, encryption, handling, items
from backend.tips.host.database import session
from backend.tips.inbox import rules, threads, unread
from backend.tips.inbox.journal import log
from backend.tips.inbox.models import TipGrant
from backend.tips.inbox.threads import Thread
from backend.tips.pay_desk import service as pay_desk

# The list of the month in which the days to claim end comes on the second of the next; whoever
# looks in once a month still finds it.
AFTER_CLAIM = timedelta(days=31)


def propose_reward(
    actor: Actor, unlocked: Unlocked | None, tip_id: str, amount: int, now: datetime
) -> Thread:
    """Raises Problem("not-found"), ("inbox-locked"), ("invalid"), ("reward-not-possible")."""
    thread = threads.open_thread(actor, unlocked, tip_id)
    granting = _policy(thread)
    if amount > granting.max_yuan:
        raise Problem("invalid", faults=[Fault("amount", f"between:1:{granting.max_yuan}")])
    grant = db.session.get(TipGrant, thread.tip.id, with_for_update=True)
    if grant is not None and grant.state != "refused":
        raise Problem("already-decided")
    if grant is None:
        grant = TipGrant(tip_id=thread.tip.id)
        db.session.add(grant)
    grant.state, grant.amount = "proposed", _encrypt_amount(thread, amount)
    grant.proposed_by_id, grant.decided_by_id = actor.account_id, None
    db.session.flush()
    content = {"kind": "reward", "state": "under_review"}
    thread.write(new_id(), content, local_date(now))
    _finish(actor, thread, "reward.propose", now)
    return thread


def decide_reward(
    actor: Actor, unlocked: Unlocked | None, tip_id: str, granted: bool, now: datetime
) -> Thread:
    """Raises Problem("not-found"), ("inbox-locked"), ("already-decided"),
    ("second-person-needed"), ("reward-not-possible").
    """
    thread = threads.open_thread(actor, unlocked, tip_id)
    grant = db.session.get(TipGrant, thread.tip.id, with_for_update=True)
    if grant is None or grant.state != "proposed":
        raise Problem("already-decided")
    if grant.proposed_by_id == actor.account_id:
        raise Problem("second-person-needed")
    grant.decided_by_id, grant.state = actor.account_id, "granted" if granted else "refused"
    if granted:
        _issue(grant, thread, local_date(now))
    else:
        thread.write(new_id(), {"kind": "reward", "state": "refused"}, local_date(now))
    db.session.flush()
    _finish(actor, thread, "reward.grant" if granted else "reward.refuse", now)
    return thread


def deliver_vouchers(now: datetime) -> bool:
    """Puts the vouchers into the threads that they have not reached; false when none is left.

    A sweep: the caller commits the citizens' database, then the staff's. Late, twice, by three
    workers: the item's id decides that it is there once.
    """
    waiting = select(TipGrant).where(TipGrant.item.is_not(None)).limit(50)
    grants = db.session.scalars(waiting.with_for_update()).all()
    existing = handling.existing([grant.tip_id for grant in grants])
    for grant in grants:
        if grant.tip_id in existing and grant.item_id and grant.item:
            items.add_item(grant.tip_id, grant.item_id, grant.item, local_date(now), photo=False)
        grant.item = None
    session().flush()
    db.session.flush()
    return bool(grants)


def get_amount(grant: TipGrant, thread: Thread) -> int:
    """What was proposed, for who holds the tip open."""
    tip = thread.tip
    plain = encryption.decrypt_item(thread.secret, tip.public, tip.id, grant.amount)
    amount: int = contents.read_text(plain)["amount"]
    return amount


def get_keep_until(thread: Thread) -> date | None:
    """How long a thread must stay so that its voucher can be found and paid."""
    content = thread.reward
    if content is None or content["state"] != "granted":
        return None
    return date.fromisoformat(content["claim_by"]) + AFTER_CLAIM


def new_id() -> bytes:
    return secrets.token_bytes(encryption.ID)


def _issue(grant: TipGrant, thread: Thread, today: date) -> None:
    granting, amount = _policy(thread), get_amount(grant, thread)
    until = rules.claim_by(today, granting.claim_days)
    office = db.session.get_one(TipGroup, thread.tip.group_id).office
    voucher = pay_desk.issue_voucher(amount, office, granting.mode, until)
    content = {"kind": "reward", "state": "granted", "amount": amount, "voucher": voucher}
    grant.item_id = new_id()
    grant.item = thread.write(grant.item_id, content | {"claim_by": until.isoformat()}, today)
    handling.keep(thread.tip.id, until + AFTER_CLAIM, thread.tip.day, policy().keep)


def _policy(thread: Thread) -> Reward:
    """How this tip's category is rewarded. Raises Problem("reward-not-possible")."""
    category = thread.category
    waived = any(each.content["kind"] == "waive" for each in thread.entries)
    if category is None or category.reward.mode == NONE or waived or thread.status != "verified":
        raise Problem("reward-not-possible")
    return category.reward


def _encrypt_amount(thread: Thread, amount: int) -> bytes:
    """The amount, to be opened by who holds the tip open, and not to be moved to another tip."""
    tip = thread.tip
    content = {"kind": "reward", "n": 0, "state": "under_review", "amount": amount}
    return encryption.encrypt_item(tip.public, tip.id, contents.text_bytes(content))


def _finish(actor: Actor, thread: Thread, what: str, now: datetime) -> None:
    session().flush()
    unread.mark_seen(actor, thread.tip)
    log(actor, what, thread.tip, now)
