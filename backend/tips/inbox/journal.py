"""Every act of a member on a tip is on record; nothing that a citizen does is."""

from datetime import datetime

from backend.records.audit.service import record
from backend.staff.access import Actor
from backend.tips.host.models import Tip


def log(actor: Actor, what: str, tip: Tip, now: datetime) -> None:
    """Says who did what with which tip, and in which group it lay; no word of what is in it."""
    record(actor.account_id, f"tip.{what}", "tip", tip.id.hex(), now, {"group": tip.group_id})
