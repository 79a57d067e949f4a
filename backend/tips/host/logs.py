"""The log format of the citizens' host: what failed, in which line, and nothing else.

No address, no header, no path, no value, no message of an exception (which quotes values), and no
time finer than the day: whoever reads this log learns that something is broken, not who was here.
"""

import json
import logging
import traceback

from backend.core import clock


class AnonymousFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "day": clock.local_date(clock.now()).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        if record.exc_info and record.exc_info[0]:
            entry["kind"] = record.exc_info[0].__name__
            entry["at"] = place(record.exc_info[1])
        return json.dumps(entry, ensure_ascii=False)


def place(error: BaseException | None) -> str:
    """The innermost line of an exception."""
    frames = traceback.extract_tb(error.__traceback__ if error else None)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


def configure() -> None:
    """From here on nothing of this process is logged otherwise."""
    handler = logging.StreamHandler()
    handler.setFormatter(AnonymousFormatter())
    for name in (None, "backend"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.ERROR)
    logging.getLogger("backend").propagate = False
