"""Sites: the list, one of them, adding and correcting, seen by each of the cast."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.geo import measure
from backend.records.audit.models import AuditRow
from backend.registry.kinds import service as kinds
from backend.registry.sites.models import Site, StatusPeriod
from backend.staff.extensions import db
from tests.support.builders import BEGINNING, Cast, Person, make_site

LIST = "/api/v1/sites"
RING = [[117.32, 25.92], [117.34, 25.92], [117.34, 25.94], [117.32, 25.94], [117.32, 25.92]]
HOLE = [
    [117.325, 25.925],
    [117.335, 25.925],
    [117.335, 25.935],
    [117.325, 25.935],
    [117.325, 25.925],
]


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def draft(cast: Cast, **columns: Any) -> dict[str, Any]:
    values = {
        "name": "出租屋 9 号",
        "kind": "rental",
        "grid_id": cast.grid_a,
        "geometry": point(117.35, 26.0),
    }
    return values | columns


def names(client: FlaskClient, person: Person, query: str = "") -> list[str]:
    answer = client.get(f"{LIST}?{query}", headers=person.headers)
    assert answer.status_code == 200, answer.json
    return [item["name"] for item in answer.json["items"]]


def fields(answer: Any) -> set[str]:
    assert answer.status_code == 422, answer.json
    return {fault["field"] for fault in answer.json["fields"]}


def test_the_list_is_that_of_the_territory(cast: Cast, client: FlaskClient) -> None:
    make_site(cast, name="甲")
    make_site(cast, name="乙", grid_id=cast.grid_b)
    make_site(cast, name="丙", grid_id=cast.grid_c)
    assert names(client, cast.leader) == ["甲"]
    assert names(client, cast.officer) == ["甲", "乙"]
    assert names(client, cast.supervisor) == ["甲", "乙"]
    assert names(client, cast.auditor) == ["甲", "乙", "丙"]
    assert names(client, cast.outsider) == ["丙"]
    for person in (cast.admin, cast.nobody):
        assert client.get(LIST, headers=person.headers).status_code == 403


def test_filters_narrow_and_never_widen(cast: Cast, client: FlaskClient) -> None:
    make_site(cast, name="甲", status="suspended")
    make_site(cast, name="乙", grid_id=cast.grid_b)
    make_site(cast, name="丙", grid_id=cast.grid_c)
    assert names(client, cast.office, f"area={cast.areas['town']}") == ["甲", "乙"]
    assert names(client, cast.officer, f"area={cast.areas['county']}") == ["甲", "乙"]
    assert names(client, cast.officer, f"area={cast.grid_c}") == []
    assert names(client, cast.officer, "status=suspended") == ["甲"]
    assert names(client, cast.officer, "kind=rental&status=active") == ["乙"]
    assert names(client, cast.officer, "kind=forest") == []


def test_search_takes_percent_and_underscore_for_what_they_are(
    cast: Cast, client: FlaskClient
) -> None:
    make_site(cast, name="KTV 100%")
    make_site(cast, name="ktv_一", address="南门路 3 号")
    make_site(cast, name="纸/板")
    assert names(client, cast.officer, "q=ktv") == ["KTV 100%", "ktv_一"]
    assert names(client, cast.officer, "q=%25") == ["KTV 100%"]
    assert names(client, cast.officer, "q=_") == ["ktv_一"]
    assert names(client, cast.officer, "q=/") == ["纸/板"]
    assert names(client, cast.officer, "q=%20南门%20") == ["ktv_一"]
    assert client.get(f"{LIST}?q=%00", headers=cast.officer.headers).status_code == 422


def test_pages_cost_one_query_each(cast: Cast, client: FlaskClient, count_queries: Any) -> None:
    made = [make_site(cast, name=f"第 {n} 处").id for n in range(5)]
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        with count_queries() as statements:
            path = f"{LIST}?limit=2{cursor and '&cursor=' + cursor}"
            answer = client.get(path, headers=cast.officer.headers).json
        assert len(statements) == 2  # the caller, the sites
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
    assert seen == made


def test_contacts_are_for_those_who_visit_or_answer(cast: Cast, client: FlaskClient) -> None:
    site = make_site(cast)
    for person in (cast.officer, cast.leader, cast.supervisor, cast.office):
        shown = client.get(f"{LIST}/{site.id}", headers=person.headers).json
        assert (shown["contact_name"], shown["contact_phone"]) == ("王小明", "13800001234")
    for path in (f"{LIST}/{site.id}", LIST):
        shown = client.get(path, headers=cast.auditor.headers).json
        shown = shown.get("items", [shown])[0]
        assert (shown["contact_name"], shown["contact_phone"]) == ("王**", "138****1234")


def test_one_site_with_its_shape_and_life(
    cast: Cast, client: FlaskClient, count_queries: Any
) -> None:
    geometry = {"type": "Polygon", "coordinates": [RING, HOLE]}
    site = make_site(cast, geometry=geometry, address="后山")
    with count_queries() as statements:
        answer = client.get(f"{LIST}/{site.id}", headers=cast.officer.headers)
    assert len(statements) == 4  # the caller, the site, its spells, a change that waits
    assert answer.headers["ETag"] == '"1"'
    shown = answer.json
    assert shown["geometry"] == geometry
    assert not measure.contains((117.33, 25.93), shown["geometry"])
    assert measure.contains((shown["lon"], shown["lat"]), shown["geometry"])
    assert (shown["grid"]["id"], shown["radius_m"]) == (cast.grid_a, 60.0)
    assert shown["spells"] == [
        {
            "since": "2026-01-01T00:00:00Z",
            "until": None,
            "status": "active",
            "grid": {"id": cast.grid_a, "name": "第一网格grid_a"},
            "reason": "",
            "by": None,
            "approved_by": None,
        }
    ]
    assert shown["pending_change"] is None


def test_a_foreign_site_is_an_unknown_one(cast: Cast, client: FlaskClient) -> None:
    site = make_site(cast, grid_id=cast.grid_c)
    for site_id in (site.id, 10**6):
        answers = [
            client.get(f"{LIST}/{site_id}", headers=cast.officer.headers),
            client.patch(f"{LIST}/{site_id}", json={"risk": 1}, headers=cast.supervisor.headers),
            client.post(
                f"{LIST}/{site_id}/changes",
                json={"change": "move", "grid_id": cast.grid_a, "version": 1},
                headers=cast.supervisor.headers,
            ),
        ]  # fmt: skip
        for answer in answers:
            assert (answer.status_code, answer.json["code"]) == (404, "not-found")


@pytest.mark.parametrize("site_id", (str(10**30), "\u0661", "\uff11", "+1", "-1"))
def test_an_id_of_no_row_is_an_unknown_one(cast: Cast, client: FlaskClient, site_id: str) -> None:
    answer = client.get(f"{LIST}/{site_id}", headers=cast.office.headers)
    assert (answer.status_code, answer.json["code"]) == (404, "not-found")


def test_adding_a_site(cast: Cast, client: FlaskClient) -> None:
    body = draft(
        cast, risk=3, address="新街 1 号", contact_phone="\u202d（０５９８）3612345转8\u202c"
    )
    answer = client.post(LIST, json=body, headers=cast.supervisor.headers)
    assert answer.status_code == 201
    shown = answer.json
    assert (shown["status"], shown["version"], shown["risk"]) == ("active", 1, 3)
    assert shown["contact_phone"] == "(0598)3612345转8"
    assert (shown["lon"], shown["lat"]) == (117.35, 26.0)
    assert shown["geometry"] == point(117.35, 26.0)
    spell = db.session.scalars(select(StatusPeriod).filter_by(site_id=shown["id"])).one()
    assert (spell.since, spell.by_id) == (
        db.session.get_one(Site, shown["id"]).created_at,
        cast.supervisor.id,
    )
    row = db.session.scalars(select(AuditRow).filter_by(subject="site")).one()
    assert (row.action, row.actor_id) == ("site.create", cast.supervisor.id)
    assert "contact" not in str(row.detail)


def test_what_other_programs_write_beside_a_shape_is_left_unread(
    cast: Cast, client: FlaskClient
) -> None:
    """RFC 7946, sections 5, 6.1 and 3.1.1."""
    shape = {"type": "Point", "coordinates": [117.35, 26.0, 312.5, 1624659753]}
    beside = {"bbox": [117.35, 26.0, 117.35, 26.0], "crs": None, "note": {"by": "QGIS"}}
    named = "\u202e出租屋\u2066 9 号"
    body = draft(cast, geometry=shape | beside, name=named)
    answer = client.post(LIST, json=body, headers=cast.supervisor.headers)
    assert answer.status_code == 201, answer.json
    assert (answer.json["geometry"], answer.json["name"]) == (point(117.35, 26.0), "出租屋 9 号")


def test_a_point_of_a_chinese_map_is_stored_as_wgs84(cast: Cast, client: FlaskClient) -> None:
    drawn = measure.wgs84_to_gcj02((117.35, 26.0))
    body = draft(cast, geometry=point(*drawn), source_crs="GCJ-02")
    shown = client.post(LIST, json=body, headers=cast.office.headers).json
    assert (shown["lon"], shown["lat"]) == pytest.approx((117.35, 26.0), abs=1e-7)
    assert shown["source_crs"] == "GCJ-02"


@pytest.mark.parametrize(
    ("columns", "faulty"),
    (
        ({"name": ""}, {"name"}),
        ({"name": "  "}, {"name"}),
        ({"name": "字" * 81}, {"name"}),
        ({"kind": "harbour"}, {"kind"}),
        ({"trade": "courier"}, {"trade"}),
        ({"risk": 4}, {"risk"}),
        ({"risk": True}, {"risk"}),
        ({"grid_id": 10**12}, {"grid_id"}),
        ({"contact_phone": "请打电话"}, {"contact_phone"}),
        ({"contact_phone": "1380000\n1234"}, {"contact_phone"}),
        ({"contact_phone": "1" * 21}, {"contact_phone"}),
        ({"name": "\u200b\u3164"}, {"name"}),
        ({"name": "新街\x07 1 号"}, {"name"}),
        ({"contact_name": "王\n强"}, {"contact_name"}),
        ({"source_crs": "BD-09"}, {"source_crs"}),
        ({"geometry": point(117.45, 26.0)}, {"geometry"}),
        ({"geometry": point(0, 91)}, {"geometry"}),
        ({"geometry": {"type": "Polygon", "coordinates": [RING[:3]]}}, {"geometry"}),
        ({"geometry": {"type": "Point"}}, {"geometry.coordinates"}),
        ({"geometry": None}, {"geometry"}),
        ({"status": "closed"}, {"status"}),
    ),
)
def test_what_cannot_be_a_site(
    cast: Cast, client: FlaskClient, columns: dict[str, Any], faulty: set[str]
) -> None:
    answer = client.post(LIST, json=draft(cast, **columns), headers=cast.office.headers)
    assert fields(answer) == faulty


def test_only_grids_of_the_territory_take_sites(cast: Cast, client: FlaskClient) -> None:
    for grid_id in (cast.grid_c, cast.areas["village_a"], 10**6):
        body = draft(cast, grid_id=grid_id)
        answer = client.post(LIST, json=body, headers=cast.supervisor.headers)
        assert fields(answer) == {"grid_id"}
    for person in (cast.officer, cast.leader, cast.auditor):
        answer = client.post(LIST, json=draft(cast), headers=person.headers)
        assert answer.status_code == 403


def test_a_trade_belongs_to_its_kind(cast: Cast, client: FlaskClient) -> None:
    kinds.load(None, BEGINNING)
    body = draft(cast, kind="industry", trade="courier")
    answer = client.post(LIST, json=body, headers=cast.office.headers)
    assert (answer.status_code, answer.json["trade"]) == (201, "courier")
    body = draft(cast, kind="forest", trade="courier")
    assert fields(client.post(LIST, json=body, headers=cast.office.headers)) == {"trade"}


def test_corrections_need_the_version_that_was_seen(cast: Cast, client: FlaskClient) -> None:
    site = make_site(cast)

    def patch(body: dict[str, Any], version: str | None) -> Any:
        headers = cast.supervisor.headers | ({"If-Match": version} if version else {})
        return client.patch(f"{LIST}/{site.id}", json=body, headers=headers)

    assert patch({"risk": 3}, None).status_code == 428
    first = patch({"risk": 3, "contact_name": "李四"}, '"1"')
    assert (first.status_code, first.json["risk"], first.json["version"]) == (200, 3, 2)
    stale = patch({"risk": 1}, '"1"')
    assert (stale.status_code, stale.json["version"]) == (412, 2)
    assert patch({}, '"2"').json["version"] == 2
    row = db.session.scalars(select(AuditRow).filter_by(action="site.correct")).one()
    assert row.detail == {"fields": ["contact_name", "risk"], "version": 2}
    assert fields(patch({"grid_id": cast.grid_b}, '"2"')) == {"grid_id"}
    assert fields(patch({"trade": "courier"}, '"2"')) == {"trade"}
    assert patch({"trade": None}, '"2"').json["version"] == 3


def test_a_site_is_drawn_anew_inside_its_grid(cast: Cast, client: FlaskClient) -> None:
    site = make_site(cast)
    headers = cast.office.headers | {"If-Match": '"1"'}
    polygon = {"type": "Polygon", "coordinates": [RING]}
    shown = client.patch(f"{LIST}/{site.id}", json={"geometry": polygon}, headers=headers).json
    assert shown["geometry"] == polygon
    assert measure.contains((shown["lon"], shown["lat"]), polygon)
    headers["If-Match"] = '"2"'
    body = {"geometry": point(117.45, 26.0)}
    answer = client.patch(f"{LIST}/{site.id}", json=body, headers=headers)
    assert fields(answer) == {"geometry"}
    assert client.get(f"{LIST}/{site.id}", headers=headers).json["version"] == 2
