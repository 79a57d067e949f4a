"""The workbook: its sheets, and numbers that are numbers."""

import io
import xml.etree.ElementTree as ET
import zipfile
from functools import partial

import pytest

from backend.core.errors import text
from backend.figures.reports.rules import Report
from backend.figures.reports.sheet import render_sheet
from backend.patrol.cycles.rules import Figures
from tests.figures.reports.composed import compose_report

pytestmark = pytest.mark.fast
ZH = partial(text, "zh", "report")
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HEAD = 3  # the rows above the table


def read(report: Report) -> dict[str, list[list[str | float | None]]]:
    """By sheet, the rows below its title: texts, numbers, and None for an empty cell."""
    with zipfile.ZipFile(io.BytesIO(render_sheet(report, ZH))) as parts:
        book = ET.fromstring(parts.read("xl/workbook.xml"))
        texts = ET.fromstring(parts.read("xl/sharedStrings.xml"))
        words = ["".join(each.itertext()) for each in texts]
        names = [sheet.attrib["name"] for sheet in book.iter(f"{SPREADSHEET}sheet")]
        return {
            name: rows(ET.fromstring(parts.read(f"xl/worksheets/sheet{place}.xml")), words)
            for place, name in enumerate(names, start=1)
        }


def rows(sheet: ET.Element, words: list[str]) -> list[list[str | float | None]]:
    found = []
    for row in list(sheet.iter(f"{SPREADSHEET}row"))[HEAD:]:
        cells: list[str | float | None] = []
        for cell in row:
            value = cell.findtext(f"{SPREADSHEET}v")
            is_text = cell.attrib.get("t") == "s"
            cells.append(None if value is None else words[int(value)] if is_text else float(value))
        found.append(cells)
    return found


def test_the_comparison_is_a_sheet_of_numbers() -> None:
    told = read(compose_report(2))
    assert list(told) == ["按辖区", "按类别", "与上轮比较", "隐患", "口径与封存"]
    assert told["与上轮比较"][:8] == [
        ["应检", 100, 100, 0],
        ["已覆盖", 60, 90, 30],
        ["到访未查成", 5, 4, -1],
        ["免检", 0, 4, 4],
        ["漏检", 35, 2, -33],
        ["覆盖率（增减为百分点）", 0.6, 0.938, 33.8],
        ["含免检覆盖率（增减为百分点）", 0.6, 0.9, 30],
        ["最长空档", 5, 6.1, 1.1],
    ]


@pytest.mark.parametrize("before", (None, Figures()))
def test_without_a_window_before_nothing_is_compared(before: Figures | None) -> None:
    told = read(compose_report(2, before=before))["与上轮比较"]
    assert told[5] == ["覆盖率（增减为百分点）", None, 0.938, None]
    assert told[7] == ["最长空档", None, 6.1, None]


def test_the_findings_are_a_sheet_of_numbers() -> None:
    assert read(compose_report(2))["隐患"][:4] == [
        ["重大", 2, 1, 1],
        ["较大", 0, 0, 0],
        ["一般", 12, 9, 3],
        ["合计", 14, 10, 4],
    ]
