"""A whole tip at a phone, and that nothing of it stays behind or travels where it should not."""

import hashlib
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from backend.core.base64url import encode
from backend.tips.host import code as codes
from tests.browser.tip.conftest import OpenVisitor
from tests.browser.tip.house import House
from tests.browser.tip.visitor import NOTHING, Visitor

pytestmark = pytest.mark.browser

WORDS = "夜里有车从后山的旧坑道进出"
ANSWER = "车牌最后两位是三七"


def told(citizen: Visitor, photo: Path) -> str:
    """A tip with a place on the map and two photos, one painted over. Returns its code."""
    page = citizen.page
    citizen.come()
    citizen.begin()
    citizen.write(WORDS)
    citizen.press("这几天").click()
    citizen.row("地点").click()
    citizen.press("在图上点").click()
    page.get_by_role("img", name="全县的图").click()
    expect(page.get_by_label("乡镇街道").locator(":checked")).to_have_text("西洋镇")
    box = page.get_by_role("img", name="这个乡镇各村的图").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.5)
    expect(page.get_by_text("会寄出的地点：西洋镇 下村，大约 1 公里见方")).to_be_visible()
    citizen.press("好了").click()
    citizen.row("照片").click()
    page.locator("input[type=file]").set_input_files([photo, photo])
    expect(page.get_by_text("已去掉：拍摄位置、手机型号、拍摄时间。")).to_have_count(2)
    citizen.press("涂掉一部分").first.click()
    citizen.press("整张涂掉").click()
    citizen.press("涂好了").click()
    expect(page.get_by_alt_text("第 2 张照片")).to_be_visible()
    citizen.press("好了").click()
    citizen.check()
    for promise in (
        "只交给：",
        "查实后最高奖 5,000 元。凭查询码领，不用名字。",
        "办完 90 天后删掉",
    ):
        expect(page.get_by_text(promise)).to_be_visible()
    citizen.press("加密并寄出").click()
    return citizen.code()


def test_a_tip_from_the_first_word_to_the_reward(
    visit: OpenVisitor, house: House, photo: Path
) -> None:
    citizen = visit()
    page = citizen.page
    code = told(citizen, photo)
    expect(page.get_by_text("照片收到 2 张。")).to_be_visible()
    assert codes.read(code) == code

    # The end of it is typed back, and a wrong end is no way out.
    citizen.type_digits("".join(str((int(digit) + 1) % 10) for digit in code[-5:]))
    expect(page.get_by_text("和上面的最后 5 位不一样")).to_be_visible()
    expect(citizen.press("我抄好了，离开")).to_be_disabled()
    for _ in range(5):
        citizen.press("退一格").click()
    citizen.note_down(code)
    assert code[:5] not in page.content()

    tip = house.tip(WORDS)
    [report] = tip.texts()
    assert (report["category"], report["when"], report["n"]) == ("mine", "这几天", 1)
    assert report["place"]["mode"] == "1km"
    assert report["place"]["village"] == "350481102"
    photos = tip.photos()
    assert sorted(head["n"] for head, _ in photos) == [2, 3]
    assert all(b"CANARY" not in jpeg for _, jpeg in photos)

    voucher = "K4TQ9-2QX7M-3ABCD-EFGHJ-KMNPQ"
    tip.say(
        {"kind": "status", "n": 4, "status": "assigned"},
        {"kind": "status", "n": 5, "status": "need_info"},
        {"kind": "reply", "n": 6, "text": "请问看清车牌了吗"},
    )
    citizen.return_with(code)
    expect(page.get_by_role("heading", name="有话要问您")).to_be_visible()
    expect(
        page.locator("li", has_text="请问看清车牌了吗").get_by_text("新", exact=True)
    ).to_be_visible()
    citizen.press("打开照片").first.click()
    expect(page.get_by_alt_text("照片", exact=True)).to_be_visible()
    page.get_by_label("再说几句").fill(ANSWER)
    citizen.press("加密并寄出").click()
    expect(page.get_by_text("已经收到。")).to_be_visible()
    assert tip.texts()[-1] == {"kind": "message", "n": 7, "text": ANSWER}

    granted = {"kind": "reward", "n": 8, "state": "granted", "amount": 2000, "voucher": voucher}
    tip.say(granted | {"claim_by": "2027-01-25"})
    citizen.return_with(code)
    expect(page.get_by_text("可以领 2,000 元，请在2027年1月25日前领。")).to_be_visible()
    assert voucher not in page.content()
    citizen.press("显示领奖码").click()
    expect(page.locator(".voucher li")).to_have_text(voucher.split("-"))
    citizen.row("举报凭据").click()
    expect(page.get_by_role("img", name="凭据的二维码")).to_be_visible()

    assert_nothing_stays(citizen, code)
    assert_nothing_travels(citizen, code)


def assert_nothing_stays(citizen: Visitor, code: str) -> None:
    assert citizen.kept() == NOTHING
    assert citizen.context.cookies() == []
    assert citizen.page.url == f"{citizen.url}/"
    assert citizen.page.title() == "便民信息"
    # One entry for each time she came, and the one that catches the Back key.
    assert citizen.page.evaluate("history.length") <= 7
    assert not [line for line in citizen.heard if code[:5] in line or WORDS in line]


def assert_nothing_travels(citizen: Visitor, code: str) -> None:
    """What anybody between the phone and the server sees of the code and of the words."""
    auth = encode(codes.root(code).auth)
    half = encode(codes.root(code).half)
    secrets = [code, "-".join(code[at : at + 5] for at in range(0, 25, 5)), half, WORDS, ANSWER]
    hashed = hashlib.sha256(code.encode()).hexdigest()
    for sent in citizen.sent:
        assert urlsplit(sent.url).netloc == urlsplit(citizen.url).netloc or sent.url[:5] == "blob:"
        assert not any(sent.headers.get(name) for name in ("cookie", "authorization", "referer"))
        whole = sent.url + json.dumps(sent.headers) + sent.body.decode("utf-8", "replace")
        for secret in (*secrets, hashed, json.dumps(WORDS)[1:-1]):
            assert secret not in whole, sent.path
        assert (auth in whole) <= (sent.path == "/api/open" and sent.method == "POST")
    assert sum(auth.encode() in sent.body for sent in citizen.sent) == 3
