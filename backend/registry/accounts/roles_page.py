"""docs/roles.md, from the one table of who may do what."""

from typing import get_args

from backend.registry.accounts.rules import LEVELS_OF
from backend.staff.access import ACTIONS, LAPSE, Action, Role

_ROLES: dict[Role, str] = {
    Role.OFFICER: "巡查员, patrol officer: walks sites and checks in",
    Role.LEADER: "网格长, grid leader: answers for a grid",
    Role.SUPERVISOR: "镇街督导, town supervisor: answers for a town or a village",
    Role.OFFICE: "县办, county office: keeps sites and ledgers",
    Role.AUDITOR: "审计, auditor: reads, changes nothing",
    Role.ADMIN: "系统管理, administrator: keeps accounts, sees no patrols",
    Role.CASHIER: "发放员, pay desk: pays rewards, never knows for what",
}

_ACTIONS: dict[Action, str] = {
    "site.read": "see sites, without the contact's number in full",
    "site.contact": "see the contact's number in full",
    "site.write": "add and change sites, ask for their closing",
    "site.approve": "decide on such a request of somebody else",
    "checkin.create": "check in",
    "photo.send": "send photos: of visits, of a site that is to be closed",
    "checkin.read": "see check-ins and their photos",
    "checkin.review": "accept or refuse a check-in that waits (待核)",
    "finding.read": "see findings",
    "finding.handle": "assign, note and rectify findings",
    "finding.close": "look again at what somebody else has handled: close it or send it back",
    "coverage.read": "see the figures",
    "adjustment.decide": "approve or refuse what came after a window was sealed",
    "account.read": "see who answers for an area",
    "area.write": "add areas and set their names right",
    "account.manage": "make, change and disable accounts, give roles",
    "account.confirm": "be the second person for the roles of office and cashier",
    "audit.read": "read the journal and its chain",
    "grid.hand_over": "give a grid from one officer to another of the same town",
    "ranking.read": "see how the areas of a territory stand beside each other",
    "grid.redraw": "draw grids anew from the boundary of a window on",
    "window.exempt": "exempt an area from a window for the weather or an emergency",
    "step.read": "see accountability steps (通报, 约谈, 挂牌整治, 追责) once taken",
    "step.decide": "confirm or dismiss a proposed step, return an answer, close",
    "step.answer": "answer a step against an area that one answers for",
    "cross_check.read": "see cross-checks (交叉检查) of a town, once visited",
    "cross_check.draw": "draw sites of one town for officers of another",
    "tip_group.manage": "make groups that read tips, propose their members; never reads a tip",
    "escrow.ask": "ask, and confirm what somebody else asked, that a group's key be brought back",
    "voucher.pay": "pay a reward to whoever brings its voucher",
    "rescue.carry": "bring the encrypted visits of others, without reading them",
}

_PAGE = """# Roles

Written by `flask --app wsgi roles` from `backend/staff/access.py` and
`backend/registry/accounts/rules.py`; change it there. A role is held over an area and all that
lies below it, from a date until a date. Outside of it, everything answers like something that
does not exist. When a role ends, so does what it allows, at once; only visits that a phone
still holds are let in for another {days} days.

| role | who | held over |
|---|---|---|
{roles}

| action | {names} | |
|---|{rule}|---|
{actions}
"""


def page() -> str:
    """The whole page as Markdown."""
    return _PAGE.format(
        days=LAPSE.days,
        roles="\n".join(
            f"| `{role}` | {who} | {', '.join(LEVELS_OF[role])} |" for role, who in _ROLES.items()
        ),
        names=" | ".join(_ROLES),
        rule="|".join(":-:" for _ in _ROLES),
        actions="\n".join(_line(action) for action in get_args(Action)),
    )


def _line(action: Action) -> str:
    marks = " | ".join("✓" if action in ACTIONS[role] else " " for role in _ROLES)
    return f"| `{action}` | {marks} | {_ACTIONS[action]} |"
