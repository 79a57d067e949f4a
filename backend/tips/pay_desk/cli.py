"""Commands: `flask --app wsgi tips paid-lists`."""

from backend.core import clock
from backend.records.job_runs.cli import require
from backend.records.job_runs.rules import LISTS
from backend.staff.commands import transaction
from backend.tips.groups.cli import tips
from backend.tips.pay_desk import paid_lists


@tips.command("paid-lists")
def make_lists() -> None:
    """Make the lists of paid vouchers that are due and publish all; the job does so hourly."""
    now = clock.now()
    require(LISTS, now)
    with transaction():
        paid_lists.make_lists(clock.local_date(now))
    paid_lists.publish()


__all__ = ["tips"]
