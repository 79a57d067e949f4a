"""A foreign id inside a body answers like an unknown one, too."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.territory.calls import EXEMPTION, NEW_PASSWORD, UNKNOWN_ID
from tests.territory.conftest import opened
from tests.territory.operations import facts, named, operations
from tests.territory.world import World, fill_grid_a
from tests.tips.groups.staff import GROUP

Body = Callable[[World, int], Any]


def _sample(world: World) -> dict[str, Any]:
    abroad = world.cast.areas["abroad"]
    return world.ids["sample"] | {"town_id": abroad, "by_town_id": abroad}


# Who tries, what of grid_a she names, and the rest of her otherwise allowed request.
PROBES: dict[tuple[str, str], tuple[str, str, Body]] = {
    ("POST /accounts", "post.area_id"): (
        "admin_elsewhere",
        "area_id",
        lambda _, id_: {
            "username": "new.one",
            "name": "新来的",
            "password": NEW_PASSWORD,
            "post": {"role": "officer", "area_id": id_},
        },
    ),
    ("POST /accounts/{account_id}/assignments", "area_id"): (
        "admin_elsewhere",
        "area_id",
        lambda _, id_: {"role": "officer", "area_id": id_},
    ),
    ("POST /areas", "parent_id"): (
        "admin_elsewhere",
        "area_id",
        lambda _, id_: {"parent_id": id_, "areas": [{"name": "新网格"}]},
    ),
    ("POST /areas/{area_id}/handover", "from"): (
        "outsider",
        "account_id",
        lambda world, id_: {"from": id_, "to": world.own["account_id"]},
    ),
    ("POST /areas/{area_id}/handover", "to"): (
        "outsider",
        "account_id",
        lambda world, id_: {"from": world.own["account_id"], "to": id_},
    ),
    ("POST /sites", "grid_id"): (
        "supervisor_elsewhere",
        "area_id",
        lambda _, id_: {
            "name": "新点位",
            "kind": "rental",
            "grid_id": id_,
            "geometry": {"type": "Point", "coordinates": [117.36, 26.0]},
        },
    ),
    ("POST /sites/{site_id}/changes", "grid_id"): (
        "supervisor_elsewhere",
        "area_id",
        lambda _, id_: {"change": "move", "grid_id": id_, "version": 1},
    ),
    ("POST /exemptions", "area_id"): (
        "supervisor_elsewhere",
        "area_id",
        lambda _, id_: EXEMPTION | {"area_id": id_},
    ),
    ("POST /cross-checks", "town_id"): (
        "office_abroad",
        "area_id",
        lambda world, id_: _sample(world) | {"town_id": id_},
    ),
    ("POST /cross-checks", "by_town_id"): (
        "office_abroad",
        "area_id",
        lambda world, id_: _sample(world) | {"by_town_id": id_},
    ),
    ("POST /checkins", "site"): (
        "outsider",
        "site_id",
        lambda world, id_: world.document(id_),
    ),
    ("POST /findings/{finding_id}/moves", "assignee_id"): (
        "supervisor_elsewhere",
        "account_id",
        lambda _, id_: {"move": "assign", "assignee_id": id_},
    ),
    ("POST /tip-groups", "area_id"): (
        "admin_elsewhere",
        "area_id",
        lambda _, id_: GROUP | {"code": "fire", "area_id": id_},
    ),
    ("POST /tip-groups/{group_id}/escrow-requests", "recipient_id"): (
        "office_abroad",
        "newcomer_id",
        lambda _, id_: {"recipient_id": id_, "reason": "口令都忘了"},
    ),
    ("POST /notices/read", "up_to"): ("outsider", "notice_id", lambda _, id_: {"up_to": id_}),
}
# Everyone's: checklists are the same in all territories. And a number that is no id.
OPEN = {("POST /checkins", "checklist"), ("POST /tokens", "days")}


@pytest.fixture(scope="module")
def world(application: Flask) -> Iterator[World]:
    with opened(application) as found:
        fill_grid_a(found)
        yield found


def test_no_id_is_forgotten() -> None:
    found = {(each.name, name) for each in operations() for name in each.body_ids}
    assert found == PROBES.keys() | OPEN


@pytest.mark.parametrize(("operation", "member"), PROBES, ids=lambda each: each)
def test_a_foreign_id_is_an_unknown_one(world: World, operation: str, member: str) -> None:
    who, subject, body = PROBES[operation, member]
    method, path = named(operation).method, named(operation).path.format_map(world.own)
    answers = []
    for id_ in (world.ids[subject], UNKNOWN_ID):
        content = body(world, id_)
        sent = {"data": content} if isinstance(content, bytes) else {"json": content}
        answers.append(world.call(who, method, path, **sent))
    foreign, unknown = answers
    assert facts(foreign) == facts(unknown)
    assert foreign.status_code in (404, 409, 422)


def test_announcing_the_photo_of_a_stranger_does_not_show_it(world: World) -> None:
    photos = [{"sha256": world.ids["sha256"], "source": "camera"}]
    sent = world.document(world.own["site_id"], photos=photos)
    receipt = world.done("outsider", "POST", "/checkins", data=sent)
    expected = {"sha256": world.ids["sha256"], "arrived": False, "problem": None}
    assert receipt["photos"] == [expected]
    path = f"/checkins/{receipt['number']}/photos/{world.ids['sha256']}"
    assert world.call("outsider", "GET", path).status_code == 404
