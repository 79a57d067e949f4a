"""How a county supervises: read from a TOML file, strictly. `policy.toml` holds the defaults."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from backend.core import policy_file
from backend.core.config import Config, ConfigError
from backend.oversight.accountability.rules import Conditions
from backend.oversight.rankings.policy import Ranking, read_ranking
from backend.registry.areas.rules import LEVELS

DEFAULTS_FILE = Path(__file__).with_name("policy.toml")
_SETTING = "SUPERVISION"


@dataclass(frozen=True)
class Policy:
    ranking: Ranking
    steps: Conditions


def install(app: Flask, settings: Config) -> None:
    """Reads the file that SUPERVISION names, once, for rankings and steps."""
    policy = load(settings.supervision)
    app.extensions["ranking_policy"] = policy.ranking
    app.extensions["step_conditions"] = policy.steps


def step_conditions() -> Conditions:
    """The conditions of the application that is running."""
    found: Conditions = current_app.extensions["step_conditions"]
    return found


def load(path: str = "") -> Policy:
    """The policy in the file at `path`; the default one when empty.

    Raises ConfigError for what is missing, unknown or of another kind.
    """
    content = policy_file.read(_SETTING, Path(path) if path else DEFAULTS_FILE)
    policy_file.check_names(_SETTING, content, "ranking", "steps")
    return Policy(read_ranking(content["ranking"]), _read_steps(content["steps"]))


def _read_steps(table: Any) -> Conditions:
    numbers = ("least", "in_a_row", "within_days", "look_back")
    policy_file.check_names(_SETTING, table, "plan", "levels", "below", *numbers)
    plan, levels, below = table["plan"], table["levels"], table["below"]
    if not isinstance(plan, str):
        raise ConfigError("SUPERVISION: plan must be the code of a plan")
    if not isinstance(levels, list) or not set(map(str, levels)) <= set(LEVELS[1:]):
        raise ConfigError(f"SUPERVISION: levels must be some of {', '.join(LEVELS[1:])}")
    if not isinstance(below, float) or not 0 < below <= 1:
        raise ConfigError("SUPERVISION: below must be a share such as 0.85")
    found = {name: policy_file.read_whole(_SETTING, table, name) for name in numbers}
    return Conditions(plan=plan, levels=tuple(levels), below=below, **found)
