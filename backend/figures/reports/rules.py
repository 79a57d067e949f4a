"""What a report of a sealed window says, as plain values. Pure: the same values, the same text.

Nothing here depends on when or where the report is made: a rebuilt one is the same to the byte.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from backend.core.clock import SHANGHAI
from backend.core.rounding import WHOLE, round_share, round_span
from backend.patrol.cycles.rules import Figures, Window

Words = Callable[[str], str]
LAYOUT = 4  # grows when a report looks otherwise; those that are filed stay as they are

# The columns of both tables, in their order; their names stand in the locale files.
COLUMNS = (
    "name",
    "required",
    "covered",
    "attempted",
    "exempt",
    "missed",
    "rate",
    "rate_all",
    "gap",
    "adjusted_covered",
    "adjusted_rate",
    "waiting",
)

# Who signs it, in the order of the page.
SIGNATURE = ("issuer", "issued", "signed_by", "checked_by", "written_by")


class FoundCount(NamedTuple):
    """Findings of one severity that were opened in the window, and those of them closed by then."""

    severity: int
    opened: int
    closed: int


class Line(NamedTuple):
    """An area or a kind: what was sealed, what adjustments made of it, how many wait."""

    name: str
    sealed: Figures
    adjusted: Figures
    waiting: int


@dataclass(frozen=True)
class Report:
    """All that stands in a report; `digest` is the seal of the whole window.

    `before` are the sealed figures of the area in the window before, if that is sealed; `findings`
    stand as of the cut-off.
    """

    window_id: int
    area_id: int
    locale: str
    area: str
    plan: str
    window: Window
    cut_off: datetime
    digest: str
    total: Line
    parts: tuple[Line, ...]
    kinds: tuple[Line, ...]
    before: Figures | None
    findings: tuple[FoundCount, ...]


# What a report says only since layout 3.
ADDED = ("before", "findings")


def digest_of(report: Report, leaving_out: tuple[str, ...] = ()) -> str:
    """SHA-256 of what a report says, whatever it looks like."""
    values = {name: value for name, value in asdict(report).items() if name not in leaving_out}
    said = json.dumps(values, default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def rank_parts(parts: tuple[Line, ...]) -> list[int | None]:
    """The rank of each by its sealed rate, the highest first; equals share one: 1, 1, 3.

    Compared as fractions, so that no rounding parts equals; None where nothing is required.
    """
    rates = [
        Fraction(line.sealed.covered, due)
        if (due := line.sealed.required - line.sealed.exempt)
        else None
        for line in parts
    ]
    known = sorted((rate for rate in rates if rate is not None), reverse=True)
    return [None if rate is None else known.index(rate) + 1 for rate in rates]


def format_cells(line: Line, words: Words) -> list[str]:
    """One row of a table, in the order of COLUMNS.

    covered / (required - exempt) is the rate, covered / required the one with all; a rate
    without a denominator and the gap of what is all exempt are a dash.
    """
    sealed, adjusted = line.sealed, line.adjusted
    counts = (sealed.required, sealed.covered, sealed.attempted, sealed.exempt, sealed.missed)
    return [
        line.name,
        *map(str, counts),
        format_percent(sealed.rate),
        format_percent(sealed.rate_all),
        format_span(sealed.longest_gap_s, words),
        str(adjusted.covered),
        format_percent(adjusted.rate),
        str(line.waiting),
    ]


def format_percent(rate: float | None) -> str:
    """As on the boards: see `core/rounding.py`."""
    if rate is None:
        return "–"
    tenths = round_share(rate)
    return "100%" if tenths == WHOLE else f"{tenths / 10:.1f}%"


def format_span(seconds: int | None, words: Words) -> str:
    """Days to a tenth from a day on, else whole hours."""
    if seconds is None:
        return "–"
    unit, tenths = round_span(seconds)
    return words(unit).format(n=f"{tenths / 10:.1f}" if unit == "days" else tenths // 10)


def format_instant(at: datetime, words: Words) -> str:
    """Local, as people write it."""
    local = at.astimezone(SHANGHAI)
    day = {"y": local.year, "m": local.month, "d": local.day}
    return words("instant").format(**day, time=f"{local:%H:%M}")


def format_day(day: date, words: Words) -> str:
    return words("day").format(y=day.year, m=day.month, d=day.day)


def format_days(window: Window, words: Words) -> str:
    """From the first to the last day, which is the one before the end."""
    first, last = window.starts_on, window.ends_on - timedelta(days=1)
    if (first.year, first.month) == (last.year, last.month):
        name = "days_of_month"
    else:
        name = "days_of_year" if first.year == last.year else "days_of_years"
    known = {"y": first.year, "m": first.month, "d": first.day}
    return words(name).format(**known, y2=last.year, m2=last.month, d2=last.day)


def _compose_comparison(report: Report, words: Words) -> str:
    """Beside the window before: rates, the difference in points, gaps."""
    now, before = report.total.sealed, report.before
    known = {"n": report.window.number - 1}
    if before is None or before.rate is None or now.rate is None:
        return words("no_before").format(**known)
    difference = round_share(now.rate) - round_share(before.rate)
    way = "same" if difference == 0 else "higher" if difference > 0 else "lower"
    return words(f"before_{way}").format(
        **known,
        rate=format_percent(before.rate),
        points=f"{abs(difference) / 10:.1f}",
        gap=format_span(before.longest_gap_s, words),
        gap_now=format_span(now.longest_gap_s, words),
        missed=before.missed,
        missed_now=now.missed,
    )


def _compose_findings(report: Report, words: Words) -> str:
    opened = sum(each.opened for each in report.findings)
    if not opened:
        return words("no_findings")
    parts = [
        words(f"found_{each.severity}").format(n=each.opened, closed=each.closed)
        for each in report.findings
        if each.opened
    ]
    closed = sum(each.closed for each in report.findings)
    joined = words("comma").join(parts)
    return words("findings").format(n=opened, closed=closed, open=opened - closed, parts=joined)


def compose_sentences(report: Report, words: Words) -> dict[str, str]:
    """The title and the paragraphs."""
    window, total = report.window, report.total
    known = {
        "area": report.area,
        "n": window.number,
        "plan": report.plan,
        "days": format_days(window, words),
        "cut_off": format_instant(report.cut_off, words),
        "date": format_day(report.cut_off.astimezone(SHANGHAI).date(), words),
        "required": total.sealed.required,
        "covered": total.sealed.covered,
        "attempted": total.sealed.attempted,
        "exempt": total.sealed.exempt,
        "missed": total.sealed.missed,
        "rate": format_percent(total.sealed.rate),
        "rate_all": format_percent(total.sealed.rate_all),
        "gap": format_span(total.sealed.longest_gap_s, words),
        "adjusted_covered": total.adjusted.covered,
        "adjusted_rate": format_percent(total.adjusted.rate),
        "waiting": total.waiting,
    }
    names = ("title", "period", "summary", "beside", "formula", "sealing", "seal", *SIGNATURE)
    return {name: words(name).format(**known) for name in names} | {
        "comparison": _compose_comparison(report, words),
        "found": _compose_findings(report, words),
    }
