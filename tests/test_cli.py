"""The commands, as somebody types them."""

import json
import stat
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from backend.core import clock, config
from backend.core.files import read_text
from backend.core.signing import load_signer
from backend.patrol.cycles.models import Plan
from backend.records.audit import service as audit
from backend.records.audit.models import AuditRow
from backend.registry.accounts.models import Account, Assignment, Session
from backend.registry.areas.models import Area
from backend.staff import keys
from backend.staff.extensions import db
from tests.registry.kinds.test_kinds import WELL
from tests.support.builders import Cast

VECTORS = Path(__file__).parent / "vectors/geojson"


def run(app: Flask, *arguments: str, typed: str = "", status: int = 0) -> str:
    done = app.test_cli_runner().invoke(args=arguments, input=typed)
    assert done.exit_code == status, done.output
    return done.output


def sign_in(app: Flask, username: str, password: str) -> int:
    body = {"username": username, "password": password}
    return app.test_client().post("/api/v1/sessions", json=body).status_code


def password_in(output: str) -> str:
    return output.strip().removeprefix("password: ")


def test_the_first_administrator(app: Flask, cast: Cast) -> None:
    output = run(app, "accounts", "create", "first.admin", "某人", "--force", "police")
    run(app, "accounts", "assign", "first.admin", "admin", "350481")
    assert sign_in(app, "first.admin", password_in(output)) == 201
    account = db.session.scalars(select(Account).filter_by(username="first.admin")).one()
    held = db.session.scalars(select(Assignment).filter_by(account_id=account.id)).one()
    assert (held.role, held.area_id) == ("admin", cast.areas["county"])
    actions = db.session.execute(
        select(AuditRow.action, AuditRow.actor_id).order_by(AuditRow.id)
    ).all()
    assert actions[:2] == [("account.create", None), ("assignment.create", None)]


def test_a_typed_password(app: Flask, cast: Cast) -> None:
    typed = "typed password\ntyped password\n"
    output = run(app, "accounts", "create", "first.admin", "某人", "--prompt", typed=typed)
    assert "typed password" not in output
    assert sign_in(app, "first.admin", "typed password") == 201


@pytest.mark.parametrize(
    ("arguments", "words"),
    (
        (("create", "officer", "某人"), "username: Already taken"),
        (("create", "Not A Name", "某人"), "username"),
        (("reset", "no.such"), "没有找到"),
        (("disable", "no.such"), "没有找到"),
        (("assign", "officer", "auditor", "350481003"), "area_id"),
        (("assign", "officer", "officer", "no-such-code"), "没有找到"),
    ),
)
def test_a_refusal_in_words(app: Flask, cast: Cast, arguments: tuple[str, ...], words: str) -> None:
    assert words in run(app, "accounts", *arguments, status=1)


def test_reset_disable_enable(app: Flask, cast: Cast) -> None:
    password = password_in(run(app, "accounts", "reset", "officer"))
    live = select(Session).filter_by(account_id=cast.officer.id, revoked_at=None)
    assert db.session.scalars(live).all() == []
    assert sign_in(app, "officer", password) == 201
    run(app, "accounts", "disable", "officer")
    assert sign_in(app, "officer", password) == 403
    run(app, "accounts", "enable", "officer")
    assert sign_in(app, "officer", password) == 201


def test_linking_and_verifying_the_journal(app: Flask, cast: Cast) -> None:
    run(app, "accounts", "disable", "officer")
    assert run(app, "audit", "link") == "1 linked\n"
    told = run(app, "audit", "verify").splitlines()
    assert told[0] == "1 links hold, 0 rows are not linked yet"
    row = db.session.scalars(select(AuditRow)).one()
    db.session.execute(update(AuditRow).values(subject_id="0"))
    db.session.commit()
    output = run(app, "audit", "verify", status=1)
    assert f"row-changed at link 1, row {row.id}" in output


def test_plans_kinds_and_windows(app: Flask, cast: Cast) -> None:
    for _ in range(2):
        run(
            app, "plans", "create", "weekly", "--name", "每周", "--anchor", "2026-11-02", "--days=7"
        )
        assert "rental" in run(app, "kinds", "load")
        run(app, "windows", "open")
    assert db.session.scalars(select(Plan.name_zh).filter_by(code="weekly")).all() == ["每周"]


def test_loading_a_kind_says_what_became_of_it(app: Flask, cast: Cast, tmp_path: Path) -> None:
    path, told = tmp_path / "well.toml", []
    for text in (WELL, WELL, WELL.replace("盖好", "盖严"), WELL.replace("30", "40")):
        path.write_text(text, encoding="utf-8")
        told.append(run(app, "kinds", "load", str(path)).strip())
    assert told == [
        "well 机井: new, checklist version 1",
        "well 机井: as before, checklist version 1",
        "well 机井: changed, checklist version 2",
        "well 机井: changed, checklist version 3",
    ]


def test_a_kind_file_that_cannot_be_taken_says_why(app: Flask, cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "kind.toml"
    path.write_text("code = 7\n")
    assert "Error" in run(app, "kinds", "load", str(path), status=1)


def test_loading_areas(app: Flask, cast: Cast, tmp_path: Path) -> None:
    """As Notepad saved them; a file of brackets alone is refused in one line."""
    document = json.loads(read_text(VECTORS / "bom.geojson"))
    code = db.session.get_one(Area, cast.areas["village_a"]).code
    document["features"][0] = {
        "type": "Feature",
        "geometry": None,
        "properties": {"level": "grid", "code": "T-bom", "name": "测试网格", "parent": code},
    }
    file = tmp_path / "areas.geojson"
    file.write_text(json.dumps(document), encoding="utf-8-sig")
    assert run(app, "areas", "load", str(file)) == "1 new, 0 changed\n"
    file.write_text('{"type":"FeatureCollection","features":' + "[" * 100_000)
    told = run(app, "areas", "load", str(file), status=1)
    assert told.startswith("Error: ")
    assert len(told.splitlines()) == 1


def test_the_demo_mixes_with_nothing(app: Flask, cast: Cast) -> None:
    assert "start with DEMO=0" in run(app, "demo", "load", status=1)
    audit.record(None, "demo.load", "demo", "350481", clock.now())
    db.session.commit()
    assert run(app, "demo", "load") == "demo: as before\n"


def test_documents(app: Flask, cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "openapi.json"
    run(app, "openapi", "write", str(path))
    assert json.loads(path.read_text())["openapi"].startswith("3.1")
    assert run(app, "roles").startswith("# Roles")


def test_the_key_is_its_owners_alone_and_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA", str(tmp_path))
    keys.main()
    folder = config.load().keys
    public = load_signer(folder).public
    keys.main()
    assert load_signer(folder).public == public
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]
