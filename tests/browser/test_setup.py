"""From an empty installation to a county with grids and people, by the page alone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.support.cheap import CHEAP
from tests.support.served import Server, served

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"


def run(data: Path, *command: str) -> str:
    environ = os.environ | CHEAP | {"DATA": str(data)}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `make run DEMO=0` leaves it before anybody came."""
    data = tmp_path_factory.mktemp("zero")
    run(data, "bin/prepare", "--no-demo")
    return data


@pytest.fixture
def server(data: Path) -> Iterator[Server]:
    with served(data, WORKERS="1", LOG_LEVEL="warning") as server:
        yield server


def fill(page: Page, **typed: str) -> None:
    for label, text in typed.items():
        page.get_by_label(label, exact=True).fill(text)


def add_below(page: Page, label: str, *names: str) -> None:
    page.get_by_label(label).fill("\n".join(names))
    page.get_by_role("button", name=f"新增 {len(names)} 个").click()
    for name in names:
        expect(page.get_by_role("link", name=name)).to_be_visible()


def test_a_county_from_zero(server: Server, data: Path, person: OpenPerson) -> None:
    somebody = person(url=server.url)
    somebody.expected |= {"422 POST /api/v1/setup", "422 POST /api/v1/areas", "401 GET /api/v1/me"}
    page = somebody.page
    page.goto(f"/setup#{'2' * 16}")
    fill(page, **{"县（市、区）名称": "永安市", "县级行政区划代码": "350481", "您的姓名": "管理员"})
    fill(page, 用户名="guan.li")
    open_it = page.get_by_role("button", name="开通")
    open_it.click()
    expect(page.get_by_text("密码至少 10 个字符").first).to_be_visible()
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    open_it.click()
    expect(page.get_by_text("开通码不对").first).to_be_visible()

    code = run(data, "-m", "flask", "--app", "wsgi", "setup", "code").strip()
    page.get_by_label("开通码").fill(code.lower())
    open_it.click()
    expect(page.get_by_text("下一步：乡镇、村和网格")).to_be_visible()

    page.get_by_role("link", name="乡镇、村和网格").click()
    add_below(page, "永安市新增乡镇、街道", "燕南街道", "西洋镇 350481101")
    page.get_by_label("永安市新增乡镇、街道").fill("小陶镇\n西洋镇")
    page.get_by_role("button", name="新增 2 个").click()
    expect(page.get_by_text("第 2 行“西洋镇”")).to_be_visible()
    page.get_by_role("link", name="燕南街道").click()
    add_below(page, "燕南街道新增村、社区", "将军山社区")
    page.get_by_role("link", name="将军山社区").click()
    add_below(page, "将军山社区新增网格", "第一网格", "第二网格")

    page.goto("/county-setup")
    expect(page.get_by_role("link", name="乡镇、村和网格")).to_contain_text("2")
    expect(page.get_by_text("下一步：县办公室")).to_be_visible()
    page.goto("/setup")
    expect(page.get_by_text("这套系统已经开通")).to_be_visible()
