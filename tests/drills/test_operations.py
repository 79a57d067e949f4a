"""The manual is carried out, block by block, in an empty root: with both kinds of database."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from backend.tips.host.headers import HEADERS
from tests.drills.manual import Root, blocks
from tests.support.cluster import Cluster

pytestmark = pytest.mark.drill

SET_UP = [(1, 0), (2, 0), (2, 1), (3, 0), (4, 0), (5, 0), (6, 0), (6, 1)]
DAILY = [(8, 0), (8, 1), (8, 2), (9, 0), (9, 1), (10, 0), (10, 1)]
EMBEDDED = [*SET_UP, *DAILY, (10, 2), (11, 0), (13, 0)]
SERVER = [*SET_UP, (7, 0), (4, 0), (15, 0), (15, 1), (15, 2), (15, 3), *DAILY, (10, 3), (11, 0)]
LINT = (15, 4)
LEFT_OUT = {
    (3, 1): "instead of (3, 0)",
    (3, 2): "dates of its own; tests/patrol/cycles",
    (7, 1): "an object store; tests/records/photos/test_storage.py",
    (7, 2): "a key of Tianditu's; tests/records/tiles",
}


@pytest.fixture
def root(tmp_path: Path, postgres: Cluster) -> Iterator[Root]:
    made = Root(tmp_path, str(postgres.folder))
    yield made
    made.stop()
    with postgres.connect("postgres") as server:
        for name in ("patrol", "patrol_before"):
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        for name in ("tips", "patrol"):
            server.execute(f"DROP ROLE IF EXISTS {name}")


def ask(root: Root, name: str, path: str, port: str = "secure", **more: object) -> httpx.Response:
    """By a name, through nginx; without one the citizens' host is asked, in a bad request."""
    scheme = "https" if port == "secure" else "http"
    url = f"{scheme}://127.0.0.1:{root.ports[port]}{path}"
    with httpx.Client(verify=False) as client:
        request = client.build_request("GET", url, headers={"Host": name}, **more)
        request.extensions["sni_hostname"] = name or "tips.example"
        return client.send(request)


def sign_in(root: Root) -> int:
    """The first administrator, with the password that was printed last."""
    password = re.findall(r"password: (\S+)", root.said)[-1]
    url = f"http://127.0.0.1:{root.ports['staff']}/api/v1/sessions"
    return httpx.post(url, json={"username": "guan.li", "password": password}).status_code


def is_not_answered(root: Root, name: str, port: str) -> bool:
    try:
        ask(root, name, "/", port)
    except httpx.HTTPError:
        return True
    return False


def check_strangers(root: Root) -> None:
    """Names that are not served get no answer, and no log holds an address."""
    for port in ("plain", "secure"):
        assert is_not_answered(root, "tips.other", port)
    moved = ask(root, "patrol.example", "/a?b=1", "plain")
    assert (moved.status_code, moved.headers["location"]) == (301, "https://patrol.example/a?b=1")
    for log in (root.folder / "var/log/nginx").iterdir():
        assert "127.0.0.1" not in log.read_text(), log
    for log in root.folder.glob("*.log"):
        assert "127.0.0.1," not in log.read_text()


def check_headers(root: Root, answers: list[httpx.Response]) -> None:
    """What nginx refuses by itself carries the same headers as the citizens' host's answers."""
    answers.append(ask(root, "tips.example", "/" + "a" * 40_000))
    answers.append(ask(root, "", "/"))
    assert [answer.status_code for answer in answers] == [200, 413, 414, 400]
    for answer in answers[1:]:
        assert answer.headers["server"] == "nginx"  # and no version
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers.get_list(name) == [value], name


def test_every_block_has_its_turn() -> None:
    assert {*EMBEDDED, *SERVER, LINT, *LEFT_OUT} == set(blocks())


def test_on_the_embedded_database(root: Root) -> None:
    for place in EMBEDDED:
        root.run(blocks()[place])
    root.run(blocks()[5, 0].splitlines()[-1])  # wait until it answers again
    assert ask(root, "patrol.example", "/readyz").json() == {"status": "ready"}
    assert sign_in(root) == 201
    check_strangers(root)


def test_on_a_server_with_the_citizens_host_apart(root: Root) -> None:
    for place in SERVER:
        root.run(blocks()[place])
    for block in (blocks()[5, 0], blocks()[15, 2]):
        root.run(block.splitlines()[-1])
    assert sign_in(root) == 201
    ready = ask(root, "tips.example", "/readyz")
    assert ready.json() == {"status": "ready"}
    assert is_not_answered(root, "tips.example", "plain")
    large = ask(root, "tips.example", "/api/open", content=b"x" * 300_000)
    check_headers(root, [ready, large])
    check_strangers(root)


def test_what_goes_out_to_wechat_is_read(root: Root) -> None:
    for place in [*SET_UP[:4], (5, 0)]:
        root.run(blocks()[place])
    opt = root.folder / "opt/patrol369"
    (opt / "menu.json").write_text('{"button": []}')
    (opt / "poster.txt").write_text("tips.example")
    root.run(blocks()[LINT])
