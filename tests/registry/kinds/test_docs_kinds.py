"""docs/kinds.md: the kind that it describes can be loaded, visited and counted."""

import re
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from backend.core.clock import SHANGHAI
from tests.support.builders import Cast, Person

PAGE = Path(__file__).parents[3] / "docs" / "kinds.md"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
POINT = {"type": "Point", "coordinates": [117.35, 26.0]}


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """The file that the page tells the reader to write."""
    found = re.search(r"^```toml\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    path = tmp_path / "school.toml"
    path.write_text(found[1], encoding="utf-8")
    return path


def load(app: Flask, path: Path) -> str:
    return app.test_cli_runner().invoke(args=["kinds", "load", str(path)]).output


def post(client: FlaskClient, person: Person, path: str, body: Any) -> Any:
    answer = client.post(f"/api/v1{path}", json=body, headers=person.headers)
    assert answer.status_code == 201, answer.json
    return answer.json


def visit(client: FlaskClient, person: Person, site: int) -> dict[str, Any]:
    """A check-in with what one tap answers, standing at the site."""
    kinds = client.get("/api/v1/kinds", headers=person.headers).json["items"]
    checklist = next(kind["checklist"] for kind in kinds if kind["code"] == "school")
    clock = client.get("/api/v1/clock", headers=person.headers).json
    lon, lat = POINT["coordinates"]
    answers = [
        {"question": question["code"], "value": question["normal"], "given": "all_normal"}
        for question in checklist["questions"]
        if question["normal"] is not None
    ]
    return {
        "format": 1,
        "id": str(uuid.uuid4()),
        "site": site,
        "clock": {"token": clock["token"], "elapsed_ms": 0},
        "fix": {"lon": lon, "lat": lat, "accuracy": 10.0},
        "result": "normal",
        "checklist": checklist["id"],
        "answers": answers,
    }


def test_the_seventh_kind_is_visited_and_counted(
    app: Flask, client: FlaskClient, cast: Cast, school: Path
) -> None:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        assert load(app, school) == "school 校园周边: new, checklist version 1\n"
        draft = {"name": "一中", "kind": "school", "grid_id": cast.grid_a, "geometry": POINT}
        site = post(client, cast.supervisor, "/sites", draft)["id"]
        today = client.get("/api/v1/today", headers=cast.officer.headers).json["items"]
        states = {item["site"]["id"]: item["state"] for item in today}
        assert states[site] == "not_required"

        traveller.shift(timedelta(days=3))
        app.test_cli_runner().invoke(args=["windows", "open"])
        receipt = post(client, cast.officer, "/checkins", visit(client, cast.officer, site))
        assert receipt["standing"] == "counts"
        board = client.get("/api/v1/coverage", headers=cast.leader.headers).json["plans"][0]
        figures = {row["kind"]: row["figures"] for row in board["kinds"]}["school"]
        assert (figures["required"], figures["covered"]) == (1, 1)


def test_loading_again_and_changing_it(app: Flask, cast: Cast, school: Path) -> None:
    load(app, school)
    assert load(app, school) == "school 校园周边: as before, checklist version 1\n"
    text = school.read_text(encoding="utf-8")
    school.write_text(text.replace("校门有人值守吗", "门口有保安吗"), encoding="utf-8")
    assert "checklist version 2" in load(app, school)
    school.write_text(text.replace('normal = "no"', 'normal = "never"'), encoding="utf-8")
    assert "school.toml: questions[1]: normal: 'never' 不是可选的答案" in load(app, school)
