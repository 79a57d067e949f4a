"""Every action that the program writes into the journal has its words, in both languages."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache, reduce
from pathlib import Path
from typing import Any, get_args

import pytest

from backend.messages.notices.models import STATES
from backend.oversight.accountability.rules import MOVES as STEP_MOVES
from backend.patrol.findings.rules import MOVES as FINDING_MOVES
from backend.registry.sites.rules import CHANGES
from backend.staff.access import Action

pytestmark = pytest.mark.fast

ROOT = Path(__file__).parents[3]
LOCALES = ROOT / "h5/src/locales/journal"
ACTION = re.compile(r"[a-z_]+(\.[a-z_]+)+")
# What follows a beginning that the code fills in.
FILLED = {
    "finding.": FINDING_MOVES,
    "ladder.": [state for state in STATES if state != "running"],
    "site.": CHANGES,
    "step.": STEP_MOVES,
}
# In the tips' wing small functions of these names put a beginning before the word they are given.
HANDED_ON = {"_record", "log", "_write", "_finish"}


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else None
            yield name or getattr(node.func, "id", ""), node


@cache
def written() -> set[str]:
    """The actions of all modules."""
    return {action for path in (ROOT / "backend").rglob("*.py") for action in written_by(path)}


def texts(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def written_by(path: Path) -> Iterator[str]:
    """The actions that a module gives to `record`."""
    for name, call in calls(path):
        if name != "record" or len(call.args) < 5:
            continue
        action = call.args[1]
        if isinstance(action, ast.Constant):
            yield str(action.value)
        elif isinstance(action, ast.JoinedStr):
            beginning = next(texts(action))
            words = FILLED[beginning] if beginning in FILLED else words_handed_on(path)
            yield from (beginning + word for word in words)
        else:
            yield from actions_named_in(path)


def words_handed_on(path: Path) -> set[str]:
    """What a module gives to its small functions; for the tips' journal, any module beside it."""
    modules = path.parent.glob("*.py") if path.stem == "journal" else [path]
    return {
        word
        for module in modules
        for name, call in calls(module)
        if name in HANDED_ON
        for argument in call.args
        if isinstance(argument, ast.Constant | ast.IfExp)
        for word in texts(argument)
    }


def actions_named_in(path: Path) -> set[str]:
    """What a module names that looks like an action and is no right of a role."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {text for text in texts(tree) if ACTION.fullmatch(text)} - set(get_args(Action))


@pytest.mark.parametrize("language", ("zh-CN", "en"))
def test_every_action_has_its_words(language: str) -> None:
    known = {"site.create", "tip.reward.grant", "exemption.withdraw", "step.confirm"}
    assert known <= written()
    said: Any = json.loads((LOCALES / f"{language}.json").read_text(encoding="utf-8"))
    missing = [
        action
        for action in sorted(written())
        if not isinstance(reduce(step_into, action.split("."), said["journal"]["act"]), str)
    ]
    assert missing == []


def step_into(words: Any, part: str) -> Any:
    return words.get(part, {}) if isinstance(words, dict) else None
