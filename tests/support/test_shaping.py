"""The shaping proxy itself: its rate, its delay, its cuts, its switch."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.support.echo import echoing
from tests.support.shaping import Line, shaped

PATIENCE = 20
DEAD = (OSError, http.client.HTTPException)


@pytest.fixture(scope="module")
def behind() -> Iterator[int]:
    with echoing() as port:
        yield port


def exchange(connection: http.client.HTTPConnection, size: int) -> float:
    """Send and get back so many bytes; the seconds it took."""
    begun = time.monotonic()
    connection.request("POST", "/", b"x" * size)
    assert len(connection.getresponse().read()) == size
    return time.monotonic() - begun


def connected(line: Line) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", line.port, timeout=PATIENCE)


def alone(line: Line, size: int) -> float:
    """The same over a connection of its own."""
    with closing(connected(line)) as phone:
        return exchange(phone, size)


def test_rate_and_latency_on_one_kept_connection(behind: int) -> None:
    with shaped(behind) as line, closing(connected(line)) as phone:
        exchange(phone, 50_000)
        line.shape(kbit=800)
        assert 0.1 <= exchange(phone, 5_000) < 2  # 5 kB up and down again at 100 kB/s
        line.shape(latency_s=0.2)
        assert 0.2 <= exchange(phone, 100) < 2
    assert (line.counts.connections, line.counts.exchanges) == (1, 3)
    assert line.counts.up_bytes > 55_100
    assert line.counts.down_bytes > 55_100


def test_all_connections_share_the_rate(behind: int) -> None:
    with shaped(behind, kbit=800) as line:
        begun = time.monotonic()
        threads = [threading.Thread(target=alone, args=(line, 5_000)) for _ in "1234"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert time.monotonic() - begun >= 0.2


def test_a_share_of_exchanges_is_cut_and_always_the_same_ones(behind: int) -> None:
    def lost() -> list[int]:
        found = []
        with shaped(behind, cut=0.3) as line:
            for number in range(60):
                try:
                    alone(line, 30_000)
                except DEAD:
                    found.append(number)
            assert line.counts.cuts == len(found)
        return found

    first = lost()
    assert 8 <= len(first) <= 28
    assert lost() == first


def test_nothing_passes_in_the_airplane(behind: int) -> None:
    with shaped(behind) as line:
        with closing(connected(line)) as phone:
            exchange(phone, 10)
            line.airplane(True)
            with pytest.raises(DEAD):
                exchange(phone, 10)
        with pytest.raises(DEAD):
            alone(line, 10)
        line.airplane(False)
        alone(line, 10)
