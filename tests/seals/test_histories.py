"""After any history, every seal, board and adjustment is what the raw rows alone give."""

import hashlib
from datetime import timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from backend.areas.models import Area, AreaClosure
from backend.checkins import crediting
from backend.checkins.models import Checkin
from backend.coverage.queries import board
from backend.cycles.models import Obligation, WindowRow
from backend.cycles.rules import Figures, Outcome, Visit, cut_off, outcome, state, tally
from backend.extensions import db
from backend.seals import adjusting
from backend.seals.models import Adjustment, Seal
from backend.seals.service import seal_next
from backend.sites.models import Kind
from tests.builders import Cast
from tests.checkins.test_crediting import STEPS, History, recount, stored

MORE = st.lists(
    st.one_of(
        st.tuples(st.just("seal"), st.just(0)),
        st.tuples(st.just("wait"), st.integers(60, 100)),
        st.tuples(
            st.just("visit"), st.tuples(st.integers(0, 9), st.integers(70, 200), st.booleans())
        ),
        st.tuples(st.just("exempt"), st.integers(0, 9)),
        st.tuples(st.just("decide"), st.sampled_from(["approved", "approved", "refused"])),
    ),
    min_size=3,
    max_size=12,
)


class Sealing(History):
    """Goes on with the job, late visits, exemptions and the leaders' words."""

    def seal(self, _: Any) -> None:
        self.open(None)
        while seal_next(self.now):
            pass

    def exempt(self, number: int) -> None:
        """As the office does for an area and a running window."""
        site = self.sites[number % len(self.sites)]
        running = db.session.scalars(
            select(WindowRow).where(WindowRow.starts_at <= self.now, WindowRow.ends_at > self.now)
        ).one()
        db.session.execute(
            update(Obligation)
            .where(Obligation.site_id == site.id, Obligation.window_id == running.id)
            .values(exempt=True)
        )
        crediting.refresh(site.id, running.starts_at)

    def decide(self, verdict: str) -> None:
        waiting = select(Adjustment.id).where(Adjustment.verdict.is_(None)).order_by(Adjustment.id)
        found = db.session.scalar(waiting)
        if found is not None:
            adjusting.decide(self.actor(self.cast.office), found, verdict, "看过", self.now)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=STEPS, after=MORE, last=MORE)
def test_seals_and_boards_are_recounts(
    app: Flask, cast: Cast, before: list[Any], after: list[Any], last: list[Any]
) -> None:
    savepoint = db.session.begin_nested()
    try:
        history = Sealing(app, cast)
        history.open(None)
        frozen: dict[int, Any] = {}
        for step, value in [*before, *after, ("seal", 0), *last]:
            history.play(step, value)
            frozen = assert_frozen(frozen)
        history.open(None)
        for window in db.session.scalars(select(WindowRow).where(WindowRow.opened_at.is_not(None))):
            check_window(history, window)
    finally:
        savepoint.rollback()
        db.session.expire_all()


def assert_frozen(before: dict[int, Any]) -> dict[int, Any]:
    """The obligations of sealed windows never change again."""
    rows = db.session.execute(
        select(Obligation)
        .join(WindowRow, WindowRow.id == Obligation.window_id)
        .where(WindowRow.sealed_at.is_not(None))
        .execution_options(populate_existing=True)
    ).scalars()
    names = [column.name for column in Obligation.__table__.columns]
    now = {row.id: tuple(getattr(row, name) for name in names) for row in rows}
    assert before.items() <= now.items()
    return now


def check_window(history: Sealing, window: WindowRow) -> None:
    """Each level of the tree: the board is the recount, and adds up; so do both sealed sides."""
    rows = db.session.execute(
        select(Obligation)
        .where(Obligation.window_id == window.id)
        .order_by(Obligation.site_id)
        .execution_options(populate_existing=True)
    ).scalars()
    obligations = list(rows)
    in_time = {row.id: outcome_of(row, window, approved=False) for row in obligations}
    approved = {row.id: outcome_of(row, window, approved=True) for row in obligations}
    assert {row.id: row.outcome for row in obligations} == in_time
    for name in ("county", "town", "other_town", "village_a", "grid_a", "grid_b"):
        area_id = history.cast.areas[name]
        inside = below(area_id)
        here = [row for row in obligations if row.grid_id in inside]
        wanted = {"area": area_id, "window": window.number, "level": None}
        (plan,) = board(history.actor(history.cast.office), wanted, history.now)["plans"]
        assert numbers(plan["figures"]) == counted(here, in_time, window, history)
        assert plan["figures"].required == len(here)
        for part in ("kinds", "children"):
            if plan[part]:
                assert sum(each["figures"].required for each in plan[part]) == len(here)
        if window.sealed_at:
            assert plan["sealed"]["sealed"] == plan["figures"]
            assert numbers(plan["sealed"]["adjusted"]) == counted(here, approved, window, history)
    if window.sealed_at:
        assert db.session.get_one(Seal, window.id).digest == digest_of(window, obligations)


def numbers(figures: Figures) -> tuple[int, ...]:
    parts = (figures.covered, figures.attempted, figures.exempt, figures.missed, figures.open)
    assert figures.required == sum(parts)
    return parts


def counted(
    rows: list[Obligation], outcomes: dict[int, Outcome], window: WindowRow, history: Sealing
) -> tuple[int, ...]:
    return numbers(tally((state(outcomes[r.id], window.ends_at, history.now), 1) for r in rows))


def below(area_id: int) -> set[int]:
    found = select(AreaClosure.area_id).where(AreaClosure.ancestor_id == area_id)
    return set(db.session.scalars(found))


def visits_of(row: Obligation) -> list[Checkin]:
    found = select(Checkin).where(
        Checkin.site_id == row.site_id,
        Checkin.window_id == row.window_id,
        Checkin.standing.in_(("counts", "accepted")),
    )
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def in_time_of(row: Obligation, window: WindowRow) -> list[Checkin]:
    until = cut_off(window.ends_at)
    return [each for each in visits_of(row) if (each.reviewed_at or each.received_at) < until]


def outcome_of(row: Obligation, window: WindowRow, *, approved: bool) -> Outcome:
    found = in_time_of(row, window)
    if approved:
        said = select(Adjustment.checkin_id).where(Adjustment.verdict == "approved")
        late = set(db.session.scalars(said))
        found += [each for each in visits_of(row) if each.id in late]
    visits = [Visit(each.captured_at, each.result == "attempted", counts=True) for each in found]
    return outcome(visits, exempt=row.exempt, checkpoints_required=None)


def digest_of(window: WindowRow, obligations: list[Obligation]) -> str:
    """By other means than the product's: from the description of a line in `seals/rules.py`."""
    until = window.ends_at + timedelta(hours=72)
    text = f"three-day {window.number} {window.starts_at} {window.ends_at} {until}\n"
    grids = {row.id: row.code for row in db.session.scalars(select(Area))}
    kinds = {row.id: row.code for row in db.session.scalars(select(Kind))}
    for row in obligations:
        uids = sorted((each.captured_at, each.uid) for each in in_time_of(row, window))
        words = [row.site_id, grids[row.grid_id], kinds[row.kind_id], row.outcome, row.gap_from]
        words += [row.first_at, row.last_at, row.closed_gap_s, ",".join(uid for _, uid in uids)]
        text += " ".join(map(str, words)) + "\n"
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_recount_of_live_windows_holds_beside_seals(app: Flask, cast: Cast) -> None:
    history = Sealing(app, cast)
    for step, value in (
        ("open", 0),
        ("visit", (0, 0, False)),
        ("wait", 100),
        ("visit", (1, 90, False)),
        ("wait", 100),
        ("seal", 0),
        ("visit", (1, 170, False)),
        ("decide", "approved"),
        ("open", 0),
    ):
        history.play(step, value)
    expected = {key: value for site in history.sites for key, value in recount(site).items()}
    assert stored() == expected
