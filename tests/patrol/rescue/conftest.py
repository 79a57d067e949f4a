"""A visit with a photo on the officer's phone, sealed for somebody else to carry."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from backend.registry.sites.models import Site
from tests.support.builders import Cast, make_site, visit
from tests.support.device import Device, register

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


class Road:
    """The ways by which something of the officer's reaches the server."""

    def __init__(self, client: FlaskClient, cast: Cast) -> None:
        self.client = client
        self.cast = cast

    def carry(self, parcel: bytes, who: str = "leader") -> Any:
        """Somebody brings a parcel."""
        headers = self.cast.people[who].headers | {"Content-Type": "application/octet-stream"}
        return self.client.post("/api/v1/rescues", data=parcel, headers=headers)

    def send(self, body: bytes) -> Any:
        """The officer sends her visit herself."""
        headers = self.cast.officer.headers
        return self.client.post("/api/v1/checkins", data=body, headers=headers)

    def upload(self, sha256: str, content: bytes) -> Any:
        """The officer sends her photo herself."""
        headers = self.cast.officer.headers
        return self.client.put(f"/api/v1/photos/{sha256}", data=content, headers=headers)

    def seen(self, number: int, who: str = "leader") -> Any:
        headers = self.cast.people[who].headers
        return self.client.get(f"/api/v1/checkins/{number}", headers=headers).get_json()


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def site(cast: Cast) -> Site:
    return make_site(cast)


@pytest.fixture
def phone(client: FlaskClient, cast: Cast) -> Device:
    return register(client, cast.officer)


@pytest.fixture
def road(client: FlaskClient, cast: Cast) -> Road:
    return Road(client, cast)


@pytest.fixture
def document(app: Flask, cast: Cast, site: Site) -> dict[str, Any]:
    """A visit of hers that says something which nobody else should read."""
    return visit(app, cast, site, now=NOON, note="后院有一扇小门")


@pytest.fixture
def body(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
