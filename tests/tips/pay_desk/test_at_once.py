"""Fifty desks with the same voucher at the same moment: one pays; two workers: one list."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from backend.core import clock
from backend.staff.extensions import db
from backend.tips.pay_desk import paid_lists, rules, service
from backend.tips.pay_desk.models import PaidDigest, PaidList
from tests.support.at_once import together
from tests.support.builders import Person


def test_fifty_at_once_and_one_is_paid(desk: tuple[Flask, Person]) -> None:
    app, cashier = desk
    with app.app_context():
        until = clock.local_date(clock.now()) + timedelta(days=30)
        secret = service.issue_voucher(500, "县应急管理局", "code_only", until)
        db.session.commit()

    def bring() -> str:
        answer = app.test_client().post(
            "/api/v1/pay-desk/redeem", json={"voucher": secret}, headers=cashier.headers
        )
        return "paid" if answer.status_code == 200 else answer.get_json()["code"]

    answers = together(*[bring] * 50)
    assert sorted(answers) == ["paid"] + ["voucher-used"] * 49


def test_of_several_workers_one_makes_a_list(desk: tuple[Flask, Person]) -> None:
    app, _ = desk
    digest = rules.paid_digest(rules.draw())
    with app.app_context():
        db.session.add(PaidDigest(digest=digest, month=date(2026, 11, 1)))
        db.session.commit()

    def make() -> None:
        with app.app_context():
            paid_lists.make_lists(date(2026, 12, 2))
            db.session.commit()

    together(*[make] * 4)
    with app.app_context():
        made = db.session.scalars(select(PaidList.digests)).all()
        assert len(made) == 24
        assert [digest in rules.split_list(each) for each in made].count(True) == 1
        left = select(PaidDigest.digest).where(PaidDigest.digest == digest)
        assert db.session.scalar(left) is None
