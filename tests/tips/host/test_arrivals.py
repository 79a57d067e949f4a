"""Places for photos on their way: bounded, and not to be held by standing still."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.core.base64url import encode
from backend.core.errors import Problem
from backend.tips.host import arrivals
from backend.tips.host.encryption import tip_id
from tests.tips.host import pictures
from tests.tips.host.builders import Group
from tests.tips.host.citizen import Citizen
from tests.tips.host.test_forensics import Line, hosted

on_one_engine = pytest.mark.parametrize("tips_url", ("sqlite",), indirect=True, scope="session")
PATIENCE = 20.0


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(arrivals, "time", made)
    return made


@pytest.fixture
def citizen(line: FlaskClient, group: Group) -> Citizen:
    made = Citizen(line)
    made.send(group)
    return made


@on_one_engine
def test_a_photo_that_is_too_large_is_not_read_to_its_end(citizen: Citizen) -> None:
    class Endless:
        taken = 0

        def read(self, size: int, /) -> bytes:
            self.taken += size
            return bytes(size)

    endless = Endless()
    with arrivals.reserve_place(b"x") as arrival, pytest.raises(Problem, match="photo-too-large"):
        arrival.read(endless)
    assert endless.taken <= arrivals.MAX_BYTES + arrivals.CHUNK
    assert citizen.photo(bytes(arrivals.MAX_BYTES + 1)).json["code"] == "photo-too-large"


@on_one_engine
def test_only_so_many_photos_are_in_memory_at_once(citizen: Citizen) -> None:
    with ExitStack() as held:
        for number in range(arrivals.AT_ONCE):
            held.enter_context(arrivals.reserve_place(bytes([number])))
        answer = citizen.photo(b"x")
        assert (answer.status_code, answer.json["code"]) == (503, "busy")
        assert answer.headers["Retry-After"] == "5"
    assert citizen.photo(b"x").json["code"] == "photo-unsupported"


@on_one_engine
def test_one_code_cannot_hold_all_the_room(citizen: Citizen) -> None:
    with ExitStack() as held:
        for _ in range(arrivals.AT_ONCE_OF_A_TIP):
            held.enter_context(arrivals.reserve_place(tip_id(citizen.pair[0])))
        assert citizen.photo(b"x").json["code"] == "busy"
    assert citizen.photo(b"x").json["code"] == "photo-unsupported"


class Pieces:
    """A body that brings so many bytes a second."""

    def __init__(self, clock: Clock, rate: int, seconds: int) -> None:
        self._clock, self._rate, self._left = clock, rate, seconds

    def read(self, _: int, /) -> bytes:
        if not self._left:
            return b""
        self._left -= 1
        self._clock.now += 1.0
        return bytes(self._rate)


def test_the_one_that_is_furthest_behind_gives_its_place(clock: Clock) -> None:
    told: list[str] = []
    with ExitStack() as held:
        for number in range(arrivals.AT_ONCE):
            name = f"{number}"
            enter = arrivals.reserve_place(bytes([number]), lambda name=name: told.append(name))
            held.enter_context(enter)
            clock.now += 0.01
        with pytest.raises(Problem, match="busy"):  # none of them is behind yet
            held.enter_context(arrivals.reserve_place(b"new"))
        clock.now += arrivals.GRACE_S
        held.enter_context(arrivals.reserve_place(b"new"))
        assert told == ["0"]
        held.enter_context(arrivals.reserve_place(b"newer"))
        assert told == ["0", "1"]


@pytest.mark.parametrize(("rate", "behind"), ((8_000, True), (40_000, False)))
def test_who_keeps_up_keeps_the_place(clock: Clock, rate: int, behind: bool) -> None:
    with arrivals.reserve_place(b"x") as arrival:
        arrival._read(Pieces(clock, rate, 20))
        assert (arrival.behind() > 0) is behind
        # What was quick before does not count for long.
        clock.now += 2 * arrivals.GRACE_S
        assert arrival.behind() > 0
        arrival.read(Pieces(clock, rate, 0))
        assert arrival.behind() < 0  # it is being drawn


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Any]:
    url = f"sqlite:///{tmp_path}/instance/tips.sqlite"
    with hosted(tmp_path, url, [tmp_path]) as host:
        yield host


def stalled(port: int, ticket: str) -> socket.socket:
    """A connection that announces a photo and sends ten bytes of it."""
    sock = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    head = (
        f"POST /api/photos HTTP/1.1\r\nHost: a\r\nX-Ticket: {ticket}\r\nX-N: 3\r\n"
        f"X-Item: {encode(bytes(16))}\r\nContent-Type: application/octet-stream\r\n"
        "Content-Length: 1000000\r\n\r\n0123456789"
    )
    sock.sendall(head.encode())
    return sock


def test_slow_connections_keep_nobody_out(served: Any) -> None:
    server, group, _, _ = served
    line = Line(server)
    codes = [Citizen(line) for _ in range(2 * arrivals.AT_ONCE // arrivals.AT_ONCE_OF_A_TIP)]
    for each in codes:
        assert each.send(group).status_code == 201
    citizen = Citizen(line)
    assert citizen.send(group).status_code == 201
    body = pictures.written(pictures.scene(), "JPEG")
    with ExitStack() as open_ones:
        for each in codes * arrivals.AT_ONCE_OF_A_TIP * 2:
            open_ones.enter_context(stalled(server.port, each.ticket))
        until = time.monotonic() + PATIENCE
        while (answer := citizen.photo(body)).status_code == 503:
            assert time.monotonic() < until, "slow connections hold all places"
            threading.Event().wait(0.3)
        assert answer.status_code == 201
    line.close()
