"""HTTP for the tip inbox.

Everyone who is signed in may call these routes, but only a member of the tip's group finds
anything; to everybody else, administrators too, a tip looks like one that does not exist. Reading
a tip is a POST, because it writes a row to the journal. The staff's database is committed first, so
that the journal holds what was done even if the second commit fails.
"""

import io
from typing import Any

from flask import Response, request, send_file

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.staff.access import current_actor, signed_in
from backend.staff.extensions import db
from backend.tips.groups.policy import policy
from backend.tips.groups.unlocking import COOKIE, Unlocked, read_cookie
from backend.tips.host import database
from backend.tips.inbox import acts, details, queries, reencryption, rewards, schemas
from backend.tips.inbox.threads import Thread
from backend.tips.inbox.views import FoundTips, StatusDraft, TextDraft, TipsQuery

blp = Blueprint("tip inbox", __name__, description="Tips, for the groups that can decrypt them")

_TIP = "/tip-inbox/tips/<string:tip_id>"


@blp.route("/tip-inbox/counts", methods=["GET"])
@signed_in
@blp.response(200, schemas.TipCountsSchema)
def count_tips() -> dict[str, Any]:
    """Count the open, unread, overdue and spam tips of each of your groups"""
    return queries.count_tips(current_actor(), clock.now())


@blp.route("/tip-inbox/templates", methods=["GET"])
@signed_in
@blp.response(200, schemas.TipTemplatesSchema)
def list_templates() -> dict[str, Any]:
    """List templates for replies"""
    return {"items": policy().templates}


@blp.route("/tip-inbox/tips", methods=["GET"])
@signed_in
@blp.arguments(schemas.TipsQuerySchema, location="query")
@blp.response(200, schemas.TipsSchema)
def list_tips(query: TipsQuery) -> dict[str, Any]:
    """List the tips of your groups, the earliest due day first"""
    return queries.list_tips(current_actor(), _unlocked(), query, clock.now())


@blp.route("/tip-inbox/search", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipSearchSchema)
@blp.response(200, schemas.FoundTipsSchema)
def search_tips(body: dict[str, str]) -> FoundTips:
    """Find tips by words of their texts; no address and no log holds the words"""
    found = acts.search(current_actor(), _unlocked(), body["text"], clock.now())
    db.session.commit()
    return found


@blp.route(f"{_TIP}/open", methods=["POST"])
@signed_in
@blp.response(200, schemas.TipThreadSchema)
def open_tip(tip_id: str) -> dict[str, Any]:
    """Read a tip"""
    return _answer_thread(acts.open_tip(current_actor(), _unlocked(), tip_id, clock.now()))


@blp.route(f"{_TIP}/photos/<string:item_id>", methods=["POST"])
@signed_in
@blp.response(200, content_type="image/jpeg")
def open_photo(tip_id: str, item_id: str) -> Response:
    """Read a photo of a tip"""
    jpeg = acts.open_photo(current_actor(), _unlocked(), (tip_id, item_id), clock.now())
    db.session.commit()
    return Response(jpeg, content_type="image/jpeg")


@blp.route(f"{_TIP}/replies", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipTextDraftSchema)
@blp.response(200, schemas.TipThreadSchema)
def reply(body: TextDraft, tip_id: str) -> dict[str, Any]:
    """Reply to the citizen"""
    return _answer_thread(acts.reply(current_actor(), _unlocked(), tip_id, body, clock.now()))


@blp.route(f"{_TIP}/redactions", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipTextDraftSchema)
@blp.response(200, schemas.TipThreadSchema)
def redact(body: TextDraft, tip_id: str) -> dict[str, Any]:
    """Add a copy of the report without the names of others"""
    return _answer_thread(acts.redact(current_actor(), _unlocked(), tip_id, body, clock.now()))


@blp.route(f"{_TIP}/statuses", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipStatusDraftSchema)
@blp.response(200, schemas.TipThreadSchema)
def set_status(body: StatusDraft, tip_id: str) -> dict[str, Any]:
    """Set the status of a tip; closing it starts the days until it is deleted"""
    return _answer_thread(acts.set_status(current_actor(), _unlocked(), tip_id, body, clock.now()))


@blp.route(f"{_TIP}/transfer", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipTransferSchema)
@blp.response(204)
def transfer(body: dict[str, str], tip_id: str) -> None:
    """Transfer a tip to another group; your own cannot open it afterwards"""
    acts.transfer(current_actor(), _unlocked(), tip_id, body["group"], clock.now())
    _commit()


@blp.route(f"{_TIP}/recusal", methods=["POST"])
@signed_in
@blp.response(204)
def recuse(tip_id: str) -> None:
    """Recuse yourself from a tip; without another reader it goes to the supervising group"""
    acts.recuse(current_actor(), _unlocked(), tip_id, clock.now())
    _commit()


@blp.route(f"{_TIP}/export", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipExportSchema)
@blp.response(200, content_type="application/zip")
def export(body: dict[str, bool], tip_id: str) -> Response:
    """Export one tip as a ZIP for the case file"""
    packed = acts.export(current_actor(), _unlocked(), tip_id, body["redacted"], clock.now())
    db.session.commit()
    name = f"tip-{tip_id[:8]}.zip"
    return send_file(io.BytesIO(packed), "application/zip", as_attachment=True, download_name=name)


@blp.route(f"{_TIP}/sites/<int:site_id>/findings", methods=["POST"])
@signed_in
@blp.arguments(schemas.ReportedFindingSchema)
@blp.response(201, schemas.FindingMadeSchema)
def open_finding(body: dict[str, Any], tip_id: str, site_id: int) -> dict[str, int]:
    """Open a finding for a site; nothing in it points to the tip"""
    made = acts.open_finding(current_actor(), tip_id, site_id, body, clock.now())
    db.session.commit()
    return {"finding": made}


@blp.route(f"{_TIP}/reward", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipRewardDraftSchema)
@blp.response(200, schemas.TipThreadSchema)
def propose_reward(body: dict[str, int], tip_id: str) -> dict[str, Any]:
    """Propose a reward for a verified tip; another member decides"""
    thread = rewards.propose_reward(
        current_actor(), _unlocked(), tip_id, body["amount"], clock.now()
    )
    return _answer_thread(thread)


@blp.route(f"{_TIP}/reward/decision", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipVerdictSchema)
@blp.response(200, schemas.TipThreadSchema)
def decide_reward(body: dict[str, bool], tip_id: str) -> dict[str, Any]:
    """Grant or refuse a reward that another member proposed; a grant issues a voucher"""
    thread = rewards.decide_reward(
        current_actor(), _unlocked(), tip_id, body["granted"], clock.now()
    )
    return _answer_thread(thread)


@blp.route("/tip-inbox/spam", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipChosenSchema)
@blp.response(200, schemas.TipChangedSchema)
def mark_spam(body: dict[str, Any]) -> dict[str, int]:
    """Mark up to 500 tips as spam"""
    changed = acts.mark_spam(current_actor(), _unlocked(), body["tips"], clock.now())
    _commit()
    return {"changed": changed}


@blp.route("/tip-inbox/spam/return", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipChosenSchema)
@blp.response(200, schemas.TipChangedSchema)
def unmark_spam(body: dict[str, Any]) -> dict[str, int]:
    """Unmark tips that are no spam"""
    changed = acts.unmark_spam(current_actor(), _unlocked(), body["tips"], clock.now())
    _commit()
    return {"changed": changed}


@blp.route("/tip-inbox/groups/<string:group_id>/resealing", methods=["POST"])
@signed_in
@blp.response(200, schemas.ReencryptedSchema)
def reencrypt(group_id: str) -> dict[str, int]:
    """Re-encrypt tips to the newest group key; call again until `done` is 0"""
    counts = reencryption.reencrypt_wraps(current_actor(), _unlocked(), group_id, clock.now())
    _commit()
    return counts


def _answer_thread(thread: Thread) -> dict[str, Any]:
    """Commits, and answers the thread as it is then."""
    shown = details.describe_thread(current_actor(), thread, clock.now())
    _commit()
    return shown


def _commit() -> None:
    db.session.commit()
    database.session().commit()


def _unlocked() -> Unlocked | None:
    return read_cookie(current_actor(), request.cookies.get(COOKIE), clock.now())
