"""The demo's past: within its windows, believable, and the same every time."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shapely.geometry import mapping

from backend.core.clock import local_date
from backend.demo import geography, people, places
from backend.demo.history import History, draw_history, form_crew
from backend.demo.visits import Visit
from backend.patrol.checkins import rules
from backend.patrol.cycles.rules import PlanVersion, Window, window_on
from backend.registry.kinds.answers import check_answers, is_abnormal
from backend.registry.kinds.checklist import load_kinds

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
BEGIN = local_date(NOW) - timedelta(days=7)
VERSIONS = (PlanVersion(BEGIN, BEGIN, 3, 39),)
WINDOWS = tuple(window_on(BEGIN + timedelta(days=3 * turn), VERSIONS) for turn in range(3))

COUNTY = geography.load_geography()
SITES = places.draw_sites(COUNTY)
CREW = form_crew(people.draw_staff(COUNTY))
KINDS = {
    kind.code: kind
    for kind in load_kinds(Path(__file__).parents[2] / "backend/registry/kinds/catalogue")
}
HOME = people.home_grids(COUNTY)[0].code


def played(now: datetime = NOW) -> History:
    return draw_history(SITES, CREW, KINDS, WINDOWS, now, homes=[HOME])


@pytest.fixture(scope="module")
def past() -> History:
    return played()


def judged(visit: Visit) -> tuple[rules.Place, rules.Credit, Window]:
    spot = SITES[visit.site]
    placed = rules.classify_place(visit.fix, mapping(spot.shape), KINDS[spot.kind].radius_m)
    since = visit.offline_since
    elapsed = None if since is None else (visit.device_at - since) / timedelta(milliseconds=1)
    credited = rules.credit(
        token_at=since,
        elapsed_ms=elapsed,
        device_at=visit.device_at,
        received_at=visit.received_at,
        versions=VERSIONS,
    )
    return placed.place, credited.grade, credited.window


def test_nothing_lies_in_the_future_or_before_the_windows(past: History) -> None:
    for visit in past.visits:
        assert WINDOWS[0].starts_at <= visit.device_at <= visit.received_at <= NOW


def test_shares_are_believable(past: History) -> None:
    covered = defaultdict(set)
    for visit in past.visits:
        place, grade, window = judged(visit)
        if (
            visit.result != "attempted"
            and rules.first_standing(place, grade) is rules.Standing.COUNTS
        ):
            covered[window.number].add(visit.site)
    shares = [len(covered[window.number]) / len(SITES) for window in WINDOWS]
    assert 0.82 < shares[0] < 0.92
    assert 0.82 < shares[1] < 0.92
    assert 0.25 < shares[2] < 0.6


def test_every_state_occurs(past: History) -> None:
    assert {visit.result for visit in past.visits} == {"normal", "abnormal", "attempted"}
    verdicts = [judged(visit) for visit in past.visits]
    assert {place for place, _, _ in verdicts} == set(rules.Place)
    assert {grade for _, grade, _ in verdicts} == set(rules.Credit)


def test_answers_are_whole_and_say_what_the_result_says(past: History) -> None:
    for visit in past.visits:
        spot = SITES[visit.site]
        questions = KINDS[spot.kind].questions
        answers = {str(answer["question"]): answer["value"] for answer in visit.answers}
        if visit.result == "attempted":
            assert not answers
            assert visit.attempt_reason
        else:
            assert check_answers(questions, spot.trade, answers) == []
            assert is_abnormal(questions, answers) == (visit.result == "abnormal")


def test_a_doubtful_place_has_a_reason(past: History) -> None:
    for visit in past.visits:
        place, _, _ = judged(visit)
        assert bool(visit.place_reason) == (place in (rules.Place.FAR, rules.Place.NO_FIX))


def test_only_those_who_hold_the_grid_walk_it(past: History) -> None:
    for visit in past.visits:
        grid = SITES[visit.site].grid
        assert visit.author in (*CREW.officers[grid], CREW.leaders[grid])


def test_nobody_visits_a_suspended_site(past: History) -> None:
    suspended = {
        number: life.suspended_at for number, life in enumerate(past.lives) if life.suspended_at
    }
    assert len(suspended) > 5
    assert all(
        visit.received_at < suspended.get(visit.site, NOW + timedelta(1)) for visit in past.visits
    )


def test_the_home_grid_has_every_state_in_the_running_window(past: History) -> None:
    first = next(number for number, spot in enumerate(SITES) if spot.grid == HOME)
    running = {
        visit.site - first: visit
        for visit in past.visits
        if judged(visit)[2] == WINDOWS[2] and 0 <= visit.site - first < 5
    }
    assert running.keys() == {2, 3, 4}
    assert judged(running[2])[0] is rules.Place.FAR
    assert running[3].result == "abnormal"
    assert running[4].result == "attempted"


@pytest.mark.parametrize(
    "hours", (0, *(pytest.param(hours, marks=pytest.mark.drill) for hours in (1, 30)), 47.9)
)
def test_any_moment_of_the_running_window_will_do(hours: float) -> None:
    now = WINDOWS[2].starts_at + timedelta(hours=hours)
    assert all(visit.received_at <= now for visit in played(now).visits)


def test_the_same_moment_gives_the_same_past(past: History) -> None:
    assert played() == past
