"""What every answer of the citizens' host carries.

One origin, no cookie, nothing kept by the browser, nothing told to anybody else.
"""

from flask import Flask, Response, request

from backend.core.bodies import refuse_encoded
from backend.core.errors import Problem

OWN = "same-origin"
SAFE = ("GET", "HEAD", "OPTIONS")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default vue"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), "
        "clipboard-write=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), serial=(), usb=()"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}
# Of this origin alone. Clearing cookies would reach every host under the same registered name, and
# sign the staff out of theirs; this host sets none.
CLEAR_SITE_DATA = '"cache", "storage"'


def install(app: Flask) -> None:
    app.before_request(refuse_foreign)
    app.before_request(refuse_encoded)
    app.after_request(add_headers)


def refuse_foreign() -> None:
    """Raises Problem("forbidden") for what the page of another origin wants done.

    Browsers that say nothing of the asking page are held by the type of the body: no form and no
    script of another origin can send JSON.
    """
    site = request.headers.get("Sec-Fetch-Site", OWN)
    if request.method not in SAFE and site != OWN:
        raise Problem("forbidden")


def add_headers(response: Response) -> Response:
    """The same headers on every answer; over plain HTTP no promise about HTTPS."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    if not request.is_secure:
        del response.headers["Strict-Transport-Security"]
    return response
