"""The files of the citizens' page, as the build left them."""

import gzip
import re
from html import escape
from pathlib import Path

from flask import Request, Response

from backend.core.built_files import find_built
from backend.core.config import TipsConfig
from backend.core.errors import Problem
from backend.tips.host.published import PublishedFiles

DIST = Path(__file__).parents[3] / "h5" / "dist-tip"
ENTRY = "tip.html"
# Where the entry tells people without JavaScript of the other ways.
CONTACTS = "<!--contacts-->"
# Where it says who runs the page; the footer goes when nobody is named.
OFFICE, OFFICE_EN, FILING = "<!--office-->", "<!--office-en-->", "<!--filing-->"
FOOTER = re.compile("<footer.*?</footer>", re.DOTALL)
# A page with a filing number has to lead to where it can be looked up.
FILINGS = "https://beian.miit.gov.cn/"

_MIMETYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".woff2": "font/woff2",
}


def send_entry(files: PublishedFiles, settings: TipsConfig, request: Request) -> Response:
    """The page with its office, and the other ways of telling for people without JavaScript."""
    try:
        html = (DIST / ENTRY).read_text(encoding="utf-8")
    except OSError:
        raise Problem("not-found") from None
    html = _with_office(html.replace(CONTACTS, _contacts(files)), settings)
    return _compress(html.encode(), ".html", request)


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


def _with_office(html: str, settings: TipsConfig) -> str:
    if not settings.office:
        return FOOTER.sub("", html)
    filing = escape(settings.filing)
    link = f'<a href="{FILINGS}" rel="noreferrer">{filing}</a>' if filing else ""
    return (
        html.replace(OFFICE, escape(settings.office))
        .replace(OFFICE_EN, escape(settings.office_en or settings.office))
        .replace(FILING, link)
    )


def _contacts(files: PublishedFiles) -> str:
    try:
        contacts = files.published().content["contacts"]
    except Problem:
        return ""
    return "".join(
        f"<li>{escape(each['name'])} {escape(each['name_en'])}: {escape(each['phone'])}</li>"
        for each in contacts
    )
