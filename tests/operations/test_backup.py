"""bin/backup and bin/restore, on both engines, tips included: the short form of the drill."""

import hashlib
import json
import os
import runpy
import shutil
import stat
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from backend.app import create_app
from backend.core import clock, config, signing
from backend.staff.extensions import db
from backend.tips.host import database as tips_database
from backend.tips.host import first_keys
from backend.tips.host.models import Tip
from tests.records.photos.samples import encode, picture
from tests.support.builders import Person, build_cast
from tests.support.cluster import Cluster
from tests.support.migrated import migrated
from tests.support.served import ROOT, environment


@dataclass(frozen=True)
class Installation:
    """A county with people, photos and one tip; `url` is empty for the embedded engine."""

    data: Path
    url: str
    photos: frozenset[str]

    def run(self, script: str, *arguments: str | Path, **more: str) -> tuple[int, str]:
        """The exit status and all that was said."""
        done = subprocess.run(
            [sys.executable, f"bin/{script}", *map(str, arguments)],
            cwd=ROOT,
            env=environment(self.data, self.url, **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return done.returncode, done.stdout

    def refusal(self, script: str, *arguments: str | Path) -> str:
        """What the script ends with; run in this process, which has read the program already."""
        command, mask = [script, *map(str, arguments)], os.umask(0o077)
        try:
            with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as ended:
                patch.setattr(os, "environ", environment(self.data, self.url))
                patch.setattr(sys, "argv", command)
                patch.syspath_prepend(ROOT / "bin")
                runpy.run_path(str(ROOT / "bin" / script), run_name="__main__")
        finally:
            os.umask(mask)
        return str(ended.value.code)


def send(app: Flask, officer: Person, shade: int) -> str:
    """One photo, unlike all others; its SHA-256."""
    content = encode(picture().point(lambda value: (value + shade) % 256), "JPEG")
    name = hashlib.sha256(content).hexdigest()
    answer = app.test_client().put(f"/api/v1/photos/{name}", data=content, headers=officer.headers)
    assert answer.status_code in (200, 201), answer.json
    return name


def receive_a_tip() -> None:
    day = clock.local_date(clock.now())
    days = dict.fromkeys(("day", "due_day", "delete_after"), day)
    row = dict.fromkeys(("lookup", "receipt_wrap", "public", "digest"), b"x" * 32)
    tips_database.session().add(Tip(id=b"x" * 16, group_id="g", **row, **days))
    tips_database.session().commit()


@dataclass
class Running:
    installation: Installation
    app: Flask
    officer: Person


@pytest.fixture(scope="module", params=("embedded", "server"))
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    data = tmp_path_factory.mktemp("kept")
    server = request.getfixturevalue("postgres") if request.param == "server" else None
    environ = migrated(data, "kept", server)
    if server:
        del environ["TIPS_DATABASE_URL"]  # derived: the schema `tips` of the same database
    settings = config.load(environ)
    signing.create_key(settings.keys)
    first_keys.make(settings.tips)
    app = create_app(settings)
    with app.app_context():
        tips_database.upgrade(tips_database.engine())
        officer = build_cast().officer
        db.session.commit()
        receive_a_tip()
    photos = frozenset(send(app, officer, shade) for shade in (1, 2))
    yield Running(Installation(data, environ.get("DATABASE_URL", ""), photos), app, officer)
    with app.app_context():
        db.engine.dispose()
        tips_database.engine().dispose()


@dataclass(frozen=True)
class Saved:
    folder: Path
    keys: Path


@pytest.fixture(scope="module")
def saved(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """A backup that was taken while photos came in."""
    place = tmp_path_factory.mktemp("saved")
    over = threading.Event()

    def keep_sending() -> None:
        for shade in range(10, 250):
            if over.is_set():
                return
            send(running.app, running.officer, shade)

    sender = threading.Thread(target=keep_sending)
    sender.start()
    try:
        status, said = running.installation.run(
            "backup", place / "backup", "--keys", place / "safe"
        )
    finally:
        over.set()
        sender.join()
    assert status == 0, said
    assert "Keep it where no backup of the databases lies" in said
    return Saved(place / "backup", place / "safe" / "keys.tar")


@pytest.fixture
def elsewhere(
    running: Running, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Installation]:
    """An empty place of the same kind."""
    place, photos = tmp_path / "elsewhere", running.installation.photos
    if not running.installation.url:
        yield Installation(place, "", photos)
        return
    postgres: Cluster = request.getfixturevalue("postgres")
    yield Installation(place, postgres.create("elsewhere"), photos)
    postgres.drop("elsewhere")


def test_all_comes_back(saved: Saved, elsewhere: Installation) -> None:
    status, said = elsewhere.run("restore", saved.folder, "--keys", saved.keys)
    assert status == 0, said
    assert "links hold" in said
    environ = {"DATA": str(elsewhere.data), "DATABASE_URL": elsewhere.url}
    settings = config.load(environ)
    app = create_app(settings)
    with app.app_context():
        named = set(db.session.scalars(text("SELECT sha256 FROM photos")))
        assert db.session.scalar(text("SELECT count(*) FROM accounts WHERE username='officer'"))
        assert tips_database.session().query(Tip).count() == 1
        db.session.remove()
        tips_database.session().close()
        db.engine.dispose()
        tips_database.engine().dispose()
    assert elsewhere.photos < named
    kept = {path.name for path in (elsewhere.data / "uploads" / "o").glob("*/*")}
    assert named <= kept  # a row never lacks its file
    for secret in ("keys/signing.key", "tips/keys/salt", "tips/keys/pepper", "tips/keys/slip"):
        assert stat.S_IMODE((elsewhere.data / "instance" / secret).stat().st_mode) == 0o600
    again, said = elsewhere.run("restore", saved.folder, "--keys", saved.keys)
    assert (again, "is there already" in said) == (1, True)


def test_keys_lie_apart_and_are_for_their_owner(saved: Saved) -> None:
    assert stat.S_IMODE(saved.keys.stat().st_mode) == 0o600
    assert stat.S_IMODE(saved.folder.stat().st_mode) == 0o700
    with tarfile.open(saved.keys) as archive:
        assert {"signing.key", "tips/salt", "tips/pepper", "tips/slip", "settings.env"} == set(
            archive.getnames()
        )
        files = [archive.extractfile(name) for name in archive.getnames() if "." not in name]
        secrets = [file.read() for file in files if file]
    everything = b"".join(path.read_bytes() for path in saved.folder.iterdir())
    assert len(secrets) == 3
    assert not any(secret in everything for secret in secrets)


def test_keys_beside_the_databases_are_refused(running: Running, tmp_path: Path) -> None:
    place = tmp_path / "backup"
    said = running.installation.refusal("backup", place, "--keys", place / "keys")
    assert "Keys never lie beside" in said
    assert not (tmp_path / "backup").exists()


def lose_a_file(folder: Path) -> None:
    (folder / "photos.tar").unlink()


def lose_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def cut_the_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:-40])


def turn_a_bit(folder: Path) -> None:
    path = next(folder.glob("patrol.*"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def come_from_the_future(folder: Path) -> None:
    path = folder / "manifest.json"
    told = json.loads(path.read_text())
    told["patrol"]["revision"] = "unheard"
    path.write_text(json.dumps(told))


on_one_engine = pytest.mark.parametrize("running", ("embedded",), indirect=True, scope="module")


@on_one_engine
@pytest.mark.parametrize(
    ("harm", "words"),
    (
        (lose_a_file, "this backup is incomplete"),
        (lose_the_manifest, "never finished"),
        (cut_the_manifest, "never finished"),
        (turn_a_bit, "SHA-256 differs"),
        (come_from_the_future, "of a newer version"),
    ),
)
def test_what_is_not_whole_is_refused(
    saved: Saved, elsewhere: Installation, tmp_path: Path, harm: Callable[[Path], None], words: str
) -> None:
    shutil.copytree(saved.folder, tmp_path / "harmed")
    harm(tmp_path / "harmed")
    assert words in elsewhere.refusal("restore", tmp_path / "harmed", "--keys", saved.keys)
    assert not elsewhere.data.exists()


@on_one_engine
def test_keys_of_another_installation_are_refused(
    saved: Saved, elsewhere: Installation, tmp_path: Path
) -> None:
    (tmp_path / "signing.key").write_text("00" * 32)
    with tarfile.open(tmp_path / "keys.tar", "w") as archive:
        archive.add(tmp_path / "signing.key", "signing.key")
    said = elsewhere.refusal("restore", saved.folder, "--keys", tmp_path / "keys.tar")
    assert "does not hold the" in said


@on_one_engine
def test_a_place_with_something_in_it_is_refused(saved: Saved, elsewhere: Installation) -> None:
    (elsewhere.data / "uploads").mkdir(parents=True)
    (elsewhere.data / "uploads" / "note").touch()
    said = elsewhere.refusal("restore", saved.folder, "--keys", saved.keys)
    assert "into an empty DATA only" in said
