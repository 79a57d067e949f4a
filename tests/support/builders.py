"""Plain builders, and the cast: a county with two towns and a person in each role.

    county 永安
      town 燕南 (supervisor)          town 小陶
        village 将军山 - grid_a         village 五一 - grid_c (outsider)
        village 下渡   - grid_b

`officer` walks grid_a and grid_b, `leader` leads grid_a; office, auditor and admin hold the
county.
"""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from geoalchemy2.shape import from_shape
from shapely.geometry import MultiPolygon, box, shape

from backend.patrol.cycles.models import Plan, PlanVersionRow
from backend.records.photos.models import Photo
from backend.registry.accounts.models import Account, Assignment, Session
from backend.registry.accounts.queries import token_hash
from backend.registry.areas.models import Area, AreaClosure, AreaShape
from backend.registry.kinds.models import Checklist, Kind
from backend.registry.sites.models import Site, SiteShape, StatusPeriod
from backend.staff import time_tokens
from backend.staff.access import Role
from backend.staff.extensions import db, insert_new

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
ANCHOR = date(2026, 1, 1)
PASSWORD_HASH = "$argon2id$v=19$m=65536,t=3,p=4$no-such-password"


@dataclass(frozen=True)
class Person:
    """An account with a token for the tests to speak with."""

    id: int
    username: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class Cast:
    areas: dict[str, int] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    kind_id: int = 0
    checklist_id: int = 0
    plan_id: int = 0

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def grid_a(self) -> int:
        return self.areas["grid_a"]

    @property
    def grid_b(self) -> int:
        return self.areas["grid_b"]

    @property
    def grid_c(self) -> int:
        return self.areas["grid_c"]


QUESTIONS: list[dict[str, Any]] = [
    {
        "code": "smell",
        "text": "有没有刺鼻气味？",
        "text_en": "Any chemical smell?",
        "type": "yes_no_na",
        "options": [],
        "normal": "no",
        "abnormal": ["yes"],
        "when": None,
        "optional": False,
        "help": None,
    }
]


def build_cast() -> Cast:
    """Adds areas, a plan, a kind and the people; the caller commits."""
    cast = Cast()
    county = make_area("county", None, "350481", "永安市", box(117.0, 25.7, 117.8, 26.2))
    town = make_area("town", county, "350481003", "燕南街道", box(117.3, 25.9, 117.5, 26.1))
    other = make_area("town", county, "350481105", "小陶镇", box(117.0, 25.7, 117.2, 25.9))
    village_a = make_area("village", town, "350481003001", "将军山社区", None)
    village_b = make_area("village", town, "350481003002", "下渡村", None)
    village_c = make_area("village", other, "350481105001", "五一村", None)
    cast.areas = {"county": county, "town": town, "other_town": other, "village_a": village_a}
    for name, village, shape_ in (
        ("grid_a", village_a, box(117.3, 25.9, 117.4, 26.1)),
        ("grid_b", village_b, box(117.4, 25.9, 117.5, 26.1)),
        ("grid_c", village_c, box(117.0, 25.7, 117.2, 25.9)),
    ):
        cast.areas[name] = make_area("grid", village, f"{village}-01", f"第一网格{name}", shape_)
    _build_cycle(cast)
    _build_people(cast)
    return cast


def _build_cycle(cast: Cast) -> None:
    plan = Plan(code="three-day", name_zh="三天一轮", name_en="Every three days")
    db.session.add(plan)
    db.session.flush()
    db.session.add(
        PlanVersionRow(
            plan_id=plan.id, valid_from=ANCHOR, anchor=ANCHOR, length_days=3, first_number=1
        )
    )
    kind = Kind(
        code="rental",
        name_zh="出租屋",
        name_en="Rental house",
        mark_zh="租",
        mark_en="R",
        sort=1,
        plan_code="three-day",
        radius_m=60,
    )
    db.session.add(kind)
    db.session.flush()
    checklist = Checklist(
        kind_id=kind.id, version=1, questions=QUESTIONS, digest="0" * 64, created_at=BEGINNING
    )
    db.session.add(checklist)
    db.session.flush()
    cast.plan_id, cast.kind_id, cast.checklist_id = plan.id, kind.id, checklist.id


def _build_people(cast: Cast) -> None:
    for name, force, grants in (
        ("officer", "liaison", [(Role.OFFICER, "grid_a"), (Role.OFFICER, "grid_b")]),
        ("colleague", "police", [(Role.OFFICER, "grid_a")]),
        ("leader", "committee", [(Role.LEADER, "grid_a")]),
        ("outsider", "militia", [(Role.OFFICER, "grid_c"), (Role.LEADER, "grid_c")]),
        ("supervisor", None, [(Role.SUPERVISOR, "town")]),
        ("office", None, [(Role.OFFICE, "county")]),
        ("auditor", None, [(Role.AUDITOR, "county")]),
        ("admin", None, [(Role.ADMIN, "county")]),
        ("nobody", None, []),
    ):
        cast.people[name] = make_person(
            name, [(role, cast.areas[area]) for role, area in grants], force=force
        )


def make_area(level: str, parent_id: int | None, code: str, name: str, geometry: Any) -> int:
    area = Area(level=level, parent_id=parent_id, code=code, name=name)
    db.session.add(area)
    db.session.flush()
    above = (
        db.session.query(AreaClosure.ancestor_id).filter_by(area_id=parent_id).all()
        if parent_id
        else []
    )
    for (ancestor_id,) in [*above, (area.id,)]:
        db.session.add(AreaClosure(ancestor_id=ancestor_id, area_id=area.id))
    if geometry is not None:
        geom = from_shape(MultiPolygon([geometry]), srid=4326)
        db.session.add(AreaShape(area_id=area.id, geom=geom))
    db.session.flush()
    return area.id


def make_person(
    username: str, grants: list[tuple[Role, int]], *, force: str | None = None
) -> Person:
    account = Account(
        username=username,
        name=f"{username}某",
        force=force,
        phone="13800000001",
        password_hash=PASSWORD_HASH,
        created_at=BEGINNING,
    )
    db.session.add(account)
    db.session.flush()
    for role, area_id in grants:
        db.session.add(
            Assignment(account_id=account.id, role=role, area_id=area_id, since=BEGINNING)
        )
    token = f"p369_test_{username}"
    db.session.add(
        Session(
            account_id=account.id,
            kind="token",
            name="test",
            token_hash=token_hash(token),
            created_at=BEGINNING,
            expires_at=BEGINNING + timedelta(days=36500),
        )
    )
    db.session.flush()
    return Person(account.id, username, token)


def make_site(
    cast: Cast,
    *,
    grid_id: int | None = None,
    geometry: dict[str, Any] | None = None,
    since: datetime = BEGINNING,
    **columns: Any,
) -> Site:
    """A rental house in grid_a, on duty since `since`, at 117.35, 26.0 unless told otherwise."""
    figure = shape(geometry or {"type": "Point", "coordinates": [117.35, 26.0]})
    inside = figure.representative_point()
    values: dict[str, Any] = {
        "kind_id": cast.kind_id,
        "grid_id": grid_id or cast.grid_a,
        "status": "active",
        "name": "出租屋 17 号",
        "lon": inside.x,
        "lat": inside.y,
        "contact_name": "王小明",
        "contact_phone": "13800001234",
        "created_at": since,
    }
    site = Site(**(values | columns))
    db.session.add(site)
    db.session.flush()
    db.session.add(SiteShape(site_id=site.id, geom=from_shape(figure, srid=4326)))
    db.session.add(
        StatusPeriod(site_id=site.id, since=since, status=site.status, grid_id=site.grid_id)
    )
    db.session.flush()
    return site


def make_photo(person: Person) -> str:
    """What she has sent before, by its hash; the bytes are nowhere."""
    sha256 = f"{person.id:064x}"
    facts = {"size": 1, "media_type": "image/jpeg", "width": 1, "height": 1, "meta": {}}
    row = {"uploader_id": person.id, "sha256": sha256, "received_at": BEGINNING, **facts}
    db.session.execute(insert_new(Photo).values(row))
    return sha256


def visit(app: Flask, cast: Cast, site: Site, *, now: datetime, **members: Any) -> dict[str, Any]:
    """A check-in document: on site, all normal, with a token taken a minute ago."""
    token = time_tokens.issue(app.extensions["signer"], now - timedelta(minutes=1))
    return {
        "format": 1,
        "id": str(uuid.uuid4()),
        "site": site.id,
        "device_time": now.isoformat(),
        "clock": {"token": token, "elapsed_ms": 60000},
        "fix": {"lon": site.lon, "lat": site.lat, "accuracy": 12.0},
        "result": "normal",
        "checklist": cast.checklist_id,
        "answers": [{"question": "smell", "value": "no", "given": "all_normal"}],
    } | members
