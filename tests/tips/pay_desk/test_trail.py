"""What a server knows of a row beside its columns joins no voucher to the grant that it is for."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import text

from backend.core import clock
from backend.records.audit.service import record
from backend.staff.extensions import db
from backend.tips.inbox.models import TipGrant
from backend.tips.pay_desk import service
from tests.support.builders import Person

JOINED = """
    SELECT count(*) FROM tip_vouchers
    WHERE xmin::text IN (SELECT xmin::text FROM audit_rows)
       OR xmin::text IN (SELECT xmin::text FROM tip_grants)
"""
PAID_JOINED = """
    SELECT count(*) FROM tip_paid_digests
    WHERE xmin::text IN (SELECT xmin::text FROM audit_rows)
       OR xmin::text IN (SELECT xmin::text FROM tip_vouchers)
"""


def grant(account_id: int, number: int) -> None:
    """A voucher and all that is written beside it, in one transaction."""
    now = clock.now()
    service.issue_voucher(
        500, "县应急管理局", "code_only", clock.local_date(now) + timedelta(days=30)
    )
    waiting = {"item_id": bytes([number]) * 16, "item": b"sealed", "amount": b"sealed"}
    people = {"proposed_by_id": account_id, "decided_by_id": account_id}
    tip_id = bytes([number]) * 16
    db.session.add(TipGrant(tip_id=tip_id, state="granted", **waiting, **people))
    record(account_id, "tip.reward.grant", "tip", tip_id.hex(), now)
    db.session.commit()


def joined(app: Flask, query: str = JOINED) -> int | None:
    """How many rows share a transaction with what they must not lead to; None where none is kept.

    That is, vouchers with what names a tip, or digests of paid ones with what names a voucher.
    """
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            return None
        return db.session.scalar(text(query))


@pytest.fixture
def jobs(desk: tuple[Flask, Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The worker's jobs, for the application of the desk."""
    monkeypatch.setenv("JOBS_URL", f"sqlite:////{tmp_path}/jobs.db")
    module = import_module("backend.jobs")
    monkeypatch.setattr(module, "application", lambda: desk[0])
    return module


def test_what_was_delivered_has_lost_its_trail(
    desk: tuple[Flask, Person], jobs: ModuleType
) -> None:
    app, cashier = desk
    with app.app_context():
        for number in range(3):
            grant(cashier.id, number)
    assert joined(app) in (3, None)
    jobs.deliver_vouchers.call_local()
    assert joined(app) in (0, None)
    with app.app_context():
        grant(cashier.id, 3)
        service.shuffle_rows(db.engine)
        service.shuffle_rows(db.engine)
        assert len(db.session.execute(text("SELECT hash FROM tip_vouchers")).all()) >= 4
    assert joined(app) in (0, None)


def test_the_night_parts_what_was_paid_from_its_voucher(
    desk: tuple[Flask, Person], jobs: ModuleType
) -> None:
    app, cashier = desk
    with app.app_context():
        until = clock.local_date(clock.now()) + timedelta(days=30)
        secret = service.issue_voucher(500, "县应急管理局", "code_only", until)
        db.session.commit()
    wish = {"voucher": secret}
    path = "/api/v1/pay-desk/redeem"
    assert app.test_client().post(path, json=wish, headers=cashier.headers).status_code == 200
    assert joined(app, PAID_JOINED) in (1, None)
    jobs.tidy_inbox.call_local()
    assert joined(app, PAID_JOINED) in (0, None)
