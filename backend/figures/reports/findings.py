"""The findings of a window as they stood at its cut-off, by their moves, which never change."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import and_, select

from backend.figures.reports.rules import FoundCount
from backend.patrol.cycles.models import Plan, WindowRow
from backend.patrol.findings.models import Finding, FindingMove
from backend.registry.areas.models import AreaClosure
from backend.registry.kinds.models import Kind
from backend.staff.extensions import db


def count_found(area_id: int, window: WindowRow, until: datetime) -> Iterator[FoundCount]:
    """By severity, the gravest first: those opened in the window, and those closed by `until`."""
    ends = and_(
        FindingMove.finding_id == Finding.id,
        FindingMove.at < until,
        FindingMove.move.in_(("close", "reopen")),
    )
    rows = db.session.execute(
        select(Finding.id, Finding.severity, FindingMove.move)
        .join(AreaClosure, AreaClosure.area_id == Finding.grid_id)
        .join(Kind, Kind.id == Finding.kind_id)
        .join(Plan, Plan.code == Kind.plan_code)
        .outerjoin(FindingMove, ends)
        .where(
            AreaClosure.ancestor_id == area_id,
            Plan.id == window.plan_id,
            Finding.opened_at >= window.starts_at,
            Finding.opened_at < window.ends_at,
        )
        .order_by(Finding.id, FindingMove.at, FindingMove.id)
    )
    last = {finding_id: (severity, move) for finding_id, severity, move in rows}
    opened = Counter(severity for severity, _ in last.values())
    closed = Counter(severity for severity, move in last.values() if move == "close")
    for severity in sorted(opened, reverse=True):
        yield FoundCount(severity, opened[severity], closed[severity])
