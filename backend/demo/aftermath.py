"""What followed a visit: the leader's word on a doubtful one, the course of a finding."""

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
    """The leader's verdict: accepted or refused."""

    verdict: str
    by: str
    at: datetime
    note: str


@dataclass(frozen=True)
class Move:
    """A step of a finding; `assignee` is set when it is handed to somebody."""

    move: str
    by: str
    at: datetime
    text: str
    assignee: str | None = None


def review(visit: Visit, leader: str, now: datetime) -> Review | None:
    """Most doubtful visits of the days before were judged; those of today wait."""
    rng = Random(visit.uid)
    at = visit.received_at + timedelta(hours=rng.uniform(2, 20))
    draw = rng.random()
    if at >= now or visit.received_at > now - timedelta(days=2) or draw > 0.8:
        return None
    accepted = draw < 0.62
    note = rng.choice(ACCEPTED if accepted else REFUSED)
    return Review("accepted" if accepted else "refused", leader, at, note)


def moves(visit: Visit, leader: str, officer: str, now: datetime) -> tuple[Move, ...]:
    """The course of a finding as far as it got; the leader closes what the officer mended."""
    return tuple(move for move in _course(visit, leader, officer) if move.at < now)


def _course(visit: Visit, leader: str, officer: str) -> Iterator[Move]:
    rng = Random(visit.uid)
    at = visit.received_at
    yield Move("found", visit.author, at - timedelta(microseconds=1), "")
    at += timedelta(hours=rng.uniform(1, 16))
    yield Move("assign", leader, at, rng.choice(ASSIGNED), officer)
    at += timedelta(hours=rng.uniform(8, 70))
    yield Move("note", officer, at, rng.choice(PROGRESS))
    if officer != leader:
        at += timedelta(hours=rng.uniform(6, 60))
        yield Move("close", leader, at, rng.choice(CLOSED))
