"""A report as PDF: typst gives the same bytes for the same input, with pinned fonts only."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst
from PIL.ImageFont import FreeTypeFont, truetype
from pylopdf_fonts_zh_cn import sans_path, serif_path

from backend.figures.reports.rules import (
    COLUMNS,
    SIGNATURE,
    Report,
    Words,
    compose_sentences,
    format_cells,
    rank_parts,
)

TEMPLATE = Path(__file__).with_name("report.typ")
HEADINGS = ("by_area", "by_kind", "how", "comparison_title", "findings_title")
NO_CHARACTER = "\U0010ffff"


def render_pdf(report: Report, words: Words) -> bytes:
    """The file; its creation date is the cut-off of the window, whenever it is made."""
    file: bytes = compile_pages(report, words, "pdf")
    return file


def compile_pages(report: Report, words: Words, kind: Literal["pdf", "png"]) -> Any:
    """One PDF; or its pages as pictures, one or a list of them."""
    return typst.compile(
        TEMPLATE.read_bytes(),
        format=kind,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_compose(report, words), ensure_ascii=False)},
        timestamp=int(report.cut_off.timestamp()),
    )


def _compose(report: Report, words: Words) -> Any:
    ranks = ["–" if rank is None else str(rank) for rank in rank_parts(report.parts)]
    parts = [
        [*format_cells(line, words), rank]
        for line, rank in zip((*report.parts, report.total), (*ranks, ""), strict=True)
    ]
    kinds = [format_cells(line, words) for line in (*report.kinds, report.total)]
    sentences = compose_sentences(report, words)
    content = sentences | {
        "lang": report.locale,
        "columns": [words(f"column_{name}") for name in COLUMNS],
        "parts": parts if report.parts else [],
        "kinds": kinds,
        "digest": report.digest,
        "rank": words("column_rank"),
        "signature": [sentences[name] for name in SIGNATURE],
        **{name: words(name) for name in HEADINGS},
    }
    return spell_missing(content)


def spell_missing(content: Any) -> Any:
    """With the code point for each character that the font lacks, as in [U+20BB7].

    Names hold rarer characters than any one font (GB 18030-2022, level 3); a box says nothing.
    """
    if isinstance(content, str):
        return "".join(char if _is_drawn(char) else f"[U+{ord(char):04X}]" for char in content)
    if isinstance(content, list):
        return [spell_missing(each) for each in content]
    if isinstance(content, dict):
        return {key: spell_missing(value) for key, value in content.items()}
    return content


@cache
def _is_drawn(char: str) -> bool:
    """Whether the font has a shape of its own for it: others get the one of no character."""
    font = _body_font()
    return bytes(font.getmask(char)) != bytes(font.getmask(NO_CHARACTER))


@cache
def _body_font() -> FreeTypeFont:
    return truetype(str(serif_path()), size=32)


@cache
def _fonts() -> typst.Fonts:
    """Read once a process: both weigh twenty megabytes."""
    folder = str(sans_path().parent)
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )
