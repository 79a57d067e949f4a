"""What a thief of the whole machine's disk finds after citizens were there: nothing of theirs.

Real processes over real files. Every canary is looked for in all that the host wrote; the drill
looks into the files as well that are older than the first of them.
"""

import io
import ipaddress
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backend.core import config
from backend.core.base64url import encode
from backend.tips.host import database, encryption, keys, published, website
from backend.tips.host.models import SpentProof, Tip, TipItem, TipWrap
from tests.support.cluster import cluster
from tests.support.migrated import migrated, migrated_tips
from tests.support.served import Server, tips_served
from tests.tips.host import pictures, traces
from tests.tips.host.builders import Group, published_content
from tests.tips.host.citizen import Citizen

ADDRESSES = ("198.51.100.77", "2001:db8::77", "127.7.7.77")
TEXT, CATEGORY, PLACE = "TEXTCANARY昨夜的卡车", "categorycanary", "PLACECANARY"
CLOCK_STEP = 0.1  # seconds: the clock of the files is coarser than the other
AGENT, NAME, OPENID = "UACANARY", "NAMECANARY", "OPENIDCANARY"


Host = tuple[Server, Group, str, list[Path]]


class Answer:
    def __init__(self, got: httpx.Response) -> None:
        self.status_code, self.data, self.headers = got.status_code, got.content, got.headers
        self.json: Any = got.json() if "json" in got.headers.get("Content-Type", "") else None


class Line:
    """A connection from an address of its own, with all that a browser and a proxy might tell."""

    def __init__(self, server: Server) -> None:
        headers = {"User-Agent": AGENT, "X-Forwarded-For": ADDRESSES[0], "X-Real-IP": ADDRESSES[1]}
        headers |= {"Forwarded": f'for="[{ADDRESSES[1]}]"', "Referer": f"https://x/?{OPENID}"}
        transport = httpx.HTTPTransport(local_address=ADDRESSES[2])
        self._client = httpx.Client(
            base_url=server.url,
            headers=headers,
            cookies={"patrol_session": "COOKIECANARY"},
            transport=transport,
            timeout=30,
        )

    def close(self) -> None:
        self._client.close()

    def get(self, path: str) -> Answer:
        return Answer(self._client.get(path))

    def post(self, path: str, **more: Any) -> Answer:
        if "data" in more:
            more["content"] = more.pop("data")
        return Answer(self._client.post(path, **more))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def host(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Host]:
    """A served host with a published group, its database's URL, and where it may have written."""
    data = tmp_path_factory.mktemp("forensics")
    with ExitStack() as stack:
        folders, url = [data], f"sqlite:///{data}/instance/tips.sqlite"
        if request.param == "postgresql":  # one of its own, as all of it is searched
            server = stack.enter_context(cluster())
            url = migrated_tips(server, "forensics")
            folders.append(server.folder)
        yield stack.enter_context(hosted(data, url, folders))


@contextmanager
def hosted(data: Path, url: str, folders: list[Path]) -> Iterator[Host]:
    keys.create(config.load(migrated(data, "forensics")).tips.keys)
    group = Group()
    published.write(data / "instance" / "tips", published_content(group), {"villages": []})
    (data / "temporary").mkdir()
    more = {"TIPS_PROOF_COST": "1", "TMPDIR": str(data / "temporary")}
    with tips_served(data, url, **more) as server:
        yield server, group, url, folders


@pytest.fixture
def line(host: Any) -> Iterator[Line]:
    made = Line(host[0])
    yield made
    made.close()


def photo() -> bytes:
    return pictures.written(pictures.scene(), "JPEG", exif=pictures.exif(gps=True), quality=92)


def visited(server: Server, line: Line, group: Group, count: int) -> list[Citizen]:
    """Citizens who send, come back, and do what is refused."""
    citizens = []
    for _ in range(count):
        citizen = Citizen(line)
        report = {"kind": "report", "n": 1, "category": CATEGORY, "text": TEXT}
        report["place"] = {"mode": "words", "words": PLACE}
        assert citizen.send(group, items=[citizen.item(report)]).status_code == 201
        named = {"Content-Disposition": f'filename="{NAME}.jpg"'}
        assert citizen.photo(photo(), **named).status_code == 201
        assert Citizen(line, citizen.digits).open().status_code == 200
        citizens.append(citizen)
    for path in (f"/?openid={OPENID}&code=1", f"/nothing/{OPENID}", f"/api/paid?{OPENID}"):
        line.get(path)
    line.post("/api/tips", data=TEXT.encode(), headers={"Content-Type": "application/json"})
    line.post("/api/open", json={"auth": TEXT})
    citizens[0].photo(pictures.CANARY * 999)
    rude = socket.create_connection(("127.0.0.1", server.port))
    rude.sendall(f"GET /{OPENID} HTTP/9.9\r\nUser-Agent: {AGENT}\r\n\r\n".encode())
    rude.recv(4096)
    rude.close()
    return citizens


def needles(citizens: list[Citizen]) -> set[bytes]:
    words = [TEXT, CATEGORY, PLACE, AGENT, NAME, OPENID, "COOKIECANARY", "CANARY make"]
    for citizen in citizens:
        words += [citizen.digits, encode(citizen.root.auth), citizen.ticket[:60]]
    found = {way for word in words for way in traces.ways_of_writing(word)}
    for citizen in citizens:
        found |= {citizen.root.auth, citizen.root.half, citizen.pair[1], citizen.share}
    for address in ADDRESSES:
        parsed = ipaddress.ip_address(address)
        found |= traces.ways_of_writing(address) | {parsed.packed.hex().encode()}
        found |= {str(int(parsed)).encode()}
        # Four bytes are anywhere by chance; sixteen are not.
        found |= {parsed.packed} if parsed.version == 6 else set()
    return found


@pytest.mark.parametrize(
    "older", (False, pytest.param(True, marks=pytest.mark.drill)), ids=("short", "long")
)
def test_no_trace_of_a_citizen_is_on_the_disk(host: Any, line: Line, older: bool) -> None:
    server, group, url, folders = host
    begun = 0 if older else time.time() - CLOCK_STEP
    citizens = visited(server, line, group, 3)
    known = encryption.tip_id(citizens[0].pair[0])
    engine = database.open_engine(url, 1)
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text("CHECKPOINT"))
    assert traces.found({known}, *folders, since=begun), "the search finds what is there"
    assert traces.found(needles(citizens), *folders, since=begun) == []
    assert list((folders[0] / "temporary").iterdir()) == []
    with Session(engine) as looking:
        sealed = looking.scalars(select(TipItem.sealed)).all()
        assert len(sealed) == 6
        assert all(traces.entropy(each) >= 7.9 for each in sealed)
        wraps = looking.scalars(select(TipWrap.sealed)).all()
        # So few random bytes reach no more than this; text of any kind stays below 6.
        assert traces.entropy(b"".join(each[1:] for each in wraps)) > 6.6
    engine.dispose()


def test_a_photo_on_its_way_is_on_no_disk(host: Any, line: Line) -> None:
    server, group, _, folders = host
    citizen, canary = Citizen(line), os.urandom(12)
    citizen.send(group)
    sock = socket.create_connection(("127.0.0.1", server.port))
    head = (
        f"POST /api/photos HTTP/1.1\r\nHost: t\r\nContent-Length: 8000000\r\nX-N: 2\r\n"
        f"X-Ticket: {citizen.ticket}\r\nX-Item: {encode(os.urandom(16))}\r\n\r\n"
    )
    sock.sendall(head.encode())
    for _ in range(60):
        sock.sendall(canary * 9000)
    assert server.process is not None
    family = traces.family(server.process.pid)
    assert len(family) >= 3
    allowed = re.compile(r"tips\.sqlite|tips\.log|\.lock$|/wgunicorn|\(deleted\)$")
    for pid in family:
        opened = [each for each in traces.open_files(pid) if not allowed.search(each)]
        assert opened == []
        deleted = [each for each in traces.open_files(pid) if each.endswith("(deleted)")]
        assert all("/dev/shm" in each or "wgunicorn" in each for each in deleted), deleted
        assert "Max core file size        0 " in Path(f"/proc/{pid}/limits").read_text() or (
            pid == server.process.pid
        )
    server.kill()
    try:
        assert traces.found({canary}, *folders) == []
    finally:
        sock.close()
        server.start()


def test_many_without_a_proof_leave_nothing(host: Any, line: Line) -> None:
    _, group, url, _ = host
    engine = database.open_engine(url, 1)
    with Session(engine) as looking:
        counted = [select(func.count()).select_from(model) for model in (Tip, TipItem, SpentProof)]
        before = [looking.scalar(query) for query in counted]
        looking.rollback()
        citizen = Citizen(line)
        for _ in range(200):
            assert citizen.open("send", "bm90aGluZw==").status_code == 403
            citizen.ticket = encode(os.urandom(145))
            assert line.post("/api/tips", json=citizen.tip(group)).status_code == 401
        assert [looking.scalar(query) for query in counted] == before
    engine.dispose()
    assert Citizen(line).send(group).status_code == 201


def test_nothing_of_wechat_or_of_others_is_in_the_page() -> None:
    built = list(traces.files(website.DIST))
    assert built, "bin/setup builds the page"
    strange = re.compile(rb"open\.weixin|jweixin|wx\.config|WeixinJSBridge|localStorage|indexedDB")
    for path in built:
        if path.suffix != ".gz":
            assert not strange.search(path.read_bytes()), path
    html = (website.DIST / website.ENTRY).read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", html)


def test_the_picture_that_was_sent_comes_back(host: Any, line: Line) -> None:
    _, group, _, _ = host
    citizen = Citizen(line)
    citizen.send(group)
    item_id = os.urandom(16)
    assert citizen.photo(photo(), item_id).json["removed"]["position"] is True
    _, jpeg = citizen.fetch(encode(item_id))
    assert Image.open(io.BytesIO(jpeg)).size == pictures.SIZE
