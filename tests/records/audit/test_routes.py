"""Who reads the journal, and how it is paged."""

import pytest
from flask.testing import FlaskClient

from backend.records.audit import chain
from backend.staff.extensions import db
from tests.records.audit.conftest import NOW
from tests.support.builders import Cast


def test_the_journal_newest_first(client: FlaskClient, cast: Cast, journal: list[int]) -> None:
    chain.link(batch=4)
    db.session.commit()
    answer = client.get("/api/v1/audit?limit=3", headers=cast.auditor.headers)
    assert answer.json is not None
    assert [row["id"] for row in answer.json["items"]] == journal[:1:-1]
    assert [row["position"] for row in answer.json["items"]] == [None, 4, 3]
    assert answer.json["items"][0]["detail"] == {"fields": ["名称"]}
    cursor = answer.json["next"]
    rest = client.get(f"/api/v1/audit?limit=3&cursor={cursor}", headers=cast.auditor.headers)
    assert rest.json is not None
    assert [row["id"] for row in rest.json["items"]] == journal[1::-1]
    assert rest.json["next"] is None


def test_the_history_of_one_thing(client: FlaskClient, cast: Cast, journal: list[int]) -> None:
    db.session.commit()
    url = "/api/v1/audit?subject=site&subject_id=3"
    answer = client.get(url, headers=cast.auditor.headers)
    assert answer.json is not None
    assert [row["id"] for row in answer.json["items"]] == [journal[3]]


def test_the_head_as_published_and_as_it_is(
    client: FlaskClient, cast: Cast, journal: list[int]
) -> None:
    empty = client.get("/api/v1/audit/head", headers=cast.auditor.headers)
    assert empty.json == {"published": None, "current": None}
    chain.link(batch=2)
    chain.publish_head(NOW)
    chain.link()
    db.session.commit()
    answer = client.get("/api/v1/audit/head", headers=cast.auditor.headers)
    assert answer.json is not None
    assert answer.json["published"]["day"] == "2026-11-23"
    assert answer.json["published"]["position"] == 2
    assert answer.json["current"]["position"] == 5


@pytest.mark.parametrize("url", ("/api/v1/audit", "/api/v1/audit/head"))
def test_only_auditors_read_it(client: FlaskClient, cast: Cast, url: str) -> None:
    allowed = {
        name
        for name, person in cast.people.items()
        if client.get(url, headers=person.headers).status_code != 403
    }
    assert allowed == {"auditor"}
    assert client.get(url).status_code == 401
