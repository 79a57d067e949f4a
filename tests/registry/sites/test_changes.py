"""Changes of sites: who asks, who decides, and what the spells say afterwards."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.records.audit.models import AuditRow
from backend.registry.sites import changes
from backend.registry.sites.models import Site, StatusPeriod
from backend.staff import events
from backend.staff.access import Actor, Grant, Role
from backend.staff.extensions import db
from tests.records.photos.samples import encode
from tests.records.photos.samples import picture as picture_of
from tests.support.builders import BEGINNING, Cast, Person, make_photo, make_site


def ask(client: FlaskClient, person: Person, site_id: int, change: str, **body: Any) -> Any:
    """As somebody does who has just looked, and taken a photo of what is to be closed."""
    path = f"/api/v1/sites/{site_id}/changes"
    seen = db.session.scalar(select(Site.version).where(Site.id == site_id))
    whole = {"change": change, "version": seen} | body
    if change == "close":
        whole.setdefault("photos", [make_photo(person)])
    return client.post(path, json=whole, headers=person.headers)


def decide(client: FlaskClient, person: Person, change_id: int, verdict: str) -> Any:
    path = f"/api/v1/site-changes/{change_id}/decision"
    return client.post(path, json={"verdict": verdict, "note": "看过"}, headers=person.headers)


def pending(client: FlaskClient, person: Person) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/site-changes?pending=1", headers=person.headers)
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def life(site_id: int) -> list[tuple[str, int]]:
    """Status and grid of each spell, after checking that they follow without a gap."""
    spells = db.session.scalars(
        select(StatusPeriod).filter_by(site_id=site_id).order_by(StatusPeriod.id)
    ).all()
    assert all(one.until == other.since for one, other in pairwise(spells))
    assert spells[-1].until is None
    site = db.session.get_one(Site, site_id, populate_existing=True)
    assert (site.status, site.grid_id) == (spells[-1].status, spells[-1].grid_id)
    return [(spell.status, spell.grid_id) for spell in spells]


@pytest.fixture
def heard() -> Iterator[list[tuple[int, datetime]]]:
    """The sites that told of a change, and when."""
    seen: list[tuple[int, datetime]] = []

    def listen(site: Site, *, now: datetime) -> None:
        seen.append((site.id, now))

    with events.site_changed.connected_to(listen):
        yield seen


def test_closing_takes_two(cast: Cast, client: FlaskClient, heard: Any) -> None:
    site = make_site(cast)
    asked = ask(client, cast.officer, site.id, "close", reason="已拆除")
    assert asked.status_code == 201
    assert (asked.json["verdict"], asked.json["may_decide"]) == (None, False)
    assert asked.json["requested_by"] == {"id": cast.officer.id, "name": "officer某"}
    assert (life(site.id), heard) == ([("active", cast.grid_a)], [])

    assert [item["may_decide"] for item in pending(client, cast.leader)] == [True]
    shown = client.get(f"/api/v1/sites/{site.id}", headers=cast.officer.headers).json
    assert shown["pending_change"]["id"] == asked.json["id"]

    decided = decide(client, cast.leader, asked.json["id"], "approved")
    assert (decided.status_code, decided.json["verdict"]) == (200, "approved")
    assert decided.json["decided_by"]["id"] == cast.leader.id
    assert life(site.id) == [("active", cast.grid_a), ("closed", cast.grid_a)]
    shown = client.get(f"/api/v1/sites/{site.id}", headers=cast.officer.headers).json
    assert (shown["status"], shown["version"], shown["pending_change"]) == ("closed", 2, None)
    last = shown["spells"][-1]
    assert (last["reason"], last["by"]["id"], last["approved_by"]["id"]) == (
        "已拆除",
        cast.officer.id,
        cast.leader.id,
    )
    assert [site_id for site_id, _ in heard] == [site.id]
    assert pending(client, cast.leader) == []


def test_nobody_approves_her_own_request(cast: Cast, client: FlaskClient) -> None:
    site = make_site(cast)
    asked = ask(client, cast.leader, site.id, "suspend", reason="停业").json
    answer = decide(client, cast.leader, asked["id"], "approved")
    assert (answer.status_code, answer.json["code"]) == (409, "second-person-needed")
    assert [item["may_decide"] for item in pending(client, cast.leader)] == [False]
    assert decide(client, cast.supervisor, asked["id"], "approved").status_code == 200
    assert life(site.id)[-1] == ("suspended", cast.grid_a)


def test_a_refusal_leaves_the_site_alone(cast: Cast, client: FlaskClient, heard: Any) -> None:
    site = make_site(cast)
    asked = ask(client, cast.officer, site.id, "suspend", reason="停业").json
    answer = decide(client, cast.leader, asked["id"], "refused")
    assert (answer.json["verdict"], answer.json["note"]) == ("refused", "看过")
    assert (life(site.id), heard) == ([("active", cast.grid_a)], [])
    again = decide(client, cast.supervisor, asked["id"], "approved")
    assert (again.status_code, again.json["code"]) == (409, "already-decided")
    assert (again.json["changed"]["what"], again.json["changed"]["by"]) == ("refused", "leader某")
    actions = db.session.scalars(select(AuditRow.action).order_by(AuditRow.id)).all()
    assert actions == ["site.ask", "site.refuse"]
    assert ask(client, cast.officer, site.id, "suspend", reason="停业").status_code == 201


def test_one_request_at_a_time(cast: Cast, client: FlaskClient) -> None:
    site = make_site(cast)
    ask(client, cast.officer, site.id, "suspend", reason="停业")
    answer = ask(client, cast.colleague, site.id, "close", reason="已拆除")
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")
    assert (answer.json["changed"]["what"], answer.json["changed"]["by"]) == (
        "ask.suspend",
        "officer某",
    )


def test_of_two_who_saw_the_same_the_second_is_told(cast: Cast, client: FlaskClient) -> None:
    site = make_site(cast)
    ask(client, cast.office, site.id, "move", grid_id=cast.grid_b, version=1)
    for change, body in (("move", {"grid_id": cast.grid_c}), ("suspend", {"reason": "停业"})):
        answer = ask(client, cast.office, site.id, change, version=1, **body)
        assert (answer.status_code, answer.json["code"]) == (409, "conflict")
        told = answer.json["changed"]
        assert (told["what"], told["by"], answer.json["version"]) == ("site.move", "office某", 2)
    path = f"/api/v1/sites/{site.id}"
    headers = cast.office.headers | {"If-Match": '"1"'}
    answer = client.patch(path, json={"risk": 3}, headers=headers)
    assert (answer.status_code, answer.json["changed"]["what"]) == (412, "site.move")
    assert life(site.id) == [("active", cast.grid_a), ("active", cast.grid_b)]


def test_closing_asks_for_a_photo_that_whoever_decides_sees(
    cast: Cast, client: FlaskClient
) -> None:
    site = make_site(cast)
    body = {"reason": "已拆除"}
    for photos, code in (([], "请拍一张现场照片"), (["0" * 64], "没有这一项")):
        answer = ask(client, cast.leader, site.id, "close", photos=photos, **body)
        assert [(fault["field"], fault["message"]) for fault in answer.json["fields"]] == [
            ("photos", code)
        ]
    of_another = [make_photo(cast.officer)]
    assert ask(client, cast.leader, site.id, "close", photos=of_another, **body).status_code == 422
    body_ = {"change": "move", "grid_id": cast.grid_b, "photos": of_another}
    assert ask(client, cast.supervisor, site.id, **body_).json["fields"][0]["field"] == "photos"
    picture = encode(picture_of())
    sha256 = hashlib.sha256(picture).hexdigest()
    sent = client.put(f"/api/v1/photos/{sha256}", data=picture, headers=cast.supervisor.headers)
    assert sent.status_code == 201, sent.text
    asked = ask(client, cast.supervisor, site.id, "close", photos=[sha256], **body).json
    assert asked["photos"] == [sha256]
    assert [item["photos"] for item in pending(client, cast.leader)] == [[sha256]]
    path = f"/api/v1/site-changes/{asked['id']}/photos/{sha256}?size=thumb"
    shown = client.get(path, headers=cast.leader.headers)
    assert (shown.status_code, shown.content_type) == (200, "image/jpeg")
    assert client.get(path, headers=cast.outsider.headers).status_code == 404
    other = path.replace(sha256, of_another[0])
    assert client.get(other, headers=cast.leader.headers).status_code == 404
    assert client.put(path[:-20], headers=cast.auditor.headers).status_code in (403, 405)


def test_the_rest_happens_at_once(cast: Cast, client: FlaskClient, heard: Any) -> None:
    site = make_site(cast, status="suspended")
    made = ask(client, cast.supervisor, site.id, "resume")
    assert (made.status_code, made.json["verdict"]) == (201, "approved")
    ask(client, cast.supervisor, site.id, "move", grid_id=cast.grid_b, reason="划界")
    assert life(site.id) == [
        ("suspended", cast.grid_a),
        ("active", cast.grid_a),
        ("active", cast.grid_b),
    ]
    shown = client.get(f"/api/v1/sites/{site.id}", headers=cast.supervisor.headers).json
    assert (shown["grid"]["id"], shown["version"]) == (cast.grid_b, 3)
    assert shown["spells"][-1]["approved_by"] is None
    assert len(heard) == 2
    assert client.get(f"/api/v1/sites/{site.id}", headers=cast.leader.headers).status_code == 404


def test_who_may_change_what(cast: Cast, client: FlaskClient) -> None:
    site = make_site(cast, status="suspended")
    for person in (cast.officer, cast.leader, cast.auditor):
        assert ask(client, person, site.id, "resume").status_code == 403
    assert ask(client, cast.auditor, site.id, "close", reason="无").status_code == 403
    assert ask(client, cast.outsider, site.id, "close", reason="无").status_code == 404
    asked = ask(client, cast.officer, site.id, "close", reason="无").json
    assert decide(client, cast.officer, asked["id"], "approved").status_code == 403
    assert decide(client, cast.outsider, asked["id"], "approved").status_code == 404
    assert decide(client, cast.leader, 10**6, "approved").status_code == 404
    assert pending(client, cast.outsider) == []


def test_what_is_asked_must_make_sense(cast: Cast, client: FlaskClient) -> None:
    site = make_site(cast)
    for body, field in (
        ({"change": "close"}, "reason"),
        ({"change": "move"}, "grid_id"),
        ({"change": "move", "grid_id": cast.grid_c}, "grid_id"),
        ({"change": "move", "grid_id": cast.areas["village_a"]}, "grid_id"),
        ({"change": "vanish"}, "change"),
    ):
        path = f"/api/v1/sites/{site.id}/changes"
        seen = (
            {"version": 1, "photos": [make_photo(cast.supervisor)]}
            if "close" in body.values()
            else {"version": 1}
        )
        answer = client.post(path, json=seen | body, headers=cast.supervisor.headers)
        assert [fault["field"] for fault in answer.json["fields"]] == [field]
    for change, body in (("reopen", {}), ("resume", {}), ("move", {"grid_id": cast.grid_a})):
        answer = ask(client, cast.supervisor, site.id, change, **body)
        assert (answer.status_code, answer.json["code"]) == (409, "move-not-possible")


def test_what_became_impossible_can_only_be_refused(cast: Cast, client: FlaskClient) -> None:
    site = make_site(cast)
    asked = ask(client, cast.officer, site.id, "suspend", reason="停业").json
    site.status = "closed"
    db.session.flush()
    answer = decide(client, cast.leader, asked["id"], "approved")
    assert (answer.status_code, answer.json["code"]) == (409, "move-not-possible")
    assert decide(client, cast.leader, asked["id"], "refused").status_code == 200


def test_a_late_writer_does_not_turn_time_back(cast: Cast) -> None:
    site = make_site(cast)
    grants = (Grant(Role.OFFICE, cast.areas["county"]),)
    office = Actor(cast.office.id, "县办", 1, False, grants)
    later, earlier = BEGINNING + timedelta(days=2), BEGINNING + timedelta(days=1)
    move = {"change": "move", "reason": "", "photos": []}
    changes.request(office, site.id, move | {"grid_id": cast.grid_b, "version": 1}, later)
    changes.request(office, site.id, move | {"grid_id": cast.grid_a, "version": 2}, earlier)
    assert life(site.id)[-1] == ("active", cast.grid_a)
    last = db.session.scalars(select(StatusPeriod).filter_by(site_id=site.id, until=None)).one()
    assert last.since == later


def test_the_list_of_changes_costs_two_queries(
    cast: Cast, client: FlaskClient, count_queries: Any
) -> None:
    asked = [
        ask(client, cast.officer, make_site(cast).id, "close", reason="无").json["id"]
        for _ in range(3)
    ]
    with count_queries() as statements:
        page = client.get("/api/v1/site-changes?limit=2", headers=cast.leader.headers).json
    assert len(statements) == 3  # the caller, the changes, their photos
    path = f"/api/v1/site-changes?limit=2&cursor={page['next']}"
    rest = client.get(path, headers=cast.leader.headers).json
    assert [item["id"] for item in page["items"] + rest["items"]] == asked[::-1]
    assert rest["next"] is None
