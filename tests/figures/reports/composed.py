"""Reports put together by hand, as large as wanted."""

from datetime import UTC, date, datetime

from backend.figures.reports.rules import FoundCount, Line, Report
from backend.patrol.cycles.rules import Figures, Window

BEFORE = Figures(covered=60, attempted=5, missed=35, longest_gap_s=5 * 86_400)
NOW = Figures(covered=90, attempted=4, exempt=4, missed=2, longest_gap_s=6 * 86_400 + 8_640)


def compose_report(
    parts: int, kinds: int = 6, before: Figures | None = BEFORE, locale: str = "zh"
) -> Report:
    """A county of so many towns."""
    line = Line("青水畲族乡", NOW, NOW, 1)
    return Report(
        window_id=1,
        area_id=1,
        locale=locale,
        area="永安市",
        plan="三天一轮",
        window=Window(39, date(2026, 11, 23), date(2026, 11, 26)),
        cut_off=datetime(2026, 11, 28, 16, tzinfo=UTC),
        digest="a" * 64,
        total=line._replace(name="合计"),
        parts=(line,) * parts,
        kinds=(line,) * kinds,
        before=before,
        findings=(FoundCount(3, 2, 1), FoundCount(1, 12, 9)),
    )
