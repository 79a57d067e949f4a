"""How a county supervises: read from a TOML file, strictly. `policy.toml` holds the defaults."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.core.config import ConfigError
from backend.oversight.accountability.rules import Conditions
from backend.registry.areas.rules import LEVELS

DEFAULTS_FILE = Path(__file__).with_name("policy.toml")


@dataclass(frozen=True)
class Ranking:
    """`least` visits owed to be ranked; `own_rank` shows a leader her place among siblings."""

    least: int
    own_rank: bool


@dataclass(frozen=True)
class Policy:
    ranking: Ranking
    steps: Conditions


def load(path: str = "") -> Policy:
    """The policy in the file at `path`; the default one when empty.

    Raises ConfigError for what is missing, unknown or of another kind.
    """
    file = Path(path) if path else DEFAULTS_FILE
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"SUPERVISION cannot be read: {error}") from None
    _only(content, "ranking", "steps")
    return Policy(_ranking(content["ranking"]), _steps(content["steps"]))


def _ranking(table: Any) -> Ranking:
    _only(table, "least", "own_rank")
    return Ranking(_whole(table, "least"), _flag(table, "own_rank"))


def _steps(table: Any) -> Conditions:
    numbers = ("least", "in_a_row", "within_days", "look_back")
    _only(table, "plan", "levels", "below", *numbers)
    plan, levels, below = table["plan"], table["levels"], table["below"]
    if not isinstance(plan, str):
        raise ConfigError("SUPERVISION: plan must be the code of a plan")
    if not isinstance(levels, list) or not set(map(str, levels)) <= set(LEVELS[1:]):
        raise ConfigError(f"SUPERVISION: levels must be some of {', '.join(LEVELS[1:])}")
    if not isinstance(below, float) or not 0 < below <= 1:
        raise ConfigError("SUPERVISION: below must be a share such as 0.85")
    found = {name: _whole(table, name) for name in numbers}
    return Conditions(plan=plan, levels=tuple(levels), below=below, **found)


def _only(table: Any, *names: str) -> None:
    if not isinstance(table, dict) or set(table) != set(names):
        raise ConfigError(f"SUPERVISION: a table must hold {', '.join(names)} and nothing else")


def _whole(table: dict[str, Any], name: str, low: int = 1) -> int:
    value = table[name]
    if type(value) is not int or value < low:
        raise ConfigError(f"SUPERVISION: {name} must be a whole number from {low} on")
    return value


def _flag(table: dict[str, Any], name: str) -> bool:
    value = table[name]
    if not isinstance(value, bool):
        raise ConfigError(f"SUPERVISION: {name} must be true or false")
    return value
