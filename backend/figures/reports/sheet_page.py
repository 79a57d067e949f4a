"""One sheet of a report's workbook: a table under its title, set up to be printed and signed."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from backend.core.rounding import WHOLE, round_share, round_span
from backend.figures.reports.rules import SIGNATURE, Words

# What office machines have; Excel and WPS both know it by its Latin name.
FONT: dict[str, Any] = {"font_name": "SimSun", "font_size": 11}
A4 = 9
TITLE_ROW, UNIT_ROW, HEAD_ROW = 0, 1, 2
HOURS_A_DAY = 24
_CELL = {**FONT, "border": 1, "valign": "vcenter"}


class Cell(NamedTuple):
    """A value and the format that it is shown in; None is an empty cell."""

    value: str | float | None
    format: str = "cell"


def make_formats(book: Any, words: Words) -> dict[str, Any]:
    """The formats of all sheets, by name."""
    days, hours = _quote(words("days"), "0.0"), _quote(words("hours"), "[h]")
    return {
        "title": book.add_format({**FONT, "bold": True, "font_size": 16, "align": "center"}),
        "unit": book.add_format(FONT),
        "head": book.add_format({**_CELL, "bold": True, "text_wrap": True, "align": "center"}),
        "cell": book.add_format(_CELL),
        "rate": book.add_format({**_CELL, "num_format": "[=1]0%;0.0%"}),
        "days": book.add_format({**_CELL, "num_format": days}),
        "hours": book.add_format({**_CELL, "num_format": hours}),
        "change": book.add_format({**_CELL, "num_format": "+0;-0;0"}),
        "change_in_tenths": book.add_format({**_CELL, "num_format": "+0.0;-0.0;0.0"}),
        "text": book.add_format({**FONT, "text_wrap": True, "valign": "top"}),
    }


class Sheet(NamedTuple):
    """What every table of the workbook takes."""

    book: Any
    texts: dict[str, str]
    words: Words
    formats: dict[str, Any]

    def add(self, name: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """A table called by the word `name`, with a title above and signatures below."""
        page = self.book.add_worksheet(self.words(name))
        _set_up(page, len(head))
        last = len(head) - 1
        page.merge_range(TITLE_ROW, 0, TITLE_ROW, last, self.texts["title"], self.formats["title"])
        page.write_string(UNIT_ROW, 0, self.texts["issuer"], self.formats["unit"])
        page.write_string(UNIT_ROW, last // 2 + 1, self.texts["period"], self.formats["unit"])
        for column, title in enumerate(head):
            page.write_string(HEAD_ROW, column, title, self.formats["head"])
        for row, cells in enumerate(rows, start=HEAD_ROW + 1):
            for column, cell in enumerate(cells):
                self._write(page, row, column, cell)
        foot = HEAD_ROW + len(rows) + 2
        for place, text in enumerate(SIGNATURE[1:]):
            page.write_string(foot, place * last // 4, self.texts[text], self.formats["unit"])

    def _write(self, page: Any, row: int, column: int, cell: Cell) -> None:
        shape = self.formats[cell.format]
        if isinstance(cell.value, str):
            page.write_string(row, column, cell.value, shape)
        elif cell.value is None:
            page.write_blank(row, column, None, shape)
        else:
            page.write_number(row, column, cell.value, shape)


def show_rate(rate: float | None) -> Cell:
    """Rounded as everywhere; a number all the same."""
    return Cell(None if rate is None else round_share(rate) / WHOLE, "rate")


def show_span(seconds: int | None) -> Cell:
    """In days, as Excel counts time; shown as days from one on, else as hours."""
    if seconds is None:
        return Cell(None)
    unit, tenths = round_span(seconds)
    days = tenths / 10 if unit == "days" else tenths / 10 / HOURS_A_DAY
    return Cell(days, "days" if days >= 1 else "hours")


def _set_up(page: Any, columns: int) -> None:
    """A4 on its side, as wide as the paper; the head on every page, which has its number."""
    page.freeze_panes(HEAD_ROW + 1, 1)
    page.set_column(0, 0, 22)
    page.set_column(1, columns - 1, max(11, 99 // columns))
    page.set_row(TITLE_ROW, 28)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW)
    page.center_horizontally()
    page.set_footer("&C— &P / &N —")


def _quote(words: str, number: str) -> str:
    """A number format: `{n}天` becomes `0.0"天"`."""
    before, after = words.split("{n}")
    return "".join((f'"{before}"' * bool(before), number, f'"{after}"' * bool(after)))
