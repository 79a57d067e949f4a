"""What was paid is told to the browser that holds the voucher, and to nobody else."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, func, select

from backend.core import base64url, clock
from backend.records.audit.models import AuditRow
from backend.staff.access import Actor
from backend.staff.extensions import db
from backend.tips.host.published import PublishedFiles
from backend.tips.pay_desk import paid_lists, rules, service
from backend.tips.pay_desk.models import PaidDigest, PaidList, Voucher
from tests.support.builders import Cast
from tests.tips.groups.staff import make_group_role

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
MONTHS = 24


@pytest.fixture
def folder(app: Flask) -> Iterator[Path]:
    found: Path = app.extensions["settings"].tips.folder
    yield found
    (found / "paid.json").unlink(missing_ok=True)


@pytest.fixture
def cashier(app: Flask, cast: Cast) -> Actor:
    return Actor(make_group_role(cast).id, "cashier", 0, by_cookie=False, grants=())


def noon(day: date) -> datetime:
    return clock.midnight(day) + timedelta(hours=12)


def pay(cashier: Actor, day: date) -> str:
    """A voucher that was drawn on a day."""
    voucher = service.issue_voucher(500, "县应急管理局", "code_only", date(2027, 12, 31))
    service.redeem_voucher(cashier, voucher, noon(day))
    return voucher


def lists(folder: Path) -> dict[str, list[str]]:
    """What the citizens' host reads: the digests by month."""
    paid_lists.publish()
    content = json.loads(PublishedFiles(folder).paid())
    assert content["format"] == 1
    return {each["month"]: each["digests"] for each in content["lists"]}


def months_of(found: dict[str, list[str]], voucher: str) -> list[str]:
    digest = base64url.encode(rules.paid_digest(voucher))
    return [month for month, digests in found.items() if digest in digests]


def test_each_paid_voucher_is_in_the_list_of_its_month_and_in_no_other(
    cashier: Actor, folder: Path
) -> None:
    early, late = pay(cashier, date(2026, 10, 31)), pay(cashier, NOVEMBER)
    running = pay(cashier, DECEMBER)
    paid_lists.make_lists(DECEMBER)
    assert set(db.session.scalars(select(PaidDigest.month))) == {NOVEMBER, DECEMBER}
    paid_lists.make_lists(date(2026, 12, 2))
    found = lists(folder)
    assert [months_of(found, each) for each in (early, late, running)] == [
        ["2026-10"],
        ["2026-11"],
        [],
    ]
    paid_lists.make_lists(date(2027, 1, 2))
    found = lists(folder)
    assert months_of(found, running) == ["2026-12"]
    assert months_of(found, late) == ["2026-11"]
    assert db.session.scalars(select(PaidDigest)).all() == []


def test_every_month_looks_alike_also_one_in_which_nothing_was_paid(
    cashier: Actor, folder: Path
) -> None:
    for _ in range(3):
        pay(cashier, NOVEMBER)
    paid_lists.make_lists(date(2026, 12, 2))
    found = lists(folder)
    assert (min(found), max(found)) == ("2024-12", "2026-11")
    assert {len(digests) for digests in found.values()} == {rules.LIST}
    assert len(found) == MONTHS
    alike = Counter(digest for digests in found.values() for digest in digests)
    assert max(alike.values()) == 1


def test_what_is_published_of_a_month_stays_as_it_is(cashier: Actor, folder: Path) -> None:
    pay(cashier, NOVEMBER)
    paid_lists.make_lists(date(2026, 12, 2))
    first = lists(folder)
    belated = pay(cashier, date(2026, 11, 30))
    paid_lists.make_lists(date(2026, 12, 20))
    assert lists(folder) == first
    paid_lists.make_lists(date(2027, 1, 2))
    found = lists(folder)
    assert found["2026-11"] == first["2026-11"]
    assert months_of(found, belated) == ["2026-12"]
    assert "2024-12" not in found
    assert len(found) == MONTHS


def test_after_a_restore_the_same_lists_come_about_again(cashier: Actor, folder: Path) -> None:
    pay(cashier, NOVEMBER)
    before = [(each.digest, each.month) for each in db.session.scalars(select(PaidDigest))]
    paid_lists.make_lists(date(2026, 12, 2))
    first = lists(folder)
    db.session.execute(delete(PaidList))
    db.session.add_all(PaidDigest(digest=digest, month=month) for digest, month in before)
    db.session.flush()
    paid_lists.make_lists(date(2026, 12, 2))
    assert lists(folder) == first


def test_nothing_leads_from_a_list_to_a_voucher_and_no_row_tells_when_it_was_made(
    cashier: Actor, folder: Path
) -> None:
    voucher = pay(cashier, NOVEMBER)
    service.issue_voucher(500, "县应急管理局", "code_only", date(2027, 12, 31))
    rows = select(func.count()).select_from(AuditRow)
    before = db.session.scalar(rows)
    paid_lists.make_lists(date(2026, 12, 2))
    found = lists(folder)
    assert db.session.scalar(rows) == before
    hashes = db.session.scalars(select(Voucher.hash)).all()
    entries = {base64url.decode(each) for digests in found.values() for each in digests}
    assert not [each for each in hashes if each[: rules.DIGEST] in entries]
    text = (folder / "paid.json").read_text()
    assert voucher not in text
    assert voucher.replace("-", "") not in text
    assert set(json.loads(text)["lists"][0]) == {"month", "digests"}


def test_the_command_makes_and_writes_them_unless_the_clock_is_wrong(
    app: Flask, cashier: Actor, folder: Path
) -> None:
    voucher = pay(cashier, date(2026, 11, 30))
    made: Any = None
    for day, expected in ((date(2026, 12, 2), 0), (date(2027, 12, 2), 1)):
        with time_machine.travel(noon(day), tick=False):
            made = app.test_cli_runner().invoke(args=("tips", "paid-lists"))
        assert made.exit_code == expected, made.output
    assert "flask jobs resume paid-lists" in made.output
    found = json.loads((folder / "paid.json").read_bytes())["lists"]
    assert found[-1]["month"] == "2026-11"
    assert base64url.encode(rules.paid_digest(voucher)) in found[-1]["digests"]
