"""Nobody reads a raw code: each that is raised anywhere has a text in both languages."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import backend
from backend.core.problems import CATALOGUE
from backend.registry.kinds.answers import check_answers
from backend.registry.kinds.questions import Question, When

pytestmark = pytest.mark.fast

BACKEND = Path(backend.__file__).parent
LANGUAGES = ("zh", "en")
# Calls whose first text is the code of a problem, and those whose last is the code of a fault.
PROBLEMS = {"Problem", "PhotoRejected"}
FAULTS = {"Fault", "ValidationError", "ShapeError"}


@cache
def words(language: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(
        (BACKEND / "core" / "locales" / f"{language}.json").read_text(encoding="utf-8")
    )
    return found


@cache
def calls() -> list[tuple[str, ast.Call]]:
    """The calls of all modules, each with the name of what is called."""
    return [
        (getattr(node.func, "attr", "") or getattr(node.func, "id", ""), node)
        for path in sorted(BACKEND.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


def raised_problems() -> set[str]:
    return {
        str(node.args[0].value)
        for name, node in calls()
        if name in PROBLEMS and node.args and isinstance(node.args[0], ast.Constant)
    }


def raised_faults() -> Iterator[str]:
    return filter(None, map(written_code, fault_nodes()))


def fault_nodes() -> Iterator[ast.expr]:
    for name, node in calls():
        yield from [node.args[-1]] if name in FAULTS and node.args else []
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "error")


def count_numbers(node: ast.expr) -> int:
    """How many numbers stand behind the code of a fault in the source."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return sum(str(part.value).count(":") for part in parts if isinstance(part, ast.Constant))


def written_code(node: ast.expr) -> str | None:
    """The code of a fault that stands in the source, without the numbers behind it."""
    begins = node.values[0] if isinstance(node, ast.JoinedStr) else node
    if not isinstance(begins, ast.Constant):
        return None
    code, colon, _ = str(begins.value).partition(":")
    return code if colon or begins is node else None  # one that is put together is tested apart


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_a_text(language: str) -> None:
    texts = words(language)["problems"]
    assert raised_problems() <= set(CATALOGUE) == set(texts)
    assert len(raised_problems()) > 40
    assert all(texts.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_a_text(language: str) -> None:
    texts = words(language)["faults"]
    assert set(raised_faults()) - set(texts) == set()
    assert len(set(raised_faults())) > 20
    assert all(texts.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_brings_the_numbers_that_its_text_names(language: str) -> None:
    texts = words(language)["faults"]
    brought = [
        (code, count_numbers(node)) for node in fault_nodes() if (code := written_code(node))
    ]
    assert [(code, n) for code, n in brought if texts[code].count("{") != n] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_of_an_answer_has_a_text(language: str) -> None:
    """A checklist names its faults without raising them: each is made here once."""
    asked = Question("one", "一", "One", "yes_no_na")
    other = Question("two", "二", "Two", "yes_no_na", when=When(question="one", values=("yes",)))
    given: dict[str, object] = {"one": 7, "two": "no", "three": "no"}
    found = check_answers([asked, other], None, given) + check_answers([asked], None, {})
    assert len(found) == 4
    assert {code for _, code in found} - set(words(language)["faults"]) == set()
