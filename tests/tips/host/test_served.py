"""The citizens' host as a process of its own, on its own port."""

import json
from pathlib import Path

import httpx
import pytest

from backend.core import config
from backend.tips.host import keys
from tests.support.migrated import migrated
from tests.support.served import environment, execute, tips_served


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tips-served")
    keys.create(config.load(migrated(folder, "served")).tips.keys)
    return folder


def test_it_serves_and_says_nothing_of_who_asked(data: Path) -> None:
    with tips_served(data) as server:
        for path in ("/healthz", "/api/published", "/nothing?openid=OPENIDCANARY"):
            httpx.get(server.url + path, headers={"User-Agent": "UACANARY"})
        rude = httpx.request("BAD METHOD".replace(" ", "-"), server.url + "/x?PATHCANARY")
        assert rude.status_code >= 400
    log = (data / "tips.log").read_text()
    assert "Listening at" in log
    for canary in ("CANARY", "127.0.0.1 -", "/nothing"):
        assert canary not in log


def test_its_process_never_loads_the_staffs_side(data: Path) -> None:
    script = "import json, sys, wsgi_tips; print(json.dumps(sorted(sys.modules)))"
    loaded = set(json.loads(execute(environment(data), "-c", script)))
    theirs = {name for name in loaded if name.startswith("backend.")}
    features = {name.split(".")[1] for name in theirs if name.count(".") >= 1}
    for forbidden in ("accounts", "areas", "audit", "app", "extensions", "devices", "access"):
        assert forbidden not in features
    assert not {"PIL", "pi_heif"} & loaded  # decoders live in a process of their own
