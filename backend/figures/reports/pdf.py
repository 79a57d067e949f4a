"""A report as PDF: typst gives the same bytes for the same input, with pinned fonts only."""

import json
from functools import cache
from pathlib import Path

import typst
from pylopdf_fonts_zh_cn import sans_path

from backend.figures.reports.rules import COLUMNS, Report, Words, compose_sentences, format_cells

TEMPLATE = Path(__file__).with_name("report.typ")


def render_pdf(report: Report, words: Words) -> bytes:
    """The file; its creation date is the cut-off of the window, whenever it is made."""
    parts = [format_cells(line, words) for line in (*report.parts, report.total)]
    kinds = [format_cells(line, words) for line in (*report.kinds, report.total)]
    content = compose_sentences(report, words) | {
        "lang": report.locale,
        "columns": [words(f"column_{name}") for name in COLUMNS],
        "parts": parts if report.parts else [],
        "kinds": kinds,
        "digest": report.digest,
        **{name: words(name) for name in ("by_area", "by_kind", "how")},
    }
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
        timestamp=int(report.cut_off.timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    """Read once a process: both weigh twenty megabytes."""
    folder = str(sans_path().parent)
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )
