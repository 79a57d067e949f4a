"""The files of the citizens' page, as the build left them."""

import gzip
from html import escape
from pathlib import Path

from flask import Request, Response

from backend.core.built_files import find_built
from backend.core.errors import Problem
from backend.tips.host.published import PublishedFiles

DIST = Path(__file__).parents[3] / "h5" / "dist-tip"
ENTRY = "tip.html"
# Where the entry tells people without JavaScript of the other ways.
CONTACTS = "<!--contacts-->"

_MIMETYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".woff2": "font/woff2",
}


def send_entry(files: PublishedFiles, request: Request) -> Response:
    """The page, with the other ways of telling in it for those who have no JavaScript."""
    try:
        html = (DIST / ENTRY).read_text(encoding="utf-8")
    except OSError:
        raise Problem("not-found") from None
    return _compress(html.replace(CONTACTS, _contacts(files)).encode(), ".html", request)


def send_file(path: str, request: Request) -> Response:
    """A file of the build. Raises Problem("not-found")."""
    found = find_built(DIST, path)
    if found is None or found.suffix not in _MIMETYPES:
        raise Problem("not-found")
    packed = found.with_name(f"{found.name}.gz")
    if _takes_gzip(request) and packed.is_file():
        return _answer(packed.read_bytes(), found.suffix, packed=True)
    return _answer(found.read_bytes(), found.suffix)


def send_json(body: bytes, request: Request, etag: str | None = None) -> Response:
    """JSON from a file, compressed, not sent again to a page that has it."""
    response = _compress(body, ".json", request)
    if etag is not None:
        response.set_etag(etag, weak=True)
        response.make_conditional(request)
    return response


def _compress(body: bytes, suffix: str, request: Request) -> Response:
    if _takes_gzip(request):
        return _answer(gzip.compress(body, compresslevel=6, mtime=0), suffix, packed=True)
    return _answer(body, suffix)


def _answer(body: bytes, suffix: str, *, packed: bool = False) -> Response:
    response = Response(body, content_type=_MIMETYPES[suffix])
    response.vary.add("Accept-Encoding")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _takes_gzip(request: Request) -> bool:
    return request.accept_encodings.quality("gzip") > 0


def _contacts(files: PublishedFiles) -> str:
    try:
        contacts = files.published().content["contacts"]
    except Problem:
        return ""
    return "".join(
        f"<li>{escape(each['name'])} {escape(each['name_en'])}: {escape(each['phone'])}</li>"
        for each in contacts
    )
