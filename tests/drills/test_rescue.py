"""A day's visits brought by two carriers while their author sends them herself."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from tests.support.device import PHOTO, VISIT, Device, device_of
from tests.support.phone import Phone, Visit, log_in, morning
from tests.support.served import Server

PHOTO_BYTES = 300_000
OCTETS = "application/octet-stream"


@pytest.fixture
def phone(server: Server) -> Iterator[Phone]:
    logged_in = log_in(server.port, "wang.xun")
    yield logged_in
    logged_in.close()


@pytest.fixture
def device(phone: Phone) -> Device:
    wish = json.dumps({"name": "drill"}).encode()
    status, answer = phone.send("PUT", f"/devices/{uuid4()}", wish)
    assert status == 201
    return device_of(answer)


def walked(phone: Phone, device: Device, number: int) -> list[Visit]:
    """A day's visits in format 2, each with a marked photo."""
    rounds = morning(phone)
    visits = []
    for _ in range(number):
        plain = rounds.visit(PHOTO_BYTES)
        body = json.dumps(device.sign(json.loads(plain.body), plain.photo)).encode()
        visits.append(Visit(plain.uid, body, plain.sha256, plain.photo))
    return visits


def carry(port: int, who: str, parcels: list[bytes]) -> list[tuple[int, Any]]:
    carrier = log_in(port, who)
    answers = [carrier.send("POST", "/rescues", parcel, OCTETS) for parcel in parcels]
    carrier.close()
    return answers


def send(phone: Phone, visits: list[Visit]) -> list[tuple[int, Any]]:
    return [
        answer for visit in visits for answer in (visit.send_text(phone), visit.send_photo(phone))
    ]


@pytest.mark.parametrize("number", (3, pytest.param(60, id="long", marks=pytest.mark.drill)))
def test_carried_by_two_and_sent_by_their_author_each_counts_once(
    server: Server, phone: Phone, device: Device, number: int
) -> None:
    visits = walked(phone, device, number)
    parcels = [device.parcel(VISIT, visit.body) for visit in visits]
    parcels += [device.parcel(PHOTO, visit.photo) for visit in visits]
    shuffled = random.sample(parcels, len(parcels))
    with ThreadPoolExecutor(3) as pool:
        shares = (
            pool.submit(carry, server.port, "li.ge", parcels),
            pool.submit(carry, server.port, "zhao.zhen", shuffled),
            pool.submit(send, phone, visits),
        )
        answers = [answer for share in shares for answer in share.result()]

    assert Counter(status for status, _ in answers) == {201: 2 * number, 200: 4 * number}
    uids = {visit.uid for visit in visits}
    mine = [item for item in phone.get("/checkins?mine=1&limit=200")["items"] if item["id"] in uids]
    assert len(mine) == number
    assert all(photo["arrived"] for item in mine for photo in item["photos"])
    assert all(photo["mark"]["genuine"] for item in mine for photo in item["photos"])
    codes = {answer["code"] for _, answer in answers if answer.get("code")}
    assert codes == {item["code"] for item in mine}
