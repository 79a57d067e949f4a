"""How somebody comes to read tips: proposed, keyed, admitted; the card when she forgets."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.person import Person
from tests.browser.tips_office import unlock

pytestmark = pytest.mark.browser

FIRST, SECOND = "three quiet herons", "four slow turtles"


def test_proposed_keyed_admitted_and_found_again(person: OpenPerson) -> None:
    admin = person("guan.li", wide=True)
    newcomer = hired(admin)
    page = admin.page
    page.goto("/tip-groups")
    page.locator("a.row", has_text="安全生产举报组").click()
    page.get_by_label("按姓名找人").fill(newcomer["name"])
    page.get_by_label("按姓名找人").press("Enter")
    page.get_by_role("button", name="提名", exact=True).click()
    expect(page.locator(".side")).to_contain_text("还没生成密钥")

    somebody = person(newcomer["username"])
    card = keyed(somebody)
    expect(somebody.page.get_by_text("密钥已生成")).to_be_visible()

    member = person("ju.shen")
    unlock(member.context.request)
    member.page.goto("/tips/key")
    member.page.get_by_role("button", name=f"接纳{newcomer['name']}").click()
    member.page.get_by_role("dialog").get_by_role("button", name="接纳").click()
    expect(member.page.get_by_text(f"已接纳{newcomer['name']}")).to_be_visible()

    recovered(somebody, card)
    somebody.page.goto("/tips")
    expect(somebody.page.get_by_text("已打开")).to_be_visible()
    expect(somebody.page.locator("a.row").first).not_to_contain_text("加密的举报")

    page.reload()
    page.locator(".card.member", has_text=newcomer["name"]).get_by_role(
        "button", name="结束"
    ).click()
    page.get_by_role("dialog").get_by_role("button", name="结束").click()
    expect(page.locator(".card.member", has_text=newcomer["name"])).to_have_count(0)
    somebody.page.goto("/tips")
    expect(somebody.page.get_by_text("您不在任何举报组")).to_be_visible()


def hired(admin: Person) -> dict[str, Any]:
    """An account that no other test knows."""
    ask = admin.context.request
    area = ask.get("/api/v1/me").json()["grants"][0]["area"]["id"]
    wish = {"username": "xin.du", "name": "辛读", "password": "yongan-369"}
    wish |= {"post": {"role": "auditor", "area_id": area}}
    made = ask.post("/api/v1/accounts", data=wish, headers={"X-Patrol": "1"})
    assert made.status == 201, made.text()
    return wish


def keyed(somebody: Person) -> str:
    """Sets a passphrase, and types the end of the card back; first wrongly. Returns the card."""
    page = somebody.page
    page.goto("/tips/key")
    page.get_by_label("收件箱口令", exact=True).fill(FIRST)
    page.get_by_label("再输一遍", exact=True).fill(FIRST)
    page.get_by_role("button", name="生成我的密钥").click()
    expect(page.locator(".paper span")).to_have_count(6)
    card = "-".join(page.locator(".paper span").all_inner_texts())
    somebody.expected |= {"422 POST /api/v1/tip-inbox/keys/confirmation"}
    for typed in ("AAAAA", card[-5:].lower()):
        page.get_by_label("抄好了？").fill(typed)
        page.get_by_role("button", name="我抄好了").click()
        if typed == "AAAAA":
            expect(page.get_by_text("和卡上最后 5 个字符不一样")).to_be_visible()
    return card


def recovered(somebody: Person, card: str) -> None:
    page = somebody.page
    page.goto("/tips")
    page.get_by_role("link", name="忘了口令").click()
    page.get_by_label("恢复卡").fill(card.replace("-", " "))
    page.get_by_label("新口令", exact=True).fill(SECOND)
    page.get_by_label("再输一遍", exact=True).fill(SECOND)
    page.get_by_role("button", name="设新口令并打开").click()
    expect(page.get_by_text("已打开，还剩")).to_be_visible()
