"""Why a photo was refused stays with the visit that names it; without one it goes in time."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.patrol.checkins.refusals import KEPT
from backend.records.photos.models import PhotoRefusal
from backend.staff.extensions import db
from tests.support.builders import Cast, make_site, visit

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
NOTHING = {who: f"no picture of {who}".encode() for who in ("officer", "leader")}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def refuse(client: FlaskClient, cast: Cast, who: str, content: bytes) -> None:
    url = f"/api/v1/photos/{sha256(content)}"
    assert client.put(url, data=content, headers=cast.people[who].headers).status_code == 415


@pytest.fixture
def at_night(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    monkeypatch.setenv("JOBS_URL", f"sqlite:////{tmp_path}/jobs.db")
    from backend import jobs

    monkeypatch.setattr(jobs, "application", lambda: app)
    job: Callable[[], None] = jobs.forget_refused_photos.call_local
    return job


def kept_at(now: datetime, at_night: Callable[[], None]) -> set[tuple[int, str]]:
    """Sender and hash of what the night's job leaves."""
    with time_machine.travel(now, tick=False):
        at_night()
    rows = db.session.execute(select(PhotoRefusal.uploader_id, PhotoRefusal.sha256))
    return {(sender, sha256) for sender, sha256 in rows}


def test_what_a_visit_of_its_sender_names_stays(
    app: Flask, client: FlaskClient, cast: Cast, at_night: Callable[[], None]
) -> None:
    named, unnamed = NOTHING["officer"], NOTHING["leader"]
    with time_machine.travel(NOON, tick=False):
        for who in ("officer", "leader"):
            refuse(client, cast, who, named)
        refuse(client, cast, "officer", unnamed)
        photos = [{"sha256": sha256(named), "source": "camera"}]
        body = json.dumps(visit(app, cast, make_site(cast), now=NOON, photos=photos))
        sent = client.post("/api/v1/checkins", data=body, headers=cast.officer.headers)
        assert sent.status_code == 201, sent.text
    hers = (cast.officer.id, sha256(named))
    others = {(cast.leader.id, sha256(named)), (cast.officer.id, sha256(unnamed))}
    assert kept_at(NOON + KEPT, at_night) == {hers} | others
    assert kept_at(NOON + KEPT + timedelta(seconds=1), at_night) == {hers}
