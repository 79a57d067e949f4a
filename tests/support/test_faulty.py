"""The faulty front itself: what it lets through, what it breaks, what it writes down."""

import http.client
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.support.echo import echoing
from tests.support.faulty import COMMITTED, Fault, Front, Plan, fronted, in_turn

SHA = "ab" * 32
Answered = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def behind() -> Iterator[int]:
    with echoing() as port:
        yield port


def ask(front: Front, method: str, path: str, body: bytes = b"") -> Answered:
    with closing(http.client.HTTPConnection("127.0.0.1", front.port, timeout=20)) as phone:
        phone.request(method, f"/api/v1{path}", body, {"X-Patrol": "1"})
        response = phone.getresponse()
        return response.status, dict(response.getheaders()), response.read()


def visit(front: Front, uid: str) -> Answered:
    return ask(front, "POST", "/checkins", json.dumps({"id": uid}).encode())


def always(fault: Fault | None) -> Plan:
    return lambda _kind, _item: fault


def test_everything_else_passes(behind: int) -> None:
    with fronted(behind, always(Fault.EMPTY)) as front:
        status, headers, content = ask(front, "POST", "/sessions", b'{"a": 1}')
    assert (status, headers["X-Patrol"], content) == (201, "1", b'{"a": 1}')
    assert front.arrivals == []


def test_what_comes_instead_of_an_answer(behind: int) -> None:
    with fronted(behind, always(None), hold_s=0.1, retry_after_s=7) as front:
        assert visit(front, "first")[2] == b'{"id": "first"}'
        front.plan = always(Fault.UNAVAILABLE)
        status, headers, _ = visit(front, "second")
        assert (status, headers["Retry-After"]) == (503, "7")
        front.plan = always(Fault.TOO_MANY)
        assert visit(front, "second")[0] == 429
        front.plan = always(Fault.PORTAL)
        status, headers, _ = visit(front, "second")
        assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        front.plan = always(Fault.EMPTY)
        assert visit(front, "second")[::2] == (200, b"{}")
        front.plan = always(Fault.FOREIGN)
        assert visit(front, "second")[::2] == (201, b'{"id": "first"}')
        assert ask(front, "PUT", f"/photos/{SHA}", b"bytes")[::2] == (200, b"{}")
    assert [arrival.item for arrival in front.arrivals] == ["first", *["second"] * 5, SHA]


@pytest.mark.parametrize("fault", COMMITTED)
def test_what_breaks_has_arrived(behind: int, fault: Fault) -> None:
    with fronted(behind, always(fault), hold_s=0.1) as front:
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            visit(front, "lost")
        assert [(a.kind, a.item, a.fault) for a in front.of("lost")] == [("visit", "lost", fault)]


def test_faults_are_dealt_out_alike_and_end() -> None:
    plan, again = in_turn(seed=1, most=7), in_turn(seed=1, most=7)
    dealt = [plan("visit", str(number % 2)) for number in range(16)]
    assert dealt == [again("visit", str(number % 2)) for number in range(16)]
    assert Counter(dealt) == {**dict.fromkeys(Fault, 2), None: 2}
    assert dealt[14:] == [None, None]
