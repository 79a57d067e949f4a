"""The citizens' application, put together. It knows no account, no session and no address."""

import io
import logging
from typing import IO, Any

from flask import Flask, Request
from werkzeug.middleware.proxy_fix import ProxyFix

from backend.core import config, errors
from backend.core.database import declare_reading
from backend.tips.host import database, headers, keys, logs, picture
from backend.tips.host.published import PublishedFiles
from backend.tips.host.routes import blp
from backend.tips.host.sandbox import hide_memory
from backend.tips.host.state import HostState, create_state

BODY_MAX_BYTES = 256 * 1024

log = logging.getLogger(__name__)


class MemoryRequest(Request):
    """A body is never written to a disk: Werkzeug would spool a large part of a form."""

    max_form_memory_size = 0
    max_form_parts = 0

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return io.BytesIO()


class TipsFlask(Flask):
    request_class = MemoryRequest


def create_tips_app(settings: config.Config | None = None) -> Flask:
    """The citizens' application. Without its secrets it serves the page and takes no tip."""
    settings = settings or config.load()
    app = TipsFlask("tips", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=BODY_MAX_BYTES, PROPAGATE_EXCEPTIONS=False)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["tips_files"] = PublishedFiles(settings.tips.folder)
    app.extensions["tips_settings"] = settings.tips
    app.extensions["tips_host"] = _state(app.extensions["tips_files"], settings.tips)
    database.install(app, settings.tips.database_url, settings.tips.database_pool)
    app.before_request(lambda: declare_reading(only=False))
    errors.register(app)
    app.register_blueprint(blp)
    headers.install(app)
    if settings.proxies:
        # Only whether it came over HTTPS; who asks is not looked at.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=0, x_proto=settings.proxies, x_host=0
        )
    return app


def _state(files: PublishedFiles, settings: config.TipsConfig) -> HostState | None:
    """None when a secret is missing or open to others: whoever sends is told, and so is the log."""
    try:
        secrets = keys.load(settings.keys)
    except keys.KeysMissingError as error:
        log.error(str(error))  # a message of ours, and this log takes no arguments
        return None
    return create_state(secrets, files, settings)


def served() -> Flask:
    """As a process of its own runs it: with its own log, and its memory for nobody else."""
    logs.configure()
    hide_memory()
    if not picture.can_draw():
        log.error("no photo of a tip is taken: the process that draws them cannot be locked in")
    return create_tips_app()
