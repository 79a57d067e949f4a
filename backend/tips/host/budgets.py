"""What citizens can store before they pay again, and altogether. The staff's side takes nothing
from it, so that answers go on whatever comes in.

| budget            | holds                                  | once it is used up                  |
|-------------------|----------------------------------------|-------------------------------------|
| a proof of work   | ITEMS_PER_PROOF and BYTES_PER_PROOF    | `tip-budget`: the page computes the |
|                   |                                        | next one by itself                  |
| a local day       | TIPS_DAILY_BYTES; the last fifth is    | `tip-quota` until midnight          |
|                   | for texts alone                        |                                     |
| the disk of an    | all but TIPS_DISK_RESERVE_BYTES, which | `tip-quota` until there is room     |
| embedded database | check-ins and the staff's side need    |                                     |

The first budget counts a photo whether or not it was stored: it has been decoded. What is there
already, as when an answer was lost, costs nothing.
"""

import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Update, update
from sqlalchemy.engine import make_url

from backend.core import clock
from backend.core.config import TipsConfig
from backend.core.errors import Problem
from backend.tips.host.database import insert_new, session
from backend.tips.host.models import DailyUse, SpentProof

ITEMS_PER_PROOF = 12
BYTES_PER_PROOF = 8 * 1024 * 1024
TEXTS_ONLY = 5  # the last fifth of a day
DISK_RETRY_S = 600


@dataclass(frozen=True)
class Limits:
    """`folder` is where an embedded database lies; None for a server's."""

    daily_bytes: int
    reserve_bytes: int
    folder: Path | None


def limits_of(settings: TipsConfig) -> Limits:
    url = make_url(settings.database_url)
    embedded = url.drivername.startswith("sqlite")
    folder = Path(url.database or "").parent if embedded else None
    return Limits(settings.daily_bytes, settings.disk_reserve_bytes, folder)


@dataclass(frozen=True)
class Payer:
    """Who stores something at `now`: the proof of work of her ticket, by its digest."""

    proof: bytes
    limits: Limits
    now: datetime

    @property
    def day(self) -> date:
        return clock.local_date(self.now)

    def pay_try(self) -> None:
        """For a photo that is about to be drawn, whatever comes. Raises Problem("tip-budget")."""
        self._take_from_proof(0, items=1)

    def pay(self, *sizes: int, photo: bool = False) -> None:
        """For items of these sizes in bytes that are stored; of a photo the try is paid for.

        Always after the items, so that two requests never wait for each other.

        Raises Problem("tip-budget"), ("tip-quota").
        """
        self._take_from_proof(sum(sizes), items=0 if photo else len(sizes))
        self._take_from_day(sum(sizes), photo=photo)

    def _take_from_proof(self, size: int, *, items: int) -> None:
        taken = (
            update(SpentProof)
            .where(
                SpentProof.digest == self.proof,
                SpentProof.items + items <= ITEMS_PER_PROOF,
                SpentProof.bytes + size <= BYTES_PER_PROOF,
            )
            .values(items=SpentProof.items + items, bytes=SpentProof.bytes + size)
        )
        if not _changed(taken):
            raise Problem("tip-budget")

    def _take_from_day(self, size: int, *, photo: bool) -> None:
        _check_disk(self.limits)
        most = self.limits.daily_bytes
        if photo:
            most -= most // TEXTS_ONLY
        taken = (
            update(DailyUse)
            .where(DailyUse.day == self.day, DailyUse.bytes + size <= most)
            .values(bytes=DailyUse.bytes + size)
        )
        if _changed(taken):
            return
        # The first of the day, or nothing is left.
        session().execute(insert_new(DailyUse), {"day": self.day, "bytes": 0})
        if not _changed(taken):
            raise Problem("tip-quota", retry_after=_until_midnight(self.day, self.now))


def _changed(taken: Update) -> bool:
    """Whether a row was there and had room."""
    return session().execute(taken).rowcount == 1  # type: ignore[attr-defined,no-any-return]


def _check_disk(limits: Limits) -> None:
    if limits.folder is None:
        return
    if shutil.disk_usage(limits.folder).free < limits.reserve_bytes:
        raise Problem("tip-quota", retry_after=DISK_RETRY_S)


def _until_midnight(today: date, now: datetime) -> int:
    return int((clock.midnight(today + timedelta(days=1)) - now).total_seconds()) + 1
