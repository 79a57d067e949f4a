"""Every report is drawn once: what was handed out is kept, and handed out again."""

import hashlib
from datetime import datetime

from sqlalchemy import select

from backend.figures.reports.models import FiledReport
from backend.figures.reports.rules import ADDED, LAYOUT, Report, digest_of
from backend.staff.extensions import db, insert_new


def find_filed(report: Report, kind: str) -> bytes | None:
    """The file that was handed out for this, `kind` being "pdf" or "xlsx".

    One that an earlier layout was drawn in, when a report said less, is handed out as it is.
    """
    for said in (digest_of(report), digest_of(report, ADDED)):
        filed = select(FiledReport.file).where(
            FiledReport.content_sha256 == said, FiledReport.format == kind
        )
        file = db.session.scalar(filed)
        if file is not None:
            return file
    return None


def file_report(report: Report, kind: str, drawn: bytes, now: datetime) -> bytes:
    """Keeps a file that was just drawn; the answer is that of whoever was first."""
    row = {
        "window_id": report.window_id,
        "area_id": report.area_id,
        "format": kind,
        "content_sha256": digest_of(report),
        "layout": LAYOUT,
        "filed_at": now,
        "sha256": hashlib.sha256(drawn).hexdigest(),
        "file": drawn,
    }
    db.session.execute(insert_new(FiledReport), row)
    return find_filed(report, kind) or drawn
