"""The supervisor draws a grid anew: what would move is seen before anything does."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.support.phone import Phone

pytestmark = pytest.mark.browser


def test_a_boundary_is_previewed_confirmed_and_called_off(
    person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    supervisor = api("zhao.zhen")
    waiting = {g["id"] for each in supervisor.get("/redraws")["items"] for g in each["grids"]}
    grids = supervisor.get("/areas?level=grid")["items"]
    grid = next(each for each in grids if each["id"] not in waiting)
    (drawn,) = supervisor.get(f"/areas/{grid['id']}/grids.geojson")["features"]
    feature = {"type": "Feature", "properties": {"code": grid["code"]}}
    file = json.dumps(feature | {"geometry": drawn["geometry"]}).encode("utf-8-sig")

    page = person("zhao.zhen", wide=True).page
    page.goto("/redraws")
    page.get_by_role("button", name="调整边界").click()
    page.get_by_label("GeoJSON 文件").set_input_files(
        {"name": "grid.geojson", "mimeType": "application/geo+json", "buffer": file}
    )
    page.get_by_role("button", name="查看受影响的点位").click()
    expect(page.get_by_text(f"{grid['name']}：0 处点位改变网格")).to_be_visible()
    page.get_by_label("调整原因").fill("重新测绘")
    page.get_by_role("button", name="起生效").click()
    card = page.get_by_role("listitem").filter(has_text="重新测绘")
    expect(card.get_by_text("待生效")).to_be_visible()
    card.get_by_role("button", name="取消这次调整").click()
    expect(card.get_by_text("已取消")).to_be_visible()
