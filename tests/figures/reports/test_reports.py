"""Reports of sealed windows: the same rows, the same bytes; nothing from outside a territory."""

import base64
import hashlib
import io
import pickle
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from backend.core.errors import Problem, text
from backend.figures.reports import queries
from backend.figures.reports.models import FiledReport
from backend.figures.reports.pdf import render_pdf
from backend.figures.reports.rules import (
    ADDED,
    COLUMNS,
    LAYOUT,
    FoundCount,
    compose_sentences,
    digest_of,
)
from backend.figures.reports.sheet import render_sheet
from backend.figures.seals import adjusting
from backend.patrol.cycles.models import Plan
from backend.patrol.cycles.rules import Figures
from backend.registry.areas.models import Area
from backend.registry.kinds.models import Kind
from backend.staff.extensions import db
from tests.figures.seals.past import CUT_OFF, LENGTH, REST, START, TICK, Past
from tests.figures.seals.test_order import World, both_databases, sealed, uploads
from tests.support.builders import Cast, Person, make_area

__all__ = ["both_databases"]
ZH = partial(text, "zh", "report")
NUMBER = 92
LOCALES = ("zh", "en")


@pytest.fixture
def past(app: Flask, cast: Cast) -> Past:
    """A sealed window: one site covered, one missed and adjusted after."""
    past = Past(app, cast)
    past.send(past.sites[0], START + timedelta(hours=9), START + timedelta(hours=9))
    past.seal(CUT_OFF + REST)
    now = CUT_OFF + 2 * REST
    past.send(past.sites[1], START + LENGTH - TICK, now)
    (row,) = past.adjustments()
    adjusting.decide(past.actor(cast.leader, now), row.id, "approved", "山里没信号", now)
    return past


def ask(client: FlaskClient, person: Person, query: str = "", number: int = NUMBER) -> Any:
    return client.get(f"/api/v1/reports/three-day/{number}{query}", headers=person.headers)


def inside(xlsx: bytes) -> str:
    """All of its parts as one text."""
    with zipfile.ZipFile(io.BytesIO(xlsx)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return "".join(parts.read(name).decode() for name in parts.namelist())


def test_both_sides_stand_in_it(past: Past) -> None:
    assert past.window().number == NUMBER
    leader = past.actor(past.cast.leader, CUT_OFF)
    report = queries.find_report(leader, "three-day", NUMBER, None, "zh", "合计")
    assert (report.total.sealed.covered, report.total.sealed.missed) == (1, 1)
    assert report.total.adjusted == Figures(covered=2)
    assert [line.name for line in report.kinds] == ["出租屋"]
    assert report.digest == past.digest()


def test_the_same_rows_give_the_same_files_anywhere(worlds: list[World]) -> None:
    sent = uploads(60, 20)
    files = []
    for order, (app, cast) in enumerate(worlds):
        sealed(app, cast, sent, 20, order)
        with app.app_context():
            office = Past.actor(None, cast.office, CUT_OFF)  # type: ignore[arg-type]
            for locale in ("zh", "en"):
                words = partial(text, locale, "report")
                report = queries.find_report(
                    office, "three-day", NUMBER, None, locale, words("total")
                )
                files.append(
                    [hashlib.sha256(make(report, words)) for make in (render_pdf, render_sheet)]
                )
    found = [[digest.hexdigest() for digest in pair] for pair in files]
    assert found[:2] == found[2:]
    assert len({digest for pair in found for digest in pair}) == 4


FRESH = """
import hashlib, pickle, sys
from functools import partial
from backend.core.errors import text
from backend.figures.reports.sheet import render_sheet
report = pickle.load(sys.stdin.buffer)
for _ in range(2):
    print(hashlib.sha256(render_sheet(report, partial(text, "zh", "report"))).hexdigest())
"""


@pytest.mark.one_engine
def test_the_first_sheet_of_a_process_is_as_the_next(past: Past) -> None:
    office = past.actor(past.cast.office, CUT_OFF)
    report = queries.find_report(office, "three-day", NUMBER, None, "zh", ZH("total"))
    command = [sys.executable, "-c", FRESH]
    drawn = subprocess.run(command, input=pickle.dumps(report), capture_output=True, check=True)
    first, second = drawn.stdout.split()
    assert first == second


@pytest.mark.parametrize(("kind", "head"), (("pdf", b"%PDF-"), ("xlsx", b"PK")))
def test_a_download_names_its_own_hash(
    past: Past, client: FlaskClient, kind: str, head: bytes
) -> None:
    answer = ask(client, past.cast.leader, f"?format={kind}")
    assert answer.status_code == 200
    assert answer.data.startswith(head)
    digest = hashlib.sha256(answer.data)
    wanted = f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert answer.headers["Repr-Digest"] == wanted
    assert digest.hexdigest()[:12] in answer.headers["Content-Disposition"]
    name = quote(f"第{NUMBER}轮巡查情况.{kind}")
    assert name in answer.headers["Content-Disposition"]
    again = ask(client, past.cast.leader, f"?format={kind}")
    assert again.data == answer.data


def test_what_is_a_number_on_paper_is_one_in_a_cell(past: Past, client: FlaskClient) -> None:
    with zipfile.ZipFile(io.BytesIO(ask(client, past.cast.office).data)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    cells = re.findall(r'<c r="([A-Z]+)([0-9]+)"([^>]*)><v>', sheet)
    counted = [kind for column, row, kind in cells if column != "A" and row == "4"]
    assert len(counted) >= len(COLUMNS)  # all but the name, and the rank
    assert not [kind for kind in counted if 't="s"' in kind]


def test_no_report_of_a_provisional_window(past: Past, client: FlaskClient) -> None:
    past.open(CUT_OFF)
    db.session.commit()
    answer = ask(client, past.cast.leader, number=NUMBER + 1)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "not-sealed")
    assert ask(client, past.cast.leader, number=NUMBER + 50).status_code == 404
    assert ask(client, past.cast.officer).status_code == 403


def test_the_territory_and_nothing_else(past: Past, client: FlaskClient) -> None:
    cast = past.cast
    inside_of = {"leader": ("grid_a",), "supervisor": ("town", "village_a", "grid_a", "grid_b")}
    inside_of["office"] = tuple(cast.areas)
    inside_of["outsider"] = ("grid_c",)
    names = {name: db.session.get_one(Area, area_id).name for name, area_id in cast.areas.items()}
    for who, held in inside_of.items():
        for name, area_id in cast.areas.items():
            answer = ask(client, cast.people[who], f"?area={area_id}")
            assert answer.status_code == (200 if name in held else 404), (who, name)
        told = inside(ask(client, cast.people[who]).data)
        foreign = [names[name] for name in cast.areas if name not in held]
        assert not [name for name in foreign if name in told], who
    for who in ("outsider", "leader"):
        with pytest.raises(Problem):
            actor = past.actor(cast.people[who], CUT_OFF)
            queries.find_report(actor, "three-day", NUMBER, cast.areas["town"], "zh", "合计")


def test_a_sealed_report_keeps_the_names_of_its_time(past: Past, client: FlaskClient) -> None:
    cast = past.cast
    kinds = [f"?format={kind}&locale={locale}" for kind in ("pdf", "xlsx") for locale in LOCALES]
    asked = [(who, query) for who in (cast.leader, cast.supervisor, cast.office) for query in kinds]
    before = [ask(client, who, query).data for who, query in asked]
    db.session.execute(update(Area).values(name="改名镇", sort=-Area.id))
    db.session.execute(update(Kind).values(name_zh="改名类", name_en="Renamed", sort=99))
    db.session.execute(update(Plan).values(name_zh="改名", name_en="Renamed"))
    new = make_area("village", cast.areas["town"], "350481003099", "新设村", None)
    db.session.commit()
    assert [ask(client, who, query).data for who, query in asked] == before
    assert ask(client, cast.office, f"?area={new}").status_code == 404


@pytest.mark.parametrize("kind", ("pdf", "xlsx"))
def test_what_was_handed_out_is_handed_out_again(
    past: Past, client: FlaskClient, kind: str
) -> None:
    """As another program, or another layout, would find it."""
    ask(client, past.cast.leader, f"?format={kind}")
    db.session.execute(update(FiledReport).values(file=b"as it looked then", layout=0))
    db.session.commit()
    assert ask(client, past.cast.leader, f"?format={kind}").data == b"as it looked then"
    other = ask(client, past.cast.leader, f"?format={kind}&locale=en")
    assert other.data != b"as it looked then"
    rows = db.session.execute(select(FiledReport.layout, FiledReport.format)).all()
    assert sorted(map(tuple, rows)) == [(0, kind), (LAYOUT, kind)]


def test_a_report_of_an_earlier_layout_is_handed_out_as_it_is(
    past: Past, client: FlaskClient
) -> None:
    """When it was drawn a report said less: neither findings nor the window before."""
    leader = past.actor(past.cast.leader, CUT_OFF)
    report = queries.find_report(leader, "three-day", NUMBER, None, "zh", ZH("total"))
    ask(client, past.cast.leader, "?format=pdf")
    earlier = {"content_sha256": digest_of(report, ADDED), "layout": 2, "file": b"as it looked"}
    db.session.execute(update(FiledReport).values(earlier))
    db.session.commit()
    assert ask(client, past.cast.leader, "?format=pdf").data == b"as it looked"


def test_what_was_found_and_the_window_before_stand_in_it(past: Past) -> None:
    leader = past.actor(past.cast.leader, CUT_OFF)
    report = queries.find_report(leader, "three-day", NUMBER, None, "zh", ZH("total"))
    assert compose_sentences(report, ZH)["comparison"] == "第91轮没有封存的数字，不作比较。"
    before = Figures(covered=1, missed=3, longest_gap_s=2 * 86_400)
    found = (FoundCount(3, 2, 1), FoundCount(1, 1, 1))
    told = compose_sentences(replace(report, before=before, findings=found), ZH)
    assert "覆盖率25.0%，本轮上升25.0个百分点" in told["comparison"]
    assert told["found"] == (
        "本轮发现隐患3处，其中重大隐患2处，一般隐患1处；到封存截止已闭环2处，未闭环1处。"
    )


def test_an_approval_makes_another_file_and_the_first_is_kept(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    past, now = Past(app, cast), CUT_OFF + 2 * REST
    past.seal(CUT_OFF + REST)
    past.send(past.sites[1], START + LENGTH - TICK, now)
    db.session.commit()
    files = [ask(client, cast.office).data]
    (row,) = past.adjustments()
    adjusting.decide(past.actor(cast.leader, now), row.id, "approved", "山里没信号", now)
    db.session.commit()
    files.append(ask(client, cast.office).data)
    assert files[0] != files[1]
    assert db.session.scalars(select(FiledReport.file).order_by(FiledReport.id)).all() == files


def test_a_name_never_becomes_a_formula(app: Flask, cast: Cast, client: FlaskClient) -> None:
    names = {"village_a": "=1+1", "grid_a": "@SUM(A1)"}
    for area, name in names.items():
        db.session.execute(update(Area).where(Area.id == cast.areas[area]).values(name=name))
    past = Past(app, cast)
    past.seal(CUT_OFF + REST)
    db.session.commit()
    answer = ask(client, past.cast.supervisor, f"?area={past.cast.areas['village_a']}")
    told = inside(answer.data)
    assert "@SUM(A1)" in told
    assert not re.search("<f[ >]", told)
    drawn = ask(client, past.cast.supervisor, f"?area={past.cast.areas['village_a']}&format=pdf")
    assert drawn.status_code == 200
