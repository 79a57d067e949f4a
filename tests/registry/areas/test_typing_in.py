"""Areas that somebody types, and names set right."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from backend.core.errors import text
from backend.records.audit.models import AuditRow
from backend.registry.areas.models import Area, AreaClosure
from backend.registry.areas.rules import CODE_MAX, free_codes
from backend.staff.extensions import db
from tests.support.builders import Cast

AREAS = "/api/v1/areas"


def add(client: FlaskClient, cast: Cast, parent: str, *rows: Any) -> Any:
    areas = [row if isinstance(row, dict) else {"name": row} for row in rows]
    body = {"parent_id": cast.areas[parent], "areas": areas}
    return client.post(AREAS, json=body, headers=cast.admin.headers)


def faults(answer: Any) -> dict[str, str]:
    return {fault["field"]: fault["message_en"] for fault in answer.json["fields"]}


def message(code: str) -> str:
    return text("en", "faults", code)


def test_villages_and_grids_get_codes_of_their_parent(client: FlaskClient, cast: Cast) -> None:
    town = db.session.get_one(Area, cast.areas["town"])
    answer = add(client, cast, "town", "东坡村", {"name": "西洋村", "code": "X-1"}, "小陶村")
    assert answer.status_code == 201
    made = answer.json["items"]
    assert [(each["name"], each["level"]) for each in made] == [
        ("东坡村", "village"),
        ("西洋村", "village"),
        ("小陶村", "village"),
    ]
    assert made[0]["code"].startswith(town.code)
    assert len({each["code"] for each in made}) == 3
    assert made[1]["code"] == "X-1"
    assert made[0]["path"][-1] == "东坡村"
    above = db.session.scalars(
        select(AreaClosure.ancestor_id).filter_by(area_id=made[0]["id"])
    ).all()
    assert set(above) == {made[0]["id"], cast.areas["town"], cast.areas["county"]}
    row = db.session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
    assert (row.action, row.actor_id) == ("area.create", cast.admin.id)


def test_all_or_none_and_each_row_at_fault(client: FlaskClient, cast: Cast) -> None:
    taken = db.session.get_one(Area, cast.areas["village_a"])
    before = db.session.scalar(select(func.count(Area.id)))
    rows = ("甲村", "甲村", taken.name, {"name": "乙村", "code": taken.code}, "丙村")
    answer = add(client, cast, "town", *rows)
    assert answer.status_code == 422
    assert faults(answer) == {
        "areas.1.name": message("duplicate"),
        "areas.2.name": message("duplicate"),
        "areas.3.code": message("taken"),
    }
    assert db.session.scalar(select(func.count(Area.id))) == before
    assert add(client, cast, "town", "甲村").status_code == 201
    assert faults(add(client, cast, "town", "甲村")) == {"areas.0.name": message("duplicate")}


def test_a_grid_has_nothing_below_it(client: FlaskClient, cast: Cast) -> None:
    assert faults(add(client, cast, "grid_a", "某处")) == {"parent_id": message("not_allowed")}


def test_a_name_is_set_right_once(client: FlaskClient, cast: Cast) -> None:
    where = f"{AREAS}/{cast.areas['village_a']}"
    was = client.get(where, headers=cast.admin.headers).json["name"]
    renamed = client.patch(where, json={"name": "将军山村", "was": was}, headers=cast.admin.headers)
    assert (renamed.status_code, renamed.json["name"]) == (200, "将军山村")
    again = client.patch(where, json={"name": "将军山村", "was": was}, headers=cast.admin.headers)
    assert again.status_code == 200, "a second try finds it done"
    row = db.session.scalars(select(AuditRow).filter_by(action="area.rename")).one()
    assert row.detail == {"from": was, "to": "将军山村"}
    late = client.patch(where, json={"name": "别名", "was": was}, headers=cast.admin.headers)
    assert (late.status_code, late.json["code"]) == (412, "stale")


def test_two_of_one_name_below_one_area_are_refused(client: FlaskClient, cast: Cast) -> None:
    add(client, cast, "town", "甲村")
    where = f"{AREAS}/{cast.areas['village_a']}"
    was = client.get(where, headers=cast.admin.headers).json["name"]
    answer = client.patch(where, json={"name": "甲村", "was": was}, headers=cast.admin.headers)
    assert faults(answer) == {"name": message("duplicate")}


def test_nobody_else_types_areas(client: FlaskClient, cast: Cast) -> None:
    body = {"parent_id": cast.areas["town"], "areas": [{"name": "甲村"}]}
    for person in (cast.officer, cast.leader, cast.office):
        assert client.post(AREAS, json=body, headers=person.headers).status_code == 403


@pytest.mark.fast
@given(st.sets(st.integers(1, 999), max_size=20), st.integers(1, 30))
def test_free_codes_are_new_and_begin_as_their_parent(taken: set[int], count: int) -> None:
    there = {f"350481{number:03}" for number in taken} | {"350481001001", "350482001", "3504819"}
    free = [code for code, _ in zip(free_codes("350481", there), range(count), strict=False)]
    assert not there & set(free)
    assert all(len(code) == 9 and code.startswith("350481") for code in free)
    assert len(set(free)) == len(free) == min(count, 999 - len(taken))
    assert free == sorted(free) or max(taken) + len(free) > 999


@pytest.mark.fast
def test_a_code_that_would_be_too_long_is_none() -> None:
    assert next(free_codes("1" * (CODE_MAX - 3), ()), None) == "1" * (CODE_MAX - 3) + "001"
    assert next(free_codes("1" * (CODE_MAX - 2), ()), None) is None
