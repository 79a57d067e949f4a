"""Whether secrets may be made anew: only where nothing depends on older ones.

Codes open nothing any more once salt or pepper are others. So a folder without them beside a
database with tips, or beside published groups, is a loss to be mended from where the keys are
kept, and not a first start.
"""

import json
from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import make_url

from backend.core.config import TipsConfig
from backend.tips.host import database, keys, published


class KeysLostError(RuntimeError):
    """Secrets are missing although something depends on them; the message says what to do."""


def make(settings: TipsConfig, *, groups: bool = False) -> None:
    """Makes what is missing. Raises KeysLostError where `groups` or tips exist already."""
    missing = [name for name in keys.SIZES if not (settings.keys / name).exists()]
    if missing and (groups or _publishes_groups(settings.folder) or _holds_tips(settings)):
        raise KeysLostError(
            f"{', '.join(missing)} missing in {settings.keys}, although groups or tips exist: "
            "with new ones no citizen's code would open anything. Bring them back from where the "
            "keys are kept (docs/operations.md, 10). If they are lost for good: "
            "python -m backend.tips.host.keys --despite-tips"
        )
    keys.create(settings.keys)


def _publishes_groups(folder: Path) -> bool:
    try:
        content = json.loads((folder / published.PUBLISHED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    return bool(content["groups"])


def _holds_tips(settings: TipsConfig) -> bool:
    url = make_url(settings.database_url)
    if url.drivername.startswith("sqlite") and not Path(url.database or "").exists():
        return False  # opening it would make it
    engine = database.open_engine(settings.database_url, 1)
    try:
        return _any_tip(engine)
    finally:
        engine.dispose()


def _any_tip(engine: Engine) -> bool:
    if not inspect(engine).has_table("tips"):
        return False
    with engine.connect() as connection:
        return connection.execute(text("SELECT 1 FROM tips LIMIT 1")).first() is not None
