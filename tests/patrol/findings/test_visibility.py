"""Findings: who sees which, at what cost, and where they go when their site moves."""

from datetime import timedelta
from typing import Any

from tests.patrol.findings.conftest import Desk
from tests.support.builders import Cast, make_site


def test_a_foreign_finding_is_an_unknown_one(desk: Desk, cast: Cast) -> None:
    finding_id = desk.find()
    for person in (cast.outsider, cast.officer, cast.admin, cast.nobody):
        assert desk.get(person, finding_id).status_code == 404
        assert desk.code(person, finding_id, "note", text="x") == (404, "not-found")
        assert desk.list(person) == []
    assert desk.get(cast.auditor, finding_id).json["possible_moves"] == []
    assert desk.code(cast.auditor, finding_id, "note", text="x") == (403, "forbidden")
    assert desk.code(cast.leader, 10**6, "note", text="x") == (404, "not-found")


def test_who_is_sent_sees_it_whatever_her_role(desk: Desk, cast: Cast) -> None:
    finding_id = desk.find()
    assert desk.list(cast.colleague) == []
    desk.move(cast.leader, finding_id, "assign", assignee_id=cast.colleague.id)
    assert desk.list(cast.colleague) == [finding_id]
    assert desk.get(cast.colleague, finding_id).json["possible_moves"] == ["note", "rectify"]
    assert desk.code(cast.colleague, finding_id, "assign", assignee_id=cast.officer.id) == (
        403,
        "forbidden",
    )


def test_lists_are_filtered_and_cost_one_query(
    desk: Desk, cast: Cast, count_queries: Any, at_noon: Any
) -> None:
    here = [desk.find() for _ in range(3)]
    there = desk.find(make_site(cast, grid_id=cast.grid_b))
    desk.move(cast.supervisor, here[0], "assign", assignee_id=cast.officer.id)
    assert desk.list(cast.leader) == here[::-1]
    assert desk.list(cast.office) == [there, *here[::-1]]
    assert desk.list(cast.office, f"area={cast.grid_b}") == [there]
    assert desk.list(cast.leader, f"area={cast.grid_b}") == []
    assert desk.list(cast.office, "status=assigned") == [here[0]]
    desk.move(cast.office, here[0], "close")
    assert desk.list(cast.leader, "status=open") == here[1:]
    assert desk.list(cast.leader, "status=closed") == [here[0]]
    at_noon.shift(timedelta(days=4))
    with count_queries() as statements:
        path = "/api/v1/findings?limit=2"
        first = desk.client.get(path, headers=cast.office.headers).json
    assert len(statements) == 2  # the caller, the findings
    assert [item["overdue"] for item in first["items"]] == [True, True]
    rest = desk.list(cast.office, f"limit=2&cursor={first['next']}")
    assert [item["id"] for item in first["items"]] + rest == [there, *here[::-1]]


def test_open_ones_come_soonest_due_first(desk: Desk, cast: Cast) -> None:
    low, high, middle = (desk.find(make_site(cast, risk=risk)) for risk in (1, 3, 2))
    assert desk.list(cast.leader, "status=open") == [high, middle, low]
    assert desk.list(cast.leader, "severity=2") == [middle]
    first = desk.client.get("/api/v1/findings?status=open&limit=1", headers=cast.leader.headers)
    rest = desk.list(cast.leader, f"status=open&limit=2&cursor={first.json['next']}")
    assert rest == [middle, low]
    desk.move(cast.leader, low, "assign", assignee_id=cast.colleague.id)
    assert desk.list(cast.colleague, "mine=true&status=open") == [low]
    assert desk.list(cast.leader, "mine=true") == []


def test_one_finding_costs_the_same_whatever_its_history(
    desk: Desk, cast: Cast, count_queries: Any
) -> None:
    finding_id = desk.find()
    for _ in range(5):
        desk.move(cast.leader, finding_id, "note", text="看过")
    with count_queries() as statements:
        desk.get(cast.leader, finding_id)
    # The caller, the finding, its moves with their photos, the photos of the visit.
    assert len(statements) == 5


def test_findings_follow_their_site(desk: Desk, cast: Cast) -> None:
    site = make_site(cast)
    finding_id = desk.find(site)
    body = {"change": "move", "grid_id": cast.grid_b, "version": 1}
    path = f"/api/v1/sites/{site.id}/changes"
    assert desk.client.post(path, json=body, headers=cast.supervisor.headers).status_code == 201
    assert desk.get(cast.leader, finding_id).status_code == 404
    assert desk.get(cast.supervisor, finding_id).json["grid"]["id"] == cast.grid_b
