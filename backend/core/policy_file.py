"""Reading the TOML file in which a county sets a policy, strictly. A setting names the file."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backend.core.config import ConfigError
from backend.core.files import NotUtf8Error, read_text


def read(setting: str, path: Path) -> dict[str, Any]:
    """The content of the file. Raises ConfigError when it cannot be read."""
    try:
        return tomllib.loads(read_text(path))
    except (OSError, NotUtf8Error, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{setting} cannot be read: {error}") from None


def check_names(setting: str, table: Any, *names: str) -> None:
    """Raises ConfigError unless `table` is a table that holds these names and nothing else."""
    if not isinstance(table, dict) or set(table) != set(names):
        raise ConfigError(f"{setting}: a table must hold {', '.join(names)} and nothing else")


def read_whole(setting: str, table: Mapping[str, Any], name: str, low: int = 1) -> int:
    """Raises ConfigError for what is no whole number from `low` on."""
    value = table[name]
    if type(value) is not int or value < low:
        raise ConfigError(f"{setting}: {name} must be a whole number from {low} on")
    return value


def read_flag(setting: str, table: Mapping[str, Any], name: str) -> bool:
    """Raises ConfigError for what is neither true nor false."""
    value = table[name]
    if not isinstance(value, bool):
        raise ConfigError(f"{setting}: {name} must be true or false")
    return value
