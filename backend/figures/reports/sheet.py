"""A report as xlsx, with fixed properties; XlsxWriter dates the parts of the file alike.

Whatever somebody named an area or a kind stays a text: nothing that begins like a formula or
an address becomes one.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter

from backend.core.rounding import WHOLE, round_share, round_span
from backend.figures.reports.rules import (
    COLUMNS,
    SIGNATURE,
    Line,
    Report,
    Words,
    compose_sentences,
    format_instant,
    rank_parts,
)

# What office machines have; Excel and WPS both know it by its Latin name.
_FONT: dict[str, Any] = {"font_name": "SimSun", "font_size": 11}
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
TITLE_ROW, UNIT_ROW, HEAD_ROW = 0, 1, 2
A4 = 9
_RATES = {COLUMNS.index(name) for name in ("rate", "rate_all", "adjusted_rate")}
_GAP = COLUMNS.index("gap")
HOURS_A_DAY = 24
_CELL = {**_FONT, "border": 1, "valign": "vcenter"}
# As a cell Excel knows no zone: the county's own time is what is written.
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001


def render_sheet(report: Report, words: Words) -> bytes:
    """The file: one sheet by area, one by kind, one that says how it was counted."""
    file = BytesIO()
    # A copy: XlsxWriter adds to what it is given, and the next file would differ.
    book = xlsxwriter.Workbook(file, {**_OPTIONS, "default_format_properties": {**_FONT}})
    texts = compose_sentences(report, words)
    book.set_properties({"title": texts["title"], "author": "", "created": _CREATED})
    formats = {
        "title": book.add_format({**_FONT, "bold": True, "font_size": 16, "align": "center"}),
        "unit": book.add_format(_FONT),
        "head": book.add_format({**_CELL, "bold": True, "text_wrap": True, "align": "center"}),
        "cell": book.add_format(_CELL),
        "rate": book.add_format({**_CELL, "num_format": "[=1]0%;0.0%"}),
        "days": book.add_format({**_CELL, "num_format": _quote(words("days"), "0.0")}),
        "hours": book.add_format({**_CELL, "num_format": _quote(words("hours"), "[h]")}),
        "text": book.add_format({**_FONT, "text_wrap": True, "valign": "top"}),
    }
    ranks = rank_parts(report.parts)
    by_area = [(line, rank) for line, rank in zip(report.parts, ranks, strict=True)]
    by_kind = [(line, None) for line in (*report.kinds, report.total)]
    sheet = _Sheet(book, texts, words, formats)
    sheet.add("by_area", [*by_area, (report.total, None)], ranked=True)
    sheet.add("by_kind", by_kind, ranked=False)
    page = book.add_worksheet(words("how"))
    page.set_column(0, 0, 90)
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    lines = [texts[name] for name in texts if name not in SIGNATURE]
    lines += [report.digest, format_instant(report.cut_off, words)]
    for number, text in enumerate(lines):
        page.write_string(number, 0, text, formats["text"])
    book.close()
    return file.getvalue()


class _Sheet(NamedTuple):
    """What every table of the workbook takes."""

    book: Any
    texts: dict[str, str]
    words: Words
    formats: dict[str, Any]

    def add(self, name: str, lines: Sequence[tuple[Line, int | None]], *, ranked: bool) -> None:
        """A table under its title, set up to be printed; signatures below it."""
        columns = [*COLUMNS, "rank"] if ranked else list(COLUMNS)
        page = self.book.add_worksheet(self.words(name))
        _set_up(page, len(columns))
        last = len(columns) - 1
        page.merge_range(TITLE_ROW, 0, TITLE_ROW, last, self.texts["title"], self.formats["title"])
        page.write_string(UNIT_ROW, 0, self.texts["issuer"], self.formats["unit"])
        page.write_string(UNIT_ROW, last // 2, self.texts["period"], self.formats["unit"])
        for column, title in enumerate(columns):
            text = self.words(f"column_{title}")
            page.write_string(HEAD_ROW, column, text, self.formats["head"])
        for row, (line, rank) in enumerate(lines, start=HEAD_ROW + 1):
            values = [*_values(line), rank] if ranked else _values(line)
            for column, value in enumerate(values):
                self._write(page, row, column, value)
        foot = HEAD_ROW + len(lines) + 2
        for place, text in enumerate(SIGNATURE[1:]):
            page.write_string(foot, 3 * place, self.texts[text], self.formats["unit"])

    def _write(self, page: Any, row: int, column: int, value: str | float | None) -> None:
        if isinstance(value, str):
            page.write_string(row, column, value, self.formats["cell"])
        elif value is None:
            page.write_blank(row, column, None, self.formats["cell"])
        else:
            page.write_number(row, column, value, self.formats[_shape(column, value)])


def _set_up(page: Any, columns: int) -> None:
    """A4 on its side, as wide as the paper; the head on every page, which has its number."""
    page.freeze_panes(HEAD_ROW + 1, 1)
    page.set_column(0, 0, 22)
    page.set_column(1, columns - 1, 11)
    page.set_row(TITLE_ROW, 28)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW)
    page.center_horizontally()
    page.set_footer("&C— &P / &N —")


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
