"""The product's screens, by who sees them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.browser.patrol import any_elsewhere
from tests.support.phone import Phone, log_in

FRAMES = ("phone", "desk")


@dataclass(frozen=True)
class Round:
    """The screens that one account opens in one frame, after another."""

    username: str
    frame: str
    paths: tuple[str, ...]
    passphrase: bool = False  # her tip inbox is unlocked before

    def __str__(self) -> str:
        return f"{self.username}-{self.frame}"


def examples(port: int) -> dict[str, Any]:
    """One of each thing that a screen shows, by the name it has in a path."""
    names = ("wang.xun", "li.ge", "zhao.zhen", "ju.ban", "guan.li")
    officer, leader, above, reader, admin = everybody = [log_in(port, who) for who in names]
    try:
        return {
            "site": any_elsewhere(officer)[-1]["id"],
            "forest": _first(above, "/sites?kind=forest")["id"],
            # The latest would be another test's.
            "mine": officer.get("/checkins?mine=1&limit=200")["items"][-1]["number"],
            "pending": _first(above, "/checkins?standing=pending")["number"],
            "finding": _first(leader, "/findings")["id"],
            "notice": _first(officer, "/notices")["id"],
            "sealed": _first(above, "/adjustments")["window"]["number"],
            "adjustment": _first(above, "/adjustments")["id"],
            "town": above.get("/coverage")["area"]["id"],
            "step": _first(above, "/steps?status=issued")["id"],
            "check": _first(above, "/cross-checks")["id"],
            "account": officer.get("/me")["id"],
            "tip": _first(reader, "/tip-inbox/tips")["id"],
            "tip_group": _first(admin, "/tip-groups")["id"],
        }
    finally:
        for phone in everybody:
            phone.close()


def _first(phone: Phone, path: str) -> dict[str, Any]:
    found: dict[str, Any] = phone.get(path)["items"][0]
    return found


_ME = (
    "/me",
    "/me/display",
    "/me/sessions",
    "/me/password",
    "/help",
    "/help/tour",
    "/help/location",
)
_FIELD = (
    "/prepare",
    "/today",
    "/map",
    "/sites/{site}",
    "/sites/{site}/check-in",
    "/sites/{site}/status",
    "/outbox",
    "/outbox/rescue",
    "/cross-checks",
    "/me/visits",
    "/checkins/{mine}",
    "/notices",
    "/notices/{notice}",
    "/asks",
    *_ME,
)
_LEAD = (
    "/coverage",
    "/coverage/rows?figure=lacking",
    "/reviews",
    "/findings",
    "/sites",
    "/sites/{site}",
    "/sites/{site}/edit",
    "/sites/{forest}/checkpoints",
    "/exemptions",
    "/redraws",
)
_OPEN = ("/reviews/{pending}", "/findings/{finding}")
_HELP = ("/carry", "/photo-marks")
_WATCH = ("/supervision/rankings", "/supervision/steps", "/supervision/steps/{step}")
_SEALED = ("/coverage?window={sealed}", "/adjustments", "/adjustments/{adjustment}")
_CHECK = ("/supervision/checks", "/supervision/checks/{check}")
_GRID = (
    "/coverage",
    "/reviews",
    "/findings",
    "/findings/{finding}",
    "/today",
    "/map",
    "/handover",
    "/notices",
    "/burden",
    *_WATCH,
    *_SEALED,
    "/me",
)
_MANAGE = ("/accounts", "/accounts/new", "/accounts/{account}", "/county-setup", "/areas")
_GROUPS = ("/tip-groups", "/tip-groups/new", "/tip-groups/{tip_group}", "/tip-groups/escrow")
_TIPS = ("/tips", "/tips/{tip}", "/tips/key")

ROUNDS = (
    Round("wang.xun", "phone", _FIELD),
    Round("li.ge", "phone", _GRID),
    Round(
        "zhao.zhen",
        "phone",
        (*_LEAD, *_OPEN, *_HELP, "/sites/new", "/site-changes", *_WATCH, *_CHECK),
    ),
    Round("guan.li", "phone", (*_MANAGE, *_GROUPS, "/me")),
    Round("ju.ban", "phone", (*_TIPS, "/me"), passphrase=True),
    Round("jing.ban", "phone", _TIPS[:1]),
    Round("fa.jiang", "phone", ("/pay", "/me")),
    Round("li.ge", "desk", _GRID),
    Round("zhao.zhen", "desk", (*_LEAD, *_OPEN, "/sites/new", "/site-changes", *_SEALED)),
    Round(
        "xian.ban",
        "desk",
        (
            "/coverage",
            "/coverage?area={town}",
            "/coverage/rows?figure=required",
            *_OPEN,
            "/sites",
            "/exemptions",
            "/redraws",
            "/handover",
            "/carry",
            "/notices",
            "/burden",
            "/proposals",
            *_WATCH,
            *_CHECK,
            "/supervision/checks/new",
            *_ME,
        ),
    ),
    Round("shen.ji", "phone", ("/journal", "/journal?subject=site")),
    Round(
        "shen.ji",
        "desk",
        ("/coverage", "/wall", "/journal", "/checkins/{pending}", "/photo-marks", "/me"),
    ),
    Round("guan.li", "desk", (*_MANAGE, *_GROUPS, "/me")),
    Round("ju.ban", "desk", _TIPS, passphrase=True),
    Round("fa.jiang", "desk", ("/pay",)),
)


def addresses(screens: Round, named: dict[str, Any]) -> Iterator[str]:
    for path in screens.paths:
        yield path.format_map(named)
