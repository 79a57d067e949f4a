"""A desk from which the cast sends check-ins and moves findings, at a fixed noon."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.patrol.findings.models import Finding
from backend.registry.sites.models import Site
from backend.staff.extensions import db
from tests.support.builders import Cast, Person, make_site, visit

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
SMELL = [{"question": "smell", "value": "yes", "given": "each"}]


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


class Desk:
    """Sends check-ins and moves, and reads findings, as any of the cast."""

    def __init__(self, app: Flask, client: FlaskClient, cast: Cast) -> None:
        self.app, self.client, self.cast = app, client, cast

    def visit(self, site: Site, who: Person | None = None, **members: Any) -> int:
        """The number of a check-in; abnormal unless told otherwise."""
        said = {"result": "abnormal", "answers": SMELL} | members
        body = json.dumps(visit(self.app, self.cast, site, now=NOON, **said))
        headers = (who or self.cast.officer).headers
        answer = self.client.post("/api/v1/checkins", data=body, headers=headers)
        assert answer.status_code == 201, answer.text
        number: int = answer.json["number"]
        return number

    def find(self, site: Site | None = None, **members: Any) -> int:
        """The id of a finding, just opened by a visit to the site."""
        number = self.visit(site or make_site(self.cast), **members)
        return db.session.scalars(select(Finding.id).filter_by(checkin_id=number)).one()

    def list(self, who: Person, query: str = "") -> list[int]:
        answer = self.client.get(f"/api/v1/findings?{query}", headers=who.headers)
        assert answer.status_code == 200
        return [item["id"] for item in answer.json["items"]]

    def get(self, who: Person, finding_id: int) -> Any:
        return self.client.get(f"/api/v1/findings/{finding_id}", headers=who.headers)

    def move(self, who: Person, finding_id: int, move: str, **body: Any) -> Any:
        path = f"/api/v1/findings/{finding_id}/moves"
        return self.client.post(path, json={"move": move} | body, headers=who.headers)

    def code(self, who: Person, finding_id: int, move: str, **body: Any) -> tuple[int, str]:
        answer = self.move(who, finding_id, move, **body)
        return answer.status_code, answer.json.get("code", "")


@pytest.fixture
def desk(app: Flask, client: FlaskClient, cast: Cast) -> Desk:
    return Desk(app, client, cast)
