"""Every screen of the citizen's page, one after another, in whichever language it speaks."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.tip.house import House
from tests.browser.tip.visitor import Visitor

LONG = "后山林场旁边的旧坑道，夜里常有车进出，有刺鼻的气味，门口停着一辆白色的面包车。"
VOUCHER = "K4TQ-92QX-7M3A-0C5D-F8HJ-2VNP"


def written(citizen: Visitor, photo: Path) -> Iterator[str]:
    """From the first page to the code."""
    page = citizen.page
    main, rows = page.locator(".action .main"), page.locator("button.row")
    yield "home"
    page.locator(".card .text-button").click()
    page.locator(".card .small-button").click()
    expect(page.locator(".print")).to_be_visible()
    yield "trust"
    page.locator(".back").click()
    main.click()
    expect(rows.first).to_be_visible()
    yield "category"
    rows.first.click()
    page.locator("textarea").fill(LONG)
    yield "write"
    rows.nth(0).click()
    page.locator("select").first.select_option(index=1)
    page.locator("select").last.select_option(index=4)
    yield "place from a list"
    page.locator(".pick button").nth(1).click()
    page.locator("select").first.select_option(index=1)
    page.locator(".map svg").click()
    expect(page.locator("fieldset")).to_be_visible()
    yield "place on the map"
    main.click()
    rows.nth(1).click()
    page.locator("input[type=file]").set_input_files(photo)
    expect(page.locator("figure img")).to_be_visible()
    yield "photos"
    page.locator("figure button").first.click()
    expect(page.locator("canvas")).to_be_visible()
    yield "painting"
    page.locator(".main").click()
    main.click()
    rows.nth(2).click()
    page.locator("[type=checkbox]").first.check()
    page.locator("[type=checkbox]").last.check()
    yield "everybody excluded"
    page.locator("[type=checkbox]").last.uncheck()
    main.click()
    main.click()
    expect(page.locator(".said")).to_be_visible()
    yield "check"
    page.route("**/api/tips", lambda route: route.abort(), times=1)
    main.click()
    expect(page.locator("main .failed")).to_be_visible()
    yield "stuck"
    page.locator("main .failed button").first.click()
    expect(page.locator(".code")).to_be_visible()
    yield "code"


def noted(citizen: Visitor) -> Iterator[str]:
    """The code typed back, first wrongly; then nothing is left but days."""
    page = citizen.page
    code = "".join(page.locator(".code li").all_inner_texts())
    field = page.locator("textarea")
    field.fill("".join(str((int(digit) + 1) % 10) for digit in code[-5:]))
    yield "code typed wrongly"
    field.fill(code[-5:])
    page.locator(".main").click()
    expect(page.locator("ul.card")).to_be_visible()
    yield "kept"


def returned(citizen: Visitor, house: House, code: str) -> Iterator[str]:
    """With the code: typed, opened, answered, rewarded, and what can still be done."""
    page = citizen.page
    page.locator(".action .second").click()
    page.locator("textarea").fill(code[:-1] + str((int(code[-1]) + 1) % 10))
    yield "code entered wrongly"
    page.locator("textarea").fill(code)
    page.locator(".action .main").click()
    expect(page.locator(".own").first).to_be_visible()
    yield "thread"
    page.locator("button.row").last.click()
    yield "withdraw"
    page.locator(".action .second").click()
    granted = {"kind": "reward", "n": 9, "state": "granted", "amount": 2000, "voucher": VOUCHER}
    house.tip(LONG).say(
        {"kind": "status", "n": 7, "status": "need_info"},
        {"kind": "reply", "n": 8, "text": LONG},
        granted | {"claim_by": "2027-01-25"},
    )
    page.locator("#said").fill(LONG)
    page.locator("form .main").click()
    expect(page.locator("form .good")).to_be_visible()
    page.locator("section .small-button").first.click()
    page.locator("summary").click()
    page.locator("li .small-button").first.click()
    expect(page.locator("li img")).to_be_visible()
    yield "thread with everything open"
    page.locator("button.row").first.click()
    expect(page.locator("svg.code")).to_be_visible()
    yield "slip"


def stations(citizen: Visitor, house: House, photo: Path) -> Iterator[str]:
    yield from written(citizen, photo)
    code = "".join(citizen.page.locator(".code li").all_inner_texts())
    yield from noted(citizen)
    citizen.page.reload()
    yield from returned(citizen, house, code)
