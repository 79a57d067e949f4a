"""What every answer carries, what is refused, and that no address holds a secret."""

import re
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from backend.core import clock
from backend.core.base64url import encode
from backend.tips.host import website
from backend.tips.host.encryption import DecryptionError
from backend.tips.host.tickets import GOOD_FOR
from tests.tips.host.builders import Group
from tests.tips.host.citizen import Citizen

on_one_engine = pytest.mark.parametrize("tips_url", ("sqlite",), indirect=True, scope="session")

EXACT = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default vue"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OTHERS = {
    "Content-Type",
    "Content-Length",
    "Permissions-Policy",
    "Vary",
    "Content-Encoding",
    "ETag",
    "Date",
}
OTHERS |= {"Allow", "Retry-After", "Clear-Site-Data"}
FORBIDDEN_IN_PAGES = re.compile(rb"open\.weixin|jweixin|wx\.config|https?://(?!www\.w3\.org)")


@pytest.fixture
def built(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page as the build leaves it."""
    (tmp_path / "assets").mkdir()
    html = (
        f"<!doctype html><noscript><ul>{website.CONTACTS}</ul></noscript>"
        f"<footer>{website.OFFICE}|{website.OFFICE_EN}|{website.FILING}</footer>"
    )
    (tmp_path / "tip.html").write_text(html)
    (tmp_path / "assets" / "tip-1.js").write_text("1")
    (tmp_path / "assets" / "tip-1.js.gz").write_bytes(b"packed")
    (tmp_path / "secret.py").write_text("x")
    monkeypatch.setattr(website, "DIST", tmp_path)


def requests_of_all_kinds(citizen: Citizen) -> list[tuple[str, str, dict[str, Any]]]:
    known = {"ticket": citizen.ticket}
    bad = {"ticket": encode(b"x" * 90)}
    nobody = {"id": encode(bytes(16))}
    return [
        ("GET", "/", {}),
        ("GET", "/?code=1&state=2&openid=OPENID&from=singlemessage&isappinstalled=0", {}),
        ("GET", "/assets/tip-1.js", {}),
        ("GET", "/assets/tip-1.js", {"headers": {"Accept-Encoding": "gzip"}}),
        ("HEAD", "/", {}),
        ("OPTIONS", "/api/open", {}),
        ("GET", "/healthz", {}),
        ("GET", "/readyz", {}),
        ("GET", "/api/published", {}),
        ("GET", "/api/map", {}),
        ("GET", "/api/paid", {}),
        ("GET", "/api/challenge?purpose=open", {}),
        ("GET", "/api/challenge?purpose=other", {}),
        ("GET", "/assets/none.js", {}),
        ("GET", f"/{'a' * 3_000}.js", {}),
        ("GET", "/secret.py", {}),
        ("GET", "/assets/..%2f..%2fwsgi.py", {}),
        ("GET", "/api/open", {}),
        ("DELETE", "/api/tips", {}),
        ("POST", "/api/open", {"data": b"x"}),
        ("POST", "/api/open", {"json": {}}),
        ("POST", "/api/open", {"data": b"[" * 9000, "content_type": "application/json"}),
        ("POST", "/api/tips", {"data": b"{" * 300_000, "content_type": "application/json"}),
        ("POST", "/api/thread/read", {"json": known | {"after": None}}),
        ("POST", "/api/thread/read", {"json": bad | {"after": None}}),
        ("POST", "/api/thread/photo", {"json": known | nobody}),
        ("POST", "/api/photos", {"data": b"x"}),
        ("POST", "/api/bye", {}),
        ("POST", "/api/bye", {"json": {}}),
        ("POST", "/api/bye", {"json": {}, "headers": {"Sec-Fetch-Site": "cross-site"}}),
    ]


@on_one_engine
def test_every_answer_carries_exactly_these_headers(
    line: FlaskClient, group: Group, built: None
) -> None:
    citizen = Citizen(line)
    citizen.send(group)
    statuses = set()
    for method, path, more in requests_of_all_kinds(citizen):
        answer = line.open(path, method=method, **more)
        statuses.add(answer.status_code)
        headers = dict(answer.headers)
        assert {name: headers.pop(name, None) for name in EXACT} == EXACT, (method, path)
        assert headers.keys() <= OTHERS, (method, path, headers)
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert not FORBIDDEN_IN_PAGES.search(answer.data)
    assert {200, 204, 400, 401, 403, 404, 405, 413, 415, 422} <= statuses


@on_one_engine
def test_the_page_says_who_runs_it_where_that_is_set(
    host: Flask, line: FlaskClient, group: Group, built: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "<footer" not in line.get("/").text
    named = replace(
        host.extensions["tips_settings"], office="示例办 <一>", office_en="", filing="示例备 1 号"
    )
    monkeypatch.setitem(host.extensions, "tips_settings", named)
    link = f'<a href="{website.FILINGS}" rel="noreferrer">示例备 1 号</a>'
    office = "示例办 &lt;一&gt;"
    assert f"<footer>{office}|{office}|{link}</footer>" in line.get("/").text
    monkeypatch.setitem(host.extensions, "tips_settings", replace(named, filing=""))
    assert f"<footer>{office}|{office}|</footer>" in line.get("/").text


@on_one_engine
def test_leaving_clears_this_origin_and_no_sibling(line: FlaskClient) -> None:
    answer = line.post("/api/bye", json={}, headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.data) == (204, b"")
    # "cookies" would end sessions on every host under the same registered name.
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


@on_one_engine
@pytest.mark.parametrize(
    ("sent", "status"),
    (
        ({"json": {}, "headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
        ({"json": {}, "headers": {"Sec-Fetch-Site": "same-site"}}, 403),
        ({"json": {}, "headers": {"Sec-Fetch-Site": "none"}}, 403),
        ({"data": {"a": "b"}}, 415),
        ({"data": "{}", "content_type": "text/plain"}, 415),
        ({}, 415),
    ),
)
def test_no_page_of_another_origin_makes_anybody_leave(
    line: FlaskClient, sent: dict[str, Any], status: int
) -> None:
    answer = line.post("/api/bye", **sent)
    assert answer.status_code == status
    assert "Clear-Site-Data" not in answer.headers


@on_one_engine
def test_bodies_in_a_coding_are_refused(line: FlaskClient, group: Group) -> None:
    citizen = Citizen(line)
    citizen.open("send")
    coded = {"headers": {"Content-Encoding": "gzip"}}
    for where, sent in (("tips", {"json": citizen.tip(group)}), ("photos", {"data": b"x"})):
        answer = line.post(f"/api/{where}", **sent, **coded)
        assert (answer.status_code, answer.json["code"]) == (415, "unsupported-media"), where
    assert line.post("/api/tips", json=citizen.tip(group)).status_code == 201


@on_one_engine
def test_no_page_of_another_origin_does_anything_here(line: FlaskClient, group: Group) -> None:
    citizen = Citizen(line)
    citizen.open("send")
    answer = line.post(
        "/api/tips", json=citizen.tip(group), headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
    assert line.get("/healthz", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@on_one_engine
def test_an_unexpected_failure_carries_them_too(
    line: FlaskClient, host: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(host.extensions, "tips_host", object())
    answer = line.get("/api/challenge?purpose=open")
    assert answer.status_code == 500
    assert {name: answer.headers[name] for name in EXACT} == EXACT


@on_one_engine
def test_over_https_it_stays_there(line: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in line.get("/healthz").headers
    secure = line.get("/healthz", base_url="https://tips.example")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


@on_one_engine
def test_the_page_names_other_ways_without_javascript(
    line: FlaskClient, group: Group, built: None
) -> None:
    html = line.get("/").text
    assert "<li>县应急管理局 Emergency Office: 12350</li>" in html
    assert line.get("/assets/tip-1.js").data == b"1"
    packed = line.get("/assets/tip-1.js", headers={"Accept-Encoding": "gzip"})
    assert (packed.data, packed.headers["Content-Encoding"]) == (b"packed", "gzip")
    assert packed.mimetype == "text/javascript"


@on_one_engine
def test_what_was_published_is_not_sent_twice(line: FlaskClient, group: Group) -> None:
    first = line.get("/api/published")
    assert first.json["groups"][0]["id"] == group.id
    again = line.get("/api/published", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@on_one_engine
def test_what_a_messenger_hangs_on_an_address_changes_nothing(
    line: FlaskClient, group: Group, built: None
) -> None:
    tail = "?code=0a1&state=x&openid=OPENIDCANARY&from=singlemessage&isappinstalled=0"
    assert line.get(f"/{tail}").data == line.get("/").data
    citizen = Citizen(line)
    citizen.open("send")
    answer = line.post(f"/api/tips{tail}", json=citizen.tip(group))
    assert answer.status_code == 201
    assert citizen.read()["items"][0].keys() == {"id", "day", "photo", "ct"}


def malformed(citizen: Citizen, group: Group) -> list[dict[str, Any]]:
    good = citizen.tip(group)
    item = good["items"][0]
    cut = encode(b"\x01" + bytes(500))
    other_suite = encode(b"\x02" + bytes(72))
    wrap = good["wraps"][0]
    return [
        good | {"more": 1},
        {name: value for name, value in good.items() if name != "pk"},
        good | {"pk": good["pk"] + "="},
        good | {"pk": good["pk"][:-1]},
        good | {"pk": 7},
        good | {"pk": "é" * 43},
        good | {"receipt_wrap": other_suite},
        good | {"version": "1"},
        good | {"version": True},
        good | {"group": "x"},
        good | {"wraps": []},
        good | {"wraps": [wrap, wrap]},
        good | {"wraps": [wrap | {"group": "0" * 32}]},
        good | {"items": []},
        good | {"items": [item, item]},
        good | {"items": [item | {"ct": cut}]},
        good | {"items": [item | {"id": encode(bytes(15))}]},
        good | {"items": [item] * 5},
    ]


@on_one_engine
def test_what_is_not_of_the_right_form_is_refused(line: FlaskClient, group: Group) -> None:
    citizen = Citizen(line)
    citizen.open("send")
    for body in malformed(citizen, group):
        answer = line.post("/api/tips", json=body)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid"), body
        assert answer.json["fields"]
        assert answer.json["request_id"] is None
    with pytest.raises(DecryptionError):
        citizen.read()


@on_one_engine
def test_a_ticket_is_good_for_a_while_and_for_one_thing(line: FlaskClient, group: Group) -> None:
    sender, reader = Citizen(line), Citizen(line)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        sender.open("send")
        body = sender.tip(group)
        reader.open("open")
        assert line.post("/api/tips", json=reader.tip(group)).json["code"] == "tip-ticket"
        traveller.shift(GOOD_FOR["open"].total_seconds() + 1)
        assert line.post("/api/tips", json=body).status_code == 201
        read = {"ticket": reader.ticket, "after": None}
        assert line.post("/api/thread/read", json=read).json["code"] == "tip-ticket"
        traveller.shift(GOOD_FOR["send"].total_seconds())
        assert sender.say("?").json["code"] == "tip-ticket"
