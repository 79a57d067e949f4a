"""One photo in two visits is flagged, listed and reviewed; the flag alone changes no credit."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.rules import Standing, Verdict, flag_photos, reviewed_standing
from backend.patrol.cycles.models import Obligation
from backend.staff.extensions import db
from tests.support.at_once import ENGINES, own_world, together
from tests.support.builders import Cast, make_site, visit

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # window 110, until the end of 26 November
SHOT, OTHER, ORIGINAL = (hashlib.sha256(each).hexdigest() for each in (b"1", b"2", b"3"))


def photo(sha256: str, original: str | None = None) -> dict[str, Any]:
    return {"sha256": sha256, "original_sha256": original, "source": "camera"}


class Walk:
    """Two sites of grid_a and one of grid_c, and visits to them with photos."""

    def __init__(self, app: Flask, cast: Cast, client: FlaskClient) -> None:
        self.app, self.cast, self.client = app, cast, client
        self.here, self.there = make_site(cast), make_site(cast)
        away = {"type": "Point", "coordinates": [117.1, 25.8]}
        self.away = make_site(cast, grid_id=cast.areas["grid_c"], geometry=away)
        db.session.commit()

    def send(self, site: Any, *photos: dict[str, Any], who: str = "officer") -> dict[str, Any]:
        fix = {"lon": site.lon, "lat": site.lat, "accuracy": 5}
        now = datetime.now(UTC)
        document = visit(self.app, self.cast, site, now=now, fix=fix, photos=list(photos))
        headers = self.cast.people[who].headers
        answer = self.client.post("/api/v1/checkins", data=json.dumps(document), headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.get_json()

    def get(self, path: str, who: str = "leader") -> Any:
        headers = self.cast.people[who].headers
        return self.client.get(f"/api/v1/checkins{path}", headers=headers).get_json()

    def listed(self, query: str, who: str = "leader") -> list[int]:
        return [item["number"] for item in self.get(f"?{query}", who)["items"]]

    def review(self, number: int, verdict: str, who: str = "leader") -> Any:
        return self.client.post(
            f"/api/v1/checkins/{number}/review",
            json={"verdict": verdict, "note": "看过照片"},
            headers=self.cast.people[who].headers,
        )


@pytest.fixture
def walk(app: Flask, cast: Cast, client: FlaskClient) -> Walk:
    return Walk(app, cast, client)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def outcome(site: Any) -> str:
    found = select(Obligation.outcome).where(Obligation.site_id == site.id)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


@pytest.mark.parametrize(
    ("before", "photos", "flags"),
    (
        pytest.param(None, [photo(SHOT), photo(OTHER, ORIGINAL)], [], id="nothing"),
        pytest.param(("here", "officer"), [photo(OTHER)], [], id="another photo"),
        pytest.param(("there", "officer"), [photo(SHOT)], ["photo_reused"], id="another site"),
        pytest.param(("here", "colleague"), [photo(SHOT)], ["photo_reused"], id="another officer"),
        pytest.param(("away", "outsider"), [photo(SHOT)], ["photo_reused"], id="elsewhere"),
        pytest.param(("here", "officer"), [photo(SHOT)], ["photo_reused"], id="once more"),
        pytest.param(
            ("there", "officer"), [photo(OTHER, ORIGINAL)], ["photo_reused"], id="one original"
        ),
        pytest.param(
            ("there", "officer"), [photo(ORIGINAL)], ["photo_reused"], id="the original itself"
        ),
        pytest.param(None, [photo(SHOT), photo(SHOT)], ["photo_repeated"], id="twice in one"),
        pytest.param(
            None,
            [photo(SHOT, ORIGINAL), photo(OTHER, ORIGINAL)],
            ["photo_repeated"],
            id="one original twice in one",
        ),
    ),
)
def test_a_photo_that_was_used_before_is_flagged_and_listed(
    walk: Walk, before: tuple[str, str] | None, photos: list[dict[str, Any]], flags: list[str]
) -> None:
    if before:
        name, who = before
        walk.send(getattr(walk, name), photo(SHOT, ORIGINAL), who=who)
    receipt = walk.send(walk.here, *photos)
    number = receipt["number"]
    assert (receipt["standing"], outcome(walk.here)) == ("counts", "covered")
    shown = walk.get(f"/{number}")
    assert (shown["flags"], shown["awaits_review"]) == (flags, bool(flags))
    assert walk.listed("awaits_review=true") == ([number] if flags else [])
    for flag in ("photo_reused", "photo_repeated", "mark_forged"):
        assert walk.listed(f"flag={flag}") == ([number] if flag in flags else [])


def test_the_same_visit_sent_again_is_no_reuse(walk: Walk) -> None:
    document = visit(walk.app, walk.cast, walk.here, now=NOON, photos=[photo(SHOT)])
    for status in (201, 200):
        answer = walk.client.post(
            "/api/v1/checkins", data=json.dumps(document), headers=walk.cast.officer.headers
        )
        assert answer.status_code == status
    assert db.session.scalars(select(Checkin.flags)).all() == [[]]


def test_the_other_visits_are_told_to_those_who_may_see_them(walk: Walk) -> None:
    first = walk.send(walk.there, photo(SHOT))["number"]
    away = walk.send(walk.away, photo(SHOT), who="outsider")["number"]
    number = walk.send(walk.here, photo(SHOT))["number"]
    seen = {who: walk.get(f"/{number}", who)["reuses"] for who in ("leader", "office")}
    assert [each["number"] for each in seen["leader"]] == [first]
    assert [each["number"] for each in seen["office"]] == [away, first]
    (told,) = seen["leader"]
    assert (told["sha256"], told["site"]["id"]) == (SHOT, walk.there.id)
    assert told["author"]["id"] == walk.cast.officer.id
    assert walk.get(f"/{first}")["reuses"] == []


@pytest.mark.parametrize(
    ("verdict", "days", "standing", "result"),
    (
        ("approved", 0, "counts", "covered"),
        ("refused", 0, "refused", "none"),
        ("approved", 7, "counts", "covered"),
        ("refused", 7, "counts", "covered"),
    ),
)
def test_a_leader_decides_and_closed_windows_stay(
    walk: Walk, at_noon: Any, verdict: str, days: int, standing: str, result: str
) -> None:
    walk.send(walk.there, photo(SHOT))
    number = walk.send(walk.here, photo(SHOT))["number"]
    at_noon.shift(timedelta(days=days))
    assert walk.review(number, verdict, "officer").status_code == 403
    decided = walk.review(number, verdict)
    assert decided.status_code == 200, decided.text
    shown = decided.get_json()
    assert (shown["standing"], shown["verdict"]) == (standing, verdict)
    assert (shown["awaits_review"], shown["late"]) == (False, False)
    assert (outcome(walk.here), outcome(walk.there)) == (result, "covered")
    assert walk.listed("awaits_review=true") == []
    assert walk.review(number, "refused", "office").get_json()["code"] == "already-decided"
    done = walk.app.test_cli_runner().invoke(args=["audit", "verify", "--all"])
    assert [line for line in done.output.splitlines() if line.startswith(("visit ", "obl"))] == [
        "obligations: 2 compared, 0 differ"
    ]


@pytest.mark.parametrize(
    ("word", "meant"),
    (
        ("approved", "approved"),
        ("refused", "refused"),
        ("accept", "approved"),
        ("refuse", "refused"),
        ("accepted", None),
        ("", None),
    ),
)
def test_one_pair_of_words_for_all_decisions_and_older_ones_are_read(
    walk: Walk, word: str, meant: str | None
) -> None:
    number = walk.send(walk.here, photo(SHOT), photo(SHOT))["number"]
    answer = walk.review(number, word)
    if meant is None:
        assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid")
    else:
        assert answer.get_json()["verdict"] == meant


def test_photos_cost_one_query_however_many(walk: Walk, count_queries: Callable[[], Any]) -> None:
    walk.send(walk.here)
    counts = []
    for number in (0, 1, 9):
        hashes = [hashlib.sha256(f"{number} {each}".encode()).hexdigest() for each in range(number)]
        with count_queries() as seen:
            walk.send(walk.here, *(photo(each) for each in hashes))
        counts.append(len(seen))
    none, one, nine = counts
    assert one == nine
    # The look for the hashes and the rows themselves; on the server one lock before.
    assert one - none == (3 if db.engine.dialect.name == "postgresql" else 2)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("photos", "is_known", "flags"),
    (
        ([], False, []),
        ([{"a"}, {"b", "c"}], False, []),
        ([{"a"}, {"b", "c"}], True, ["photo_reused"]),
        ([{"a", "c"}, {"b", "c"}], False, ["photo_repeated"]),
        ([{"a"}, {"a"}], True, ["photo_repeated", "photo_reused"]),
    ),
)
def test_flag_photos(photos: list[set[str]], is_known: bool, flags: list[str]) -> None:
    assert flag_photos(photos, is_known=is_known) == flags


@pytest.mark.fast
def test_reviewed_standing() -> None:
    found = {
        (before, verdict, closed): reviewed_standing(before, verdict, is_closed=closed)
        for before in (Standing.PENDING, Standing.COUNTS, Standing.ASIDE)
        for verdict in Verdict
        for closed in (False, True)
    }
    changed = {key: after for key, after in found.items() if after != key[0]}
    assert changed == {
        (Standing.PENDING, Verdict.APPROVED, False): Standing.ACCEPTED,
        (Standing.PENDING, Verdict.APPROVED, True): Standing.ACCEPTED,
        (Standing.PENDING, Verdict.REFUSED, False): Standing.REFUSED,
        (Standing.PENDING, Verdict.REFUSED, True): Standing.REFUSED,
        (Standing.COUNTS, Verdict.REFUSED, False): Standing.REFUSED,
    }


@pytest.fixture(params=ENGINES)
def shared(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[tuple[Flask, Cast]]:
    with own_world(request, tmp_path, "reuse") as world:
        yield world


def test_two_that_bring_one_photo_at_once_are_not_both_unsuspected(
    shared: tuple[Flask, Cast],
) -> None:
    app, cast = shared
    with app.app_context():
        walks = [Walk(app, cast, app.test_client()) for _ in range(4)]
        sites = [each.here for each in walks]
        documents = [
            json.dumps(visit(app, cast, site, now=NOON, photos=[photo(SHOT)])) for site in sites
        ]

    def send(document: str) -> int:
        answer = app.test_client().post(
            "/api/v1/checkins", data=document, headers=cast.officer.headers
        )
        return answer.status_code

    assert together(*(lambda body=body: send(body) for body in documents)) == [201] * 4
    with app.app_context():
        flags = sorted(db.session.scalars(select(Checkin.flags)))
        assert flags == [[], ["photo_reused"], ["photo_reused"], ["photo_reused"]]
