"""The tree of areas out of a file."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.core.errors import Problem
from backend.core.files import NotUtf8Error, read_text
from backend.records.audit.models import AuditRow
from backend.registry.areas import gazetteer, queries
from backend.registry.areas.models import Area, AreaShape
from backend.staff.extensions import db
from tests.support.builders import BEGINNING, Cast

SQUARE = [[117.2, 25.9], [117.3, 25.9], [117.3, 26.0], [117.2, 26.0], [117.2, 25.9]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}
SHAPE = "not_a_shape"


def area(level: str, code: str, parent: str | None, **more: Any) -> dict[str, Any]:
    geometry = more.pop("geometry", None)
    properties = {"level": level, "code": code, "name": f"名{code}", "parent": parent} | more
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def tree() -> dict[str, Any]:
    """Another county, the grid first: the order is the program's business."""
    features = [
        area("grid", "9-1-1-1", "9-1-1", geometry=POLYGON),
        area("village", "9-1-1", "9-1", sort=2),
        area("town", "9-1", "9", remark="read by nobody"),
        area("county", "9", None),
    ]
    return {"type": "FeatureCollection", "features": features}


def changed() -> int:
    return db.session.scalar(select(func.count(AuditRow.id))) or 0


def test_a_tree_is_taken_in_once(cast: Cast) -> None:
    assert gazetteer.load_areas(tree(), BEGINNING) == (4, 0)
    grid = db.session.scalars(select(Area).filter_by(code="9-1-1-1")).one()
    assert queries.breadcrumbs([grid.id])[grid.id] == ["名9", "名9-1", "名9-1-1", "名9-1-1-1"]
    assert db.session.get(AreaShape, grid.id) is not None
    rows = changed()
    assert gazetteer.load_areas(tree(), BEGINNING) == (0, 0)
    assert changed() == rows


def test_what_differs_is_changed_and_nothing_else(cast: Cast) -> None:
    gazetteer.load_areas(tree(), BEGINNING)
    other = tree()
    other["features"][1]["properties"]["name"] = "新名"
    other["features"][0]["geometry"] = {"type": "Polygon", "coordinates": [SQUARE[::-1]]}
    del other["features"][2:]
    assert gazetteer.load_areas(other, BEGINNING, datum="GCJ-02") == (0, 2)
    assert db.session.scalars(select(Area.name).filter_by(code="9-1-1")).one() == "新名"
    assert db.session.scalars(select(Area.name).filter_by(code="9-1")).one() == "名9-1"


@pytest.mark.parametrize(
    ("feature", "fault"),
    (
        (area("town", "8", "no-such"), ("features[4].parent", "no_such")),
        (area("town", "8", "9-1"), ("features[4].parent", "not_allowed")),
        (area("town", "8", None), ("features[4].parent", "not_allowed")),
        (area("village", "9-1-1-1", "9-1"), ("features[4].code", "duplicate")),
        (area("village", "350481003", "9-1"), ("features[4].parent", "not_allowed")),
        (area("street", "8", "9"), ("features[4].level", "not_allowed")),
        (area("town", "8", "9", name=""), ("features[4].name", "too_short:1")),
        (
            area("town", "8", "9", geometry={"type": "Point"}),
            ("features[4].geometry", "not_a_shape"),
        ),
        ({"type": "Feature"}, ("features[4]", "not_a_feature")),
        (7, ("features[4]", "not_a_feature")),
    ),
)
def test_a_fault_names_the_feature(cast: Cast, feature: Any, fault: tuple[str, str]) -> None:
    document = tree()
    document["features"].append(feature)
    with pytest.raises(Problem) as caught:
        gazetteer.load_areas(document, BEGINNING)
    assert caught.value.faults == [fault]


@pytest.mark.parametrize("document", ({}, [], None, {"features": {}}))
def test_a_file_that_is_no_collection(cast: Cast, document: Any) -> None:
    with pytest.raises(Problem) as caught:
        gazetteer.load_areas(document, BEGINNING)
    assert caught.value.faults == [("features", "required")]


CASES = Path(__file__).parents[2] / "vectors/geojson"


def load_case(file: str, **properties: Any) -> tuple[int, int]:
    """Loads a file that somebody brought, under the village of the tree."""
    document = json.loads(read_text(CASES / file))
    document["features"][0]["properties"] |= {"parent": "9-1-1"} | properties
    return gazetteer.load_areas(document, BEGINNING)


@pytest.mark.parametrize(
    ("name", "code"),
    (
        ("bom.geojson", "T-bom"),
        ("code_numeric.geojson", "3504810039"),
        ("code_fullwidth.geojson", "T-plain"),
        ("code_trailing_space.geojson", "T-plain"),
        ("code_zwsp.geojson", "T-plain"),
        ("spike.geojson", "T-spk"),
        ("z_nan.geojson", "T-znan"),
        ("zm_4.geojson", "T-zm"),
        ("null_geometry.geojson", "T-nul"),
    ),
)
def test_files_of_other_programs_are_read(cast: Cast, name: str, code: str) -> None:
    gazetteer.load_areas(tree(), BEGINNING)
    assert load_case(name) == (1, 0)
    assert db.session.scalar(select(func.count()).where(Area.code == code)) == 1
    assert load_case(name) == (0, 0)


@pytest.mark.parametrize(
    ("name", "fault", "detail"),
    (
        ("bowtie.geojson", "self_crossing", "117.375 25.935"),
        ("crs_xian80.geojson", "unknown_crs", "4610"),
        ("crs_beijing54.geojson", "unknown_crs", "4214"),
    ),
)
def test_what_cannot_be_read_is_told_with_its_reason(
    cast: Cast, name: str, fault: str, detail: str
) -> None:
    gazetteer.load_areas(tree(), BEGINNING)
    with pytest.raises(Problem) as caught:
        load_case(name)
    assert caught.value.faults[0].code == fault
    assert detail in str(caught.value.detail)


@pytest.mark.parametrize("name", ("\u200b", "一\n二"))
def test_a_name_that_cannot_be_seen_is_refused(cast: Cast, name: str) -> None:
    gazetteer.load_areas(tree(), BEGINNING)
    with pytest.raises(Problem):
        load_case("spike.geojson", name=name)


def square(west: float, south: float, side: float) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize(("west", "lies_inside"), ((117.2, True), (117.201, True), (117.25, False)))
def test_a_grid_lies_in_its_village(cast: Cast, west: float, lies_inside: bool) -> None:
    document = tree()
    document["features"][0]["geometry"] = square(west, 25.9, 0.1)
    document["features"][1]["geometry"] = square(117.2, 25.9, 0.1)
    if lies_inside:
        assert gazetteer.load_areas(document, BEGINNING) == (4, 0)
        return
    with pytest.raises(Problem) as caught:
        gazetteer.load_areas(document, BEGINNING)
    assert caught.value.faults == [("features[0].geometry", "outside_parent")]


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "areas.geojson"
    file.write_text("永安市", encoding="gb18030")
    with pytest.raises(NotUtf8Error, match="UTF-8"):
        read_text(file)
