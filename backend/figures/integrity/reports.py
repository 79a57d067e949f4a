"""Filed reports beside their own hashes."""

import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from backend.figures.integrity.rules import Difference
from backend.figures.reports.models import FiledReport
from backend.staff.extensions import db


def compare_reports(ids: Sequence[int]) -> Iterator[Difference]:
    """Those whose file is not what was handed out."""
    rows = select(FiledReport.id, FiledReport.sha256, FiledReport.file)
    for report_id, sha256, file in db.session.execute(rows.where(FiledReport.id.in_(ids))):
        if hashlib.sha256(file).hexdigest() != sha256:
            yield Difference("report", report_id, "its file is not that of its hash")
