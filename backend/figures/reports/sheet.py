"""A report as xlsx, with fixed properties; XlsxWriter dates the parts of the file alike.

Whatever somebody named an area or a kind stays a text: nothing that begins like a formula or
an address becomes one.
"""

from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

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
from backend.figures.reports.sheet_page import (
    A4,
    FONT,
    Cell,
    Sheet,
    make_formats,
    show_rate,
    show_span,
)
from backend.patrol.cycles.rules import Figures

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# As a cell Excel knows no zone: the county's own time is what is written.
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001
_COUNTS = ("required", "covered", "attempted", "exempt", "missed")
_RATES = ("rate", "rate_all")


def render_sheet(report: Report, words: Words) -> bytes:
    """The file: sheets by area and by kind, of the comparison, of the findings, and one that says
    how it was counted.
    """
    file = BytesIO()
    # A copy: XlsxWriter adds to what it is given, and the next file would differ.
    book = xlsxwriter.Workbook(file, {**_OPTIONS, "default_format_properties": {**FONT}})
    texts = compose_sentences(report, words)
    book.set_properties({"title": texts["title"], "author": "", "created": _CREATED})
    sheet = Sheet(book, texts, words, make_formats(book, words))
    head = [words(f"column_{name}") for name in COLUMNS]
    ranks = [Cell(rank) for rank in rank_parts(report.parts)]
    by_area = [[*_cells(line), rank] for line, rank in zip(report.parts, ranks, strict=True)]
    by_area.append([*_cells(report.total), Cell(None)])
    sheet.add("by_area", [*head, words("column_rank")], by_area)
    sheet.add("by_kind", head, [_cells(line) for line in (*report.kinds, report.total)])
    _add_comparison(sheet, report)
    _add_findings(sheet, report)
    _add_notes(sheet, report)
    book.close()
    return file.getvalue()


def _cells(line: Line) -> list[Cell]:
    """Numbers stay numbers, to be counted on; in the order of COLUMNS."""
    sealed, adjusted = line.sealed, line.adjusted
    return [
        Cell(line.name),
        *(Cell(getattr(sealed, name)) for name in _COUNTS),
        *(show_rate(getattr(sealed, name)) for name in _RATES),
        show_span(sealed.longest_gap_s),
        Cell(adjusted.covered),
        show_rate(adjusted.rate),
        Cell(line.waiting),
    ]


def _add_comparison(sheet: Sheet, report: Report) -> None:
    """A row for each figure: the window before, this one, the difference where both are known.

    Rates differ in points, of their rounded values, as the sentence tells it; gaps in days.
    """
    words, number = sheet.words, report.window.number
    windows = [words("window").format(n=n) for n in (number - 1, number)]
    head = [words("column_figure"), *windows, words("column_difference")]
    pair = (report.before, report.total.sealed)
    rows = [_compare(words, name, [_show_count(name, each) for each in pair]) for name in _COUNTS]
    for name in _RATES:
        rates = [show_rate(getattr(each, name) if each else None) for each in pair]
        rows.append(_compare(words, name, rates, points=True))
    gaps = [show_span(each.longest_gap_s if each else None) for each in pair]
    rows.append(_compare(words, "gap", gaps))
    sheet.add("comparison_title", head, rows)


def _show_count(name: str, figures: Figures | None) -> Cell:
    return Cell(getattr(figures, name) if figures else None)


def _compare(words: Words, name: str, pair: list[Cell], *, points: bool = False) -> list[Cell]:
    label = words(f"column_{name}")
    old, new = (cell.value for cell in pair)
    if isinstance(old, str | None) or isinstance(new, str | None):
        change = Cell(None)
    elif pair[0].format == "cell":
        change = Cell(new - old, "change")
    else:
        change = Cell(round((new - old) * (100 if points else 1), 1), "change_in_tenths")
    return [Cell(words("in_points").format(name=label) if points else label), *pair, change]


def _add_findings(sheet: Sheet, report: Report) -> None:
    """By severity, the gravest first: opened in the window, and what became of them by its seal."""
    words = sheet.words
    counts = {each.severity: (each.opened, each.closed) for each in report.findings}
    rows = [
        (words(f"severity_{severity}"), *counts.get(severity, (0, 0))) for severity in (3, 2, 1)
    ]
    total = [sum(count[place] for count in counts.values()) for place in (0, 1)]
    rows.append((words("total"), total[0], total[1]))
    head = [words(f"column_{name}") for name in ("severity", "opened", "closed", "open")]
    table = [
        [Cell(name), Cell(opened), Cell(closed), Cell(opened - closed)]
        for name, opened, closed in rows
    ]
    sheet.add("findings_title", head, table)


def _add_notes(sheet: Sheet, report: Report) -> None:
    page: Any = sheet.book.add_worksheet(sheet.words("how"))
    page.set_column(0, 0, 90)
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    lines = [text for name, text in sheet.texts.items() if name not in SIGNATURE]
    lines += [report.digest, format_instant(report.cut_off, sheet.words)]
    for number, text in enumerate(lines):
        page.write_string(number, 0, text, sheet.formats["text"])
