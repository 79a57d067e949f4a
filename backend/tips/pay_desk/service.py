"""Vouchers: issued for a reward that was granted, paid once to the bearer.

Nobody who reads tips, or ever did, may pay. So the payer is neither the member who proposed the
reward nor the one who granted it. A check of this one voucher is impossible, because nothing leads
from a voucher to its tip.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, select, text, update

from backend.core.clock import local_date
from backend.core.errors import Problem
from backend.records.audit.service import record
from backend.staff.access import Actor
from backend.staff.extensions import db
from backend.tips.groups.models import TipMember
from backend.tips.pay_desk import rules
from backend.tips.pay_desk.models import OPEN, PAID, PaidDigest, Voucher


def issue_voucher(amount: int, office: str, mode: str, claim_by: date) -> str:
    """Issues a voucher; answers its secret, of which only the hash is stored.

    No row goes to the journal: beside that of the grant it would link the two.
    """
    secret = rules.draw()
    columns = {"amount": amount, "office": office, "mode": mode, "claim_by": claim_by}
    db.session.add(Voucher(hash=rules.voucher_hash(secret), state=OPEN, **columns))
    db.session.flush()
    return secret


def get_voucher(actor: Actor, secret: str, now: datetime) -> dict[str, Any]:
    """What a voucher is worth. Raises Problem("not-found"), ("not-eligible")."""
    _check_apart(actor)
    voucher = db.session.get(Voucher, rules.voucher_hash(secret))
    if voucher is None:
        raise Problem("not-found")
    return _describe(voucher, local_date(now))


def redeem_voucher(actor: Actor, secret: str, now: datetime) -> dict[str, Any]:
    """Pays a voucher: of any number of people who try at once, exactly one.

    Raises Problem("not-found"), ("voucher-used"), ("voucher-expired"), ("not-eligible").
    """
    _check_apart(actor)
    today, which = local_date(now), Voucher.hash == rules.voucher_hash(secret)
    paid = db.session.scalar(
        update(Voucher)
        .where(which, Voucher.state == OPEN, Voucher.claim_by >= today)
        .values(state=PAID)
        .returning(Voucher)
        .execution_options(populate_existing=True)
    )
    if paid is None:
        voucher = db.session.scalar(select(Voucher).where(which))
        refusal = voucher and rules.refusal(voucher.state, voucher.claim_by, today)
        raise Problem(refusal or "not-found")
    month = rules.month_of(today)
    db.session.add(PaidDigest(digest=rules.paid_digest(secret), month=month))
    detail = {"amount": paid.amount, "office": paid.office}
    record(actor.account_id, "voucher.pay", "voucher", paid.hash.hex(), now, detail)
    return _describe(paid, today)


def shuffle_rows(engine: Engine) -> None:
    """Removes what PostgreSQL stores of a voucher beside its columns; may be repeated.

    Each row carries the number of the transaction that wrote it, which the journal's row of the
    grant carries too, and lies where it was written. So one transaction rewrites all of them, and
    the table is then clustered by hash. The digests of paid ones lose in the same way what would
    join them to their vouchers. On a connection of its own.
    """
    if engine.dialect.name != "postgresql":
        return
    for statement in (
        "UPDATE tip_vouchers SET hash = hash",
        "CLUSTER tip_vouchers USING pk_tip_vouchers",
        "UPDATE tip_paid_digests SET digest = digest",
        "CLUSTER tip_paid_digests USING pk_tip_paid_digests",
    ):
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            connection.execute(text(statement))


def _check_apart(actor: Actor) -> None:
    """Raises Problem("not-eligible") for an account that reads tips, or ever did."""
    member = select(TipMember.group_id).where(TipMember.account_id == actor.account_id)
    if db.session.scalar(member.limit(1)) is not None:
        raise Problem("not-eligible")


def _describe(voucher: Voucher, today: date) -> dict[str, Any]:
    expired = voucher.state == OPEN and today > voucher.claim_by
    return {
        "amount": voucher.amount,
        "office": voucher.office,
        "mode": voucher.mode,
        "claim_by": voucher.claim_by,
        "state": "expired" if expired else voucher.state,
    }
