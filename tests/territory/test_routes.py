"""Every route, for everybody: who is let in, who is turned away, and who learns nothing.

The routes come from the OpenAPI document. What each role may do comes from the table of
actions, and where somebody may do it from the assignments; see `people.Rights`.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from backend.registry.accounts.guard import COOKIE
from backend.registry.accounts.models import Session
from backend.registry.accounts.queries import token_hash
from backend.staff.extensions import db
from tests.conftest import undone
from tests.territory.calls import CALLS, Call, request_of, sends_ids
from tests.territory.conftest import opened, tries
from tests.territory.operations import Operation, facts, operations
from tests.territory.people import PEOPLE
from tests.territory.world import PREFIX, World, fill_grid_a

OPERATIONS = operations()
SHORT_AND_LONG = (False, pytest.param(True, marks=pytest.mark.drill))


@pytest.fixture(scope="module")
def filled(application: Flask) -> Iterator[World]:
    with opened(application) as world:
        fill_grid_a(world)
        yield world


def test_no_operation_is_forgotten() -> None:
    needed = {each.name for each in OPERATIONS if sends_ids(each)}
    assert needed - CALLS.keys() == set(), "say in calls.py what to send and who gets through"
    assert CALLS.keys() - needed == set(), "no longer in the document"


def test_without_a_sign_in(filled: World) -> None:
    faults = []
    for operation in OPERATIONS:
        with undone(filled.app):
            path, sent = request_of(filled, operation, known=True)
            answer = filled.call("anonymous", operation.method, path, **sent)
            if operation.public:  # setting up is over: this installation has its people
                right = passed(answer) or refused(answer, 409, "setup-done")
            else:
                right = refused(answer, 401, "unauthenticated")
            faults += [] if right else [f"{operation.name}: {answer.status} {answer.text}"]
    assert not faults, "\n".join(faults)


def test_a_cookie_alone_changes_nothing(filled: World) -> None:
    secret, faults = "a cookie of hers", []
    with undone(filled.app):
        db.session.execute(
            update(Session)
            .where(Session.account_id == filled.cast.officer.id)
            .values(kind="cookie", token_hash=token_hash(secret))
            .where(Session.id != filled.ids["session_id"])
        )
        db.session.commit()
        client = filled.app.test_client()
        client.set_cookie(COOKIE, secret)
        for operation in OPERATIONS:
            if operation.method != "GET" and not operation.public:
                path, sent = request_of(filled, operation, known=True)
                answer = client.open(PREFIX + path, method=operation.method, **sent)
                if not refused(answer, 403, "csrf"):
                    faults.append(f"{operation.name}: {answer.status} {answer.text}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("everybody", SHORT_AND_LONG, ids=("short", "long"))
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_in_and_out_of_territory(filled: World, operation: Operation, everybody: bool) -> None:
    """Everybody tries; what one of them writes is undone before the next one does."""
    people = [who for who in PEOPLE if tries(filled, who, operation, everybody=everybody)]
    attempts = [Try(filled, operation, who) for who in people]
    with undone(filled.app):
        faults = [each.fault() for each in attempts if not each.writes]
    for each in attempts:
        if each.writes:
            with undone(filled.app):
                faults.append(each.fault())
    assert not any(faults), "\n".join(filter(None, faults))


class Try:
    """What one person may do, by other means than the program's, and what she is told."""

    def __init__(self, world: World, operation: Operation, who: str) -> None:
        self.world, self.operation, self.who = world, operation, who
        call = CALLS.get(operation.name, Call(owners=PEOPLE))
        action, rights = operation.action, world.rights
        self.lacks_role = bool(action) and not rights.may(who, str(action))
        self.beside = who in call.beside
        self.reaches = who in call.owners or rights.reaches(who, *call.reach)
        self.entitled = who in call.owners or rights.reaches(who, *(call.entitled or call.reach))
        self.writes = (
            operation.method != "GET" and not self.lacks_role and (self.reaches or self.beside)
        )

    def fault(self) -> str:
        """What is wrong with the answer; empty when it is right."""
        answer = self.send(known=True)
        if self.lacks_role:
            right = refused(answer, 403, "forbidden")
        elif self.beside:
            right = 400 < answer.status_code < 500
        elif not self.reaches:
            unknown = self.send(known=False)
            right = facts(answer) == facts(unknown) and answer.status_code in (404, 422)
            return "" if right else f"{self.who}: {answer.text}, of an unknown one: {unknown.text}"
        elif not self.entitled:
            right = refused(answer, 403, "forbidden")
        else:
            right = passed(answer)
        return "" if right else f"{self.who}: {answer.status} {answer.text}"

    def send(self, *, known: bool) -> Any:
        path, sent = request_of(self.world, self.operation, known=known)
        return self.world.call(self.who, self.operation.method, path, **sent)


def passed(answer: Any) -> bool:
    return bool(answer.status_code < 300)


def refused(answer: Any, status: int, code: str) -> bool:
    return (answer.status_code, answer.get_json()["code"]) == (status, code)
