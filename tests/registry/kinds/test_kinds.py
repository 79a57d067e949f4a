"""Kinds: loaded from files as often as one likes, and shown to phones."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.patrol.cycles.service import create_plan
from backend.records.audit.models import AuditRow
from backend.registry.kinds import service as kinds
from backend.registry.kinds.fields import CatalogueError
from backend.registry.kinds.models import Checklist, Kind
from backend.registry.kinds.queries import describe_kinds, trades_of
from backend.staff.extensions import db
from tests.support.builders import BEGINNING, Cast

LATER = BEGINNING + timedelta(days=1)

WELL = """
code = "well"
name_zh = "机井"
name_en = "Well"
mark_zh = "井"
mark_en = "W"
sort = 9
radius_m = 30

[[questions]]
code = "lid"
text = "井盖盖好了吗？"
text_en = "Is the lid on?"
type = "yes_no_na"
normal = "yes"
abnormal = ["no"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "well.toml"
    path.write_text(text, encoding="utf-8")
    return path


def versions(code: str) -> list[int]:
    found = select(Checklist.version).join(Kind).where(Kind.code == code)
    return list(db.session.scalars(found.order_by(Checklist.version)))


def audited() -> list[str]:
    return list(
        db.session.scalars(
            select(AuditRow.subject_id).filter_by(action="kind.load").order_by(AuditRow.id)
        )
    )


def test_the_catalogue_holds_the_six_of_the_method(cast: Cast) -> None:
    loaded = kinds.load(None, BEGINNING)
    assert [kind.code for kind in loaded] == [
        "rental", "forest", "industry", "venue", "abandoned", "remote",
    ]  # fmt: skip
    # The cast's own rental house had another checklist, which stays under its version.
    assert [kind.checklist for kind in loaded] == [2, 1, 1, 1, 1, 1]
    assert [kind.created for kind in loaded] == [False, True, True, True, True, True]
    assert versions("rental") == [1, 2]


def test_loading_again_changes_nothing(cast: Cast, count_queries: Any) -> None:
    kinds.load(None, BEGINNING)
    written = audited()
    with count_queries() as statements:
        again = kinds.load(None, LATER)
    assert len(statements) == 3  # the plans, the kinds, their checklists
    assert not any(kind.created or kind.changed or kind.new_checklist for kind in again)
    assert audited() == written


def test_other_words_keep_the_checklist_and_other_questions_add_one(
    cast: Cast, tmp_path: Path
) -> None:
    path = write(tmp_path, WELL)
    first = kinds.load(path, BEGINNING)[0]
    assert (first.created, first.checklist) == (True, 1)
    write(tmp_path, WELL.replace("radius_m = 30", "radius_m = 45"))
    wider = kinds.load(tmp_path, LATER)[0]
    assert (wider.created, wider.changed, wider.new_checklist) == (False, True, False)
    write(tmp_path, WELL.replace("radius_m = 30", "radius_m = 45").replace("盖好", "盖严"))
    reworded = kinds.load(path, LATER)[0]
    assert (reworded.changed, reworded.new_checklist, reworded.checklist) == (False, True, 2)
    assert versions("well") == [1, 2]
    assert audited() == ["well"] * 3
    old = db.session.scalars(select(Checklist).join(Kind).filter(Kind.code == "well")).first()
    assert old is not None
    assert old.questions[0]["text"] == "井盖盖好了吗？"


def test_another_number_of_photos_is_another_checklist(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path, WELL)
    kinds.load(path, BEGINNING)
    for number, version in ((2, 2), (2, 2), (3, 3), (0, 4)):
        write(tmp_path, WELL.replace("sort = 9", f"sort = 9\nphotos_min = {number}"))
        assert kinds.load(path, LATER)[0].checklist == version
        (well,) = [kind for kind in describe_kinds() if kind["code"] == "well"]
        assert (well["checklist"]["version"], well["checklist"]["photos_min"]) == (version, number)


def test_without_photos_the_digest_is_that_of_the_questions(cast: Cast, tmp_path: Path) -> None:
    """As in databases from before photos were a part of it: no new version there for nothing."""
    kinds.load(write(tmp_path, WELL), BEGINNING)
    stored = db.session.scalar(select(Checklist.digest).join(Kind).where(Kind.code == "well"))
    assert stored == "2fb0be99daa6b8ca3bad24e4d1e05c4eae1b5c124422f6abc703ff546cba5ae0"


def test_a_faulty_file_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path, WELL.replace("radius_m = 30", "radius_m = 0"))
    with pytest.raises(CatalogueError, match=r"well\.toml: radius_m"):
        kinds.load(path, BEGINNING)
    assert versions("well") == []


def test_a_kind_without_its_plan_is_refused(cast: Cast, tmp_path: Path) -> None:
    """Its sites could never be visited: a visit needs the window of a plan."""
    path = write(tmp_path, WELL.replace("sort = 9", 'sort = 9\nplan = "weekly"'))
    with pytest.raises(CatalogueError, match=r"well: plan: .*'weekly'"):
        kinds.load(path, BEGINNING)
    assert versions("well") == []
    create_plan("weekly", "每周", "Weekly", BEGINNING.date(), 7, BEGINNING)
    assert kinds.load(path, LATER)[0].created


def test_a_kind_knows_its_trades(cast: Cast) -> None:
    kinds.load(None, BEGINNING)
    ids = {kind.code: kind.id for kind in db.session.scalars(select(Kind))}
    assert trades_of(ids["industry"]) == ("courier", "chemical", "pharmacy")
    assert trades_of(ids["forest"]) == ()


def test_phones_read_the_kinds_once(
    cast: Cast, client: FlaskClient, count_queries: Any, tmp_path: Path
) -> None:
    kinds.load(write(tmp_path, WELL), BEGINNING)
    with count_queries() as statements:
        first = client.get("/api/v1/kinds", headers=cast.officer.headers)
    assert len(statements) == 2  # the caller, the kinds
    assert [kind["code"] for kind in first.json["items"]] == ["rental", "well"]
    well = first.json["items"][1]
    assert well | {"checklist": None} == {
        "code": "well",
        "name": "机井",
        "name_en": "Well",
        "mark": "井",
        "mark_en": "W",
        "radius_m": 30.0,
        "coarse_m": 200.0,
        "plan": "three-day",
        "checklist": None,
    }
    assert (well["checklist"]["version"], well["checklist"]["photos_min"]) == (1, 0)
    assert well["checklist"]["questions"] == [
        {
            "code": "lid",
            "text": "井盖盖好了吗？",
            "text_en": "Is the lid on?",
            "type": "yes_no_na",
            "options": [],
            "normal": "yes",
            "abnormal": ["no"],
            "when": None,
            "optional": False,
            "help": None,
        }
    ]
    headers = cast.officer.headers | {"If-None-Match": first.headers["ETag"]}
    assert client.get("/api/v1/kinds", headers=headers).status_code == 304
    kinds.load(write(tmp_path, WELL.replace("盖好", "盖严")), LATER)
    assert client.get("/api/v1/kinds", headers=headers).status_code == 200
    assert client.get("/api/v1/kinds").status_code == 401
