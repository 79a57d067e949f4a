"""Keys that are lost or lie open: refused in words, and never the end of what needs none."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from flask import Flask

from backend.app import create_app
from backend.core import config, signing
from backend.core.secret_files import SecretFileError, read_secret
from backend.tips.host import keys
from backend.tips.host.app import create_tips_app
from tests.support.migrated import migrated
from tests.support.served import ROOT, environment, free_port

PATIENCE = 40.0  # seconds


@contextmanager
def tips_host(data: Path, **environ: str) -> Iterator[Flask]:
    app = create_tips_app(config.load({"DATA": str(data), **environ}))
    yield app
    app.extensions["tips_engine"].dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the citizens' host keeps its secrets, with all three in it."""
    made = tmp_path / "instance" / "tips" / "keys"
    keys.create(made)
    return made


@pytest.mark.parametrize("mode", (0o640, 0o604, 0o644, 0o660))
def test_a_signing_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    settings = config.load({"DATA": str(tmp_path)})
    signing.create_key(settings.keys).chmod(mode)
    with pytest.raises(SecretFileError, match="others on this machine may have read it"):
        create_app(settings)


def test_a_credential_of_systemd_is_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "salt").chmod(0o440)
    with pytest.raises(SecretFileError):
        read_secret(folder / "salt")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    assert len(read_secret(folder / "salt")) == 16


@pytest.mark.parametrize("name", keys.SIZES)
def test_a_lost_secret_takes_no_tip_and_says_so(
    tmp_path: Path, folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / name).unlink()
    with tips_host(tmp_path) as app:
        for path in ("/api/challenge?purpose=open", "/api/published", "/readyz"):
            answer = app.test_client().get(path)
            assert (answer.status_code, answer.json["code"]) == (503, "tip-not-ready")
            assert int(answer.headers["Retry-After"]) > 0
        assert app.test_client().get("/healthz").status_code == 200


def test_a_secret_that_others_may_read_takes_no_tip(tmp_path: Path, folder: Path) -> None:
    (folder / "pepper").chmod(0o644)
    with tips_host(tmp_path) as app:
        assert app.test_client().get("/api/challenge?purpose=open").status_code == 503


def test_the_citizens_host_tells_of_an_outage(tmp_path: Path, folder: Path) -> None:
    url = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/patrol"
    with tips_host(tmp_path, TIPS_DATABASE_URL=url) as app:
        answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["code"]) == (503, "busy")
    assert answer.headers["Retry-After"] == "10"


def test_the_staffs_host_runs_without_the_secrets_of_tips(tmp_path: Path) -> None:
    signing.create_key(config.load(migrated(tmp_path, "keyless")).keys)
    banner = tmp_path / "banner.txt"
    banner.write_text("up and answering\n")
    ports = {"PORT": str(free_port()), "TIPS_PORT": str(free_port())}
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "bin/serve", "--banner", str(banner)],
            cwd=ROOT,
            env=environment(tmp_path, HOST="127.0.0.1", WORKERS="1", TIPS_WORKERS="1", **ports),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "up and answering\n"
        assert httpx.get(f"http://127.0.0.1:{ports['PORT']}/readyz").status_code == 200
        published = httpx.get(f"http://127.0.0.1:{ports['TIPS_PORT']}/api/published")
        assert (published.status_code, published.json()["code"]) == (503, "tip-not-ready")
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()
    assert "salt is missing" in (tmp_path / "log").read_text()
