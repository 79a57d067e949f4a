"""The loaded demo: what is stored follows from the raw visits.

On PostGIS the drill asks the same; there the suite loads it for the tests of kills.
"""

import hashlib
from collections import defaultdict
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend.demo.load import PASSWORD, is_loaded, load
from backend.demo.plan import begin_plan
from backend.demo.refusals import DemoRefusedError
from backend.figures.seals.models import Adjustment
from backend.messages.notices.models import Notice, NoticeOccasion
from backend.oversight.accountability.models import Step, StepMove
from backend.oversight.accountability.rules import STATUSES
from backend.oversight.cross_checks.models import CrossCheckSite
from backend.patrol.checkins import document, judging, receipts
from backend.patrol.checkins import queries as checkin_queries
from backend.patrol.checkins.models import Checkin, CheckinPhoto
from backend.patrol.checkins.schemas import CheckinQuery
from backend.patrol.cycles.models import Exemption, Obligation, WindowRow
from backend.patrol.cycles.results import measure_gaps
from backend.patrol.cycles.rules import Outcome, State, Visit, cut_off, outcome, state
from backend.patrol.findings import rules as findings
from backend.patrol.findings.models import Finding, FindingMove, FindingPhoto
from backend.patrol.redraws.models import Redraw, RedrawMove
from backend.records.photos.models import Photo
from backend.records.photos.resources import get_resources
from backend.records.photos.storage import key_of
from backend.registry.accounts import passwords
from backend.registry.accounts.models import Account, Assignment
from backend.registry.areas.models import Area, AreaClosure
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Site, SiteChangePhoto, SiteShape
from backend.staff.access import Actor, Grant, Role
from backend.staff.extensions import db
from backend.tips.host import database as tips_database
from backend.tips.host.models import Tip
from backend.tips.pay_desk.models import Voucher
from tests.demo.conftest import LONG, NOW, SHORT

pytestmark = pytest.mark.one_engine


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def mine(username: str) -> set[int]:
    """The grids below what this person holds."""
    query = (
        select(AreaClosure.area_id)
        .join(Assignment, Assignment.area_id == AreaClosure.ancestor_id)
        .join(Account, Account.id == Assignment.account_id)
        .join(Area, Area.id == AreaClosure.area_id)
        .where(Account.username == username, Area.level == "grid")
    )
    return set(db.session.scalars(query))


def test_counts(demo: Flask) -> None:
    levels = db.session.execute(select(Area.level, func.count()).group_by(Area.level))
    assert {row[0]: row[1] for row in levels} == {
        "county": 1,
        "town": 15,
        "village": 263,
        "grid": 263,
    }
    assert 2400 <= count(Site) == count(SiteShape) <= 2600
    assert count(Kind) == 6
    assert count(AreaClosure) == 1 + 15 * 2 + 263 * 3 + 263 * 4


def test_a_dozen_tips_wait_in_their_groups(demo: Flask) -> None:
    states = [tip.state for tip in tips_database.session().scalars(select(Tip))]
    assert sorted(states) == ["closed"] * 3 + ["open"] * 8 + ["spam"]
    vouchers = [each.state for each in db.session.scalars(select(Voucher))]
    assert sorted(vouchers) == ["open", "paid"]


def test_the_demo_mixes_with_nothing(demo: Flask) -> None:
    assert is_loaded()
    with pytest.raises(DemoRefusedError, match="areas"):
        load(NOW, turns=SHORT)
    with pytest.raises(DemoRefusedError, match="sealed windows"):
        begin_plan(NOW)


def test_obligations_agree_with_a_recount_from_the_raw_visits(demo: Flask) -> None:
    visits = defaultdict(list)
    ends = {row.id: cut_off(row.ends_at) for row in db.session.scalars(select(WindowRow))}
    for row in db.session.scalars(select(Checkin)):
        in_time = (row.reviewed_at or row.received_at) < ends[row.window_id]
        counts = row.standing in ("counts", "accepted") and in_time
        visits[row.site_id, row.window_id].append(
            Visit(row.captured_at, row.result == "attempted", counts, row.checkpoint_id)
        )
    needed = {
        row[0]: row[1] for row in db.session.execute(select(Site.id, Site.checkpoints_required))
    }
    last: dict[int, datetime] = {}
    rows = select(Obligation).join(WindowRow).order_by(WindowRow.starts_at, Obligation.site_id)
    for row in db.session.scalars(rows):
        here = visits[row.site_id, row.window_id]
        told = outcome(here, exempt=row.exempt, checkpoints_required=needed[row.site_id])
        assert row.outcome == told
        covering = sorted(v.captured_at for v in here if v.counts and not v.attempted)
        assert row.gap_from == last.get(row.site_id, row.gap_from)
        if covering:
            assert (row.first_at, row.last_at) == (covering[0], covering[-1])
            assert row.closed_gap_s == measure_gaps(row.gap_from, covering, covering[-1]).closed_s
            last[row.site_id] = covering[-1]


def test_windows_with_every_state(demo: Flask) -> None:
    windows = db.session.scalars(select(WindowRow).order_by(WindowRow.starts_at)).all()
    ended = len(windows) - 1
    assert ended + 1 in (SHORT, LONG)
    assert [window.number for window in windows] == list(range(41 - ended, 42))
    assert all(window.opened_at for window in windows)
    sealed = [window.sealed_at is not None for window in windows]
    assert sealed == [True] * (ended - 1) + [False] * 2
    (late,) = db.session.scalars(select(Adjustment))
    assert (late.window_id, late.verdict) == (windows[-3].id, None)
    assert windows[-1].starts_at <= NOW < windows[-1].ends_at
    seen, totals = set(), []
    for window in windows:
        rows = db.session.execute(
            select(Obligation.outcome, func.count())
            .where(Obligation.window_id == window.id)
            .group_by(Obligation.outcome)
        )
        figures = {state(Outcome(name), window.ends_at, NOW): n for name, n in rows}
        seen |= figures.keys()
        totals.append(total := sum(figures.values()))
        if window is not windows[-1]:
            assert 0.78 < figures[State.COVERED] / total < 0.98
    assert seen == set(State)
    assert all(2400 < total <= 2600 for total in totals[-4:])
    assert totals[:-3] == sorted(set(totals[:-3]))  # a few towns more from window to window


def test_every_visit_is_a_sound_document_with_a_signed_receipt(demo: Flask) -> None:
    signer = demo.extensions["signer"]
    for row in db.session.scalars(select(Checkin).order_by(Checkin.id)).all()[::25]:
        sent = document.read(row.body)
        facts = signer.recognise(receipts.PURPOSE, row.receipt)
        assert hashlib.sha256(row.body).hexdigest() == row.content_sha256 == facts["content"]
        assert (facts["credit"], facts["place"]) == (row.credit, row.place)
        columns = judging.columns_sent(sent)
        assert columns == {name: getattr(row, name) for name in columns}


def test_the_photos_have_arrived(demo: Flask) -> None:
    announced = set(db.session.execute(select(CheckinPhoto.author_id, CheckinPhoto.sha256)))
    arrived = set(db.session.execute(select(Photo.uploader_id, Photo.sha256)))
    shown = select(Photo.uploader_id, Photo.sha256).join(SiteChangePhoto)
    mended = select(Photo.uploader_id, Photo.sha256).join(FindingPhoto)
    assert announced | set(db.session.execute(shown.union(mended))) == arrived
    assert len(set(db.session.execute(shown))) == 1
    for sha256 in {sha256 for _, sha256 in arrived}:
        assert (
            hashlib.sha256(get_resources().storage.read(key_of("o", sha256))).hexdigest() == sha256
        )


def test_the_fixed_officer_has_something_to_do(demo: Flask) -> None:
    running = select(func.max(WindowRow.id)).scalar_subquery()
    due = select(func.count()).where(
        Obligation.window_id == running,
        Obligation.grid_id.in_(mine("wang.xun")),
        Obligation.outcome == "none",
    )
    assert 8 <= (db.session.scalar(due) or 0) <= 30


def test_something_waits_for_the_fixed_leader(demo: Flask) -> None:
    waiting = (
        select(func.count())
        .select_from(Checkin)
        .join(Site)
        .where(Checkin.standing == "pending", Site.grid_id.in_(mine("li.ge")))
    )
    assert db.session.scalar(waiting)


def test_a_photo_that_was_used_before_waits_for_the_fixed_leader(demo: Flask) -> None:
    county = db.session.scalars(select(Area.id).filter_by(level="county")).one()
    office = Actor(0, "", 0, by_cookie=False, grants=(Grant(Role.OFFICE, county),))
    bears = CheckinQuery().load({"flag": "photo_reused"})
    (found,) = checkin_queries.listing(office, bears)["items"]
    assert found["awaits_review"]
    assert found["site"]["grid"].id in mine("li.ge")
    (earlier,) = checkin_queries.get_checkin(office, found["number"])["reuses"]
    assert earlier["captured_at"] < found["captured_at"]
    assert earlier["site"].id != found["site"]["id"]


def test_findings_are_at_every_stage(demo: Flask) -> None:
    abnormal = select(func.count()).where(Checkin.result == "abnormal")
    [given] = db.session.scalars(select(Finding.status).where(Finding.checkin_id.is_(None)))
    assert (given, count(Finding) - 1) == ("assigned", db.session.scalar(abnormal))
    assert set(db.session.scalars(select(Finding.status))) == set(findings.STATUSES)
    moves = select(FindingMove.at).order_by(FindingMove.id)
    assert all(at <= NOW for at in db.session.scalars(moves))


def test_the_fixed_people_have_been_told_something(demo: Flask) -> None:
    rows = db.session.execute(
        select(Account.username, func.count(), func.count(Notice.read_at))
        .join(Notice, Notice.account_id == Account.id)
        .join(NoticeOccasion, NoticeOccasion.id == Notice.occasion_id)
        .where(NoticeOccasion.window_id.is_not(None))
        .where(Account.username.in_(("wang.xun", "li.ge", "zhao.zhen", "xian.ban")))
        .group_by(Account.username)
    )
    told = {name: (all_, read) for name, all_, read in rows}
    assert set(told) == {"wang.xun", "li.ge", "zhao.zhen", "xian.ban"}
    assert all(read == all_ - 1 for all_, read in told.values())
    assert told["wang.xun"][0] > 1


def test_one_password_opens_every_account(demo: Flask) -> None:
    hashes = set(db.session.scalars(select(Account.password_hash)))
    assert len(hashes) == 1
    assert passwords.check(hashes.pop(), PASSWORD).right


def test_one_village_is_exempt_now_and_one_was(demo: Flask) -> None:
    rows = db.session.execute(
        select(Exemption, WindowRow.number)
        .join(WindowRow, WindowRow.id == Exemption.window_id)
        .order_by(WindowRow.number)
    ).all()
    assert [(number, row.withdrawn_at is None) for row, number in rows] == [(40, False), (41, True)]


def test_a_step_waits_in_each_state(demo: Flask) -> None:
    assert set(db.session.scalars(select(Step.status))) == set(STATUSES)
    moves = db.session.execute(select(StepMove.at, StepMove.move)).all()
    assert all(at < NOW for at, _ in moves)
    assert [move for _, move in moves].count("extend") == 1


def test_a_boundary_waits_for_the_next_window(demo: Flask) -> None:
    row = db.session.scalars(select(Redraw)).one()
    running = db.session.scalars(select(WindowRow).where(WindowRow.number == 41)).one()
    assert (row.effective_on, row.applied_at) == (running.ends_on, None)
    assert count(RedrawMove) >= 1


def test_a_cross_check_is_half_done(demo: Flask) -> None:
    sites = db.session.scalars(select(CrossCheckSite)).all()
    assert (len(sites), sum(site.visit_id is not None for site in sites)) == (12, 6)
    aside = db.session.scalars(select(Checkin.id).filter_by(standing="aside")).all()
    assert {site.visit_id for site in sites} - {None} == set(aside)
