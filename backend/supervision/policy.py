"""How a county supervises: read from a TOML file, strictly. `policy.toml` holds the defaults."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.config import ConfigError

DEFAULTS_FILE = Path(__file__).with_name("policy.toml")


@dataclass(frozen=True)
class Ranking:
    """`least` visits owed to be ranked; `own_rank` shows a leader her place among siblings."""

    least: int
    own_rank: bool


@dataclass(frozen=True)
class Policy:
    ranking: Ranking


def load(path: str = "") -> Policy:
    """The policy in the file at `path`; the default one when empty.

    Raises ConfigError for what is missing, unknown or of another kind.
    """
    file = Path(path) if path else DEFAULTS_FILE
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"SUPERVISION cannot be read: {error}") from None
    _only(content, "ranking")
    return Policy(_ranking(content.get("ranking")))


def _ranking(table: Any) -> Ranking:
    _only(table, "least", "own_rank")
    return Ranking(_whole(table, "least"), _flag(table, "own_rank"))


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
