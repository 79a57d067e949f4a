"""After any history, every seal, board and adjustment is what the raw rows alone give."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from backend.figures.cells.shelf import current_shelf
from backend.figures.coverage.queries import count_board
from backend.figures.coverage.scope import find_scope
from backend.figures.seals import adjusting
from backend.figures.seals.models import Adjustment, Seal
from backend.figures.seals.service import seal_next
from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.models import Obligation, Plan, WindowRow
from backend.patrol.cycles.rules import Figures, Outcome, Visit, count_states, outcome, state
from backend.registry.areas.models import Area, AreaClosure
from backend.registry.kinds.models import Kind
from backend.staff.extensions import db
from tests.patrol.checkins.test_crediting import STEP, History, recount, stored
from tests.support.builders import Cast

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MORE = st.one_of(
    st.tuples(st.just("seal"), st.just(0)),
    st.tuples(st.just("wait"), st.integers(60, 100)),
    st.tuples(st.just("visit"), st.tuples(st.integers(0, 9), st.integers(70, 200), st.booleans())),
)
AFTER = st.lists(
    st.one_of(
        st.tuples(
            st.just("visit"), st.tuples(st.integers(0, 9), st.integers(150, 260), st.booleans())
        ),
        st.tuples(st.just("attempt"), st.tuples(st.integers(0, 9), st.integers(150, 260))),
        st.tuples(st.just("decide"), st.sampled_from(["approved", "approved", "refused"])),
        st.tuples(st.just("review"), st.just("approved")),
    ),
    min_size=4,
    max_size=10,
)


class Sealing(History):
    """Goes on with the job, late visits, exemptions and the leaders' words."""

    def seal(self, _: Any) -> None:
        self.open(None)
        while seal_next(self.now):
            pass

    def decide(self, verdict: str) -> None:
        waiting = select(Adjustment.id).where(Adjustment.verdict.is_(None)).order_by(Adjustment.id)
        found = db.session.scalar(waiting)
        if found is not None:
            adjusting.decide(self.actor(self.cast.office), found, verdict, "看过", self.now)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.one_of(STEP, STEP, MORE), min_size=5, max_size=18), last=AFTER)
def test_seals_and_boards_are_recounts(
    app: Flask, cast: Cast, steps: list[Any], last: list[Any]
) -> None:
    savepoint = db.session.begin_nested()
    try:
        history = Sealing(app, cast)
        history.open(None)
        frozen: dict[int, Any] = {}
        for step, value in [*steps, ("wait", 100), ("seal", 0), *last]:
            history.play(step, value)
            if step in ("seal", "visit", "decide", "review", "change"):
                frozen = assert_frozen(frozen)
        history.open(None)
        Rows().check(history)
    finally:
        savepoint.rollback()
        db.session.expire_all()


def assert_frozen(before: dict[int, Any]) -> dict[int, Any]:
    """The obligations of sealed windows never change again."""
    rows = db.session.execute(
        select(*Obligation.__table__.columns)
        .join(WindowRow, WindowRow.id == Obligation.window_id)
        .where(WindowRow.sealed_at.is_not(None))
    )
    now = {row.id: tuple(row) for row in rows}
    assert before.items() <= now.items()
    return now


class Rows:
    """The raw rows, and what they give by other means than the product's."""

    def __init__(self) -> None:
        fresh = {"populate_existing": True}
        counts = Checkin.standing.in_(("counts", "accepted"))
        self.visits = list(
            db.session.scalars(select(Checkin).where(counts), execution_options=fresh)
        )
        duties = select(Obligation).order_by(Obligation.site_id)
        self.obligations = list(db.session.scalars(duties, execution_options=fresh))
        opened = select(WindowRow).where(WindowRow.opened_at.is_not(None))
        self.windows = list(
            db.session.scalars(opened.order_by(WindowRow.id), execution_options=fresh)
        )
        said = select(Adjustment.checkin_id, Adjustment.window_id)
        self.approved = dict(db.session.execute(said.where(Adjustment.verdict == "approved")).all())

    def check(self, history: Sealing) -> None:
        """Every window and seal; the boards of those with adjustments, and of the last."""
        for window in self.windows:
            here = [row for row in self.obligations if row.window_id == window.id]
            assert [row.outcome for row in here] == [self.outcome(row, window) for row in here]
            if window.sealed_at:
                assert db.session.get_one(Seal, window.id).digest == self.digest(window, here)
            if window in self.windows[-2:] or window.id in self.approved.values():
                for name in ("county", "town", "other_town", "village_a", "grid_a", "grid_b"):
                    self.check_board(history, window, history.cast.areas[name])

    def check_board(self, history: Sealing, window: WindowRow, area_id: int) -> None:
        """The board is the recount, and adds up; so do both sealed sides."""
        current_shelf().forget()  # nothing is committed here, so no version grows
        inside = set(
            db.session.scalars(
                select(AreaClosure.area_id).where(AreaClosure.ancestor_id == area_id)
            )
        )
        here = [
            row for row in self.obligations if row.window_id == window.id and row.grid_id in inside
        ]
        wanted = {"area": area_id, "window": window.number, "level": None}
        scope = find_scope(history.actor(history.cast.office), wanted, history.now)
        (plan,) = count_board(scope)["plans"]

        def counted(*, approved: bool) -> tuple[int, ...]:
            outcomes = [self.outcome(row, window, approved=approved) for row in here]
            states = [(state(each, window.ends_at, history.now), 1) for each in outcomes]
            return numbers(count_states(states))

        assert numbers(plan["figures"]) == counted(approved=False)
        assert plan["figures"].required == len(here)
        for part in ("kinds", "children"):
            if plan[part]:
                assert sum(each["figures"].required for each in plan[part]) == len(here)
        if window.sealed_at:
            assert plan["sealed"]["sealed"] == plan["figures"]
            assert numbers(plan["sealed"]["adjusted"]) == counted(approved=True)

    def counting(self, row: Obligation, window: WindowRow, *, approved: bool) -> list[Checkin]:
        until = window.ends_at + timedelta(hours=72)
        return [
            each
            for each in self.visits
            if (each.site_id, each.window_id) == (row.site_id, row.window_id)
            and (
                (each.reviewed_at or each.received_at) < until
                or (approved and each.id in self.approved)
            )
        ]

    def outcome(self, row: Obligation, window: WindowRow, *, approved: bool = False) -> Outcome:
        found = self.counting(row, window, approved=approved)
        visits = [
            Visit(each.captured_at, each.result == "attempted", counts=True) for each in found
        ]
        return outcome(visits, exempt=row.exempt, checkpoints_required=None)

    def digest(self, window: WindowRow, here: list[Obligation]) -> str:
        """From the description of a line in `seals/rules.py`."""
        until = window.ends_at + timedelta(hours=72)
        text = f"three-day {window.number} {window.starts_at} {window.ends_at} {until}\n"
        grids = {row.id: row.code for row in db.session.scalars(select(Area))}
        kinds = {row.id: row.code for row in db.session.scalars(select(Kind))}
        for row in here:
            found = self.counting(row, window, approved=False)
            uids = [uid for _, uid in sorted((each.captured_at, each.uid) for each in found)]
            words = [row.site_id, grids[row.grid_id], kinds[row.kind_id], row.outcome]
            words += [micros(row.gap_from), micros(row.first_at), micros(row.last_at)]
            words += [row.closed_gap_s, ",".join(uids)]
            text += " ".join(map(str, words)) + "\n"
        return hashlib.sha256((text + names()).encode()).hexdigest()


def names() -> str:
    """From the description of `Names` in `seals/rules.py`."""
    areas = list(db.session.scalars(select(Area).order_by(Area.sort, Area.id)))
    codes = {area.id: area.code for area in areas}
    plan = db.session.scalars(select(Plan).where(Plan.code == "three-day")).one()
    kinds = db.session.scalars(select(Kind).order_by(Kind.sort, Kind.id))
    told = {
        "areas": [[area.code, codes.get(area.parent_id), area.name] for area in areas],
        "kinds": [[kind.code, kind.name_zh, kind.name_en] for kind in kinds],
        "plan": [plan.name_zh, plan.name_en],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


def micros(at: datetime | None) -> str:
    return "-" if at is None else str(round((at - EPOCH) / timedelta(microseconds=1)))


def numbers(figures: Figures) -> tuple[int, ...]:
    parts = (figures.covered, figures.attempted, figures.exempt, figures.missed, figures.open)
    assert figures.required == sum(parts)
    return parts


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
