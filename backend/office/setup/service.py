"""Opening an empty installation: its county and its first administrator, once.

accounts   code    becomes
any        any     Problem("setup-done")
none       wrong   a failure that is counted; Problem("throttled") from the fifth on
none       right   the county, unless areas were loaded before, and an administrator over it
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from backend.core.database import reading
from backend.core.errors import Fault, Problem
from backend.office.setup.code import is_setup_code
from backend.records.audit.service import record
from backend.registry.accounts import assignments, throttle
from backend.registry.accounts import service as accounts
from backend.registry.accounts.models import Account
from backend.registry.areas import service as areas
from backend.registry.areas.models import Area
from backend.staff.access import Role
from backend.staff.extensions import db

THROTTLED_AS = ":setup"  # no username begins so


@dataclass(frozen=True)
class Opening:
    """What the first administrator types; the county may be None where areas were loaded."""

    code: str
    county_code: str | None
    county_name: str | None
    administrator: accounts.NewAccount


def is_open() -> bool:
    return not db.session.scalar(select(exists().where(Account.id.is_not(None))))


def find_county() -> Area | None:
    """The county, where one was loaded already."""
    return db.session.scalar(select(Area).where(Area.level == "county").order_by(Area.id).limit(1))


def _require_open() -> None:
    if not is_open():
        raise Problem("setup-done")


def open_installation(wanted: Opening, now: datetime) -> bool:
    """False for a wrong code: the failure has been counted, so the caller must commit.

    Must be called with no transaction open: hashing is slow. Raises Problem("setup-done"),
    Problem("throttled") with the seconds to wait, and Problem("invalid") for names, codes and
    passwords against the rules.
    """
    with reading():
        _require_open()
        db.session.rollback()
    right = is_setup_code(wanted.code)
    account = accounts.build(wanted.administrator, now) if right else None
    _count_attempt(right=right, now=now)
    if account is None:
        return False
    _require_open()  # whoever held the row of the attempts until now may have opened it
    county_id = _county_id(wanted, now)
    accounts.insert(account, None, now)
    post = assignments.Wanted(account.id, Role.ADMIN, county_id)
    assignments.grant(post, None, now)
    record(account.id, "area.set_up", "area", county_id, now)
    return True


def _count_attempt(*, right: bool, now: datetime) -> None:
    """Its row stays locked until the end: of two who set up at once, one comes after the other.

    A right code need not wait: else a stranger who guesses would keep out whoever has it.
    """
    wait = throttle.record_attempt(THROTTLED_AS, right=right, now=now)
    if wait and not right:
        raise Problem("throttled", retry_after=wait)


def _county_id(wanted: Opening, now: datetime) -> int:
    loaded = find_county()
    if loaded is not None:
        return loaded.id
    given = {"county_code": wanted.county_code, "county_name": wanted.county_name}
    lacking = [Fault(field, "required") for field, value in given.items() if not value]
    if lacking:
        raise Problem("invalid", faults=lacking)
    return areas.create("county", str(wanted.county_code), str(wanted.county_name), now).id
