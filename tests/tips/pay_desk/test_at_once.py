"""Fifty desks with the same voucher at the same moment: exactly one pays."""

from datetime import timedelta

from flask import Flask

from backend.core import clock
from backend.staff.extensions import db
from backend.tips.pay_desk import service
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
