"""A phone gets its key, the same on every try; nobody else does."""

from base64 import urlsafe_b64decode
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.records.audit.models import AuditRow
from backend.registry.devices.models import Device
from backend.staff.extensions import db
from tests.support.builders import Cast


def put(client: FlaskClient, cast: Cast, uid: str, who: str = "officer", **body: Any) -> Any:
    content = {"name": "红米 9A"} | body
    return client.put(f"/api/v1/devices/{uid}", json=content, headers=cast.people[who].headers)


def revoke(client: FlaskClient, cast: Cast, uid: str, who: str = "officer") -> int:
    address = f"/api/v1/devices/{uid}"
    return client.delete(address, headers=cast.people[who].headers).status_code


def listed(client: FlaskClient, cast: Cast, who: str = "officer", query: str = "") -> Any:
    return client.get(f"/api/v1/devices{query}", headers=cast.people[who].headers).get_json()


def test_the_first_time_and_every_other_time_the_same_keys(client: FlaskClient, cast: Cast) -> None:
    uid = str(uuid4())
    first, again = put(client, cast, uid), put(client, cast, uid)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    shown = first.get_json()
    assert (shown["id"], shown["name"]) == (uid, "红米 9A")
    assert {len(urlsafe_b64decode(shown[name] + "=")) for name in ("key", "seal_key")} == {32}
    assert first.headers["Cache-Control"] == "no-store"
    assert db.session.scalars(select(AuditRow.action)).all() == ["device.add"]


def test_two_phones_have_two_keys_and_one_place_to_seal_to(client: FlaskClient, cast: Cast) -> None:
    one, other = (put(client, cast, str(uuid4())).get_json() for _ in range(2))
    assert one["key"] != other["key"]
    assert one["seal_key"] == other["seal_key"]


def test_the_id_of_another_persons_phone_is_not_to_be_had(client: FlaskClient, cast: Cast) -> None:
    uid = str(uuid4())
    put(client, cast, uid)
    foreign = put(client, cast, uid, who="colleague")
    assert (foreign.status_code, foreign.get_json()["code"]) == (404, "not-found")
    assert "key" not in foreign.get_json()
    assert revoke(client, cast, uid, who="colleague") == 404
    assert [device["id"] for device in listed(client, cast)["items"]] == [uid]
    assert listed(client, cast, "colleague")["items"] == []


def test_a_revoked_phone_is_gone_for_good(client: FlaskClient, cast: Cast) -> None:
    uid = str(uuid4())
    put(client, cast, uid)
    assert revoke(client, cast, uid) == 204
    assert revoke(client, cast, uid) == 404
    assert put(client, cast, uid).status_code == 404
    assert listed(client, cast)["items"] == []
    actions = db.session.scalars(select(AuditRow.action).order_by(AuditRow.id)).all()
    assert actions == ["device.add", "device.revoke"]


def test_no_key_lies_in_the_database(client: FlaskClient, cast: Cast) -> None:
    key = put(client, cast, str(uuid4())).get_json()["key"]
    row = db.session.scalars(select(Device)).one()
    raw = urlsafe_b64decode(key + "=")
    stored = [getattr(row, column.name) for column in Device.__table__.columns]
    assert not {key, raw, raw.hex()} & set(map(str, stored))


def test_ones_phones_newest_first_in_pages(client: FlaskClient, cast: Cast) -> None:
    uids = [str(uuid4()) for _ in range(3)]
    for uid in uids:
        put(client, cast, uid)
    page = listed(client, cast, query="?limit=2")
    rest = listed(client, cast, query=f"?limit=2&cursor={page['next']}")
    assert [device["id"] for device in (*page["items"], *rest["items"])] == uids[::-1]
    assert "key" not in page["items"][0]


@pytest.mark.parametrize("who", ("supervisor", "office", "auditor", "admin", "nobody"))
def test_who_walks_no_grid_gets_no_key(client: FlaskClient, cast: Cast, who: str) -> None:
    assert put(client, cast, str(uuid4()), who).status_code == 403


@pytest.mark.parametrize("body", ({"name": ""}, {"name": "x" * 81}, {"key": "x"}))
def test_a_name_is_asked_for_and_nothing_else(
    client: FlaskClient, cast: Cast, body: dict[str, Any]
) -> None:
    assert put(client, cast, str(uuid4()), **body).status_code == 422


def test_what_is_no_uuid_is_no_address(app: Flask, client: FlaskClient, cast: Cast) -> None:
    assert put(client, cast, "not-a-uuid").status_code == 404
