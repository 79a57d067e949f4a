"""A thread as a member reads it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from backend.core.clock import local_date
from backend.registry.areas.models import Area
from backend.staff.access import Actor
from backend.staff.extensions import db
from backend.tips.groups.models import TipGroup
from backend.tips.groups.queries import list_destinations
from backend.tips.inbox import queries, reading, rewards, rules, visibility
from backend.tips.inbox.models import TipGrant
from backend.tips.inbox.stamps import STAFF
from backend.tips.inbox.threads import Entry, Thread


def describe_thread(actor: Actor, thread: Thread, now: datetime) -> dict[str, Any]:
    """Everything about one tip that its handlers see; four queries, five with an exclusion."""
    category = thread.category
    grant = db.session.get(TipGrant, thread.tip.id)
    hidden = visibility.excluded_groups(thread.statement)
    redactions = [each for each in thread.entries if each.content["kind"] == "redaction"]
    return queries.describe_tip(thread.tip, thread, local_date(now)) | {
        "report": _describe_statement(thread),
        "redaction": redactions[-1].content["text"] if redactions else None,
        "entries": [_entry(each) for each in thread.entries],
        "photos": [{"id": row.id.hex(), "day": row.day} for row in thread.photos],
        "next_statuses": list(rules.FOLLOWS[thread.status]),
        "destinations": [
            _destination(each, hidden) for each in list_destinations(thread.tip.group_id)
        ],
        "reward_policy": asdict(category.reward) if category else None,
        "grant": None if grant is None else _grant(actor, grant, thread),
    }


def _describe_statement(thread: Thread) -> dict[str, Any]:
    shown = reading.describe_statement(thread.statement)
    place = shown["place"]
    if place is not None:
        found = select(Area.id, Area.name).where(Area.code == place["village"])
        village = db.session.execute(found).one_or_none()
        place["village_area"], place["village_name"] = village or (None, None)
    return shown


def _entry(entry: Entry) -> dict[str, Any]:
    shown = reading.entry(entry.content)
    return shown | {"id": entry.id.hex(), "day": entry.day, "staff": shown["kind"] in STAFF}


def _destination(group: TipGroup, excluded: frozenset[str]) -> dict[str, Any]:
    names = {name: getattr(group, name) for name in ("id", "name", "name_en", "office")}
    return names | {"excluded": group.id in excluded}


def _grant(actor: Actor, grant: TipGrant, thread: Thread) -> dict[str, Any]:
    own = grant.proposed_by_id == actor.account_id
    return {
        "state": grant.state,
        "amount": rewards.get_amount(grant, thread),
        "own": own,
        "can_decide": grant.state == "proposed" and not own,
    }
