"""A leader brings from her phone what an officer could not send: a file, or one code."""

import json
import struct
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.support.device import PHOTO, VISIT, Device, device_of
from tests.support.phone import PASSWORD, Phone, Rounds, Visit, morning

pytestmark = pytest.mark.browser

RESCUES = "**/api/v1/rescues"
PHOTO_BYTES = 8_000


@pytest.fixture
def officer(api: Callable[[str], Phone]) -> Phone:
    return api("wang.xun")


@pytest.fixture
def device(officer: Phone) -> Device:
    status, answer = officer.send("PUT", f"/devices/{uuid.uuid4()}", b'{"name": "phone"}')
    assert status == 201
    return device_of(answer)


@pytest.fixture
def rounds(officer: Phone) -> Rounds:
    return morning(officer)


def file_of(*parcels: bytes) -> bytes:
    return b"P369FILE\x01" + b"".join(struct.pack(">I", len(p)) + p for p in parcels)


def choose(page: Page, content: bytes) -> None:
    """As WeChat hands a file over: under a name and type of its own."""
    page.locator("input[type=file]").set_input_files(
        {"name": "file(1).bin", "mimeType": "application/x-unknown", "buffer": content}
    )


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", name=text, exact=True)).to_be_visible()


def carried(officer: Phone, visit: Visit) -> list[dict[str, Any]]:
    """The visits that the server has with this one's photo."""
    mine = officer.get("/checkins?mine=1&limit=200")["items"]
    return [v for v in mine if visit.sha256 in [photo["sha256"] for photo in v["photos"]]]


def test_a_file_is_brought_whole_and_twice_is_once(
    person: OpenPerson, officer: Phone, device: Device, rounds: Rounds
) -> None:
    one, other = rounds.visit(PHOTO_BYTES), rounds.visit(PHOTO_BYTES)
    parcels = [
        device.parcel(VISIT, one.body),
        device.parcel(VISIT, other.body)[:-1] + b"?",
        device.parcel(VISIT, b"no visit"),
        device.parcel(PHOTO, one.photo),
    ]
    somebody = person("li.ge")
    somebody.expected |= {"422 POST /api/v1/rescues"}
    page = somebody.page
    page.goto("/me")
    page.get_by_role("link", name="代传别人的记录").click()
    page.route(RESCUES, lambda route: route.abort(), times=1)
    choose(page, file_of(*parcels))
    page.get_by_role("button", name="现在再试").click()
    heading(page, "送达 2，共 4 份")
    expect(page.get_by_text("第 2 份打不开")).to_be_visible()
    expect(page.get_by_text("第 3 份没有收下")).to_be_visible()
    [arrived] = carried(officer, one)
    assert arrived["carrier"]["id"] == somebody.context.request.get("/api/v1/me").json()["id"]
    assert arrived["photos"][0]["arrived"]

    page.reload()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    choose(page, file_of(*parcels))
    heading(page, "送达 2，共 4 份")
    assert len([url for url in sent if url.endswith("/rescues")]) == 2  # only what was not taken
    assert len(carried(officer, one)) == 1
    assert carried(officer, other) == []


def test_a_code_is_brought_after_signing_in(
    person: OpenPerson, officer: Phone, device: Device, rounds: Rounds
) -> None:
    visit = rounds.visit(PHOTO_BYTES)
    parcel = urlsafe_b64encode(device.parcel(VISIT, visit.body)).decode().rstrip("=")
    page = person().page
    page.goto(f"/carry#{parcel}")
    page.get_by_label("用户名").fill("li.ge")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    heading(page, "1 份都已送达")
    assert page.evaluate("location.href").endswith("/carry")
    [arrived] = carried(officer, visit)
    code = arrived["code"]
    expect(page.get_by_text(f"{code[:4]}-{code[4:]}")).to_be_visible()


def test_another_file_is_said_to_be_one(person: OpenPerson) -> None:
    page = person("li.ge").page
    page.goto("/carry")
    choose(page, json.dumps({"not": "ours"}).encode())
    expect(page.get_by_text("这不是待传文件")).to_be_visible()


def test_an_officer_has_no_such_page(person: OpenPerson) -> None:
    page = person("wang.xun").page
    page.goto("/carry")
    heading(page, "今日巡查")
