"""A county with a past, played through the real services; `now` is the player's own."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from backend.figures.cells.shelf import current_shelf
from backend.figures.coverage.queries import count_board
from backend.figures.coverage.scope import find_scope
from backend.figures.seals.models import Adjustment, Seal
from backend.figures.seals.service import seal_next
from backend.patrol.checkins import service
from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.opening import open_next
from backend.registry.accounts.queries import actor_of
from backend.registry.sites.models import Site
from backend.staff import time_tokens
from backend.staff.extensions import db
from tests.support.builders import Cast, Person, make_site, visit

# The first instant of a window of the cast's plan, 2026-10-01 in Shanghai.
START = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
LENGTH = timedelta(days=3)
CUT_OFF = START + LENGTH + timedelta(hours=72)
REST = timedelta(minutes=10)
TICK = timedelta(microseconds=1)


class Past:
    """Sites of grid_a on duty since before `START`, and what people did with them."""

    def __init__(self, app: Flask, cast: Cast, sites: int = 2) -> None:
        self.app, self.cast = app, cast
        self.sites = [make_site(cast, since=START - LENGTH) for _ in range(sites)]
        self.open(START + timedelta(minutes=1))

    def actor(self, person: Person, now: datetime) -> Any:
        return actor_of(person.token, by_cookie=False, now=now)

    def open(self, now: datetime) -> None:
        while open_next(now):
            pass

    def seal(self, now: datetime) -> int:
        count = 0
        while seal_next(now):
            count += 1
        return count

    def send(self, site: Site, at: datetime, arrives: datetime, **members: Any) -> Checkin:
        """A visit captured at `at` that arrives later; its phone held a token of then."""
        signer = self.app.extensions["signer"]
        document = visit(
            self.app,
            self.cast,
            site,
            now=at,
            clock={"token": time_tokens.issue(signer, at), "elapsed_ms": 0},
            **members,
        )
        body = json.dumps(document).encode()
        actor = self.actor(self.cast.officer, arrives)
        return service.record(actor, body, signer, arrives).checkin

    def obligation(self, site: Site, starts_at: datetime = START) -> Obligation:
        return db.session.scalars(
            select(Obligation)
            .join(WindowRow, WindowRow.id == Obligation.window_id)
            .where(Obligation.site_id == site.id, WindowRow.starts_at == starts_at)
            .execution_options(populate_existing=True)
        ).one()

    def window(self, starts_at: datetime = START) -> WindowRow:
        found = select(WindowRow).where(WindowRow.starts_at == starts_at)
        return db.session.scalars(found.execution_options(populate_existing=True)).one()

    def digest(self, starts_at: datetime = START) -> str:
        return db.session.get_one(Seal, self.window(starts_at).id).digest

    def adjustments(self) -> list[Adjustment]:
        found = select(Adjustment).order_by(Adjustment.id)
        return list(db.session.scalars(found.execution_options(populate_existing=True)))

    def board(self, person: Person, now: datetime, area: int | None = None) -> dict[str, Any]:
        current_shelf().forget()  # nothing is committed here, so no version grows
        wanted = {"area": area, "window": self.window().number, "level": None}
        (plan,) = count_board(find_scope(self.actor(person, now), wanted, now))["plans"]
        return plan
