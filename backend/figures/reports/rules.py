"""What a report of a sealed window says, as plain values. Pure: the same values, the same text.

Nothing here depends on when or where the report is made: a rebuilt one is the same to the byte.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import NamedTuple

from backend.core.clock import SHANGHAI
from backend.core.rounding import WHOLE, round_share, round_span
from backend.patrol.cycles.rules import Figures, Window

Words = Callable[[str], str]
LAYOUT = 2  # grows when a report looks otherwise; those that are filed stay as they are

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


class Line(NamedTuple):
    """An area or a kind: what was sealed, what adjustments made of it, how many wait."""

    name: str
    sealed: Figures
    adjusted: Figures
    waiting: int


@dataclass(frozen=True)
class Report:
    """All that stands in a report; `digest` is the seal of the whole window."""

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


def digest_of(report: Report) -> str:
    """SHA-256 of what a report says, whatever it looks like."""
    said = json.dumps(asdict(report), default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


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


def compose_sentences(report: Report, words: Words) -> dict[str, str]:
    """The title and the paragraphs."""
    window, total = report.window, report.total
    first, last = window.starts_at, window.ends_at
    known = {
        "area": report.area,
        "n": window.number,
        "plan": report.plan,
        "from": format_instant(first, words),
        "to": format_instant(last, words),
        "cut_off": format_instant(report.cut_off, words),
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
    names = ("title", "period", "summary", "beside", "formula", "sealing", "seal")
    return {name: words(name).format(**known) for name in names}
