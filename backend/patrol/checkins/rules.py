"""What a check-in is worth: when it happened, where it happened, and whether it stands. Pure.

Nothing here refuses a visit or raises for what a phone may send: doubt becomes a grade and flags.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import inf

from backend.geo import measure
from backend.patrol.cycles.rules import PlanVersion, Window, window_at

AGREEMENT = timedelta(minutes=2)  # by how much two honest clocks may differ
LONGEST_TRIP = timedelta(days=30)  # how far back a clock is believed that no token supports
COARSEST_HELP_M = 100.0  # the most that a poor fix may be in the officer's favour


class Result(StrEnum):
    """What the officer found; `attempted` is never coverage."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"
    ATTEMPTED = "attempted"


class Credit(StrEnum):
    """How sure the window of a visit is."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    DISPUTED = "disputed"


class Place(StrEnum):
    """Where the phone was, seen from the site."""

    ON_SITE = "on_site"
    NEAR = "near"
    FAR = "far"
    NO_FIX = "no_fix"


class Standing(StrEnum):
    """Whether a visit counts for its obligation; a leader's word may change it."""

    COUNTS = "counts"
    PENDING = "pending"  # 待核: waits for a leader
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ASIDE = "aside"  # of a cross-check: kept, and counts for nothing


COUNTING = (Standing.COUNTS, Standing.ACCEPTED)


class Flag(StrEnum):
    """What a reader of the visit should know about its evidence; none of these refuses it."""

    TOKEN_MISSING = "token_missing"  # noqa: S105 - none was sent, or a forged one
    TOKEN_AHEAD = "token_ahead"  # noqa: S105 - issued after the arrival: our own clock was wrong
    ELAPSED_INVALID = "elapsed_invalid"  # missing, negative, not a number, or past the arrival
    CLOCK_MISSING = "clock_missing"  # the phone told no time, or one without a zone
    CLOCK_OFF = "clock_off"  # the phone's clock names a time at which it cannot have been
    CLOCKS_DIFFER = "clocks_differ"  # a possible time, but not the one that elapsed time gives
    TIME_UNKNOWN = "time_unknown"  # no usable clock: the capture time is the time of arrival
    POSITION_INVALID = "position_invalid"  # not a place on earth
    ACCURACY_INVALID = "accuracy_invalid"  # missing, not finite, zero or negative
    ACCURACY_COARSE = "accuracy_coarse"  # 位置粗略: coarser than the kind of site allows
    MARK_FORGED = "mark_forged"  # a photo's printed text is not what its device made
    PHOTO_REPEATED = "photo_repeated"  # the visit brings one photo twice
    PHOTO_REUSED = "photo_reused"  # another visit brought the same photo before
    NO_LONGER_HELD = "no_longer_held"  # the grid was given to somebody else in between
    CROSS_CHECK = "cross_check"  # visited for a cross-check, and counts for nothing


# What a person has to look at; by itself it never changes what a visit counts for.
FOR_THE_EYE = frozenset((Flag.MARK_FORGED, Flag.PHOTO_REPEATED, Flag.PHOTO_REUSED))


class Verdict(StrEnum):
    """What a leader said of a visit that waited for review."""

    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Credited:
    """The grade of a visit's time, its best estimate (UTC) and the window that this falls in."""

    grade: Credit
    captured_at: datetime
    window: Window
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """A position of the phone: degrees WGS-84, accuracy as a radius in metres."""

    lon: float
    lat: float
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a fix lies, with its distance in metres from the site's point or polygon."""

    place: Place
    distance_m: float | None
    flags: tuple[str, ...]


def credit(
    *,
    token_at: datetime | None,
    elapsed_ms: float | None,
    device_at: datetime | None,
    received_at: datetime,
    versions: Sequence[PlanVersion],
) -> Credited:
    """When a visit was captured, and how sure that is.

    The capture lies between the time of the newest server token that the phone held, `token_at`
    (None when missing or forged), and `received_at`. Two clocks say where in between: the wall
    clock `device_at`, which anyone can set, and the token's time plus `elapsed_ms`, which
    nobody can but which stands still while some phones sleep, so it is never too late.

        token and arrival in one window                             certain
        else wall and elapsed agree to 2 min, in one window         probable
        else, and without a token, or with one from the future      disputed

        estimate of the capture       taken when
        wall clock                    not before token + elapsed, not after the arrival (± 2 min)
        token + elapsed               else, if elapsed is valid
        arrival                       else

    Without a token the wall clock may reach 30 days back. The estimate is kept within
    [token_at, received_at]; its window is the visit's window.
    """
    flags: list[str] = []
    token = _token(token_at, received_at, flags)
    mono = _mono(token, elapsed_ms, received_at, flags)
    wall = _wall(device_at, mono or token or received_at - LONGEST_TRIP, received_at, flags)
    agree = bool(wall and mono and abs(wall - mono) <= AGREEMENT)
    if wall and mono and not agree:
        flags.append(Flag.CLOCKS_DIFFER)
    if not (wall or mono):
        flags.append(Flag.TIME_UNKNOWN)

    def possible(at: datetime) -> datetime:
        return min(max(at, token or at), received_at).astimezone(UTC)

    def window(at: datetime) -> Window:
        return window_at(possible(at), versions)

    captured_at = possible(wall or mono or received_at)
    if token and window_at(token, versions) == window(received_at):
        grade = Credit.CERTAIN
    elif wall and mono and agree and window(wall) == window(mono):
        grade = Credit.PROBABLE
    else:
        grade = Credit.DISPUTED
    return Credited(grade, captured_at, window(captured_at), tuple(flags))


def _token(token_at: datetime | None, received_at: datetime, flags: list[str]) -> datetime | None:
    """The token's time, if it can have been issued before the visit arrived."""
    if token_at is None:
        flags.append(Flag.TOKEN_MISSING)
    elif token_at > received_at + AGREEMENT:
        flags.append(Flag.TOKEN_AHEAD)
    else:
        return token_at
    return None


def _mono(
    token: datetime | None, elapsed_ms: float | None, received_at: datetime, flags: list[str]
) -> datetime | None:
    """The token's time plus the time since, if that is over before the arrival."""
    if token is None:
        return None
    most = (received_at + AGREEMENT - token) / timedelta(milliseconds=1)
    if elapsed_ms is not None and 0 <= elapsed_ms <= most:  # false for NaN
        return token + timedelta(milliseconds=elapsed_ms)
    flags.append(Flag.ELAPSED_INVALID)
    return None


def _wall(
    device_at: datetime | None, earliest: datetime, received_at: datetime, flags: list[str]
) -> datetime | None:
    """The phone's own time, if the visit can have happened then."""
    if device_at is None or device_at.tzinfo is None:
        flags.append(Flag.CLOCK_MISSING)
    elif earliest - AGREEMENT <= device_at <= received_at + AGREEMENT:
        return device_at
    else:
        flags.append(Flag.CLOCK_OFF)
    return None


def classify_place(
    fix: Fix | None, geometry: measure.Geometry, radius_m: float, coarse_m: float = inf
) -> Placed:
    """Where a fix lies, seen from a site with the radius of its kind.

    With d the distance to the point or polygon (zero inside it) and R the radius:

        fix                                   place      asks for a reason
        none, or not a place on earth         no_fix     yes
        d <= R                                on_site    no
        d - min(accuracy, 100 m) <= R         near       no
        else                                  far        yes

    An accuracy that is missing, not finite, zero or negative counts as 100 m and is flagged.
    One above `coarse_m`, the most that the kind of site allows, is flagged as coarse.
    Raises ValueError for a geometry that `measure.distance_m` cannot measure to.
    """
    if fix is None:
        return Placed(Place.NO_FIX, None, ())
    if not (-180 <= fix.lon <= 180 and -90 <= fix.lat <= 90):  # true for NaN
        return Placed(Place.NO_FIX, None, (Flag.POSITION_INVALID,))
    distance_m = measure.distance_m((fix.lon, fix.lat), geometry)
    help_m, flags = _help(fix.accuracy, coarse_m)
    if distance_m <= radius_m:
        place = Place.ON_SITE
    elif distance_m - help_m <= radius_m:
        place = Place.NEAR
    else:
        place = Place.FAR
    return Placed(place, distance_m, flags)


def _help(accuracy: float | None, coarse_m: float) -> tuple[float, tuple[str, ...]]:
    """Metres by which a fix may err in the officer's favour, and what to flag about them."""
    if accuracy is None or not 0 < accuracy < inf:  # true for NaN
        return COARSEST_HELP_M, (Flag.ACCURACY_INVALID,)
    flags = (Flag.ACCURACY_COARSE,) if accuracy > coarse_m else ()
    return min(accuracy, COARSEST_HELP_M), flags


def first_standing(
    place: Place, grade: Credit, *, coarse: bool = False, aside: bool = False
) -> Standing:
    """The standing of a visit as it arrives; `coarse` when its fix is coarser than the kind of
    site allows, `aside` when the author may visit the site for a cross-check only.

                certain    probable    disputed    coarse     aside
    on_site     counts     counts      pending     pending    aside
    near        counts     counts      pending     pending    aside
    far         pending    pending     pending     pending    aside
    no_fix      pending    pending     pending     pending    aside
    """
    if aside:
        return Standing.ASIDE
    here = place in (Place.ON_SITE, Place.NEAR) and not coarse
    return Standing.COUNTS if here and grade is not Credit.DISPUTED else Standing.PENDING


def flag_photos(photos: Sequence[Collection[str]], *, is_known: bool) -> list[Flag]:
    """What to flag about the photos of a visit, each given by its hashes: of the bytes that were
    sent, and of the file that the camera wrote. `is_known` when another visit, of whatever site
    and officer, has brought one of these hashes.
    """
    hashes = [each for photo in photos for each in set(photo)]
    repeated = [Flag.PHOTO_REPEATED] if len(hashes) > len(set(hashes)) else []
    return repeated + ([Flag.PHOTO_REUSED] if is_known else [])


def needs_review(standing: Standing, flags: Collection[str]) -> bool:
    """Whether a visit that has just arrived waits for a leader."""
    return standing is Standing.PENDING or not FOR_THE_EYE.isdisjoint(flags)


def reviewed_standing(standing: Standing, verdict: Verdict, *, is_closed: bool) -> Standing:
    """How a visit stands after the verdict; `is_closed` after the cut-off of its window, when
    sealed figures stay.

                approved    refused     refused, closed
    pending     accepted    refused     refused
    counts      counts      refused     counts
    aside       aside       aside       aside
    """
    if standing is Standing.PENDING:
        return Standing.ACCEPTED if verdict is Verdict.APPROVED else Standing.REFUSED
    if standing is Standing.COUNTS and verdict is Verdict.REFUSED and not is_closed:
        return Standing.REFUSED
    return standing
