"""What a member does with a tip. Each leaves a row in the journal, with the tip's id and no word
of what is in it; but a finding leaves none, since nothing may lead from it to the tip.

The staff's rows are committed before those of the citizens' database: what is done is on record
even when the second commit fails.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from backend.core.clock import local_date
from backend.core.errors import Fault, Problem
from backend.patrol.findings import service as findings
from backend.records.audit.service import record
from backend.staff.access import Actor
from backend.staff.extensions import db
from backend.tips.groups import keyring
from backend.tips.groups.models import TipGroup
from backend.tips.groups.policy import policy
from backend.tips.groups.queries import list_destinations
from backend.tips.groups.unlocking import Unlocked, require_unlocked
from backend.tips.host import encryption, handling
from backend.tips.host.database import session
from backend.tips.host.models import OPEN, SPAM, Tip
from backend.tips.inbox import archive, queries, rewards, rules, threads, unread, visibility
from backend.tips.inbox.journal import log
from backend.tips.inbox.models import TipRecusal
from backend.tips.inbox.threads import Thread
from backend.tips.inbox.views import FoundTips, StatusDraft, TextDraft


def open_tip(actor: Actor, unlocked: Unlocked | None, tip_id: str, now: datetime) -> Thread:
    """Raises Problem("not-found"), ("inbox-locked"), as everything here does."""
    thread = threads.look_at_thread(actor, unlocked, tip_id)
    unread.mark_seen(actor, thread.tip)
    log(actor, "open", thread.tip, now)
    return thread


def open_photo(
    actor: Actor, unlocked: Unlocked | None, which: tuple[str, str], now: datetime
) -> bytes:
    """The JPEG of a photo; `which` is the id of the tip and that of the item."""
    thread = threads.open_thread(actor, unlocked, which[0])
    jpeg = archive.read_photo(thread, rules.read_id(which[1]))
    log(actor, "photo", thread.tip, now)
    return jpeg


def export(
    actor: Actor, unlocked: Unlocked | None, tip_id: str, redacted: bool, now: datetime
) -> bytes:
    """One tip as a ZIP."""
    thread = threads.open_thread(actor, unlocked, tip_id)
    log(actor, "export", thread.tip, now)
    return archive.create_archive(thread, redacted=redacted)


def search(actor: Actor, unlocked: Unlocked | None, text: str, now: datetime) -> FoundTips:
    """The tips with these words in a text.

    A hit tells what is in a tip, so the journal says who searched and which tips were found, but
    not the words. Raises Problem("not-found") for an actor who is a member of no group.
    """
    visibility.require_member(actor)
    found = queries.search_tips(actor, require_unlocked(unlocked), text, now)
    detail = {"tips": [each["id"] for each in found["items"]]}
    record(actor.account_id, "tip_inbox.search", "account", actor.account_id, now, detail)
    return found


def reply(
    actor: Actor, unlocked: Unlocked | None, tip_id: str, draft: TextDraft, now: datetime
) -> Thread:
    """Answers the citizen; the same id again adds nothing."""
    content = {"kind": "reply", "text": draft["text"]}
    return _write(actor, unlocked, tip_id, draft["id"], content, "reply", now)


def redact(
    actor: Actor, unlocked: Unlocked | None, tip_id: str, draft: TextDraft, now: datetime
) -> Thread:
    """Adds a copy of the statement without the names of others; the statement stays, encrypted."""
    content = {"kind": "redaction", "text": draft["text"]}
    return _write(actor, unlocked, tip_id, draft["id"], content, "redact", now)


def set_status(
    actor: Actor, unlocked: Unlocked | None, tip_id: str, draft: StatusDraft, now: datetime
) -> Thread:
    """Raises Problem("move-not-possible") too."""
    thread, status = threads.open_thread(actor, unlocked, tip_id), draft["status"]
    item_id = rules.read_id(draft["id"])
    if thread.has(item_id):
        return thread
    if status not in rules.FOLLOWS[thread.status]:
        raise Problem("move-not-possible")
    today = local_date(now)
    thread.write(item_id, {"kind": "status", "status": status}, today)
    handling.assign(thread.tip)
    if status == "closed":
        keep_until = rewards.get_keep_until(thread)
        handling.close(thread.tip, today, policy().keep, keep_until=keep_until)
    elif thread.tip.state != OPEN:
        handling.reopen(thread.tip, policy().keep)
    _finish(actor, thread, "status", now)
    return thread


def transfer(
    actor: Actor, unlocked: Unlocked | None, tip_id: str, group_id: str, now: datetime
) -> None:
    """Transfers a tip to another group, which starts over; the old group cannot open it any more.

    Raises Problem("invalid") for what is no such group, ("tip-excluded") for one that the
    citizen said must not see this, or one of the same office.
    """
    thread = threads.open_thread(actor, unlocked, tip_id)
    if group_id not in [each.id for each in list_destinations(thread.tip.group_id)]:
        raise Problem("invalid", faults=[Fault("group", "no_such")])
    _hand_over(actor, thread, group_id, now)


def recuse(actor: Actor, unlocked: Unlocked | None, tip_id: str, now: datetime) -> None:
    """Ends the member's own access to this tip.

    When nobody else in the group can read it, it goes to the supervising group. Raises
    Problem("no-other-handler") when there is none.
    """
    thread = threads.open_thread(actor, unlocked, tip_id)
    db.session.add(TipRecusal(tip_id=thread.tip.id, account_id=actor.account_id))
    db.session.flush()
    log(actor, "recuse", thread.tip, now)
    if visibility.has_other_reader(thread.tip):
        return
    above = db.session.get_one(TipGroup, thread.tip.group_id).supervisor_id
    known = [each.id for each in list_destinations(thread.tip.group_id)]
    if above not in known or above in visibility.excluded_groups(thread.statement):
        raise Problem("no-other-handler")
    _hand_over(actor, thread, above, now)


def mark_spam(
    actor: Actor, unlocked: Unlocked | None, tip_ids: Collection[str], now: datetime
) -> int:
    """Marks tips as spam, which shortens their retention; answers how many.

    Tips that she may not open are skipped, as if they did not exist.
    """
    today, tips = local_date(now), _find_chosen(actor, unlocked, tip_ids, OPEN)
    for tip in tips:
        handling.close(tip, today, policy().keep, spam=True)
        log(actor, "spam", tip, now)
    session().flush()
    return len(tips)


def unmark_spam(
    actor: Actor, unlocked: Unlocked | None, tip_ids: Collection[str], now: datetime
) -> int:
    """Opens tips again that are no spam; answers how many, as `mark_spam` does."""
    tips = _find_chosen(actor, unlocked, tip_ids, SPAM)
    for tip in tips:
        handling.reopen(tip, policy().keep)
        log(actor, "unspam", tip, now)
    session().flush()
    return len(tips)


def open_finding(
    actor: Actor, tip_id: str, site_id: int, wanted: dict[str, Any], now: datetime
) -> int:
    """Opens a finding for a site that the handler chose; nothing of it leads back to the tip.

    Not even the journal says that this tip led to it; it says, as always, who did both.
    """
    visibility.find_tip(actor, tip_id)
    return findings.open_finding(actor, site_id, wanted, now)


def _write(
    actor: Actor,
    unlocked: Unlocked | None,
    tip_id: str,
    item_id: str,
    content: dict[str, Any],
    what: str,
    now: datetime,
) -> Thread:
    thread = threads.open_thread(actor, unlocked, tip_id)
    raw = rules.read_id(item_id)
    if not thread.has(raw):
        thread.write(raw, content, local_date(now))
        _finish(actor, thread, what, now)
    return thread


def _finish(actor: Actor, thread: Thread, what: str, now: datetime) -> None:
    session().flush()
    unread.mark_seen(actor, thread.tip)
    log(actor, what, thread.tip, now)


def _hand_over(actor: Actor, thread: Thread, group_id: str, now: datetime) -> None:
    if group_id in visibility.excluded_groups(thread.statement):
        raise Problem("tip-excluded")
    key = keyring.find_newest_key(group_id)
    if key is None:
        raise Problem("invalid", faults=[Fault("group", "no_such")])
    log(actor, "transfer", thread.tip, now)
    wrap = handling.NewWrap(
        group_id, key.version, encryption.encrypt_wrap(key.public, thread.secret)
    )
    thread.write(rewards.new_id(), {"kind": "status", "status": "transferred"}, local_date(now))
    handling.transfer(thread.tip, [wrap], thread.tip.due_day)
    session().flush()


def _find_chosen(
    actor: Actor, unlocked: Unlocked | None, tip_ids: Collection[str], state: str
) -> list[Tip]:
    visibility.require_member(actor)
    require_unlocked(unlocked)
    wanted = [rules.read_id(each) for each in tip_ids]
    query = visibility.visible(actor).where(Tip.id.in_(wanted), Tip.state == state)
    return list(session().scalars(query.order_by(Tip.id).with_for_update()))
