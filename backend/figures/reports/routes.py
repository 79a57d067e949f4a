"""HTTP for reports of sealed windows."""

import hashlib
from base64 import b64encode
from functools import partial
from typing import Any
from urllib.parse import quote

from flask import Response, make_response, request

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.core.errors import text
from backend.figures.reports import queries
from backend.figures.reports.filing import file_report, find_filed
from backend.figures.reports.pdf import render_pdf
from backend.figures.reports.schemas import FORMATS, ReportQuery
from backend.figures.reports.sheet import render_sheet
from backend.staff.access import current_actor, needs
from backend.staff.extensions import db

blp = Blueprint("reports", __name__, description="Reports of sealed windows")

_RENDERERS = {"pdf": render_pdf, "xlsx": render_sheet}


@blp.route("/reports/<plan>/<int:window>", methods=["GET"])
@blp.doc(responses={304: {"description": "As before"}})
@blp.arguments(ReportQuery, location="query")
@blp.response(200, {"format": "binary", "type": "string"}, content_type="application/octet-stream")
@needs("coverage.read")
def get_report(wanted: dict[str, Any], plan: str, window: int) -> Response:
    """Download the report of an area for a sealed window, as PDF or xlsx

    The same rows give the same bytes. Their SHA-256 is in `Repr-Digest` (RFC 9530) and, in
    hex, in `ETag`.
    """
    words = partial(text, wanted["locale"], "report")
    report = queries.find_report(
        current_actor(), plan, window, wanted["area"], wanted["locale"], words("total")
    )
    kind = wanted["format"]
    file = find_filed(report, kind)
    db.session.commit()  # drawing pages needs no transaction
    if file is None:
        drawn = _RENDERERS[kind](report, words)
        file = file_report(report, kind, drawn, clock.now())
        db.session.commit()
    name = words("title").format(area=report.area, n=report.window.number)
    return _download(file, name, f"{plan}-{window}", kind)


def _download(file: bytes, name: str, plain: str, kind: str) -> Response:
    digest = hashlib.sha256(file)
    response = make_response(file)
    response.content_type = FORMATS[kind]
    response.headers["Repr-Digest"] = f"sha-256=:{b64encode(digest.digest()).decode()}:"
    # RFC 6266: the name in the county's own words, and one for those that know ASCII alone.
    named = quote(f"{name}.{kind}", safe="")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{plain}-{digest.hexdigest()[:12]}.{kind}"; '
        f"filename*=UTF-8''{named}"
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(digest.hexdigest())
    response.make_conditional(request)
    return response
