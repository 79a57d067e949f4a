"""Reads a kind of site and its checklist from a TOML file.

One file is one kind; `catalogue/` holds the six of the method and shows how to write a seventh.
A fault names the file and the field, in words for the clerk who wrote it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from backend.core.files import NotUtf8Error, read_text
from backend.registry.kinds.answers import all_normal, check_answers, is_abnormal, is_fitting
from backend.registry.kinds.fields import CatalogueError, Table
from backend.registry.kinds.questions import TYPES, Option, Question, Span, Value, When

PLAN_CODE = re.compile(r"[a-z][a-z0-9-]{0,31}")


@dataclass(frozen=True)
class KindSpec:
    """A kind as its file tells it; the radius and the coarsest fix are in metres."""

    code: str
    name_zh: str
    name_en: str
    mark_zh: str
    mark_en: str
    sort: int
    plan: str
    radius_m: int
    coarse_m: int
    photos_min: int
    checkpoints: bool
    questions: tuple[Question, ...]

    @property
    def trades(self) -> tuple[str, ...]:
        """The trades that select questions, in the order of the checklist."""
        whens = (question.when for question in self.questions if question.when)
        return tuple(dict.fromkeys(trade for when in whens for trade in when.trade))


def load_kinds(folder: Path) -> list[KindSpec]:
    """Every kind of a folder, sorted as they are shown. Raises CatalogueError."""
    kinds: dict[str, KindSpec] = {}
    for path in sorted(folder.glob("*.toml")):
        kind = load_kind(path)
        if kind.code in kinds:
            raise CatalogueError(f"{path.name}: code: {kind.code} 重复 (is taken by another file)")
        kinds[kind.code] = kind
    return sorted(kinds.values(), key=lambda kind: (kind.sort, kind.code))


def load_kind(path: Path) -> KindSpec:
    """The kind in one TOML file. Raises CatalogueError, or OSError when it cannot be read."""
    try:
        raw = tomllib.loads(read_text(path))
    except (tomllib.TOMLDecodeError, NotUtf8Error) as error:
        raise CatalogueError(
            f"{path.name}: 不是有效的 TOML 文件 (not a TOML file): {error}"
        ) from error
    return parse_kind(raw, path.name)


def parse_kind(raw: Mapping[str, Any], file: str) -> KindSpec:
    """The kind in a parsed document; ``file`` is only named in faults. Raises CatalogueError."""
    table = Table(raw, file)
    kind = KindSpec(
        code=table.code("code"),
        name_zh=table.text("name_zh", 20),
        name_en=table.text("name_en", 60),
        mark_zh=table.text("mark_zh", 1),
        mark_en=table.text("mark_en", 2),
        sort=table.whole("sort", 0, 999),
        plan=table.code("plan", PLAN_CODE, default="three-day"),
        radius_m=table.whole("radius_m", 5, 2000),
        coarse_m=table.whole("coarse_m", 50, 2000, default=200),
        photos_min=table.whole("photos_min", 0, 9, default=0),
        checkpoints=table.flag("checkpoints"),
        questions=_questions(table),
    )
    table.done()
    _normal_is_normal(table, kind)
    return kind


def _questions(table: Table) -> tuple[Question, ...]:
    questions: dict[str, Question] = {}
    for part in table.tables("questions"):
        question = _question(part, questions)
        if question.code in questions:
            raise part.fault("code", f"{question.code} 重复 (is taken by an earlier question)")
        questions[question.code] = question
    if not questions:
        raise table.fault("questions", "至少要有一个问题 (at least one question)")
    return tuple(questions.values())


def _question(table: Table, earlier: Mapping[str, Question]) -> Question:
    bare = Question(
        code=table.code("code"),
        text=table.text("text", 40),
        text_en=table.text("text_en", 120),
        type=_type(table),
        options=tuple(_option(option) for option in table.tables("options")),
        optional=table.flag("optional"),
    )
    if (bare.type == "choice") != (len(bare.options) > 1):
        raise table.fault(
            "options",
            "choice 要有两个以上选项，别的没有 (two or more, for a choice only)",
        )
    normal = table.take("normal")
    question = replace(
        bare,
        normal=None if normal is None else _answer(table, "normal", bare, normal),
        abnormal=_abnormal(table, bare),
        when=_when(table, earlier),
        help=table.text("help", 120) if table.has("help") else None,
    )
    table.done()
    return question


def _type(table: Table) -> str:
    value = table.take("type")
    if value not in TYPES:
        raise table.fault("type", f"只能是 {'、'.join(TYPES)} (must be one of these)")
    return str(value)


def _option(table: Table) -> Option:
    option = Option(table.code("value"), table.text("text", 12), table.text("text_en", 40))
    table.done()
    return option


def _answer(table: Table, field: str, question: Question, value: Any) -> Value:
    if is_fitting(question, value) and isinstance(value, Value):
        return value
    allowed = "、".join(question.values) or question.type
    raise table.fault(field, f"{value!r} 不是可选的答案 (not an answer to it): {allowed}")


def _abnormal(table: Table, question: Question) -> tuple[Value, ...] | Span:
    raw = table.take("abnormal")
    if raw is None:
        return ()
    if question.type == "number":
        return _span(Table(raw, f"{table.place}: abnormal"))
    if question.type == "text" or not isinstance(raw, list):
        raise table.fault("abnormal", "要写成答案的列表 (a list of answers)")
    return tuple(_answer(table, "abnormal", question, value) for value in raw)


def _span(table: Table) -> Span:
    ends = {"min": table.take("min"), "max": table.take("max")}
    table.done()
    for field, end in ends.items():
        if end is not None and (isinstance(end, bool) or not isinstance(end, int | float)):
            raise table.fault(field, "要填数字 (must be a number)")
    if ends == {"min": None, "max": None}:
        raise table.fault("min", "min 和 max 至少填一个 (give min, max or both)")
    return Span(**ends)


def _when(table: Table, earlier: Mapping[str, Question]) -> When | None:
    raw = table.take("when")
    if raw is None:
        return None
    part = Table(raw, f"{table.place}: when")
    trades, code, values = part.take("trade"), part.take("question"), part.take("is")
    part.done()
    if (trades is None) == (code is None):
        raise part.fault("trade", "trade 和 question 二选一 (give either trade or question)")
    if trades is not None:
        if not isinstance(trades, list) or not trades or values is not None:
            raise part.fault("trade", "要写成行业的列表 (a list of trades, and no 'is')")
        return When(trade=tuple(str(trade) for trade in trades))
    if code not in earlier:
        raise part.fault("question", f"前面没有 {code!r} 这个问题 (no such question before it)")
    if not isinstance(values, list) or not values:
        raise part.fault("is", "要写成答案的列表 (a list of answers)")
    return When(
        question=code,
        values=tuple(_answer(part, "is", earlier[code], value) for value in values),
    )


def _normal_is_normal(table: Table, kind: KindSpec) -> None:
    """One tap must give a whole and normal answer, whatever the trade."""
    for trade in (None, *kind.trades):
        answers = all_normal(kind.questions, trade)
        faults = check_answers(kind.questions, trade, answers)
        if faults:
            raise table.fault(
                f"questions: {faults[0][0]}: normal",
                "要有正常答案，否则设 optional = true (needs a normal answer, or optional)",
            )
        if is_abnormal(kind.questions, answers):
            raise table.fault("questions", "normal 不能同时是 abnormal (normal is also abnormal)")
