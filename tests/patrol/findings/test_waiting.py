"""How much waits for somebody: what she herself can decide, within her territory, bounded."""

from typing import Any

import pytest

from backend.patrol.waiting import queries
from tests.patrol.findings.conftest import Desk
from tests.support.builders import Cast, Person, make_photo, make_site

FAR = {
    "result": "normal",
    "answers": [{"question": "smell", "value": "no", "given": "all_normal"}],
    "fix": {"lon": 117.37, "lat": 26.0, "accuracy": 12.0},
    "place_reason": "路不通",
}


def waiting(desk: Desk, who: Person) -> tuple[int, int]:
    answer = desk.client.get("/api/v1/waiting", headers=who.headers)
    assert answer.status_code == 200
    return answer.json["reviews"], answer.json["findings"]


def test_a_visit_waits_for_those_who_may_review_it_but_its_author(desk: Desk, cast: Cast) -> None:
    number = desk.visit(make_site(cast), cast.leader, **FAR)
    desk.visit(make_site(cast, grid_id=cast.grid_c), cast.outsider, **FAR)
    assert waiting(desk, cast.supervisor) == (1, 0)
    assert waiting(desk, cast.office) == (2, 0)
    for person in (cast.leader, cast.officer, cast.auditor, cast.nobody):
        assert waiting(desk, person) == (0, 0)
    path = f"/api/v1/checkins/{number}/review"
    verdict = {"verdict": "approved", "note": "看过"}
    assert desk.client.post(path, json=verdict, headers=cast.supervisor.headers).status_code == 200
    assert waiting(desk, cast.supervisor) == (0, 0)


def test_a_finding_waits_for_whoever_has_to_act_next(desk: Desk, cast: Cast) -> None:
    finding = desk.find()
    assert [waiting(desk, who)[1] for who in (cast.leader, cast.supervisor, cast.auditor)] == [
        *(1, 1),
        0,
    ]
    desk.move(cast.leader, finding, "assign", assignee_id=cast.leader.id)
    assert [waiting(desk, who)[1] for who in (cast.leader, cast.supervisor)] == [1, 0]
    desk.move(cast.leader, finding, "rectify", photos=[make_photo(cast.leader)])
    assert [waiting(desk, who)[1] for who in (cast.leader, cast.supervisor)] == [0, 1]
    assert desk.move(cast.supervisor, finding, "close").status_code == 201
    assert waiting(desk, cast.supervisor) == (0, 0)


def test_whoever_gave_it_to_another_does_not_look_again(desk: Desk, cast: Cast) -> None:
    finding = desk.find()
    desk.move(cast.leader, finding, "assign", assignee_id=cast.colleague.id)
    desk.move(cast.colleague, finding, "rectify", photos=[make_photo(cast.colleague)])
    assert [waiting(desk, who)[1] for who in (cast.leader, cast.supervisor)] == [0, 1]


def test_nobody_is_told_of_another_territory(desk: Desk, cast: Cast) -> None:
    desk.find(make_site(cast, grid_id=cast.grid_c), who=cast.outsider)
    assert waiting(desk, cast.leader) == (0, 0)
    assert waiting(desk, cast.office) == (0, 1)


def test_counting_ends_at_a_bound(desk: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "COUNTED", 2)
    for _ in range(3):
        desk.find()
        desk.visit(make_site(cast), **FAR)
    assert waiting(desk, cast.leader) == (2, 2)


def test_one_query_each_and_none_without_the_right(
    desk: Desk, cast: Cast, count_queries: Any
) -> None:
    desk.find()
    for person, most in ((cast.leader, 2), (cast.auditor, 1), (cast.officer, 0)):
        with count_queries() as seen:
            waiting(desk, person)
        assert len([each for each in seen if "count(*)" in each]) == most, seen


def test_an_unchanged_count_costs_nothing(desk: Desk, cast: Cast) -> None:
    path = "/api/v1/waiting"
    first = desk.client.get(path, headers=cast.leader.headers)
    again = {"If-None-Match": first.headers["ETag"]} | cast.leader.headers
    assert desk.client.get(path, headers=again).status_code == 304
    desk.find()
    assert desk.client.get(path, headers=again).status_code == 200
