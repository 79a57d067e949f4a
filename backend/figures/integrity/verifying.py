"""The journal, visits, receipts, results, seals and photo files, compared with each other.

| compared     | with                                           | of a sample          |
|--------------|------------------------------------------------|----------------------|
| references   | the windows and checklists that visits name    | all: `references`    |
| visits       | bytes, receipt, journal, the rules of standing | newest N, N at random |
| journal      | the visits of which it tells                   | newest N, N at random |
| obligations  | a recount of their visits                      | newest N, N at random |
| windows      | a recount as of the cut-off, the journal       | a twentieth of that   |
| photos       | their files                                    | newest N, N at random |
| reports      | their hashes                                   | newest N, N at random |

A window is counted as a whole, so fewer of them are drawn. Nothing is written, and no more than a
part of the rows is held at once.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from nacl.signing import VerifyKey
from sqlalchemy import ColumnElement

from backend.figures.integrity import files, journal, obligations, reports, sealed, visits
from backend.figures.integrity.choosing import Key, list_parts
from backend.figures.integrity.rules import Difference
from backend.figures.reports.models import FiledReport
from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.records.audit.models import AuditRow
from backend.records.photos.models import Photo
from backend.staff.extensions import db

SAMPLE = 100
WINDOWS_SHARE = 20

Compare = Callable[[Sequence[int]], Iterator[Difference]]


class Comparison(NamedTuple):
    """Rows by their `key`; `share` divides the size of a sample."""

    name: str
    compare: Compare
    key: Key
    where: tuple[ColumnElement[bool], ...] = ()
    share: int = 1

    def list_parts(self, sample: int | None) -> Iterator[list[int]]:
        """The keys of a sample of the table above, or of all rows for None."""
        size = None if sample is None else max(1, sample // self.share)
        return list_parts(self.key, size, *self.where)

    def find_differences(self, part: Sequence[int]) -> list[Difference]:
        """What differs, and still does at a second look.

        The first look reads rows one after another, and somebody may write between them.
        """
        found = list(self.compare(part))
        if not found:
            return []
        db.session.expire_all()
        again = set(self.compare(sorted({each.id for each in found})))
        return [each for each in found if each in again]


def list_comparisons(keys: Sequence[VerifyKey]) -> tuple[Comparison, ...]:
    """All that is compared; `keys` are those that may have signed receipts."""
    compare_visits = partial(visits.compare_visits, keys=keys)
    arrivals = AuditRow.action.in_(visits.ARRIVED)
    is_sealed = WindowRow.sealed_at.is_not(None)
    return (
        Comparison("visits", compare_visits, Checkin.id),
        Comparison("journal", journal.compare_arrivals, AuditRow.id, (arrivals,)),
        Comparison("obligations", obligations.compare_obligations, Obligation.id),
        Comparison("windows", sealed.compare_seals, WindowRow.id, (is_sealed,), WINDOWS_SHARE),
        Comparison("photos", files.compare_files, Photo.id),
        Comparison("reports", reports.compare_reports, FiledReport.id),
    )
