"""What every answer carries, and the routes that belong to no feature: health and the H5."""

import gzip
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, jsonify, request, send_from_directory
from werkzeug.routing import PathConverter

from backend.core import readiness
from backend.core.bodies import refuse_encoded
from backend.core.built_files import find_built
from backend.core.errors import Problem
from backend.staff.access import public
from backend.staff.extensions import db

WORTH_COMPRESSING = 1400  # bytes: what fits into one packet gains nothing
DIST = Path(__file__).parents[2] / "h5" / "dist"

DOCS = "docs.html"
# The page of the API draws with a library that makes markup of text; every other page may not.
DOCS_POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; worker-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": (
        f"{DOCS_POLICY}; require-trusted-types-for 'script'; trusted-types default vue"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

blp = Blueprint("web", __name__)


class PageConverter(PathConverter):
    """Any path but those of the API: an unknown address there is a 404, a wrong method a 405."""

    regex = r"(?!api(?:/|$))[^/].*?"


def install(app: Flask) -> None:
    app.url_map.converters["page"] = PageConverter
    app.register_blueprint(blp)
    app.before_request(refuse_encoded)
    app.after_request(_protect)
    app.after_request(_compress)


@blp.get("/healthz")
@public
def health() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blp.get("/readyz")
@public
def ready() -> Response:
    """The database answers too, and the disk has room left."""
    settings = current_app.extensions["settings"]
    readiness.ask_database(db.session())
    readiness.ask_disk(settings.data, settings.disk_reserve_bytes)
    return jsonify(status="ready")


@blp.get("/", defaults={"path": ""})
@blp.get("/<page:path>")
@public
def h5(path: str) -> Response:
    """A file of the built H5; for all other addresses its entry, which has a router of its own."""
    if path == "api-docs":
        path = DOCS
    if path and find_built(DIST, path):
        response = _file(path)
        if path == DOCS:
            response.headers["Content-Security-Policy"] = DOCS_POLICY
        if path.startswith("assets/"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
    if path.startswith("assets/"):
        raise Problem("not-found")
    return _file("index.html")


def _file(path: str) -> Response:
    """A built file; compressed, as the build left it beside, for those who take that."""
    packed = f"{path}.gz"
    if request.accept_encodings.quality("gzip") > 0 and (DIST / packed).is_file():
        response = send_from_directory(DIST, packed, download_name=Path(path).name)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = send_from_directory(DIST, path)
    response.vary.add("Accept-Encoding")
    return response


def _protect(response: Response) -> Response:
    given = {name.lower() for name, _ in response.headers}
    for name, value in HEADERS.items():
        if name.lower() not in given:  # `setdefault` would read all of them for each
            response.headers.add(name, value)
    if request.path.startswith("/api/"):
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def _compress(response: Response) -> Response:
    """Long JSON is sent compressed: on a weak line the officer's list arrives in a fifth.

    The ETag becomes a weak one, as it now stands for two ways of writing the same thing.
    """
    if not response.is_json or response.status_code != HTTPStatus.OK:
        return response
    response.vary.add("Accept-Encoding")
    content = response.get_data()
    if len(content) >= WORTH_COMPRESSING and request.accept_encodings.quality("gzip") > 0:
        response.set_data(gzip.compress(content, compresslevel=5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        etag, _ = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)
    return response
