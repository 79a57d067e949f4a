"""One made-up visit: when, from where, with what answers. Instants are aware, UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, pi, sin
from random import Random
from typing import TypedDict
from uuid import UUID

from shapely import Point

from backend.demo import site_shapes
from backend.demo.places import Spot
from backend.patrol.checkins.rules import Fix
from backend.patrol.cycles.rules import Window
from backend.registry.kinds.answers import all_normal, is_abnormal
from backend.registry.kinds.checklist import KindSpec
from backend.registry.kinds.questions import Question, Value

DAY_BEGINS, DAY_ENDS = timedelta(hours=7, minutes=20), timedelta(hours=19, minutes=10)

FAR_REASONS = ("山里信号差，定位飘到村口", "房东约在路口见面", "车停在桥头，步行进去的")
NO_FIX_REASONS = ("手机一直定不上位", "楼道里没有信号")
ATTEMPTS = (
    "locked",
    "locked",
    "locked",
    "nobody",
    "nobody",
    "road_closed",
    "unsafe",
    "turned_away",
)
NOTES = ("已当面提醒，下次复查", "已拍照，请网格长看一下", "已告知房东", "现场已做记录")


class Answered(TypedDict):
    question: str
    value: Value
    given: str


@dataclass(frozen=True)
class Visit:
    """What a phone sent and when it arrived; `site` is the number of the site in the demo.

    `pictures` are numbers of made-up photos; `offline_since` is when the phone last heard of the
    server's clock, None when it never did.
    """

    uid: str
    site: int
    author: str
    device_at: datetime
    received_at: datetime
    offline_since: datetime | None
    fix: Fix | None
    place_reason: str
    no_fix_reason: str | None
    result: str
    attempt_reason: str | None
    answers: tuple[Answered, ...]
    note: str
    pictures: tuple[int, ...]


def draw_moment(window: Window, now: datetime, rng: Random) -> datetime:
    """A daytime instant in the window and before now; before any daytime, simply before now."""
    days = (window.ends_on - window.starts_on).days
    for _ in range(60):
        start = window.starts_at + timedelta(days=rng.randrange(days))
        at = start + DAY_BEGINS + (DAY_ENDS - DAY_BEGINS) * rng.random()
        if at < now:
            return at.replace(microsecond=0)
    return window.starts_at + (now - window.starts_at) * rng.random()


def draw_visit(
    number: int,
    spot: Spot,
    kind: KindSpec,
    author: str,
    at: datetime,
    now: datetime,
    rng: Random,
    *,
    result: str = "normal",
    doubt: str | None = None,
    target: Point | None = None,
) -> Visit:
    """A visit captured at `at`; `doubt` is far, no_fix, clock or, if the visit counts, None."""
    received_at, offline_since = _journey(at, now, rng, known=doubt != "clock")
    attempted = result == "attempted"
    fix = None if doubt == "no_fix" else _fix(spot, kind.radius_m, target, rng, far=doubt == "far")
    reasons = {"far": FAR_REASONS, "no_fix": NO_FIX_REASONS}.get(doubt or "", ("",))
    return Visit(
        uid=str(UUID(int=rng.getrandbits(128), version=4)),
        site=number,
        author=author,
        device_at=at,
        received_at=received_at,
        offline_since=offline_since,
        fix=fix,
        place_reason=rng.choice(reasons),
        no_fix_reason="timeout" if doubt == "no_fix" else None,
        result=result,
        attempt_reason=rng.choice(ATTEMPTS) if attempted else None,
        answers=() if attempted else tuple(_answers(kind, spot.trade, result, rng)),
        note=rng.choice(NOTES) if result == "abnormal" else "",
        pictures=_pictures(result, rng),
    )


def _journey(
    at: datetime, now: datetime, rng: Random, *, known: bool
) -> tuple[datetime, datetime | None]:
    """When it arrived, and when the phone had last heard of the server: one in eight waited."""
    if rng.random() < 1 / 8:
        late, before = rng.uniform(10, 540), rng.uniform(10, 300)
    else:
        late, before = rng.uniform(0.05, 0.4), rng.uniform(1, 30)
    received_at = min(at + timedelta(minutes=late), now)
    return received_at, at - timedelta(minutes=before) if known else None


def _fix(spot: Spot, radius_m: int, target: Point | None, rng: Random, *, far: bool) -> Fix:
    """A position near the site, sometimes outside its circle by less than the phone's error."""
    accuracy = round(rng.uniform(5, 35), 1)
    away = min(abs(rng.gauss(0, radius_m / 3)), radius_m + accuracy / 2)
    if far:
        away = radius_m + rng.uniform(350, 900)
    turn = rng.uniform(0, 2 * pi)
    middle = target or Point(spot.lon, spot.lat)
    if far:
        away += spot.shape.hausdorff_distance(middle) * site_shapes.DEGREE_M
    point = site_shapes.offset(middle, away * cos(turn), away * sin(turn))
    return Fix(point.x, point.y, accuracy)


def _answers(kind: KindSpec, trade: str | None, result: str, rng: Random) -> list[Answered]:
    values = dict(all_normal(kind.questions, trade))
    one_tap = result == "normal" and rng.random() < 0.7
    if result == "abnormal":
        wrong = [q for q in kind.questions if q.code in values and _bad(q)]
        for question in rng.sample(wrong, rng.choice((1, 1, 2)) if len(wrong) > 1 else 1):
            values[question.code] = rng.choice(_bad(question))
    given = "all_normal" if one_tap else "each"
    return [{"question": code, "value": value, "given": given} for code, value in values.items()]


def _bad(question: Question) -> tuple[str, ...]:
    """The answers to pick from that are abnormal."""
    return tuple(
        value for value in question.values if is_abnormal([question], {question.code: value})
    )


def _pictures(result: str, rng: Random) -> tuple[int, ...]:
    """One visit in four has a photo, and everything out of the ordinary."""
    if result == "normal" and rng.random() > 0.25:
        return ()
    return tuple(rng.sample(range(4), rng.choice((1, 1, 2))))
