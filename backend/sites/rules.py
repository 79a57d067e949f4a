"""Rules for sites: which change leads where, who takes part, what a stranger sees. Pure.

| change  | from              | to        | needs                                      |
|---------|-------------------|-----------|--------------------------------------------|
| suspend | active            | suspended | a reason, a second person                  |
| close   | active, suspended | closed    | a reason, a second person                  |
| resume  | suspended         | active    |                                            |
| reopen  | closed            | active    |                                            |
| move    | active, suspended | the same  | another grid                               |
"""

from backend.errors import Fault, Problem

TWO_PERSON = frozenset(("suspend", "close"))

_TABLE = {
    ("suspend", "active"): "suspended",
    ("close", "active"): "closed",
    ("close", "suspended"): "closed",
    ("resume", "suspended"): "active",
    ("reopen", "closed"): "active",
    ("move", "active"): "active",
    ("move", "suspended"): "suspended",
}

# Surnames of two characters that are still common; all others have one.
_DOUBLE_SURNAMES = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "司徒", "皇甫", "东方", "尉迟", "夏侯", "令狐", "慕容", "端木")
)


def status_after(change: str, status: str) -> str:
    """The status to which `change` leads. Raises Problem("move-not-possible")."""
    after = _TABLE.get((change, status))
    if after is None:
        raise Problem("move-not-possible")
    return after


def check_request(change: str, reason: str, grid_id: int | None) -> None:
    """Raises Problem("invalid") when a change lacks its reason, or the grid to move to."""
    faults = []
    if change in TWO_PERSON and not reason.strip():
        faults.append(Fault("reason", "reason_needed"))
    if change == "move" and grid_id is None:
        faults.append(Fault("grid_id", "required"))
    if change != "move" and grid_id is not None:
        faults.append(Fault("grid_id", "unknown"))
    if faults:
        raise Problem("invalid", faults=faults)


def check_second_person(requested_by_id: int, actor_id: int) -> None:
    """Raises Problem("second-person-needed") for the one who asked."""
    if requested_by_id == actor_id:
        raise Problem("second-person-needed")


def check_trade(trade: str | None, trades: tuple[str, ...]) -> None:
    """A site has one of the trades that its kind's checklist tells apart, or none.

    Raises Problem("invalid").
    """
    if trade is not None and trade not in trades:
        raise Problem("invalid", faults=[Fault("trade", "not_allowed")])


def mask_name(name: str) -> str:
    """The surname stays: 王小明 is shown as 王**."""
    kept = 2 if name[:2] in _DOUBLE_SURNAMES and len(name) > 2 else 1
    return name[:kept] + "*" * len(name[kept:])


def mask_phone(phone: str) -> str:
    """Three digits at the front and four at the back stay: 138****1234; of short ones nothing."""
    if len(phone) < 11:
        return "*" * len(phone)
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]
