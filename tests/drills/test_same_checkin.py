"""The same check-in from everywhere at once, and its parts in every order."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import pytest

from tests.drills.sending import meet_at, send_again
from tests.support.phone import Phone, Rounds, log_in, morning
from tests.support.served import Server

PHOTO_BYTES = 40_000
ORDERS = {
    "text first": ("text", "photo"),
    "photo first": ("photo", "text"),
    "photo twice": ("text", "photo", "photo"),
    "photo before and after": ("photo", "text", "photo", "text"),
}


@pytest.fixture
def phone(server: Server) -> Iterator[Phone]:
    logged_in = log_in(server.port, "wang.xun")
    yield logged_in
    logged_in.close()


@pytest.fixture
def rounds(phone: Phone) -> Rounds:
    return morning(phone)


@pytest.mark.parametrize(
    ("processes", "times"),
    (
        pytest.param(3, 10, id="short"),
        pytest.param(8, 20, id="long", marks=pytest.mark.drill),
    ),
)
def test_the_same_check_in_from_many_processes_is_one(
    server: Server, phone: Phone, rounds: Rounds, processes: int, times: int
) -> None:
    visit = rounds.visit(PHOTO_BYTES)
    context = get_context("spawn")
    barrier = context.Barrier(processes)
    with ProcessPoolExecutor(processes, context, meet_at, (barrier,)) as pool:
        shares = [
            pool.submit(send_again, server.port, phone.token, visit, times)
            for _ in range(processes)
        ]
        answers = [answer for share in shares for answer in share.result()]

    statuses = [status for status, _ in answers]
    receipts = {answer["signed"] for _, answer in answers}
    assert (statuses.count(201), statuses.count(200)) == (1, processes * times - 1)
    assert len(receipts) == 1
    mine = phone.get("/checkins?mine=1&limit=200")["items"]
    codes = {answer["code"] for _, answer in answers}
    assert [item["code"] for item in mine if item["code"] in codes] == list(codes)

    changed = replace(visit, body=visit.body.replace(b'"accuracy": 8.0', b'"accuracy": 9.0'))
    status, problem = changed.send_text(phone)
    assert (status, problem["code"]) == (409, "checkin-differs")
    assert problem["receipt"]["signed"] in receipts


def test_every_order_of_text_and_photo_ends_alike(phone: Phone, rounds: Rounds) -> None:
    final = {name: state(phone, rounds, order) for name, order in ORDERS.items()}
    assert final == {name: [True] for name in ORDERS}


def test_a_missing_photo_is_told_and_may_follow_late(phone: Phone, rounds: Rounds) -> None:
    visit = rounds.visit(PHOTO_BYTES)
    status, receipt = visit.send_text(phone)
    assert (status, arrived(receipt)) == (201, [False])
    assert visit.send_photo(phone)[0] == 201
    status, again = visit.send_text(phone)
    assert (status, arrived(again)) == (200, [True])
    assert again["signed"] == receipt["signed"]


def state(phone: Phone, rounds: Rounds, order: tuple[str, ...]) -> list[bool]:
    """Which photos have arrived after the parts were sent in this order."""
    visit = rounds.visit(PHOTO_BYTES)
    for part in order:
        status, _ = visit.send_text(phone) if part == "text" else visit.send_photo(phone)
        assert status in {200, 201}
    return arrived(visit.send_text(phone)[1])


def arrived(receipt: dict[str, Any]) -> list[bool]:
    return [photo["arrived"] for photo in receipt["photos"]]
