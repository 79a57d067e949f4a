"""A report as xlsx, with fixed properties; XlsxWriter dates the parts of the file alike.

Whatever somebody named an area or a kind stays a text: nothing that begins like a formula or
an address becomes one.
"""

from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from backend.core.rounding import WHOLE, round_share, round_span
from backend.figures.reports.rules import (
    COLUMNS,
    Line,
    Report,
    Words,
    compose_sentences,
    format_instant,
)

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_RATES = {COLUMNS.index(name) for name in ("rate", "rate_all", "adjusted_rate")}
_GAP = COLUMNS.index("gap")
HOURS_A_DAY = 24
# As a cell Excel knows no zone: the county's own time is what is written.
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001


def render_sheet(report: Report, words: Words) -> bytes:
    """The file: one sheet by area, one by kind, one that says how it was counted."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, _OPTIONS)
    texts = compose_sentences(report, words)
    book.set_properties({"title": texts["title"], "author": "", "created": _CREATED})
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "border": 1}),
        "cell": book.add_format({"border": 1}),
        "rate": book.add_format({"border": 1, "num_format": "[=1]0%;0.0%"}),
        "days": book.add_format({"border": 1, "num_format": _quote(words("days"), "0.0")}),
        "hours": book.add_format({"border": 1, "num_format": _quote(words("hours"), "[h]")}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _table(book, words("by_area"), (*report.parts, report.total), words, formats)
    _table(book, words("by_kind"), (*report.kinds, report.total), words, formats)
    page = book.add_worksheet(words("how"))
    page.set_column(0, 0, 90)
    lines = [*texts.values(), report.digest, format_instant(report.cut_off, words)]
    for number, text in enumerate(lines):
        page.write_string(number, 0, text, formats["text"])
    book.close()
    return file.getvalue()


def _table(
    book: Any, title: str, lines: tuple[Line, ...], words: Words, formats: dict[str, Any]
) -> None:
    page = book.add_worksheet(title)
    page.freeze_panes(1, 1)
    page.set_column(0, 0, 22)
    page.set_column(1, len(COLUMNS) - 1, 11)
    for column, name in enumerate(COLUMNS):
        page.write_string(0, column, words(f"column_{name}"), formats["head"])
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(_values(line)):
            if isinstance(value, str):
                page.write_string(row, column, value, formats["cell"])
            elif value is None:
                page.write_blank(row, column, None, formats["cell"])
            else:
                page.write_number(row, column, value, formats[_shape(column, value)])


def _shape(column: int, value: float) -> str:
    if column == _GAP:
        return "days" if value >= 1 else "hours"
    return "rate" if column in _RATES else "cell"


def _quote(words: str, number: str) -> str:
    """A number format: `{n}天` becomes `0.0"天"`."""
    before, after = words.split("{n}")
    return "".join((f'"{before}"' * bool(before), number, f'"{after}"' * bool(after)))


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round_share(rate) / WHOLE


def _days(seconds: int | None) -> float | None:
    if seconds is None:
        return None
    unit, tenths = round_span(seconds)
    return tenths / 10 if unit == "days" else tenths / 10 / HOURS_A_DAY


def _values(line: Line) -> list[str | float | None]:
    """Numbers stay numbers, to be counted on."""
    sealed, adjusted = line.sealed, line.adjusted
    return [
        line.name,
        sealed.required,
        sealed.covered,
        sealed.attempted,
        sealed.exempt,
        sealed.missed,
        _rounded(sealed.rate),
        _rounded(sealed.rate_all),
        _days(sealed.longest_gap_s),
        adjusted.covered,
        _rounded(adjusted.rate),
        line.waiting,
    ]
