"""The tree of areas: building it, and who sees which part."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.core.errors import Problem
from backend.records.audit.models import AuditRow
from backend.registry.areas import queries, service
from backend.registry.areas.models import Area, AreaClosure
from backend.staff.extensions import db
from tests.support.builders import BEGINNING, Cast

SQUARE = [[117.2, 25.9], [117.3, 25.9], [117.3, 26.0], [117.2, 26.0], [117.2, 25.9]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}


def names(client: FlaskClient, person: Any, query: str = "") -> list[str]:
    answer = client.get(f"/api/v1/areas?limit=200&{query}", headers=person.headers)
    assert answer.status_code == 200
    return [item["name"] for item in answer.json["items"]]


def test_a_new_area_is_below_all_that_is_above_it(cast: Cast) -> None:
    grid = service.create("grid", "g9", "新网格", BEGINNING, parent_id=cast.areas["village_a"])
    above = db.session.scalars(select(AreaClosure.ancestor_id).filter_by(area_id=grid.id))
    wanted = {grid.id, cast.areas["village_a"], cast.areas["town"], cast.areas["county"]}
    assert set(above) == wanted
    assert queries.breadcrumbs([grid.id, cast.areas["county"]]) == {
        grid.id: ["永安市", "燕南街道", "将军山社区", "新网格"],
        cast.areas["county"]: ["永安市"],
    }
    row = db.session.scalars(select(AuditRow).filter_by(subject="area")).one()
    assert (row.action, row.subject_id) == ("area.create", str(grid.id))


@pytest.mark.parametrize(
    ("level", "parent"),
    (("grid", "town"), ("town", "grid_a"), ("county", "county"), ("village", None), ("town", "no")),
)
def test_a_parent_is_of_the_level_above(cast: Cast, level: str, parent: str | None) -> None:
    parent_id = None if parent is None else cast.areas.get(parent, 10**6)
    with pytest.raises(Problem) as caught:
        service.create(level, "x", "某处", BEGINNING, parent_id=parent_id)
    assert caught.value.faults == [("parent_id", "no_such")]


def test_a_county_has_no_parent(cast: Cast) -> None:
    county = service.create("county", "350482", "另一县", BEGINNING)
    assert db.session.get(Area, county.id) is county


def test_shapes_are_set_and_drawn_anew(cast: Cast, client: FlaskClient) -> None:
    grid = service.create("grid", "g9", "新网格", BEGINNING, parent_id=cast.areas["village_a"])
    service.set_shape(grid.id, {"type": "MultiPolygon", "coordinates": [[SQUARE]]}, BEGINNING)
    service.set_shape(grid.id, POLYGON, BEGINNING)
    answer = client.get(f"/api/v1/areas/{grid.id}/grids.geojson", headers=cast.office.headers)
    above = [cast.areas[name] for name in ("county", "town", "village_a")]
    assert answer.json == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
                "properties": {"id": grid.id, "code": "g9", "name": "新网格", "ancestors": above},
            }
        ],
    }


def test_a_point_is_no_area(cast: Cast) -> None:
    with pytest.raises(Problem) as caught:
        service.set_shape(cast.grid_a, {"type": "Point", "coordinates": [117, 26]}, BEGINNING)
    assert caught.value.faults == [("geometry", "not_a_shape")]


def test_everyone_sees_his_own_territory_and_nothing_above(cast: Cast, client: FlaskClient) -> None:
    assert names(client, cast.leader) == ["第一网格grid_a"]
    assert names(client, cast.officer) == ["第一网格grid_a", "第一网格grid_b"]
    assert names(client, cast.supervisor, "level=village") == ["将军山社区", "下渡村"]
    assert names(client, cast.supervisor, "level=county") == []
    assert len(names(client, cast.auditor)) == 9
    assert len(names(client, cast.admin)) == 9  # to say who works where
    assert names(client, cast.nobody) == []


def test_children_and_levels(cast: Cast, client: FlaskClient) -> None:
    county, other = cast.areas["county"], cast.areas["other_town"]
    assert names(client, cast.office, f"parent={county}") == ["燕南街道", "小陶镇"]
    assert names(client, cast.office, f"parent={county}&level=grid") == []
    assert names(client, cast.supervisor, f"parent={other}") == []
    answer = client.get("/api/v1/areas?level=street", headers=cast.office.headers)
    assert answer.status_code == 422


def test_pages_follow_each_other(cast: Cast, client: FlaskClient, count_queries: Any) -> None:
    seen, cursor = [], ""
    while cursor is not None:
        query = f"/api/v1/areas?limit=4{cursor and '&cursor=' + cursor}"
        with count_queries() as statements:
            answer = client.get(query, headers=cast.office.headers).json
        assert len(statements) == 3  # the caller, the areas, their paths
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
    assert seen == sorted(seen)
    assert len(seen) == 9
    broken = client.get("/api/v1/areas?cursor=AAAA", headers=cast.office.headers)
    assert broken.status_code == 422


def test_a_foreign_area_is_an_unknown_one(cast: Cast, client: FlaskClient) -> None:
    for path in ("/api/v1/areas/{}", "/api/v1/areas/{}/grids.geojson"):
        own = client.get(path.format(cast.grid_c), headers=cast.outsider.headers)
        assert own.status_code == 200
        for area_id in (cast.grid_a, cast.areas["county"], 10**6, 10**30):
            answer = client.get(path.format(area_id), headers=cast.outsider.headers)
            assert (answer.status_code, answer.json["code"]) == (404, "not-found")


def test_grids_are_sent_once(cast: Cast, client: FlaskClient, count_queries: Any) -> None:
    path = f"/api/v1/areas/{cast.areas['town']}/grids.geojson"
    with count_queries() as statements:
        first = client.get(path, headers=cast.supervisor.headers)
    assert len(statements) == 4  # the caller, the area, its grids, what is above them
    assert first.content_type == "application/geo+json"
    assert first.headers["Cache-Control"] == "private, no-cache"
    found = {feature["properties"]["id"] for feature in first.json["features"]}
    assert found == {cast.grid_a, cast.grid_b}
    headers = cast.supervisor.headers | {"If-None-Match": first.headers["ETag"]}
    again = client.get(path, headers=headers)
    assert (again.status_code, again.data) == (304, b"")
