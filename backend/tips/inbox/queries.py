"""What a member sees of her inbox. Category and status are opened in memory for the answer."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from backend.core.clock import local_date
from backend.core.errors import Problem
from backend.core.paging import fetch_page
from backend.staff.access import Actor
from backend.tips.groups import keyring
from backend.tips.groups.unlocking import Unlocked
from backend.tips.host.database import session
from backend.tips.host.models import OPEN, SPAM, Tip
from backend.tips.inbox import opening, reading, rules, unread, visibility
from backend.tips.inbox.threads import Thread
from backend.tips.inbox.views import FoundTips, ListedTip, TipsQuery, TipView

SEARCHED = 500
SEARCHED_BYTES = 64 * 1024 * 1024
_ORDER = (Tip.due_day, Tip.id)


def list_tips(
    actor: Actor, unlocked: Unlocked | None, wanted: TipsQuery, now: datetime
) -> dict[str, Any]:
    """A page of the member's tips, the earliest due day first; eleven queries for any length.

    Raises Problem("not-found") for a group that is not hers.
    """
    group_id = wanted["group"]
    if group_id is not None and group_id not in keyring.groups_of(actor):
        raise Problem("not-found")
    query = visibility.visible(actor).where(Tip.state == wanted["state"])
    if group_id is not None:
        query = query.where(Tip.group_id == group_id)
    page = fetch_page(session(), query, _ORDER, cursor=wanted["cursor"], limit=wanted["limit"])
    return page.with_items(_list_rows(actor, unlocked, page.scalars(), local_date(now)))


def search_tips(actor: Actor, unlocked: Unlocked, text: str, now: datetime) -> FoundTips:
    """The tips of which a text holds these words, those that are due first.

    It ends after SEARCHED tips or SEARCHED_BYTES of texts, and says so.
    """
    query = visibility.visible(actor).where(Tip.state != SPAM).order_by(*_ORDER)
    tips = session().scalars(query.limit(SEARCHED + 1)).all()
    wanted, left, hits = text.casefold(), SEARCHED_BYTES, []
    is_whole = len(tips) <= SEARCHED
    for threads, size in opening.open_threads(unlocked, tips[:SEARCHED]):
        left -= size
        if left < 0:
            is_whole = False
            break
        hits += [thread.tip for thread in threads if _holds(thread, wanted)]
    return {"items": _list_rows(actor, unlocked, hits, local_date(now)), "whole": is_whole}


def count_tips(actor: Actor, now: datetime) -> dict[str, Any]:
    """By group: how many tips are open, of these unread and overdue, and marked as spam."""
    groups, today = keyring.groups_of(actor), local_date(now)
    tips = session().scalars(visibility.visible(actor)).all()
    read, items = unread.count_seen(actor.account_id), unread.count_items([tip.id for tip in tips])
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for tip in tips:
        of_group = found[tip.group_id]
        of_group[tip.state] += 1
        if tip.state == OPEN:
            of_group["unread"] += rules.unread(items[tip.id], read[tip.id]) > 0
            of_group["overdue"] += rules.is_overdue(tip.state, tip.due_day, today)
    names = ("open", "unread", "overdue", "spam")
    return {
        "items": [
            {"group": group} | {name: found[group][name] for name in names}
            for group in sorted(groups)
        ]
    }


def _list_rows(
    actor: Actor, unlocked: Unlocked | None, tips: Sequence[Tip], today: date
) -> list[ListedTip]:
    opened = opening.open_heads(unlocked, tips) if unlocked else {}
    read, items = unread.count_seen(actor.account_id), unread.count_items([tip.id for tip in tips])
    return [
        {
            **describe_tip(tip, opened.get(tip.id), today),
            "items": items[tip.id],
            "unread": rules.unread(items[tip.id], read[tip.id]),
            "excerpt": _excerpt(opened.get(tip.id)) if tip.id in read else None,
        }
        for tip in tips
    ]


def _excerpt(thread: Thread | None) -> str | None:
    """The first words of the statement; only for a member who has opened the tip, on record."""
    return reading.excerpt(thread.statement) if thread else None


def describe_tip(tip: Tip, thread: Thread | None, today: date) -> TipView:
    """One tip in a list; `thread` is None while the inbox is locked."""
    category = thread.category if thread else None
    return {
        "id": tip.id.hex(),
        "group": tip.group_id,
        "day": tip.day,
        "due_day": tip.due_day,
        "state": tip.state,
        "assigned": tip.assigned,
        "overdue": rules.is_overdue(tip.state, tip.due_day, today),
        "delete_after": tip.delete_after,
        "category": category.id if category else None,
        "category_name": category.name if category else None,
        "category_name_en": category.name_en if category else None,
        "status": thread.status if thread else None,
        "unreadable": thread is not None and thread.is_unreadable,
    }


def _holds(thread: Thread, wanted: str) -> bool:
    texts = (each.content.get("text", "") for each in thread.entries)
    return any(wanted in text.casefold() for text in texts)
