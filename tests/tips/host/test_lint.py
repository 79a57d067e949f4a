"""What an office tells WeChat and prints on posters must not give the citizen away."""

import json
from pathlib import Path

import pytest
from flask import Flask

from backend.tips.host.cli import tips
from backend.tips.host.lint import faults

pytestmark = pytest.mark.fast
HOST = "tips.yongan.example"


def menu(url: str) -> str:
    inner = {"type": "view", "name": "办事", "url": url}
    return json.dumps({"button": [{"name": "更多", "sub_button": [inner]}]})


def scene(name: str) -> str:
    asked = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": name}}}
    return json.dumps(asked)


@pytest.mark.parametrize(
    "content",
    (
        menu(f"https://{HOST}/"),
        menu(f"https://{HOST.upper()}"),
        menu(f"https://open.weixin.qq.com/connect?redirect_uri=https%3A%2F%2F{HOST}%2F"),
        json.dumps({"oauth_domains": ["yongan.example", HOST]}),
        json.dumps(
            {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": "举报"}}}
        ),
        json.dumps(
            [{"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "tip-7"}}}]
        ),
        f"扫码举报 https://{HOST}/?poster=7",
        f"https://{HOST}/v/xiyang",
        f"https://{HOST}/#7",
        '"https://elsewhere"',
    ),
)
def test_what_would_tell_is_refused(content: str) -> None:
    assert faults(content, HOST)


@pytest.mark.parametrize(
    "content",
    (
        menu("https://www.yongan.example/"),
        json.dumps(
            {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "hall"}}}
        ),
        f"扫码举报：https://{HOST}/",
        f"https://{HOST}",
        f"https://www.yongan.example/news?id=3 https://{HOST}/",
    ),
)
def test_what_tells_nothing_passes(content: str) -> None:
    assert faults(content, HOST) == []


def test_the_command_names_the_file_and_fails(tmp_path: Path) -> None:
    good, bad = tmp_path / "menu.json", tmp_path / "poster.txt"
    good.write_text(menu("https://www.yongan.example/"))
    bad.write_text(f"https://{HOST}/?from=poster")
    app = Flask("lint")
    app.cli.add_command(tips)
    run = app.test_cli_runner().invoke
    assert run(args=["tips", "lint", "--host", HOST, str(good)]).exit_code == 0
    refused = run(args=["tips", "lint", "--host", HOST, str(good), str(bad)])
    assert refused.exit_code == 1
    assert "poster.txt: more than the bare address" in refused.output
