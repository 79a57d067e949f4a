"""Credit and place: the tables of the rules at their edges, and every clock gone mad."""

from datetime import UTC, date, datetime, timedelta, timezone
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.clock import SHANGHAI
from backend.patrol.checkins.rules import (
    Credit,
    Credited,
    Fix,
    Place,
    Standing,
    classify_place,
    credit,
    first_standing,
)
from backend.patrol.cycles.rules import PlanVersion, window_at

pytestmark = pytest.mark.fast

PLAN = [PlanVersion(date(2026, 1, 1), date(2026, 1, 1), 3, 1)]
HOUR = 3_600_000


def shanghai(text: str) -> datetime:
    """An instant of January 2026, as "03 23:59:59.999"."""
    return datetime.fromisoformat(f"2026-01-{text}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def judged(
    token: str | None, elapsed_ms: float | None, device: str | datetime | None, received: str
) -> Credited:
    return credit(
        token_at=shanghai(token) if token else None,
        elapsed_ms=elapsed_ms,
        device_at=shanghai(device) if isinstance(device, str) else device,
        received_at=shanghai(received),
        versions=PLAN,
    )


# Window 1 is 1 to 3 January, window 2 is 4 to 6 January.
@pytest.mark.parametrize(
    ("token", "elapsed_ms", "device", "received", "grade", "captured", "number"),
    (
        # token and arrival in one window
        ("01 00:00", HOUR, "01 01:00", "03 23:59:59.999", "certain", "01 01:00", 1),
        ("02 08:00", HOUR, "02 09:00:30", "02 09:00", "certain", "02 09:00", 1),
        ("02 08:00", HOUR, None, "02 18:00", "certain", "02 09:00", 1),
        ("02 08:00", None, None, "02 18:00", "certain", "02 18:00", 1),
        ("02 08:00", None, "02 09:00", "02 18:00", "certain", "02 09:00", 1),
        ("02 08:00", HOUR, "02 08:00", "02 18:00", "certain", "02 09:00", 1),  # an hour behind
        ("02 08:00", HOUR, "04 09:00", "02 18:00", "certain", "02 09:00", 1),  # two days ahead
        ("02 08:00", 0, "02 07:59", "02 18:00", "certain", "02 08:00", 1),  # kept after the token
        ("02 08:00", 60_000, "02 15:00", "02 18:00", "certain", "02 15:00", 1),  # slept since
        # the night between, both clocks agree
        ("03 08:00", 8 * HOUR, "03 16:00", "04 00:00", "probable", "03 16:00", 1),
        ("03 08:00", 8 * HOUR, "03 16:02", "04 09:00", "probable", "03 16:02", 1),
        ("03 08:00", 8 * HOUR, "03 15:58", "04 09:00", "probable", "03 15:58", 1),
        ("03 08:00", 16 * HOUR, "04 00:01", "04 09:00", "probable", "04 00:01", 2),
        ("03 08:00", 16 * HOUR - 1, "03 23:59:59.999", "04 09:00", "probable", None, 1),
        ("03 08:00", 16 * HOUR, "04 00:00", "04 09:00", "probable", "04 00:00", 2),
        # they agree, but on both sides of midnight
        ("03 08:00", 16 * HOUR - 1, "04 00:00", "04 09:00", "disputed", "04 00:00", 2),
        ("03 08:00", 16 * HOUR, "03 23:59:59.999", "04 09:00", "disputed", None, 1),
        # they disagree
        ("03 08:00", 8 * HOUR, "03 16:02:00.001", "04 09:00", "disputed", None, 1),
        ("03 08:00", 8 * HOUR, "03 15:57:59.999", "04 09:00", "disputed", "03 16:00", 1),
        ("03 08:00", 60_000, "03 16:00", "04 09:00", "disputed", "03 16:00", 1),
        ("03 08:00", 8 * HOUR, "03 15:00", "04 09:00", "disputed", "03 16:00", 1),
        ("03 08:00", 8 * HOUR, "05 16:00", "04 09:00", "disputed", "03 16:00", 1),
        # one of them is missing
        ("03 08:00", 8 * HOUR, None, "04 09:00", "disputed", "03 16:00", 1),
        ("03 08:00", None, "03 16:00", "04 09:00", "disputed", "03 16:00", 1),
        ("03 08:00", None, None, "04 09:00", "disputed", "04 09:00", 2),
        # no token
        (None, HOUR, "03 16:00", "03 16:00", "disputed", "03 16:00", 1),
        (None, None, "03 16:00", "04 09:00", "disputed", "03 16:00", 1),
        (None, None, "05 16:00", "04 09:00", "disputed", "04 09:00", 2),
        (None, None, None, "04 09:00", "disputed", "04 09:00", 2),
        # a token from the future: of another server, whose clock is a little or far ahead
        ("04 09:00:01", 0, "04 09:00", "04 09:00", "certain", "04 09:00", 2),
        ("04 00:00:01", 0, "03 23:59:59", "03 23:59:59", "probable", "03 23:59:59", 1),
        ("04 09:03", 0, "04 09:00", "04 09:00", "disputed", "04 09:00", 2),
        # the clocks run past the arrival, within tolerance
        ("01 08:00", 64 * HOUR + 9, "04 00:00:00.009", "03 23:59:59", "certain", "03 23:59:59", 1),
        ("02 08:00", 88 * HOUR, "06 00:00", "05 23:59", "probable", "05 23:59", 2),
    ),
)
def test_credit(
    token: str | None,
    elapsed_ms: float | None,
    device: str | None,
    received: str,
    grade: str,
    captured: str | None,
    number: int,
) -> None:
    found = judged(token, elapsed_ms, device, received)
    assert found.grade == grade
    assert found.captured_at == shanghai(captured or str(device))
    assert found.window.number == number


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("token", "elapsed_ms", "device", "received", "flags"),
    (
        ("02 08:00", HOUR, "02 09:00", "02 10:00", []),
        ("02 08:00", HOUR, "02 09:02", "02 10:00", []),
        ("02 08:00", HOUR, "02 09:03", "02 10:00", ["clocks_differ"]),
        ("02 08:00", HOUR, "02 08:57", "02 10:00", ["clock_off"]),
        ("02 08:00", HOUR, "02 10:03", "02 10:00", ["clock_off"]),
        ("02 08:00", HOUR, EPOCH, "02 10:00", ["clock_off"]),
        ("02 08:00", HOUR, datetime.min.replace(tzinfo=SHANGHAI), "02 10:00", ["clock_off"]),
        ("02 08:00", HOUR, datetime.max.replace(tzinfo=UTC), "02 10:00", ["clock_off"]),
        ("02 08:00", HOUR, None, "02 10:00", ["clock_missing"]),
        ("02 08:00", HOUR, datetime(2026, 1, 2, 9), "02 10:00", ["clock_missing"]),  # noqa: DTZ001
        ("02 08:00", None, "02 09:00", "02 10:00", ["elapsed_invalid"]),
        ("02 08:00", nan, "02 09:00", "02 10:00", ["elapsed_invalid"]),
        ("02 08:00", inf, "02 09:00", "02 10:00", ["elapsed_invalid"]),
        ("02 08:00", -1, "02 09:00", "02 10:00", ["elapsed_invalid"]),
        ("02 08:00", 10**400, "02 09:00", "02 10:00", ["elapsed_invalid"]),
        ("02 08:00", 3 * HOUR, "02 09:00", "02 10:00", ["elapsed_invalid"]),
        ("02 08:00", nan, EPOCH, "02 10:00", ["elapsed_invalid", "clock_off", "time_unknown"]),
        (None, HOUR, "02 09:00", "02 10:00", ["token_missing"]),
        (None, HOUR, EPOCH, "02 10:00", ["token_missing", "clock_off", "time_unknown"]),
        (None, None, None, "02 10:00", ["token_missing", "clock_missing", "time_unknown"]),
        ("02 10:03", HOUR, "02 09:00", "02 10:00", ["token_ahead"]),
    ),
)
def test_flags_say_what_was_wrong(
    token: str | None,
    elapsed_ms: float | None,
    device: str | datetime | None,
    received: str,
    flags: list[str],
) -> None:
    assert list(judged(token, elapsed_ms, device, received).flags) == flags


zones = st.sampled_from([UTC, SHANGHAI, timezone(timedelta(hours=-12))])
instants = st.datetimes(timezones=zones)
around = st.datetimes(datetime(2025, 12, 25), datetime(2026, 1, 20), timezones=zones)  # noqa: DTZ001


@given(
    token_at=st.none() | around,
    elapsed_ms=st.none() | st.floats() | st.integers() | st.integers(0, 10 * 24 * HOUR),
    device_at=st.none() | st.datetimes() | instants | around,
    received_at=around,
)
def test_no_clock_is_an_error_and_none_leads_outside_what_is_possible(**clocks: Any) -> None:
    found = credit(**clocks, versions=PLAN)
    token_at, received_at = clocks["token_at"], clocks["received_at"]
    assert found.captured_at <= received_at
    assert found.captured_at.tzinfo is UTC
    assert found.window == window_at(found.captured_at, PLAN)
    if token_at and token_at <= received_at:
        assert token_at <= found.captured_at
        one_window = window_at(token_at, PLAN) == window_at(received_at, PLAN)
        assert (found.grade is Credit.CERTAIN) is one_window
    if token_at is None:
        assert found.grade is Credit.DISPUTED


@given(
    truth=around,
    since_token_s=st.integers(0, 5 * 86_400),
    until_arrival_s=st.integers(0, 5 * 86_400),
    drift_s=st.integers(-59, 59),
    mono_drift_s=st.integers(-59, 59),
)
def test_an_honest_phone_gets_the_right_window_or_is_disputed(
    truth: datetime, since_token_s: int, until_arrival_s: int, drift_s: int, mono_drift_s: int
) -> None:
    found = credit(
        token_at=truth - timedelta(seconds=since_token_s),
        elapsed_ms=max(0, since_token_s + mono_drift_s) * 1000,
        device_at=truth + timedelta(seconds=drift_s),
        received_at=truth + timedelta(seconds=until_arrival_s),
        versions=PLAN,
    )
    assert abs(found.captured_at - truth) <= timedelta(seconds=59)
    minute = timedelta(minutes=1)
    away_from_midnight = window_at(truth - minute, PLAN) == window_at(truth + minute, PLAN)
    if away_from_midnight:
        assert found.grade is not Credit.DISPUTED
        assert found.window == window_at(truth, PLAN)


SITE = {"type": "Point", "coordinates": [117.365, 25.942]}
METRE = 1 / 110_787.0  # of latitude


def fix(metres: float, accuracy: float | None) -> Fix:
    return Fix(117.365, 25.942 + metres * METRE, accuracy)


@pytest.mark.parametrize(
    ("metres", "accuracy", "verdict", "flags"),
    (
        (0, 5, Place.ON_SITE, []),
        (59, 5, Place.ON_SITE, []),
        (61, 5, Place.NEAR, []),
        (64, 5, Place.NEAR, []),
        (66, 5, Place.FAR, []),
        (159, 100, Place.NEAR, []),
        (161, 100, Place.FAR, []),
        (161, 199, Place.FAR, []),
        (159, 200, Place.NEAR, []),
        (159, 200.1, Place.NEAR, ["accuracy_coarse"]),
        (161, 5000, Place.FAR, ["accuracy_coarse"]),
        (0, 5000, Place.ON_SITE, ["accuracy_coarse"]),
        (159, None, Place.NEAR, ["accuracy_invalid"]),
        (161, None, Place.FAR, ["accuracy_invalid"]),
        (159, nan, Place.NEAR, ["accuracy_invalid"]),
        (159, inf, Place.NEAR, ["accuracy_invalid"]),
        (159, -inf, Place.NEAR, ["accuracy_invalid"]),
        (159, 0, Place.NEAR, ["accuracy_invalid"]),
        (159, -5, Place.NEAR, ["accuracy_invalid"]),
        (10, -5, Place.ON_SITE, ["accuracy_invalid"]),
    ),
)
def test_place(metres: float, accuracy: float | None, verdict: Place, flags: list[str]) -> None:
    placed = classify_place(fix(metres, accuracy), SITE, 60, 200)
    assert (placed.place, list(placed.flags)) == (verdict, flags)
    assert placed.distance_m == pytest.approx(metres, abs=0.05)


@pytest.mark.parametrize(
    ("lon", "lat"),
    ((nan, 25.9), (117.3, nan), (inf, 25.9), (117.3, -inf), (180.1, 25.9), (25.9, 117.3)),
)
def test_a_position_that_is_not_on_earth_is_no_fix(lon: float, lat: float) -> None:
    placed = classify_place(Fix(lon, lat, 5), SITE, 60)
    assert (placed.place, placed.distance_m) == (Place.NO_FIX, None)
    assert list(placed.flags) == ["position_invalid"]


def test_no_fix_is_no_fix() -> None:
    placed = classify_place(None, SITE, 60)
    assert (placed.place, placed.distance_m, placed.flags) == (Place.NO_FIX, None, ())


@given(st.floats(), st.floats(), st.none() | st.floats())
def test_no_position_is_an_error(lon: float, lat: float, accuracy: float | None) -> None:
    placed = classify_place(Fix(lon, lat, accuracy), SITE, 60)
    assert (placed.distance_m is None) is (placed.place is Place.NO_FIX)


@given(st.floats(0, 400), st.floats(1, 500), st.floats(1, 500))
def test_a_poorer_fix_is_never_judged_harder(metres: float, one: float, other: float) -> None:
    ranks = [Place.ON_SITE, Place.NEAR, Place.FAR]
    finer, poorer = (
        ranks.index(classify_place(fix(metres, accuracy), SITE, 60).place)
        for accuracy in sorted((one, other))
    )
    assert poorer <= finer


def test_first_standing() -> None:
    every = [(where, grade) for where in Place for grade in Credit]
    found = {each: first_standing(*each) for each in every}
    assert set(found.values()) == {Standing.COUNTS, Standing.PENDING}
    assert {first_standing(*each, aside=True) for each in every} == {Standing.ASIDE}
    assert {first_standing(*each, coarse=True) for each in every} == {Standing.PENDING}
    assert first_standing(Place.ON_SITE, Credit.CERTAIN, coarse=True, aside=True) == Standing.ASIDE
    assert {each for each, standing in found.items() if standing is Standing.COUNTS} == {
        (Place.ON_SITE, Credit.CERTAIN),
        (Place.ON_SITE, Credit.PROBABLE),
        (Place.NEAR, Credit.CERTAIN),
        (Place.NEAR, Credit.PROBABLE),
    }
