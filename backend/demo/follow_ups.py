"""What followed a visit: the leader's decision on a doubtful one, the moves of a finding."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from backend.demo.visits import Visit

ACCEPTED = ("和房东核实过，确实到了", "看了照片，认可", "与同行队员核对一致")
REFUSED = ("离点位太远，请补查一次", "照片不是这处点位")
ASSIGNED = ("请今天内去处理", "联系派出所一起去看看", "先通知业主整改")
PROGRESS = ("已责令整改，业主已签字", "现场已清理，拍照留存", "已补登记")
CLOSED = ("复查无异常", "已整改到位")


@dataclass(frozen=True)
class Review:
    """The leader's verdict: accept or refuse."""

    verdict: str
    at: datetime
    note: str


@dataclass(frozen=True)
class Move:
    """A move of a finding, by the leader, the officer who works on it, or the supervisor."""

    move: str
    by: str
    at: datetime
    text: str


def draw_review(visit: Visit, now: datetime) -> Review | None:
    """Most doubtful visits of the days before were judged; those of the last two wait."""
    rng = Random(visit.uid)
    at = visit.received_at + timedelta(hours=rng.uniform(2, 20))
    draw = rng.random()
    if visit.received_at > now - timedelta(days=2) or draw > 0.8:
        return None
    if draw < 0.62:
        return Review("approved", at, rng.choice(ACCEPTED))
    return Review("refused", at, rng.choice(REFUSED))


def draw_moves(visit: Visit, now: datetime) -> tuple[Move, ...]:
    """The moves of a finding up to `now`: the leader assigns it to the officer, who sees to it;
    the supervisor, who took no part, closes it.
    """
    return tuple(move for move in _draw_all_moves(visit) if move.at < now)


def _draw_all_moves(visit: Visit) -> Iterator[Move]:
    rng = Random(visit.uid)
    at = visit.received_at + timedelta(hours=rng.uniform(1, 16))
    yield Move("assign", "leader", at, rng.choice(ASSIGNED))
    at += timedelta(hours=rng.uniform(8, 70))
    yield Move("rectify", "officer", at, rng.choice(PROGRESS))
    at += timedelta(hours=rng.uniform(6, 60))
    yield Move("close", "supervisor", at, rng.choice(CLOSED))
