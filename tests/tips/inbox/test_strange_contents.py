"""What a client of somebody's own encrypts: it hides nothing, stops nobody and can be put aside."""

import io
import json
import os
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backend.tips.host import encryption
from backend.tips.host.contents import KINDS
from tests.tips.groups.staff import Staff
from tests.tips.inbox.citizens import Sent, send, send_empty
from tests.tips.inbox.conftest import Groups

# To the database all contents are encrypted bytes.
pytestmark = pytest.mark.one_engine

PATH = "/tip-inbox/tips"
HALF = "\ud83d"

_CHARS = st.characters(exclude_categories=())  # halves of surrogate pairs, too
_TEXTS = st.text(_CHARS, max_size=20)
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**30).map(lambda number: number**20)
    | st.floats()
    | _TEXTS
    | st.sampled_from(sorted(KINDS))
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=8,
)
_NAMES = ("n", "category", "text", "when", "place", "not_to", "status", "state", "amount", "by")
_MEMBERS = st.dictionaries(st.sampled_from(_NAMES) | _TEXTS, _VALUES, max_size=8)
_OBJECTS = st.builds(
    lambda kind, members: {"kind": kind, "n": 1} | members, st.sampled_from(sorted(KINDS)), _MEMBERS
)
_PLAIN = st.binary(max_size=60) | (_VALUES | _OBJECTS).map(lambda value: json.dumps(value).encode())


def report(**members: Any) -> bytes:
    return json.dumps({"kind": "report", "n": 1, "text": "挖山"} | members).encode()


def archive(staff: Staff, tip: Sent) -> dict[str, Any]:
    answer = staff.call("lin", "POST", f"{PATH}/{tip.id}/export", json={})
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        found: dict[str, Any] = json.loads(packed.read("tip.json"))
    return found


def attempts(staff: Staff, tip: Sent) -> list[int]:
    """The statuses of all readers, one after the other."""
    one = f"{PATH}/{tip.id}"
    reply = {"id": os.urandom(16).hex(), "text": "收到"}
    calls: tuple[tuple[str, str, Any], ...] = (
        ("GET", PATH, None),
        ("POST", "/tip-inbox/search", {"text": "挖"}),
        ("POST", f"{one}/open", None),
        ("POST", f"{one}/export", {}),
        ("POST", f"{one}/replies", reply),
        ("POST", f"{one}/transfer", {"group": "0" * 32}),
        ("GET", "/tip-inbox/counts", None),
    )
    return [staff.call("lin", method, path, json=body).status_code for method, path, body in calls]


ATTACKS = (
    b"[" * 30_000,
    b'{"kind":"report","n":1,"text":' + b"9" * 9000 + b"}",
    b'{"kind":"message","n":1,"text":{"a":' + b"[" * 900 + b"]" * 900 + b"}}",
    report(not_to=[HALF, "\0", "a" * 31 + "\0"]),
    report(text=HALF, when="\0", category=HALF, place={"mode": HALF}),
    json.dumps({"kind": "status", "n": 1, "status": HALF, HALF: 1}).encode(),
    json.dumps({"kind": "reply", "n": 1, "by": HALF}).encode(),
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plain=st.lists(_PLAIN, min_size=1, max_size=6))
@example(plain=ATTACKS[:3])
@example(plain=ATTACKS[3:4])
@example(plain=ATTACKS[4:])
def test_no_content_makes_a_reader_fail(staff: Staff, groups: Groups, plain: list[bytes]) -> None:
    tip = send_empty(groups.own)
    for each in plain:
        tip.add_bytes(each)
    assert attempts(staff, tip) == [200, 200, 200, 200, 200, 422, 200]


def test_one_bad_tip_leaves_the_others_in_list_and_search(staff: Staff, groups: Groups) -> None:
    good = send(groups.own)
    bad = send_empty(groups.own)
    bad.add({"kind": "status", "n": 1, "status": "closed", "by": "é"})
    bad.add_bytes(json.dumps({"kind": "reply", "n": 2, "by": "x", "text": HALF}).encode())
    shown = {each["id"]: each for each in staff.done("lin", "GET", PATH)["items"]}
    assert {name: each["unreadable"] for name, each in shown.items()} == {
        good.id: False,
        bad.id: True,
    }
    found = staff.done("lin", "POST", "/tip-inbox/search", json={"text": "挖山"})["items"]
    assert [each["id"] for each in found] == [good.id]
    staff.done("lin", "POST", "/tip-inbox/lock")
    assert not any(each["unreadable"] for each in staff.done("lin", "GET", PATH)["items"])


def test_what_no_key_opens_is_told_and_can_be_put_aside(staff: Staff, groups: Groups) -> None:
    for wrap in (b"\x01" + bytes(80), b"\x01", b"other"):
        tip = send_empty(groups.own, wrap=wrap)
        (shown,) = staff.done("lin", "GET", PATH)["items"]
        assert (shown["unreadable"], shown["category"]) == (True, None)
        thread = staff.done("lin", "POST", f"{PATH}/{tip.id}/open")
        assert (thread["unreadable"], thread["report"]["text"]) == (True, "")
        wish = {"id": os.urandom(16).hex(), "text": "收到"}
        refused = staff.refused("lin", "POST", f"{PATH}/{tip.id}/replies", json=wish)
        assert refused == (409, "tip-unreadable")
        refused = staff.refused("lin", "POST", f"{PATH}/{tip.id}/export", json={})
        assert refused == (409, "tip-unreadable")
        put = {"tips": [tip.id]}
        assert staff.done("lin", "POST", "/tip-inbox/spam", json=put) == {"changed": 1}
        assert staff.done("lin", "GET", PATH)["items"] == []


def test_screen_and_archive_show_the_same_mended_text(staff: Staff, groups: Groups) -> None:
    tip = send_empty(groups.own)
    tip.add_bytes(report(text=f"门锁{HALF}已换\0了\x1b[2J", when=7, category=HALF))
    shown = staff.done("lin", "POST", f"{PATH}/{tip.id}/open")["report"]
    (entry,) = archive(staff, tip)["entries"]
    assert shown["text"] == entry["text"] == "门锁�已换�了�[2J"
    assert shown["when"] == entry["when"] == ""
    assert entry["category"] == "�"


def test_a_number_that_a_browser_claims_hides_nothing(staff: Staff, groups: Groups) -> None:
    tip = send(groups.own)
    for number in (1_000_000, 10**400, -1, True, "1", None, 1.5):
        tip.add_bytes(json.dumps({"kind": "message", "n": number, "text": "又来了"}).encode())
    path = f"{PATH}/{tip.id}"
    wish = {"id": os.urandom(16).hex(), "status": "assigned"}
    staff.done("lin", "POST", f"{path}/statuses", json=wish)
    wish = {"id": os.urandom(16).hex(), "text": "收到"}
    staff.done("lin", "POST", f"{path}/replies", json=wish)
    thread = staff.done("lin", "POST", f"{path}/open")
    kinds = [each["kind"] for each in thread["entries"]]
    assert sorted(kinds) == [*["message"] * 7, "reply", "report", "status"]
    assert thread["status"] == "assigned"
    assert kinds.index("status") < kinds.index("reply")


def test_a_name_that_becomes_another_when_it_is_mended_counts_for_nothing(
    staff: Staff, groups: Groups
) -> None:
    tip = send(groups.own)
    tip.add_bytes(b'{"kind":"message","n":2,"ki\\u0000nd":"status","status":"closed","text":"x"}')
    thread = staff.done("lin", "POST", f"{PATH}/{tip.id}/open")
    assert [each["kind"] for each in thread["entries"]] == ["report", "message"]
    assert thread["status"] == "received"


def test_a_photo_that_cannot_be_read_is_named_in_the_archive(staff: Staff, groups: Groups) -> None:
    tip = send(groups.own)
    tip.add_photo(2)
    broken = tip.add_bytes(b"\x00\x00\x00\x03{}!", photo=True)
    numbers = [row["id"] for row in staff.done("lin", "POST", f"{PATH}/{tip.id}/open")["photos"]]
    name = f"photos/{numbers.index(broken) + 1:02d}.jpg"
    assert archive(staff, tip)["unreadable_photos"] == [name]


def test_new_keys_reach_the_rest_when_one_tip_holds_no_key(
    staff: Staff, groups: Groups, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.tips.inbox.reencryption.BATCH", 1)
    broken = [send_empty(groups.own, wrap=b"\x01" + bytes(80)) for _ in range(3)]
    good = send(groups.own)
    staff.done("mei", "DELETE", f"/tip-inbox/groups/{groups.own}/membership")
    path = f"/tip-inbox/groups/{groups.own}/resealing"
    done = 0
    while found := staff.done("lin", "POST", path)["done"]:
        done += found
    assert (done, len(broken)) == (1, 3)
    assert staff.done("lin", "POST", f"{PATH}/{good.id}/open")["report"]["text"] == "夜里有人挖山"


def test_a_key_that_nothing_can_be_encrypted_to_is_no_key() -> None:
    assert encryption.is_public(encryption.new_pair()[0])
    assert not encryption.is_public(bytes(32))
