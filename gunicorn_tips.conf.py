"""How gunicorn serves the citizens' host: as the staff's, but mute, and on a port of its own.

gunicorn's own log quotes client addresses and paths in its warnings; here it may say only which
of its sentences it would have said, or which class of error came in which line.

Environment: HOST, TIPS_PORT, TIPS_WORKERS, TIPS_THREADS (per worker), HEADER_SECONDS,
BODY_SECONDS, TLS=1 with DATA (see gunicorn.conf.py).
"""

import os
import runpy
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

_staff = runpy.run_path(str(Path(__file__).with_name("gunicorn.conf.py")))
globals().update({name: value for name, value in _staff.items() if not name.startswith("_")})


class TipsWorker(_staff["PatientWorker"]):
    headers_in = "backend.tips.host.headers"


class MuteLogger(Logger):
    """Says that something failed, and never for whom or when."""

    error_fmt = "[%(levelname)s] %(message)s"

    def warning(self, *_: Any, **__: Any) -> None:
        self.error_log.warning("a request or connection was not right")

    def error(self, *_: Any, **__: Any) -> None:
        self.error_log.error("failed: %s", said())

    critical = exception = error

    def debug(self, *_: Any, **__: Any) -> None:
        return

    def access(self, *_: Any, **__: Any) -> None:
        return


def said() -> str:
    """The class and line of the exception that is being handled; never its text."""
    kind, _, trace = sys.exc_info()
    if kind is None or trace is None:
        return "no exception"
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{kind.__name__} at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"


def on_starting(_server: Any) -> None:
    """Read the program once for all workers; never the staff's, which knows people."""
    import_module("backend.tips.host.app")


wsgi_app = "wsgi_tips:app"
worker_class = TipsWorker
bind = f"{os.environ.get('HOST', '0.0.0.0')}:{os.environ.get('TIPS_PORT', '8001')}"
workers = int(os.environ.get("TIPS_WORKERS", "2"))
threads = int(os.environ.get("TIPS_THREADS", "32"))
logger_class = MuteLogger
forwarded_allow_ips = "127.0.0.1"
