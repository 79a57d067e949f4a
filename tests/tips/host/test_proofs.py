"""Proof of work: each solution is taken once, for one purpose, in time; and a flood pays more."""

import json
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.tips.host import proofs
from backend.tips.host.models import SpentProof, Tip
from tests.tips.host.builders import Group
from tests.tips.host.citizen import Citizen, solved


def code_of(answer: Any) -> str:
    return "taken" if answer.status_code == 200 else answer.json["code"]


def spent(engine: Any) -> int:
    with Session(engine) as looking:
        return looking.scalar(select(func.count()).select_from(SpentProof)) or 0


def test_a_solution_is_taken_once(line: FlaskClient, migrated: Any) -> None:
    citizen = Citizen(line)
    proof = citizen.proof("open")
    answers = [code_of(citizen.open("open", proof)) for _ in range(100)]
    assert answers == ["taken"] + ["tip-proof"] * 99
    assert spent(migrated) == 1


def test_a_solution_is_taken_once_by_many_at_once(host: Flask, engine: Any) -> None:
    proof = Citizen(host.test_client()).proof("send")
    with ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(Citizen(host.test_client()).open, "send", proof) for _ in range(8)]
        answers = [code_of(each.result()) for each in tries]
    assert sorted(answers) == ["taken"] + ["tip-proof"] * 7


def test_two_at_once_send_the_same_tip(host: Flask, group: Group, engine: Any) -> None:
    citizen = Citizen(host.test_client())
    citizen.open("send")
    body, other = citizen.tip(group), citizen.tip(group, "别的")
    with ThreadPoolExecutor(6) as pool:
        tries = [
            pool.submit(host.test_client().post, "/api/tips", json=each)
            for each in [body, other] * 3
        ]
        statuses = [each.result().status_code for each in tries]
    assert sorted(statuses) == [201, 201, 201, 409, 409, 409]
    with Session(engine) as looking:
        assert looking.scalar(select(func.count()).select_from(Tip)) == 1


def test_without_a_proof_nothing_happens(line: FlaskClient, migrated: Any) -> None:
    citizen = Citizen(line)
    good = json.loads(b64decode(citizen.proof("open")))
    late, other = citizen.proof("open"), citizen.proof("send")
    wrong = [
        "",
        "x",
        "[]",
        {},
        [],
        {"challenge": [], "solution": []},
        {"challenge": good["challenge"], "solution": {}},
        good | {"solution": good["solution"] | {"derivedKey": "00" * 32}},
        good | {"solution": good["solution"] | {"derivedKey": None}},
        good | {"challenge": {"parameters": good["challenge"]["parameters"]}},
        good | {"challenge": good["challenge"] | {"signature": "00"}},
        good | {"challenge": good["challenge"] | {"signature": 7}},
        changed(good, cost=1, keySignature=None),
        changed(good, data={"purpose": "open", "more": 1}),
        changed(good, expiresAt=9_999_999_999),
        changed(good, nonce=None),
    ]
    for each in wrong:
        text = each if isinstance(each, str) else b64encode(json.dumps(each).encode()).decode()
        assert code_of(citizen.open("open", text or "=")) == "tip-proof", each
    assert code_of(citizen.open("open", other)) == "tip-proof"
    assert code_of(citizen.open("open", "x" * 5000)) == "invalid"
    with time_machine.travel(clock.now() + proofs.GOOD_FOR + timedelta(seconds=2)):
        assert code_of(citizen.open("open", late)) == "tip-proof"
    assert spent(migrated) == 0


def changed(good: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    challenge = good["challenge"]
    return good | {"challenge": challenge | {"parameters": challenge["parameters"] | parameters}}


def test_a_flood_pays_more_and_the_honest_still_get_in(line: FlaskClient, host: Flask) -> None:
    work = host.extensions["tips_host"].proofs
    calm, work.load = work.load, proofs.Load()
    levels = [work.load.level()]
    for _ in range(8 * proofs.LOAD_PER_LEVEL):
        work.load.add()
        levels.append(work.load.level())
    assert levels == sorted(levels)
    assert (levels[0], levels[-1]) == (0, proofs.LEVEL_MAX)
    citizen = Citizen(line)
    challenge = line.get("/api/challenge?purpose=open").json
    proof = solved(challenge)
    counter = json.loads(b64decode(proof))["solution"]["counter"]
    low, high = proofs.COUNTER
    assert low * 8 <= counter <= high * 8
    assert code_of(citizen.open("open", proof)) == "taken"
    work.load = calm


def test_the_tide_falls(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(proofs.time, "monotonic", lambda: now[0])
    load = proofs.Load()
    for _ in range(4 * proofs.LOAD_PER_LEVEL):
        load.add()
    assert load.level() == 3
    now[0] += 3 * proofs.FADES_S
    assert load.level() == 0
