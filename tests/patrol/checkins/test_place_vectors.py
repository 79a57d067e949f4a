"""The server's verdict on every position of the shared vectors; the phone's tests read them too."""

import json
from collections import Counter
from typing import Any

import pytest

from backend.patrol.checkins.rules import Fix, classify_place
from tests.vectors.make_place import FILE, count, made, number

MILLIMETRE = 0.001
TEXT = FILE.read_text()
SHAPES = json.loads(TEXT)["shapes"]


@pytest.mark.fast
@pytest.mark.parametrize("shape", SHAPES, ids=[shape["name"] for shape in SHAPES])
def test_verdict_and_distance(shape: dict[str, Any]) -> None:
    for lon, lat, accuracy, radius, verdict, distance_m, *_ in shape["cases"]:
        fix = None if lon is None else Fix(number(lon), number(lat), number(accuracy))
        placed = classify_place(fix, shape["geometry"], radius)
        assert placed.place == verdict, (lon, lat, accuracy, radius)
        told = None if distance_m is None else pytest.approx(distance_m, abs=MILLIMETRE)
        assert placed.distance_m == told, (lon, lat, radius)


def test_the_file_is_what_its_maker_makes() -> None:
    assert made() == TEXT


def test_the_vectors_are_many_and_mostly_an_oracles() -> None:
    cases = [case for shape in SHAPES for case in shape["cases"]]
    verdicts = Counter(case[4] for case in cases)
    claimed = sum("server" not in case for case in cases)
    assert len(SHAPES) >= 120
    assert count(SHAPES) >= 2_400
    assert min(verdicts[name] for name in ("on_site", "near", "far")) >= 500
    assert verdicts["no_fix"] >= 100
    assert claimed / len(cases) > 0.85
    assert len(TEXT) < 350_000
