"""After any history, the obligations are what a recount from the raw rows gives."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from backend.core.errors import Problem
from backend.figures.cells.shelf import current_shelf
from backend.figures.coverage.queries import count_board
from backend.figures.coverage.scope import find_scope
from backend.patrol.checkins import review, service
from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles import exemption_queries, exemptions
from backend.patrol.cycles.models import Exemption, WindowRow
from backend.patrol.cycles.opening import open_next
from backend.patrol.cycles.rules import (
    Outcome,
    count_states,
    state,
)
from backend.registry.accounts.queries import actor_of
from backend.registry.sites import changes
from backend.registry.sites.models import Site
from backend.staff import time_tokens
from backend.staff.extensions import db
from tests.patrol.checkins.recount import recount, stored
from tests.support.builders import Cast, Person, make_photo, make_site, visit

START = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
LOST = ("move-not-possible", "conflict", "not-found", "already-exempt", "window-sealed")
WHOLE = {"area": None, "window": None, "level": None}
HOURS = st.integers(1, 40)
STEP = st.one_of(
    st.tuples(st.just("wait"), HOURS),
    st.tuples(st.just("open"), st.just(0)),
    st.tuples(st.just("open"), st.just(0)),
    st.tuples(st.just("visit"), st.tuples(st.integers(0, 9), st.integers(0, 90), st.booleans())),
    st.tuples(st.just("visit"), st.tuples(st.integers(0, 9), st.just(0), st.booleans())),
    st.tuples(st.just("attempt"), st.tuples(st.integers(0, 9), st.integers(0, 20))),
    st.tuples(st.just("review"), st.sampled_from(["approved", "refused"])),
    st.tuples(st.just("add"), st.just(0)),
    st.tuples(
        st.just("change"),
        st.tuples(st.integers(0, 9), st.sampled_from(["suspend", "resume", "close", "reopen"])),
    ),
    st.tuples(st.just("move"), st.integers(0, 9)),
    st.tuples(
        st.just("exempt"),
        st.tuples(st.sampled_from(["county", "town", "village_a", "grid_b"]), st.integers(0, 3)),
    ),
    st.tuples(st.just("withdraw"), st.integers(0, 3)),
)
STEPS = st.lists(STEP, min_size=5, max_size=25)


class History:
    """Plays steps against the real services."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        self.signer = app.extensions["signer"]
        self.now = START + timedelta(hours=1)
        self.sites = [make_site(cast, since=START - timedelta(days=1)) for _ in range(2)]

    def actor(self, person: Person) -> Any:
        return actor_of(person.token, by_cookie=False, now=self.now)

    def play(self, step: str, value: Any) -> None:
        try:
            getattr(self, step)(value)
        except Problem as problem:
            if problem.code not in LOST:
                raise

    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def open(self, _: Any) -> None:
        while open_next(self.now):
            pass

    def visit(self, value: tuple[int, int, bool]) -> None:
        number, late, far = value
        self._send(number, late, {"accuracy": 10, "far": far}, {})

    def attempt(self, value: tuple[int, int]) -> None:
        number, late = value
        reason = {"result": "attempted", "attempt_reason": "locked", "answers": []}
        self._send(number, late, {"accuracy": 10, "far": False}, reason)

    def _send(self, number: int, late: int, fix: dict[str, Any], members: dict[str, Any]) -> None:
        site = self.sites[number % len(self.sites)]
        captured = max(self.now - timedelta(hours=late), START + timedelta(hours=1))
        lon = site.lon + (0.01 if fix.pop("far") else 0)
        document = visit(
            self.app,
            self.cast,
            site,
            now=captured,
            clock={"token": time_tokens.issue(self.signer, captured), "elapsed_ms": 0},
            fix={**fix, "lon": lon, "lat": site.lat},
            **members,
        )
        body = json.dumps(document).encode()
        service.record(self.actor(self.cast.officer), body, self.signer, self.now)

    def review(self, verdict: str) -> None:
        waiting = db.session.scalar(
            select(Checkin.id).where(Checkin.standing == "pending").order_by(Checkin.id)
        )
        if waiting is not None:
            review.decide(self.actor(self.cast.office), waiting, verdict, "看过", self.now)

    def add(self, _: Any) -> None:
        self.sites.append(make_site(self.cast, since=self.now))

    def change(self, value: tuple[int, str]) -> None:
        number, change = value
        wanted = {"change": change, "reason": "拆迁", "grid_id": None}
        self._change(self.sites[number % len(self.sites)], wanted)

    def move(self, number: int) -> None:
        site = self.sites[number % len(self.sites)]
        other = self.cast.grid_b if site.grid_id == self.cast.grid_a else self.cast.grid_a
        self._change(site, {"change": "move", "reason": "调整", "grid_id": other})

    def exempt(self, value: tuple[str, int]) -> None:
        area, number = value
        windows = exemption_queries.list_options(self.now)[0]["windows"]
        wanted = {
            "area_id": self.cast.areas[area],
            "plan": "three-day",
            "window": windows[number % len(windows)]["number"],
            "cause": "weather",
            "reason": "台风",
        }
        exemptions.grant(self.actor(self.cast.office), wanted, self.now)

    def withdraw(self, number: int) -> None:
        granted = db.session.scalars(
            select(Exemption.id).where(Exemption.withdrawn_at.is_(None)).order_by(Exemption.id)
        ).all()
        if granted:
            chosen = granted[number % len(granted)]
            exemptions.withdraw(self.actor(self.cast.office), chosen, "台风没有来", self.now)

    def _change(self, site: Site, wanted: dict[str, Any]) -> None:
        photos = [make_photo(self.cast.supervisor)] if wanted["change"] == "close" else []
        wanted |= {"photos": photos, "version": site.version}
        row = changes.request(self.actor(self.cast.supervisor), site.id, wanted, self.now)
        if row.verdict is None:
            changes.decide(self.actor(self.cast.office), row.id, "approved", "同意", self.now)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(
    steps=[  # a late visit to a window before one in which the site was off duty
        ("change", (0, "suspend")),
        ("wait", 40),
        ("wait", 40),
        ("open", 0),
        ("change", (0, "resume")),
        ("wait", 40),
        ("wait", 40),
        ("open", 0),
        ("visit", (0, 90, False)),
    ]
)
@given(steps=STEPS)
def test_obligations_agree_with_a_recount(app: Flask, cast: Cast, steps: list[Any]) -> None:
    savepoint = db.session.begin_nested()
    try:
        history = History(app, cast)
        history.open(None)
        for step, value in steps:
            history.play(step, value)
        history.open(None)
        expected = {key: value for site in history.sites for key, value in recount(site).items()}
        assert stored() == expected
        check_board(history, expected)
    finally:
        savepoint.rollback()
        db.session.expire_all()


def check_board(history: History, expected: dict[tuple[int, int], tuple[Any, ...]]) -> None:
    """The board's figures of the county and of each part are sums of the same rows."""
    window = db.session.scalars(
        select(WindowRow).where(WindowRow.starts_at <= history.now, WindowRow.ends_at > history.now)
    ).one()
    office = history.actor(history.cast.office)
    current_shelf().forget()  # nothing is committed here, so no version grows
    (plan,) = count_board(find_scope(office, WHOLE, history.now))["plans"]
    counts = [
        (state(Outcome(row[1]), window.ends_at, history.now), 1)
        for (_, window_id), row in expected.items()
        if window_id == window.id
    ]
    total = count_states(counts, plan["figures"].longest_gap_s)
    assert plan["figures"] == total
    for part in ("children", "kinds"):
        assert sum(child["figures"].required for child in plan[part]) == total.required
