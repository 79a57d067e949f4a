"""Real things inside grid_a, marked in every text; and a few elsewhere, for those who live there.

All is made by the requests that people make; only what no request can write is set by hand.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select, update

from backend.figures.seals.models import Adjustment, SealedFigures
from backend.figures.seals.service import seal_next
from backend.messages.notices.models import Notice, NoticeOccasion
from backend.oversight.escalation.digest import Count, compose_digest
from backend.oversight.escalation.rules import EscalationLevel
from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.models import Obligation, Plan, WindowRow
from backend.patrol.cycles.opening import open_batch
from backend.patrol.cycles.queries import versions_of
from backend.patrol.cycles.rules import window_at
from backend.patrol.findings.models import Finding
from backend.registry.accounts import passwords
from backend.registry.accounts.models import Account, Assignment, Session
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Checkpoint
from backend.staff.access import Role
from backend.staff.extensions import db
from tests.records.photos.samples import encode, exif, picture
from tests.support.builders import BEGINNING, Cast, make_person, make_site, visit
from tests.support.device import VISIT, Device, device_of
from tests.territory.drawn import redraws
from tests.territory.joined import abroad_group, join_groups
from tests.territory.marks import mark
from tests.territory.noon import NOON
from tests.territory.people import Rights, gather
from tests.territory.stepped import ask_for_role, draw_handover, draw_sites, take_step

PASSWORD = "correct horse battery"
PREFIX = "/api/v1"
ABNORMAL = {"result": "abnormal", "answers": [{"question": "smell", "value": "yes"}]}

PAST = NOON - timedelta(days=9)
NO_DEVICE = Device("", b"", b"")


@dataclass
class World:
    """`ids` are those of things in grid_a, by the names that they have in addresses and bodies;
    `own` are those of things elsewhere.
    """

    app: Flask
    cast: Cast
    ids: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    photo: bytes = field(default=b"", repr=False)
    device: Device = field(default=NO_DEVICE, repr=False)
    cookies: dict[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client(use_cookies=False)
        self.rights = Rights(self.cast)

    def call(self, who: str, method: str, path: str, **sent: Any) -> Any:
        """The answer to one request; `who` is one of the cast, or "anonymous"."""
        db.session.commit()  # or the test's own savepoint would hold what the request writes
        headers = dict(sent.pop("headers", {}))
        if who != "anonymous":
            headers |= self.cast.people[who].headers
        if who in self.cookies:
            headers |= {"Cookie": self.cookies[who]}
        return self.client.open(PREFIX + path, method=method, headers=headers, **sent)

    def done(self, who: str, method: str, path: str, **sent: Any) -> Any:
        """The body of an answer that must be a success."""
        answer = self.call(who, method, path, **sent)
        assert answer.status_code < 300, answer.text
        return answer.get_json()

    def parcel(self) -> bytes:
        """A visit of the officer's to grid_a, sealed on her phone."""
        return self.device.parcel(VISIT, self.document(self.ids["site_id"]))

    def document(self, site_id: int, *, at: datetime = NOON, **members: Any) -> bytes:
        """The bytes of a visit to where grid_a's site lies."""
        place = _Place(site_id)
        return json.dumps(visit(self.app, self.cast, place, now=at, **members)).encode()  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Place:
    id: int
    lon: float = 117.35
    lat: float = 26.0


def open_world(app: Flask) -> World:
    """The people, who all know their passwords, and what lies outside grid_a."""
    cast = gather(app.extensions["cast"])
    db.session.execute(update(Account).values(password_hash=passwords.hash_password(PASSWORD)))
    elsewhere = {"type": "Point", "coordinates": [117.1, 25.8]}
    site = make_site(cast, grid_id=cast.grid_c, geometry=elsewhere)
    away = make_person("away", [(Role.OFFICER, cast.grid_c)])
    db.session.commit()
    world = World(
        app, cast, own={"site_id": site.id, "account_id": away.id, "area_id": cast.grid_c}
    )
    world.own["group_id"] = abroad_group(cast)
    # The windows are everyone's: they must be open before grid_a's visits open them.
    _seal_one(cast)
    world.own["number"] = world.done(
        "outsider", "POST", "/checkins", data=world.document(site.id, **ABNORMAL)
    )["number"]
    world.own["finding_id"] = _finding_of(world.own["number"])
    db.session.remove()
    return world


def _seal_one(cast: Cast) -> None:
    """A window that is over and sealed."""
    plan = db.session.get_one(Plan, cast.plan_id)
    while open_batch(plan, window_at(PAST, versions_of(plan.id)), PAST):
        pass
    assert seal_next(NOON)


def fill_grid_a(world: World) -> None:
    """Everything that can be in a grid, from the site to the last note."""
    _people(world)
    ask_for_role(world)
    _sites(world)
    _visits(world)
    _adjustments(world)
    _findings(world)
    _exemptions(world)
    draw_handover(world)
    _notices(world)
    redraws(world)
    take_step(world)
    draw_sites(world)
    join_groups(world)
    db.session.commit()
    db.session.remove()


def _people(world: World) -> None:
    marked = make_person(mark("account.username"), [(Role.LEADER, world.cast.grid_a)])
    world.cast.people["marked"] = marked
    account = db.session.get_one(Account, marked.id)
    account.name, account.phone = mark("account.name"), mark("account.phone")
    held = db.session.scalars(select(Assignment).filter_by(account_id=marked.id)).one()
    held.since = BEGINNING.replace(year=2025)  # leads for longest: the board names her
    phone = Session(
        account_id=world.cast.officer.id,
        kind="token",
        name=mark("session.name"),
        token_hash="0" * 64,
        created_at=BEGINNING,
        expires_at=NOON.replace(year=2027),
    )
    db.session.add(phone)
    db.session.add(
        Assignment(  # what somebody elsewhere holds here is not told elsewhere
            account_id=world.own["account_id"],
            role=Role.OFFICER,
            area_id=world.cast.grid_a,
            since=BEGINNING,
        )
    )
    db.session.commit()
    world.ids |= {"account_id": marked.id, "assignment_id": held.id, "session_id": phone.id}
    world.ids |= {"area_id": world.cast.grid_a, "taker_id": world.cast.people["leader_outside"].id}
    world.ids |= {"device_id": str(uuid4()), "layer": "vec", "z": 14, "x": 13532, "y": 6979}
    wish = {"name": mark("device.name")}
    path = f"/devices/{world.ids['device_id']}"
    world.device = device_of(world.done("officer", "PUT", path, json=wish))


def _sites(world: World) -> None:
    names = ("name", "trade", "address", "contact_name", "contact_phone")
    site = make_site(world.cast, **{name: mark(f"site.{name}") for name in names})
    gone = make_site(world.cast, name=mark("site.name"))
    db.session.get_one(Kind, site.kind_id).checkpoints = True
    post = Checkpoint(site_id=site.id, name=mark("checkpoint.name"), lon=1, lat=1, radius_m=1)
    db.session.add(post)
    db.session.commit()
    world.ids |= {"site_id": site.id, "checkpoint_id": post.id}
    wish = {"change": "suspend", "reason": mark("change.reason"), "version": 1}
    asked = world.done("officer", "POST", f"/sites/{gone.id}/changes", json=wish)
    verdict = {"verdict": "approved", "note": mark("change.note")}
    world.done("marked", "POST", f"/site-changes/{asked['id']}/decision", json=verdict)
    sha256 = _photo(world)
    wish = {"change": "close", "reason": mark("change.reason"), "version": 2, "photos": [sha256]}
    asked = world.done("officer", "POST", f"/sites/{gone.id}/changes", json=wish)
    world.ids |= {"change_id": asked["id"]}


def _photo(world: World) -> str:
    """The officer's one photo, by its hash: of a visit, and of what is to be closed."""
    notes = exif()
    notes[271] = mark("photo.meta")
    world.photo = encode(picture(), exif=notes.tobytes())
    sha256 = hashlib.sha256(world.photo).hexdigest()
    world.done("officer", "PUT", f"/photos/{sha256}", data=world.photo)
    return sha256


def _visits(world: World) -> None:
    sha256 = _photo(world)
    far = {
        "fix": {"lon": 117.39, "lat": 26.0, "accuracy": 5},
        "place_reason": mark("checkin.place_reason"),
        "note": mark("checkin.note"),
        "photos": [{"sha256": sha256, "source": "camera"}],
    } | ABNORMAL
    bodies = [json.loads(world.document(world.ids["site_id"], **far)) for _ in range(2)]
    bodies[1] = world.device.sign(bodies[1], world.photo, note=mark("photo.note"))
    sent = [world.done("officer", "POST", "/checkins", json=body) for body in bodies]
    decision = {"verdict": "approved", "note": mark("checkin.review_note")}
    world.done("marked", "POST", f"/checkins/{sent[0]['number']}/review", json=decision)
    said = [{"question": "smell", "value": mark("checkin.answers"), "given": "each"}]
    db.session.execute(
        update(Checkin).where(Checkin.author_id == world.cast.officer.id).values(answers=said)
    )
    world.ids |= {"mark_code": bodies[1]["photos"][0]["mark"]["code"]}
    world.ids |= {"sha256": sha256, "number": sent[1]["number"], "code": sent[1]["code"]}


def _adjustments(world: World) -> None:
    """Two visits that came too late for a sealed window: one is decided, one waits."""
    window = db.session.scalars(select(WindowRow).where(WindowRow.sealed_at.is_not(None))).one()
    grid = {"window_id": window.id, "grid_id": world.cast.grid_a, "kind_id": world.cast.kind_id}
    site_id, begun = world.ids["site_id"], window.starts_at
    db.session.add(Obligation(site_id=site_id, outcome="none", gap_from=begun, **grid))
    db.session.add(SealedFigures(covered=0, attempted=0, exempt=0, missed=1, **grid))
    db.session.commit()
    for _ in range(2):
        world.done("officer", "POST", "/checkins", data=world.document(site_id, at=PAST))
    asked = db.session.scalars(select(Adjustment.id).order_by(Adjustment.id)).all()
    verdict = {"verdict": "refused", "note": mark("adjustment.note")}
    world.done("marked", "POST", f"/adjustments/{asked[0]}/decision", json=verdict)
    world.ids |= {"adjustment_id": asked[1], "plan": "three-day", "window": window.number}


def _findings(world: World) -> None:
    finding_id = _finding_of(world.ids["number"])
    moves = f"/findings/{finding_id}/moves"
    sent_to = {"assignee_id": world.cast.colleague.id, "text": mark("finding.text")}
    world.done("marked", "POST", moves, json={"move": "assign"} | sent_to)
    world.done("marked", "PUT", f"/photos/{world.ids['sha256']}", data=world.photo)
    seen = {"move": "note", "text": "看过", "photos": [world.ids["sha256"]]}
    world.done("marked", "POST", moves, json=seen)
    words = {"question": "smell", "text": "?", "text_en": "?", "label": None, "label_en": None}
    db.session.execute(
        update(Finding)
        .where(Finding.id == finding_id)
        .values(summary=[words | {"value": mark("finding.summary")}])
    )
    world.ids |= {"finding_id": finding_id}


def _exemptions(world: World) -> None:
    wish = {"area_id": world.cast.grid_a, "window": 110, "cause": "weather"}
    wish |= {"reason": mark("exemption.reason")}
    for _ in range(2):
        granted = world.done("supervisor", "POST", "/exemptions", json=wish)
        path = f"/exemptions/{granted['id']}/withdrawal"
        if "exemption_id" not in world.ids:
            world.done("office", "POST", path, json={"reason": mark("exemption.withdrawal")})
        world.ids |= {"exemption_id": granted["id"]}


def _notices(world: World) -> None:
    """The officer was told what grid_a lacks, as the sweep would have done it."""
    window = db.session.scalars(select(WindowRow).order_by(WindowRow.starts_on.desc())).first()
    assert window is not None
    occasion = NoticeOccasion(kind=EscalationLevel.OFFICER, window_id=window.id, due_at=NOON)
    db.session.add(occasion)
    db.session.flush()
    grid, site = world.cast.grid_a, world.ids["site_id"]
    counts = [Count(world.cast.officer.id, grid, "rental", 2, 1, 0, 1)]
    notice = Notice(
        account_id=world.cast.officer.id,
        occasion_id=occasion.id,
        content=compose_digest([grid], counts, [site], []),
        written_at=NOON,
        delivered_at=NOON,
    )
    db.session.add(notice)
    db.session.flush()
    world.ids |= {"notice_id": notice.id}


def _finding_of(number: int) -> int:
    return db.session.scalars(select(Finding.id).filter_by(checkin_id=number)).one()
