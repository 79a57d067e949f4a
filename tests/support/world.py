"""A world in which anything may happen between two askings, played through the real services."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from flask import Flask
from shapely.geometry import MultiPolygon, box, mapping
from sqlalchemy import select

from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.opening import open_next
from backend.registry.accounts.models import Account, Assignment
from backend.registry.areas.models import Area, AreaShape
from backend.registry.areas.service import set_shape
from backend.registry.kinds.models import Checklist, Kind
from backend.registry.sites.models import Checkpoint, Site
from backend.staff import events
from backend.staff.access import Role
from backend.staff.extensions import db
from tests.support.builders import QUESTIONS, Cast, Person, make_site, visit

WOODS = {
    "type": "Polygon",
    "coordinates": [[[117.34, 25.99], [117.36, 25.99], [117.36, 26.01], [117.34, 25.99]]],
}
# What the world may answer to a wish that has become impossible in the meantime.
ANSWERS = (200, 201, 404, 409, 422)


@dataclass
class World:
    """What may happen between two askings; each change is one method."""

    app: Flask
    cast: Cast
    clock: Any
    dice: Random

    def changes(self) -> list[Callable[[], None]]:
        often = [*[self.visit] * 8, self.accept, self.add_site]
        rarely = [self.suspend, self.move, self.correct, self.rename, self.redraw]
        of_the_office = [self.radius, self.checklist, self.hand_out, self.take_away, self.name]
        return [*often, *rarely, *of_the_office, self.turn]

    def visit(self) -> None:
        who = self.dice.choice([self.cast.officer, self.cast.colleague])
        site = self.any_of(select(Site))
        fix = {"lon": site.lon, "lat": site.lat, "accuracy": 9.0}
        checkpoint = self.any_of(select(Checkpoint).filter_by(site_id=site.id))
        if checkpoint is not None:
            fix |= {"lon": checkpoint.lon, "lat": checkpoint.lat}
        members: dict[str, Any] = {"fix": fix} | self.dice.choice(
            [
                {},
                {},
                {"clock": {"token": "forged", "elapsed_ms": 0}},
                {"result": "attempted", "attempt_reason": "locked", "checklist": None}
                | {"answers": []},
            ]
        )
        body = json.dumps(visit(self.app, self.cast, site, now=datetime.now(UTC), **members))
        self.post(who, "/checkins", body)

    def accept(self) -> None:
        waiting = self.any_of(select(Checkin).filter_by(standing="pending"))
        if waiting is not None:
            verdict = json.dumps(
                {"verdict": self.dice.choice(["approved", "refused"]), "note": "看过"}
            )
            self.post(self.cast.office, f"/checkins/{waiting.id}/review", verdict)

    def add_site(self) -> None:
        grid = self.dice.choice([self.cast.grid_a, self.cast.grid_b, self.cast.grid_c])
        if self.dice.random() < 0.4:
            site = make_site(
                self.cast,
                grid_id=grid,
                geometry=WOODS,
                since=datetime.now(UTC),
                checkpoints_required=1,
            )
            checkpoint = {"name": "岔口", "lon": site.lon, "lat": site.lat, "radius_m": 50}
            db.session.add(Checkpoint(site_id=site.id, **checkpoint))
        else:
            make_site(self.cast, grid_id=grid, since=datetime.now(UTC))

    def suspend(self) -> None:
        active = select(Site).filter_by(status="active")
        site = self.any_of(active.execution_options(populate_existing=True))
        wish = json.dumps({"change": "suspend", "reason": "拆迁", "version": site.version})
        asked = self.post(self.cast.office, f"/sites/{site.id}/changes", wish)
        verdict = json.dumps({"verdict": "approved", "note": ""})
        if "id" in asked and site.grid_id != self.cast.grid_c:
            self.post(self.cast.supervisor, f"/site-changes/{asked['id']}/decision", verdict)

    def move(self) -> None:
        site = self.any_of(select(Site).execution_options(populate_existing=True))
        grid = self.dice.choice([self.cast.grid_a, self.cast.grid_b, self.cast.grid_c])
        wish = json.dumps({"change": "move", "grid_id": grid, "version": site.version})
        self.post(self.cast.office, f"/sites/{site.id}/changes", wish)

    def correct(self) -> None:
        site = self.any_of(select(Site).execution_options(populate_existing=True))
        site.risk = self.dice.randint(1, 3)
        site.version += 1

    def rename(self) -> None:
        self.any_of(select(Area).filter_by(level="grid")).name = f"网格{self.dice.randint(1, 9)}"

    def redraw(self) -> None:
        shape = self.any_of(select(AreaShape))
        east = 117.4 + self.dice.random() / 100
        drawn = json.loads(json.dumps(mapping(MultiPolygon([box(117.3, 25.9, east, 26.1)]))))
        set_shape(shape.area_id, drawn, datetime.now(UTC))

    def radius(self) -> None:
        self.any_of(select(Kind)).radius_m = self.dice.randint(30, 90)

    def checklist(self) -> None:
        newest = db.session.scalars(select(Checklist).order_by(Checklist.version.desc())).first()
        assert newest is not None
        row = {"version": newest.version + 1, "questions": QUESTIONS, "digest": "1" * 64}
        db.session.add(Checklist(kind_id=newest.kind_id, created_at=datetime.now(UTC), **row))

    def hand_out(self) -> None:
        area = self.dice.choice(list(self.cast.areas.values())[1:])
        who = self.dice.choice([self.cast.officer, self.cast.colleague])
        row = {"account_id": who.id, "area_id": area, "since": datetime.now(UTC)}
        db.session.add(Assignment(role=Role.OFFICER, **row))

    def take_away(self) -> None:
        walked = select(Assignment).where(
            Assignment.account_id.in_([self.cast.officer.id, self.cast.colleague.id]),
            Assignment.until.is_(None),
        )
        if len(db.session.scalars(walked).all()) > 2:
            self.any_of(walked).until = datetime.now(UTC)

    def name(self) -> None:
        account = db.session.get_one(Account, self.cast.colleague.id)
        account.name = f"同事{self.dice.random():.3f}"
        account.version += 1
        events.account_changed.send(account.id)

    def turn(self) -> None:
        self.clock.shift(timedelta(days=self.dice.choice([1, 3])))
        if self.dice.random() < 0.7:  # the job may be late
            while open_next(datetime.now(UTC)):
                pass

    def any_of(self, query: Any) -> Any:
        """One of the rows at random, the same for the same dice; None when there are none."""
        rows = db.session.scalars(query).all()
        rows = sorted(rows, key=lambda row: getattr(row, "id", None) or row.area_id)
        return self.dice.choice(rows) if rows else None

    def post(self, who: Person, path: str, body: str) -> Any:
        """What may be refused in this world, such as a second request for a site, is no matter."""
        db.session.commit()
        sent = {"data": body, "content_type": "application/json", "headers": who.headers}
        answer = self.app.test_client().post(f"/api/v1{path}", **sent)
        assert answer.status_code in ANSWERS, (path, body, answer.text)
        db.session.expire_all()
        return answer.get_json()
