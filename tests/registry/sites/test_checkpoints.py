"""The checkpoints of a site through the API: who may change them, and what is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.records.audit.models import AuditRow
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Checkpoint, Site
from backend.staff.extensions import db
from tests.support.builders import Cast, Person, make_site

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
WOODS = {
    "type": "Polygon",
    "coordinates": [
        [[117.34, 25.99], [117.36, 25.99], [117.36, 26.01], [117.34, 26.01], [117.34, 25.99]]
    ],
}
EAST = {"name": "东坡", "lon": 117.358, "lat": 26.0}
WEST = {"name": "西岭", "lon": 117.342, "lat": 26.0, "radius_m": 80}


class Woods:
    """A forest of the supervisor's, and the calls about its checkpoints."""

    def __init__(self, cast: Cast, client: FlaskClient) -> None:
        db.session.get_one(Kind, cast.kind_id).checkpoints = True
        self.site = make_site(cast, geometry=WOODS, name="后山林区")
        db.session.commit()
        self.client, self.keeper = client, cast.supervisor
        self.path = f"/api/v1/sites/{self.site.id}/checkpoints"

    def shown(self, by: Person | None = None) -> Any:
        return self.client.get(self.path, headers=(by or self.keeper).headers).json

    def call(
        self, method: str, body: Any, below: str = "", version: str | None = "now", by: Any = None
    ) -> Any:
        headers = dict((by or self.keeper).headers)
        if version is not None:
            headers["If-Match"] = f'"{self.shown()["version"]}"' if version == "now" else version
        return self.client.open(self.path + below, method=method, json=body, headers=headers)

    def add(self, body: dict[str, Any]) -> int:
        answer = self.call("POST", body)
        assert answer.status_code == 201, answer.json
        number: int = answer.json["items"][-1]["id"]
        return number

    def faults(self, method: str, body: Any, below: str = "") -> set[str]:
        answer = self.call(method, body, below)
        assert answer.status_code == 422, answer.json
        return {fault["field"] for fault in answer.json["fields"]}


@pytest.fixture
def woods(cast: Cast, client: FlaskClient) -> Woods:
    return Woods(cast, client)


def test_the_first_is_asked_for_and_further_ones_may_be(woods: Woods) -> None:
    assert woods.shown() == {"required": None, "version": 1, "items": []}
    woods.add(EAST)
    assert woods.shown()["required"] == 1
    woods.add(WEST)
    shown = woods.call("PATCH", {"required": 2}).json
    assert (shown["required"], shown["version"]) == (2, 4)
    assert [(each["name"], each["radius_m"]) for each in shown["items"]] == [
        ("东坡", 60.0),
        ("西岭", 80.0),
    ]
    actions = db.session.scalars(
        select(AuditRow).filter_by(action="site.checkpoints").order_by(AuditRow.id)
    ).all()
    assert [row.detail["change"] for row in actions] == ["add", "add", "require"]
    assert actions[2].detail["version"] == 4


def test_another_name_stays_the_same_checkpoint(woods: Woods) -> None:
    east = woods.add(EAST)
    answer = woods.call("PATCH", {"name": " 东坡亭\u200b "}, f"/{east}")
    assert [(each["id"], each["name"]) for each in answer.json["items"]] == [(east, "东坡亭")]
    assert woods.call("PATCH", {"name": "东坡亭"}, f"/{east}").json["version"] == 3


def test_another_place_is_another_checkpoint_and_the_old_one_is_kept(woods: Woods) -> None:
    east = woods.add(EAST)
    moved = woods.call("PATCH", {"lon": 117.357, "lat": 26.0}, f"/{east}").json
    assert [(each["name"], each["lon"]) for each in moved["items"]] == [("东坡", 117.357)]
    assert moved["items"][0]["id"] != east
    assert moved["required"] == 1
    old = db.session.get_one(Checkpoint, east)
    assert (old.lon, old.until is None) == (117.358, False)
    assert woods.call("PATCH", {"name": "旧"}, f"/{east}").status_code == 404
    wider = woods.call("PATCH", {"radius_m": 90}, f"/{moved['items'][0]['id']}").json
    assert [(each["lon"], each["radius_m"]) for each in wider["items"]] == [(117.357, 90.0)]


def test_a_process_whose_clock_is_behind_turns_no_time_back(woods: Woods) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        woods.add(EAST)
        clock.shift(timedelta(hours=1))
        west = woods.add(WEST)
        clock.shift(timedelta(seconds=-5))
        woods.call("PATCH", {"radius_m": 90}, f"/{west}")
    added = NOON + timedelta(hours=1)
    rows = db.session.scalars(select(Checkpoint).order_by(Checkpoint.id))
    assert [(row.since, row.until) for row in rows] == [
        (NOON, None),
        (added, added),
        (added, None),
    ]


def test_an_ended_one_is_kept_and_no_more_are_asked_for_than_are_left(woods: Woods) -> None:
    east, west = woods.add(EAST), woods.add(WEST)
    woods.call("PATCH", {"required": 2})
    left = woods.call("POST", None, f"/{east}/end").json
    assert (left["required"], [each["id"] for each in left["items"]]) == (1, [west])
    assert woods.call("POST", None, f"/{east}/end").status_code == 404
    assert woods.call("POST", None, f"/{west}/end").json["required"] is None
    kept = db.session.scalars(select(Checkpoint).filter_by(site_id=woods.site.id)).all()
    assert len(kept) == 2


@pytest.mark.parametrize(
    ("body", "field"),
    (
        ({"name": " \u200b"}, "name"),
        ({"name": "a\x07b"}, "name"),
        ({"name": "长" * 81}, "name"),
        ({"name": "东坡\u200b"}, "name"),  # taken
        ({"lon": 117.37}, "lon"),  # a kilometre off
        ({"lon": 10**400}, "lon"),
        ({"lat": 91}, "lat"),
        ({"lat": "26.0"}, "lat"),
        ({"lat": None}, "lat"),
        ({"radius_m": 19.9}, "radius_m"),
        ({"radius_m": 200.1}, "radius_m"),
        ({"source_crs": "BD-09"}, "source_crs"),
        ({"until": None}, "until"),
    ),
)
def test_bad_input_names_its_field(woods: Woods, body: dict[str, Any], field: str) -> None:
    woods.add(EAST)
    assert woods.faults("POST", WEST | body) == {field}
    assert len(woods.shown()["items"]) == 1


def test_a_move_needs_both_coordinates_on_the_site(woods: Woods) -> None:
    east = woods.add(EAST)
    woods.add(WEST)
    assert woods.faults("PATCH", {"lon": 117.35}, f"/{east}") == {"lat"}
    assert woods.faults("PATCH", {"lon": 118, "lat": 26}, f"/{east}") == {"lon"}
    assert woods.faults("PATCH", {"name": "西岭"}, f"/{east}") == {"name"}


def test_gcj_02_is_brought_to_wgs_84(woods: Woods) -> None:
    woods.add(EAST | {"source_crs": "GCJ-02", "lon": 117.355})
    assert 117.349 < woods.shown()["items"][0]["lon"] < 117.3505


def test_so_many_and_no_more(woods: Woods) -> None:
    for n in range(20):
        woods.add({"name": f"第 {n} 处", "lon": 117.345 + n / 10_000, "lat": 26.0})
    assert woods.faults("POST", EAST) == {"site"}
    assert woods.call("PATCH", {"required": 20}).status_code == 200
    for wrong in (0, 21, 1.5, "2", None):
        assert woods.faults("PATCH", {"required": wrong}) == {"required"}


def test_no_more_are_asked_for_than_there_are(woods: Woods) -> None:
    woods.add(EAST)
    assert woods.faults("PATCH", {"required": 2}) == {"required"}


def test_only_kinds_that_have_checkpoints(woods: Woods, cast: Cast) -> None:
    db.session.get_one(Kind, cast.kind_id).checkpoints = False
    db.session.commit()
    assert woods.faults("POST", EAST) == {"site"}


def test_each_change_needs_the_version_that_was_seen(woods: Woods) -> None:
    east = woods.add(EAST)
    for method, body, below in (
        ("POST", WEST, ""),
        ("PATCH", {"required": 1}, ""),
        ("PATCH", {"name": "新名"}, f"/{east}"),
        ("POST", None, f"/{east}/end"),
    ):
        assert woods.call(method, body, below, version=None).status_code == 428
        stale = woods.call(method, body, below, version='"1"')
        assert (stale.status_code, stale.json["changed"]["what"]) == (412, "site.checkpoints")
    assert woods.shown()["version"] == 2


def test_whoever_reads_the_site_sees_them_and_only_its_keepers_change_them(
    woods: Woods, cast: Cast
) -> None:
    east = woods.add(EAST)
    for reader in (cast.officer, cast.leader, cast.auditor):
        assert woods.shown(reader)["items"][0]["name"] == "东坡"
        assert woods.call("POST", WEST, by=reader).status_code == 403
        assert woods.call("POST", None, f"/{east}/end", by=reader).status_code == 403
    assert woods.call("POST", WEST, by=cast.outsider).status_code in (403, 404)
    assert woods.shown(cast.outsider)["code"] == "not-found"
    assert woods.call("POST", WEST, by=cast.office).status_code == 201


def test_a_checkpoint_of_another_site_is_not_found(woods: Woods, cast: Cast) -> None:
    other = make_site(cast, geometry=WOODS)
    foreign = Checkpoint(site_id=other.id, name="别处", lon=117.35, lat=26.0, radius_m=60)
    db.session.add(foreign)
    db.session.commit()
    assert woods.call("PATCH", {"name": "改"}, f"/{foreign.id}").status_code == 404
    assert woods.call("POST", None, f"/{foreign.id}/end").status_code == 404
    assert db.session.get_one(Site, other.id).version == 1
