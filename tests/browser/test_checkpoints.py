"""A forest with checkpoints: k of n, counted on the phone before the server knows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.patrol import at, check_in
from tests.support.phone import Phone

pytestmark = pytest.mark.browser


def test_a_checkpoint_counts_at_once_and_is_told_by_name_later(
    person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    items = api("wang.xun").get("/today")["items"]
    item = next(i for i in items if i["checkpoints_required"] and i["state"] == "open")
    site, checkpoints = item["site"], item["checkpoints"]
    checkpoint = next(p for p in checkpoints if p["reached_at"] is None)
    missing = item["checkpoints_required"] - sum(p["reached_at"] is not None for p in checkpoints)
    assert missing > 1, "one visit would cover it"
    page = person("wang.xun", at=at(checkpoint, north_m=5)).page
    row = page.locator(f"main a[href='/sites/{site['id']}']")
    page.goto("/today")
    expect(row).to_contain_text(f"{len(checkpoints)} 个检查点差 {missing}")

    page.goto(f"/sites/{site['id']}")
    card = page.locator(".checkpoints").last
    expect(card).to_contain_text(f"最近的还没到过：{checkpoint['name']}，5 米")
    expect(card).to_contain_text(f"还差 {missing} 个")

    page.context.route("**/api/v1/checkins", lambda route: route.abort())
    check_in(page, site)
    page.goto(f"/sites/{site['id']}")
    mine = card.locator("li", has_text=checkpoint["name"])
    expect(mine).to_contain_text("本机")
    expect(card).to_contain_text(f"还差 {missing - 1} 个")
    page.goto("/today")
    expect(row).to_contain_text(f"{len(checkpoints)} 个检查点差 {missing - 1}")

    page.context.unroute("**/api/v1/checkins")
    page.goto("/outbox")
    expect(page.get_by_text("已送达")).to_be_visible()
    page.goto(f"/sites/{site['id']}")
    expect(mine).to_contain_text("王巡")
    expect(card).to_contain_text(f"还差 {missing - 1} 个")
