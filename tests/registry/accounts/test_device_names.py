"""A sign-in is named by the device, and nothing else of what its browser says is kept."""

import re

import pytest
from flask.testing import FlaskClient

from backend.registry.accounts.device_names import name_device
from backend.registry.accounts.models import Session
from backend.staff.extensions import db
from tests.registry.accounts.conftest import PASSWORD
from tests.support.builders import Cast

_KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
_IOS = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML)"
_ANDROID = "Mozilla/5.0 (Linux; Android 12; {}) " + _KIT
_WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_KIT} Chrome/126.0.0.0 Safari/537.36"
_WECHAT = "Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.49"

AGENTS = {
    f"{_ANDROID.format('PGBM10')} {_WECHAT}": "wechat/android",
    f"{_ANDROID.format('HUAWEI TAS-AN00')} {_WECHAT}": "wechat/huawei",
    f"{_ANDROID.format('HarmonyOS; LIO-AN00')} Chrome/114 HuaweiBrowser/15.0": "own/huawei",
    f"{_ANDROID.format('HONOR ANY-AN00')} Chrome/114 Mobile Safari/537.36": "chrome/honor",
    f"{_ANDROID.format('Redmi K50')} Version/4.0 Chrome/100 MiuiBrowser/18.2": "own/xiaomi",
    f"{_ANDROID.format('vivo V2134A')} Chrome/98 VivoBrowser/15.3": "own/vivo",
    f"{_ANDROID.format('OPPO PEGM00')} Chrome/98 UCBrowser/15.1": "uc/oppo",
    f"{_ANDROID.format('SM-S9080')} Chrome/120 Mobile Safari/537.36 EdgA/120": "edge/samsung",
    f"{_IOS} Version/17.5 Mobile/15E148 Safari/604.1": "safari/iphone",
    f"{_IOS} Mobile/15E148 MicroMessenger/8.0.50": "wechat/iphone",
    f"{_IOS} CriOS/126.0 Mobile/15E148 Safari/604.1": "chrome/iphone",
    _WINDOWS: "chrome/computer",
    f"{_WINDOWS} Edg/126.0": "edge/computer",
    f"{_WINDOWS} wxwork/4.1 MicroMessenger/7.0": "wxwork/computer",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0": "firefox/computer",
}


@pytest.mark.parametrize(("agent", "name"), AGENTS.items())
def test_browsers_and_phones_are_told_apart(agent: str, name: str) -> None:
    assert name_device(agent) == name


@pytest.mark.parametrize(
    "agent",
    ("", "curl/8.5.0", "\x00\r\nSet-Cookie: a=b", "<script>alert(1)</script>", "安卓", "x" * 10**6),
)
def test_what_says_nothing_known_has_no_name(agent: str) -> None:
    assert name_device(agent) == ""


def test_nothing_of_a_hostile_header_gets_through() -> None:
    for agent in AGENTS:
        hostile = f"<b>13800001234</b> {agent} {'Version/' * 10**5}"
        assert re.fullmatch(r"[a-z/]{0,20}", name_device(hostile))
    assert name_device("x" * 512 + "MicroMessenger/8 iPhone") == ""


def sign_in(client: FlaskClient, headers: dict[str, str]) -> str:
    body = {"username": "officer", "password": PASSWORD}
    assert client.post("/api/v1/sessions", json=body, headers=headers).status_code == 201
    listed = client.get("/api/v1/me/sessions").json["items"]
    name: str = next(each["name"] for each in listed if each["current"])
    return name


def test_a_session_bears_the_name_of_its_device(client: FlaskClient, known: Cast) -> None:
    agent = f"{_IOS} Mobile/15E148 MicroMessenger/8.0.50 NetType/13800001234"
    assert sign_in(client, {"User-Agent": agent}) == "wechat/iphone"
    assert sign_in(client, {"User-Agent": ""}) == ""
    stored = db.session.scalars(db.select(Session.name).filter_by(kind="cookie")).all()
    assert sorted(stored) == ["", "wechat/iphone"]


def test_an_older_session_keeps_its_name(client: FlaskClient, known: Cast) -> None:
    sign_in(client, {})
    db.session.execute(db.update(Session).filter_by(kind="cookie").values(name="值班室"))
    db.session.commit()
    assert client.get("/api/v1/me/sessions").json["items"][0]["name"] == "值班室"
