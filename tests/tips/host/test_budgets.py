"""Who makes work pays for it: per proof of work, per day, and never with the staff's room."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.tips.host import budgets, encryption, items, retention
from backend.tips.host.database import session
from backend.tips.host.models import DailyUse, SpentProof, Tip, TipItem
from tests.tips.host.builders import Group
from tests.tips.host.citizen import Citizen
from tests.tips.host.test_thread import jpeg

TEXT = encryption.ITEM_HEAD + encryption.TEXT_BLOCK + encryption.TAG


@pytest.fixture
def sent(line: FlaskClient, group: Group) -> Citizen:
    citizen = Citizen(line, renews=False)
    assert citizen.send(group).status_code == 201
    return citizen


@contextmanager
def limited(host: Flask, **limits: Any) -> Iterator[None]:
    """The host with other limits than its own."""
    own = host.extensions["tips_host"]
    host.extensions["tips_host"] = replace(own, limits=replace(own.limits, **limits))
    try:
        yield
    finally:
        host.extensions["tips_host"] = own


def stored(engine: Engine) -> int:
    with Session(engine) as looking:
        return looking.scalar(select(func.count()).select_from(TipItem)) or 0


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def until_refused(act: Callable[[], Any], most: int = 60) -> tuple[int, tuple[int, str]]:
    """How many were taken, and how the next was refused."""
    for taken in range(most):
        answer = act()
        if answer.status_code != 201:
            return taken, refused(answer)
    raise AssertionError(f"{most} were taken")


def test_one_proof_stores_so_many_items(sent: Citizen, migrated: Engine) -> None:
    taken, how = until_refused(lambda: sent.say("又来了"))
    assert (taken, how) == (budgets.ITEMS_PER_PROOF - 1, (429, "tip-budget"))
    assert stored(migrated) == budgets.ITEMS_PER_PROOF
    assert sent.open("send").status_code == 200  # another proof, and it goes on
    assert sent.say("又来了").status_code == 201


def test_photos_that_are_refused_are_paid_for(sent: Citizen) -> None:
    answers = [refused(sent.photo(b"no picture")) for _ in range(budgets.ITEMS_PER_PROOF)]
    assert {code for _, code in answers[:-1]} == {"photo-unsupported"}
    assert answers[-1] == (429, "tip-budget")
    assert refused(sent.photo(jpeg())) == (429, "tip-budget")


def test_one_proof_stores_so_many_bytes(
    sent: Citizen, migrated: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "BYTES_PER_PROOF", 4 * TEXT)
    assert until_refused(lambda: sent.say("又来了")) == (3, (429, "tip-budget"))
    assert sent.open("send").status_code == 200
    assert refused(sent.photo(jpeg())) == (429, "tip-budget")  # 64 KB are more than a proof holds
    assert stored(migrated) == 4


def test_a_day_holds_so_much_and_photos_leave_room_for_texts(
    host: Flask, sent: Citizen, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    with limited(host, daily_bytes=20 * TEXT):
        answer = sent.photo(jpeg())
        assert refused(answer) == (503, "tip-quota")
        assert 0 < int(answer.headers["Retry-After"]) <= 86_401
        sent.renews = True
        assert until_refused(lambda: sent.say("又来了")) == (19, (503, "tip-quota"))
        other = Citizen(sent.line)
        assert refused(other.send(group)) == (503, "tip-quota")
        later = clock.now() + timedelta(days=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert other.send(group).status_code == 201  # by itself, on the next day


def test_what_is_there_already_costs_nothing(host: Flask, line: FlaskClient, group: Group) -> None:
    citizen = Citizen(line, renews=False)
    citizen.open("send")
    body = citizen.tip(group)
    assert line.post("/api/tips", json=body).status_code == 201
    with limited(host, daily_bytes=1):
        assert line.post("/api/tips", json=body).status_code == 201


def test_the_staff_answers_when_nothing_is_left_for_citizens(host: Flask, sent: Citizen) -> None:
    with limited(host, daily_bytes=1), host.app_context():
        assert refused(sent.say("又来了")) == (503, "tip-quota")
        tip = session().scalars(select(Tip)).one()
        assert items.add_item(tip.id, os.urandom(16), b"sealed", tip.day, photo=False)


def test_a_full_thread_can_still_be_answered(
    host: Flask, sent: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.tips.host.service.ITEMS_MAX", 1)
    assert refused(sent.say("又来了")) == (409, "tip-full")
    with host.app_context():
        tip = session().scalars(select(Tip)).one()
        assert items.add_item(tip.id, os.urandom(16), b"sealed", tip.day, photo=False)


@pytest.mark.parametrize("tips_url", ("sqlite",), indirect=True, scope="session")
def test_a_disk_that_fills_up_is_left_to_the_staff(host: Flask, sent: Citizen) -> None:
    free = shutil.disk_usage(host.extensions["tips_host"].limits.folder).free
    with limited(host, reserve_bytes=free * 2):
        answer = sent.say("又来了")
        assert (refused(answer), answer.headers["Retry-After"]) == ((503, "tip-quota"), "600")
    assert sent.say("又来了").status_code == 201


@pytest.mark.parametrize("tips_url", ("postgresql",), indirect=True, scope="session")
def test_a_server_is_not_judged_by_the_disk_of_the_host(host: Flask, sent: Citizen) -> None:
    with limited(host, reserve_bytes=1 << 62):
        assert sent.say("又来了").status_code == 201


def test_what_is_over_is_forgotten(host: Flask, sent: Citizen) -> None:
    later = clock.local_date(clock.now()) + timedelta(days=2)
    with host.app_context():
        assert session().scalars(select(DailyUse.bytes)).one() == TEXT
        assert session().scalars(select(SpentProof.items)).one() == 1
        retention.delete_expired(later)
        session().commit()
        assert session().scalars(select(DailyUse)).all() == []
    assert refused(sent.say("又来了")) == (429, "tip-budget")
