"""A visit, a review and a question to the figures by keyboard alone, and that focus is seen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.patrol import NORMAL, any_sites, at, open_sites
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

MOST_STEPS = 80
# What has the focus: its name, and the width of its ring in pixels.
FOCUSED = """() => {
  const at = document.activeElement
  const label = [...(at.labels ?? [])].map((each) => each.innerText).join(' ')
  const isControl = at.matches('a, button, input, select, textarea')
  const name = at.getAttribute('aria-label') ?? (label || (isControl ? at.innerText : ''))
  const styles = [at, at.closest('label') ?? at].map((each) => getComputedStyle(each))
  const widths = styles.map((style) => style.outlineStyle === 'none' ? 0 : style.outlineWidth)
  const ring = Math.max(...widths.map(parseFloat))
  return { name: name.trim(), ring, inSheet: at.closest('[role=dialog]') !== null }
}"""
# The contrast of the ring with the ground, as the tokens give both.
CONTRAST = """() => {
  const probe = document.body.appendChild(document.createElement('i'))
  const light = (token) => {
    probe.style.color = `var(${token})`
    const [r, g, b] = getComputedStyle(probe).color.match(/[0-9.]+/g).map((each) => {
      const c = Number(each) / 255
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ring = light('--pine')
  return ['--paper', '--card'].map((ground) => {
    const [a, b] = [ring, light(ground)].sort()
    return (b + 0.05) / (a + 0.05)
  })
}"""


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Presses Tab until what is called `name` has the focus; every stop shows a ring."""
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        at = page.evaluate(FOCUSED)
        assert at["ring"] >= 2, at
        if name in at["name"]:
            return
    pytest.fail(f"{name} is not reached by {key}")


def test_a_visit(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    site = any_sites(api("wang.xun"))[0]
    page = person("wang.xun", at=at(site)).page
    page.goto("/today")
    expect(page.locator("main a.row").first).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["name"] == "跳到正文"
    page.keyboard.press("Enter")
    page.goto(f"/sites/{site['id']}")
    expect(page).to_have_title("点位 · 三六九巡查")
    tab_to(page, "打卡")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("input[capture]")).to_have_accessible_name("拍照")
    tab_to(page, "到了，但没查成")
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_have_accessible_name("到了现场但没查成，记下原因，不算已查")
    for key in ("Tab", "Shift+Tab"):
        for _ in range(8):
            page.keyboard.press(key)
            assert page.evaluate(FOCUSED)["inSheet"]
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    assert "到了，但没查成" in page.evaluate(FOCUSED)["name"]
    tab_to(page, NORMAL)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="回执")).to_be_visible()


def test_a_review(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    site = open_sites(api("wang.xun"))[-1]
    officer = person("wang.xun", at=at(site, 2000)).page
    officer.goto(f"/sites/{site['id']}/check-in")
    officer.get_by_role("button", name="坐标登记有误").click()
    officer.get_by_role("button", name=NORMAL).click()
    expect(officer.locator(".receipt")).to_contain_text("◈ 待核")

    page = person("li.ge", wide=True).page
    page.goto("/reviews")
    expect(page.locator("main a.row").first).to_be_visible()
    tab_to(page, site["name"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="核对打卡")).to_be_focused()
    tab_to(page, "核对说明")
    page.keyboard.type("已打电话问过")
    tab_to(page, "认可，计入")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已认可，计入覆盖")).to_be_visible()


@pytest.mark.parametrize("scheme", ("light", pytest.param("dark", marks=pytest.mark.drill)))
def test_which_places_of_a_town_are_missing(person: OpenPerson, scheme: str) -> None:
    page = person("xian.ban", wide=True).page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto("/coverage")
    expect(page.get_by_role("link", name="燕南街道").first).to_be_visible()
    assert min(page.evaluate(CONTRAST)) >= 3
    tab_to(page, "燕南街道")
    page.keyboard.press("Enter")
    expect(page.get_by_text("将军山社区").first).to_be_visible()
