"""Twenty thousand strange requests to both served hosts: none is a fault, and all kept holds."""

import http.client
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.drills.conftest import Prepared
from tests.drills.strange import Request, Stranger
from tests.support.cluster import Cluster
from tests.support.demo import copy_demo, copy_demo_to
from tests.support.phone import log_in
from tests.support.served import environment, execute, served, tips_served
from tests.territory.operations import whole_document
from tests.tips.host.operations import contract

pytestmark = pytest.mark.drill

STAFF, CITIZENS = 16_000, 4_000
AT_ONCE = 4
SIGN_IN_EVERY = 500  # some of what is sent ends sessions
PEOPLE = ("wang.xun", "xian.ban", "li.ge", "xian.ban", "zhao.zhen", "guan.li", "ju.ban")
FAULTS = {500, 501, 502, 503, 504, 507}


@pytest.fixture(params=("spatialite", "postgis"))
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Prepared]:
    """A demo that nobody else uses: what is sent changes it."""
    if request.param == "spatialite":
        copy_demo(tmp_path)
        yield Prepared(tmp_path, "")
        return
    postgres: Cluster = request.getfixturevalue("postgres")
    yield Prepared(tmp_path, copy_demo_to(postgres, "fuzz", tmp_path))
    postgres.drop("fuzz")


@dataclass
class Sender:
    """One connection; `people` are the names to sign in by, none for the citizens' host."""

    port: int
    people: tuple[str, ...]
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def send_all(self, document: dict[str, Any], number: int, seed: int) -> "Sender":
        stranger = Stranger(document, seed)
        for turn in range(number):
            if self.people and turn % SIGN_IN_EVERY == 0:
                self._sign_in()
            request = stranger.draw()
            status = self._send(request, turn)
            self.statuses[status] += 1
            if status in FAULTS:
                self.faults.append(f"{status}: {request.short}")
        return self

    def _sign_in(self) -> None:
        """By every name that still can."""
        self.tokens = []
        for name in self.people:
            try:
                phone = log_in(self.port, name)
            except RuntimeError:
                continue
            self.tokens.append(phone.token)
            phone.close()

    def _send(self, request: Request, turn: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.putrequest(request.method, request.target, skip_accept_encoding=True)
        if self.tokens and not any(name == "Authorization" for name, _ in request.headers):
            token = self.tokens[turn % len(self.tokens)]
            connection.putheader("Authorization", f"Bearer {token}")
        for name, value in request.headers:
            connection.putheader(name, value.encode("latin-1", "replace"))
        if request.body is not None:
            connection.putheader("Content-Length", str(len(request.body)))
        try:
            connection.endheaders(request.body)
            response = connection.getresponse()
            response.read()
        finally:
            connection.close()
        return response.status


def fuzz(
    port: int, document: dict[str, Any], number: int, people: tuple[str, ...] = ()
) -> Counter[int]:
    """How often each status came; fails when one of them is a fault."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        shares = [
            pool.submit(Sender(port, people).send_all, document, number // AT_ONCE, seed)
            for seed in range(AT_ONCE)
        ]
        done = [share.result() for share in shares]
    faults = [fault for sender in done for fault in sender.faults]
    assert not faults, "\n".join(faults[:20])
    return sum((sender.statuses for sender in done), Counter())


def test_nothing_strange_is_a_fault_of_ours(own: Prepared) -> None:
    with served(own.data, own.url, LOG_LEVEL="warning") as server:
        found = fuzz(server.port, whole_document(), STAFF, PEOPLE)
    assert found[200] + found[201] > STAFF // 50  # enough of it gets in
    assert found[401] < STAFF // 3
    with tips_served(own.data, DATABASE_URL=own.url, TIPS_PROOF_COST="1") as server:
        found = fuzz(server.port, contract(), CITIZENS)
    assert found[422] > CITIZENS // 10
    for log in ("server.log", "tips.log"):
        assert "Traceback" not in (own.data / log).read_text()
    verify = ("-m", "flask", "--app", "wsgi", "audit", "verify")
    execute(environment(own.data, own.url), *verify)  # fails when something differs
