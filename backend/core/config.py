"""Settings: read once from the environment, strictly.

`defaults.env` beside this file is both the documented example and the default.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

DEFAULTS_FILE = Path(__file__).with_name("defaults.env")
_SEARCH_PATH = re.compile(r"-c\s*search_path=([^,\s]+)\S*")


class ConfigError(ValueError):
    """A setting is unknown, missing or cannot be read; the message names it."""


@dataclass(frozen=True)
class TipsConfig:
    """What the citizens' host needs. `folder` holds what the staff's side publishes.

    `office` runs the page and `filing` is its ICP filing number; either may be empty.
    """

    folder: Path
    keys: Path
    database_url: str = field(repr=False)
    database_pool: int
    proof_cost: int
    daily_bytes: int
    disk_reserve_bytes: int
    cheap_hashes: bool
    office: str
    office_en: str
    filing: str


@dataclass(frozen=True)
class Config:
    """What the program may be told from outside. Sizes in bytes, durations in days."""

    data: Path
    database_url: str
    photo_store: str
    jobs_url: str
    session_days: int
    token_days_max: int
    upload_slots: int
    photo_max_bytes: int
    body_max_bytes: int
    database_pool: int
    database_prepared: bool
    disk_reserve_bytes: int
    notice_grace: timedelta
    nginx_sends_pictures: bool
    proxies: int
    log_level: str
    tianditu_url: str
    tianditu_key: str = field(repr=False)
    tianditu_approval: str
    supervision: str
    tips: TipsConfig
    tips_policy: str
    inbox_kdf_mib: int
    cheap_hashes: bool

    @property
    def instance(self) -> Path:
        return self.data / "instance"

    @property
    def keys(self) -> Path:
        return self.instance / "keys"


def load(environ: Mapping[str, str] | None = None) -> Config:
    """The settings from `environ` (the process's own when None) over the defaults.

    Raises ConfigError for a value that is not of the setting's kind.
    """
    source = {**defaults(), **(os.environ if environ is None else environ)}
    data = Path(source["DATA"]).resolve()
    return Config(
        data=data,
        database_url=source["DATABASE_URL"] or f"sqlite:///{data}/instance/patrol.sqlite",
        photo_store=source["PHOTO_STORE"] or str(data / "uploads"),
        jobs_url=source["JOBS_URL"] or f"sqlite:///{data}/instance/jobs.sqlite",
        session_days=_positive(source, "SESSION_DAYS"),
        token_days_max=_positive(source, "TOKEN_DAYS_MAX"),
        upload_slots=_positive(source, "UPLOAD_SLOTS"),
        photo_max_bytes=_positive(source, "PHOTO_MAX_BYTES"),
        body_max_bytes=_positive(source, "BODY_MAX_BYTES"),
        database_pool=_positive(source, "DATABASE_POOL"),
        database_prepared=_one_of(source, "DATABASE_PREPARED", ("0", "1")) == "1",
        disk_reserve_bytes=_count(source, "DISK_RESERVE_BYTES"),
        notice_grace=timedelta(hours=_positive(source, "NOTICE_GRACE_HOURS")),
        nginx_sends_pictures=_in_folder(source),
        proxies=_count(source, "PROXIES"),
        log_level=_one_of(source, "LOG_LEVEL", ("info", "warning", "error")),
        tianditu_url=_http_url(source, "TIANDITU_URL"),
        tianditu_key=_key(source, "TIANDITU_KEY"),
        tianditu_approval=_beside(source, "TIANDITU_APPROVAL", "TIANDITU_KEY"),
        supervision=source["SUPERVISION"],
        tips=_tips(source, data / "instance", source["DATABASE_URL"]),
        tips_policy=source["TIPS_POLICY"],
        inbox_kdf_mib=_positive(source, "INBOX_KDF_MIB"),
        cheap_hashes=_cheap(source),
    )


def _tips(source: Mapping[str, str], instance: Path, staff_url: str) -> TipsConfig:
    file = instance / "tips.sqlite"
    # An embedded database that is there already holds tips, which nothing would move.
    derived = "" if file.exists() else schema_beside(staff_url)
    return TipsConfig(
        folder=Path(source["TIPS_FOLDER"] or instance / "tips").resolve(),
        keys=Path(source["TIPS_KEYS"] or instance / "tips" / "keys").resolve(),
        database_url=source["TIPS_DATABASE_URL"] or derived or f"sqlite:///{file}",
        database_pool=_positive(source, "TIPS_DATABASE_POOL"),
        proof_cost=_positive(source, "TIPS_PROOF_COST"),
        daily_bytes=_positive(source, "TIPS_DAILY_BYTES"),
        disk_reserve_bytes=_count(source, "TIPS_DISK_RESERVE_BYTES"),
        cheap_hashes=_cheap(source),
        office=_beside(source, "TIPS_OFFICE", "TIPS_FILING"),
        office_en=source["TIPS_OFFICE_EN"].strip(),
        filing=source["TIPS_FILING"].strip(),
    )


def schema_beside(url: str) -> str:
    """The staff's server database with a schema of the tips' own; empty for an embedded one.

    The schema is `tips`, or `NAME_tips` where the staff's own is NAME by `search_path`.
    """
    if not url.startswith("postgresql"):
        return ""
    parsed = make_url(url)
    options = str(parsed.query.get("options", ""))
    found = _SEARCH_PATH.search(options)
    own = found[1] if found else "public"
    schema = "tips" if own == "public" else f"{own}_tips"
    others = _SEARCH_PATH.sub("", options).strip()
    wanted = f"{others} -csearch_path={schema}".strip()
    return parsed.update_query_dict({"options": wanted}).render_as_string(hide_password=False)


def _cheap(source: Mapping[str, str]) -> bool:
    """Whether hashes cost next to nothing; only where nobody but this machine can come in."""
    if _one_of(source, "HASH_COST", ("full", "cheap")) == "full":
        return False
    if source.get("HOST") != "127.0.0.1" or source["PROXIES"] != "0":
        raise ConfigError("HASH_COST=cheap is for tests: it needs HOST=127.0.0.1 and PROXIES=0")
    return True


def defaults() -> dict[str, str]:
    """Every setting with the value that holds when the environment does not name it."""
    lines = DEFAULTS_FILE.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def _in_folder(source: Mapping[str, str]) -> bool:
    """Whether nginx sends pictures, which it can where they lie in a folder."""
    if _one_of(source, "NGINX_SENDS_PICTURES", ("0", "1")) == "0":
        return False
    if "://" in source["PHOTO_STORE"]:
        raise ConfigError("NGINX_SENDS_PICTURES needs photos in a folder")
    return True


def _count(source: Mapping[str, str], name: str) -> int:
    value = source[name]
    if not (value.isascii() and value.isdigit()):
        raise ConfigError(f"{name} must be a whole number, not {value!r}")
    return int(value)


def _positive(source: Mapping[str, str], name: str) -> int:
    value = _count(source, name)
    if value == 0:
        raise ConfigError(f"{name} must be at least 1")
    return value


def _http_url(source: Mapping[str, str], name: str) -> str:
    """An address without anything that could carry a secret into a log."""
    parts = urlsplit(source[name])
    bare = not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in ("http", "https") or not parts.hostname or not bare:
        raise ConfigError(f"{name} must be an http(s) address and nothing more")
    return source[name].rstrip("/")


def _key(source: Mapping[str, str], name: str) -> str:
    """Empty, or letters and digits; the message never repeats it."""
    value = source[name]
    if value and not (value.isascii() and value.isalnum()):
        raise ConfigError(f"{name} must consist of letters and digits")
    return value


def _beside(source: Mapping[str, str], name: str, other: str) -> str:
    value = source[name].strip()
    if source[other] and not value:
        raise ConfigError(f"{name} is needed with {other}")
    return value


def _one_of(source: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    if source[name] not in allowed:
        raise ConfigError(f"{name} must be one of {', '.join(allowed)}, not {source[name]!r}")
    return source[name]
