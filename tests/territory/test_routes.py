"""Every route, for everybody: who is let in, who is turned away, and who learns nothing.

The routes come from the OpenAPI document. What each role may do comes from the table of
actions, and where somebody may do it from the assignments; see `people.Rights`.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update

from backend.registry.accounts.guard import COOKIE
from backend.registry.accounts.models import Session
from backend.registry.accounts.queries import token_hash
from backend.staff.extensions import db
from tests.territory.calls import CALLS, Call, facts, request_of, sends_ids
from tests.territory.conftest import opened, undone
from tests.territory.operations import Operation, operations
from tests.territory.people import PEOPLE
from tests.territory.world import PREFIX, World, fill_grid_a

OPERATIONS = operations()


@pytest.fixture(scope="module")
def filled(application: Flask) -> Iterator[World]:
    with opened(application) as world:
        fill_grid_a(world)
        yield world


@pytest.fixture
def world(filled: World) -> Iterator[World]:
    """The filled world; what the test does to it is undone."""
    with undone(filled.app):
        yield filled


def test_no_operation_is_forgotten() -> None:
    needed = {each.name for each in OPERATIONS if sends_ids(each)}
    assert needed - CALLS.keys() == set(), "say in calls.py what to send and who gets through"
    assert CALLS.keys() - needed == set(), "no longer in the document"


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_without_a_sign_in(world: World, operation: Operation) -> None:
    path, sent = request_of(world, operation, known=True)
    answer = world.call("anonymous", operation.method, path, **sent)
    if operation.public:
        assert answer.status_code < 300
    else:
        assert (answer.status_code, answer.get_json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "operation",
    [each for each in OPERATIONS if each.method != "GET" and not each.public],
    ids=lambda each: each.name,
)
def test_a_cookie_alone_changes_nothing(world: World, operation: Operation) -> None:
    secret = "a cookie of hers"
    db.session.execute(
        update(Session)
        .where(Session.account_id == world.cast.officer.id)
        .values(kind="cookie", token_hash=token_hash(secret))
        .where(Session.id != world.ids["session_id"])
    )
    db.session.commit()
    client = world.app.test_client()
    client.set_cookie(COOKIE, secret)
    path, sent = request_of(world, operation, known=True)
    answer = client.open(PREFIX + path, method=operation.method, **sent)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "csrf")


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_in_and_out_of_territory(world: World, operation: Operation, who: str) -> None:
    call = CALLS.get(operation.name, Call(owners=PEOPLE))
    reaches = who in call.owners or world.rights.reaches(who, *call.reach)
    entitled = who in call.owners or world.rights.reaches(who, *(call.entitled or call.reach))
    path, sent = request_of(world, operation, known=True)
    answer = world.call(who, operation.method, path, **sent)
    if operation.action and not world.rights.may(who, operation.action):
        assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")
    elif who in call.beside:
        assert 400 < answer.status_code < 500
    elif not reaches:
        path, sent = request_of(world, operation, known=False)
        unknown = world.call(who, operation.method, path, **sent)
        assert facts(answer) == facts(unknown)
        assert answer.status_code in (404, 422), answer.text
    elif not entitled:
        assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")
    else:
        assert answer.status_code < 300, answer.text
