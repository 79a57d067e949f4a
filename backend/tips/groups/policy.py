"""How a county handles tips: read from a TOML file, strictly. `policy.toml` holds the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from backend.core import base64url, config, policy_file
from backend.core.config import ConfigError
from backend.tips.groups.rules import is_code
from backend.tips.host.encryption import KEY
from backend.tips.host.rules import Retention

_SETTING = "TIPS_POLICY"
DEFAULTS_FILE = Path(__file__).with_name("policy.toml")
NONE, REAL_ID = "none", "real_id_at_desk"
MODES = (NONE, "code_only", "code_plus_contact", REAL_ID)


@dataclass(frozen=True)
class Reward:
    mode: str
    max_yuan: int
    notify_days: int
    claim_days: int
    first_only: bool


@dataclass(frozen=True)
class Category:
    """`groups` are codes, in the order of preference."""

    id: str
    name: str
    name_en: str
    groups: tuple[str, ...]
    due_days: int
    reward: Reward


@dataclass(frozen=True)
class Policy:
    keep: Retention
    escrow: bytes | None
    categories: tuple[Category, ...]
    contacts: tuple[Mapping[str, str], ...]
    templates: tuple[Mapping[str, str], ...]

    def category(self, wanted: object) -> Category | None:
        """None for what a citizen's browser made up, or a policy of long ago knew."""
        return next((each for each in self.categories if each.id == wanted), None)


def install(app: Flask, settings: config.Config) -> None:
    app.extensions["tips_policy"] = load(settings.tips_policy)


def policy() -> Policy:
    """The policy of the application that is running."""
    found: Policy = current_app.extensions["tips_policy"]
    return found


def load(path: str = "") -> Policy:
    """The policy in the file at `path`; the default one when empty.

    Raises ConfigError for what is missing, unknown or of another kind.
    """
    content = policy_file.read(_SETTING, Path(path) if path else DEFAULTS_FILE)
    tables = ("keep", "escrow", "categories", "contacts", "templates")
    policy_file.check_names(_SETTING, content, *tables)
    keep = ("spam_days", "closed_days", "photo_days", "cap_months", "backup_days")
    policy_file.check_names(_SETTING, content["keep"], *keep)
    policy_file.check_names(_SETTING, content["escrow"], "public")
    return Policy(
        keep=Retention(
            **{name: policy_file.read_whole(_SETTING, content["keep"], name) for name in keep}
        ),
        escrow=_key(content["escrow"]["public"]),
        categories=tuple(map(_category, content["categories"])),
        contacts=tuple(_texts(each, "name", "name_en", "phone") for each in content["contacts"]),
        templates=tuple(_texts(each, "id", "text", "text_en") for each in content["templates"]),
    )


def _category(table: Any) -> Category:
    texts = ("id", "name", "name_en")
    policy_file.check_names(_SETTING, table, *texts, "groups", "due_days", "reward")
    groups = table["groups"]
    if not isinstance(groups, list) or not groups or not all(map(_is_group, groups)):
        raise ConfigError(f"{_SETTING}: groups must be codes of groups")
    words = _texts({name: table[name] for name in texts}, *texts)
    due = policy_file.read_whole(_SETTING, table, "due_days")
    return Category(**words, groups=tuple(groups), due_days=due, reward=_reward(table["reward"]))


def _reward(table: Any) -> Reward:
    numbers = ("max_yuan", "notify_days", "claim_days")
    policy_file.check_names(_SETTING, table, "mode", "first_only", *numbers)
    if table["mode"] not in MODES:
        raise ConfigError(f"{_SETTING}: a reward's mode must be one of {', '.join(MODES)}")
    low = 0 if table["mode"] == NONE else 1
    found = {name: policy_file.read_whole(_SETTING, table, name, low) for name in numbers}
    first_only = policy_file.read_flag(_SETTING, table, "first_only")
    return Reward(mode=table["mode"], first_only=first_only, **found)


def _is_group(code: Any) -> bool:
    return isinstance(code, str) and is_code(code)


def _key(text: Any) -> bytes | None:
    if text == "":
        return None
    try:
        key = base64url.decode(text)
    except (ValueError, AttributeError):
        key = b""
    if len(key) != KEY:
        raise ConfigError(f"{_SETTING}: escrow.public must be what `flask tips escrow make` prints")
    return key


def _texts(table: Any, *names: str) -> dict[str, str]:
    policy_file.check_names(_SETTING, table, *names)
    if not all(isinstance(table[name], str) and table[name] for name in names):
        raise ConfigError(f"{_SETTING}: {', '.join(names)} must be texts")
    return dict(table)
