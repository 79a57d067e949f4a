"""Rules for sites: which change leads where, who takes part, what a stranger sees. Pure.

| change  | from              | to        | needs                                      |
|---------|-------------------|-----------|--------------------------------------------|
| suspend | active            | suspended | a reason, a second person                  |
| close   | active, suspended | closed    | a reason, a photo, a second person         |
| resume  | suspended         | active    |                                            |
| reopen  | closed            | active    |                                            |
| move    | active, suspended | the same  | another grid                               |
"""

STATUSES = ("active", "suspended", "closed")
CHANGES = ("suspend", "resume", "close", "reopen", "move")
PHOTOS_MAX = 9
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


def status_after(change: str, status: str) -> str | None:
    """The status to which `change` leads; None when it is not possible from this one."""
    return _TABLE.get((change, status))


def request_faults(
    change: str, reason: str, grid_id: int | None, photos: int
) -> list[tuple[str, str]]:
    """What a request lacks, or says without need, as (field, fault code)."""
    faults = []
    if change in TWO_PERSON and not reason.strip():
        faults.append(("reason", "reason_needed"))
    if change == "close" and not photos:
        faults.append(("photos", "photo_needed"))
    if change not in TWO_PERSON and photos:
        faults.append(("photos", "unknown"))
    if change == "move" and grid_id is None:
        faults.append(("grid_id", "required"))
    if change != "move" and grid_id is not None:
        faults.append(("grid_id", "unknown"))
    return faults


def mask_name(name: str) -> str:
    """The surname stays: 王小明 is shown as 王**."""
    kept = 2 if name[:2] in _DOUBLE_SURNAMES and len(name) > 2 else 1
    return name[:kept] + "*" * len(name[kept:])


def mask_phone(phone: str) -> str:
    """Three digits at the front and four at the back stay: 138****1234; of short ones nothing."""
    if len(phone) < 11:
        return "*" * len(phone)
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]
