"""The same world with all that the office does in it: exemptions, seals, boundaries."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from shapely.geometry import box, mapping
from sqlalchemy import select

from backend.core.clock import local_date
from backend.figures.seals.models import Adjustment
from backend.figures.seals.service import seal_next
from backend.patrol.cycles.models import Exemption
from backend.patrol.cycles.opening import open_next
from backend.patrol.cycles.queries import list_running_windows, versions_of
from backend.patrol.cycles.rules import window_on
from backend.registry.areas.models import Area
from backend.registry.sites.models import Site
from backend.staff import time_tokens
from backend.staff.extensions import db
from tests.support.builders import visit
from tests.support.world import World


class BusyWorld(World):
    def changes(self) -> list[Callable[[], None]]:
        of_the_office = [self.exempt, self.withdraw, self.reopen, self.boundary, self.decide]
        return [*super().changes(), *[self.late_visit] * 3, *of_the_office * 2, self.seal]

    def exempt(self) -> None:
        areas = [self.cast.areas[name] for name in ("grid_a", "grid_b", "grid_c", "town")]
        for plan, window in list_running_windows(datetime.now(UTC)):
            wish = {"area_id": self.dice.choice(areas), "plan": plan, "window": window.number}
            wish |= {"cause": "weather", "reason": "台风停课停工"}
            self.post(self.cast.office, "/exemptions", json.dumps(wish))

    def withdraw(self) -> None:
        granted = self.any_of(select(Exemption).where(Exemption.withdrawn_at.is_(None)))
        if granted is not None:
            why = json.dumps({"reason": "台风没有来"})
            self.post(self.cast.office, f"/exemptions/{granted.id}/withdrawal", why)

    def reopen(self) -> None:
        idle = select(Site).where(Site.status != "active")
        site = self.any_of(idle.execution_options(populate_existing=True))
        if site is not None:
            wish = {"change": "reopen", "reason": "又开了", "version": site.version}
            self.post(self.cast.office, f"/sites/{site.id}/changes", json.dumps(wish))

    def boundary(self) -> None:
        """The border between two grids moves with the next window, and sites with it."""
        now, east = datetime.now(UTC), 117.33 + self.dice.random() / 20
        first = window_on(local_date(now), versions_of(self.cast.plan_id)).ends_on
        drawn = {"grid_a": box(117.3, 25.9, east, 26.1), "grid_b": box(east, 25.9, 117.5, 26.1)}
        features = [
            {
                "code": db.session.get_one(Area, self.cast.areas[grid]).code,
                "geometry": mapping(figure),
            }
            for grid, figure in drawn.items()
        ]
        wish = {"features": features, "effective_on": first.isoformat(), "reason": "新修环城路"}
        self.post(self.cast.office, "/redraws", json.dumps(wish))

    def late_visit(self) -> None:
        """Of a phone that comes back after days, at times after the seal."""
        site, signer = self.any_of(select(Site)), self.app.extensions["signer"]
        at = datetime.now(UTC) - timedelta(hours=self.dice.choice([7, 50, 80, 160]))
        clock = {"token": time_tokens.issue(signer, at), "elapsed_ms": 0}
        body = visit(self.app, self.cast, site, now=at, clock=clock)
        self.post(self.cast.officer, "/checkins", json.dumps(body))

    def decide(self) -> None:
        waiting = self.any_of(select(Adjustment).where(Adjustment.verdict.is_(None)))
        if waiting is not None:
            verdict = {"verdict": self.dice.choice(["approved", "refused"]), "note": "看过"}
            path = f"/adjustments/{waiting.id}/decision"
            self.post(self.cast.office, path, json.dumps(verdict))

    def seal(self) -> None:
        self.clock.shift(timedelta(days=self.dice.choice([0, 2, 4])))
        while open_next(datetime.now(UTC)):
            pass
        while seal_next(datetime.now(UTC)):
            pass
