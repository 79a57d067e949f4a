"""HTTP for the tip inbox.

Open to everyone who is signed in: only a member of the tip's group finds anything, and everybody
else, the administrator too, is told what an unknown id tells. What reads a tip is a POST, because
it is put on record. The staff's rows are committed first: what is done is on record in any case.
"""

import io
from typing import Any

from flask import Response, request, send_file

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.staff.access import current_actor, signed_in
from backend.staff.extensions import db
from backend.tips.groups.policy import policy
from backend.tips.groups.unlocking import COOKIE, Unlocked, recognise
from backend.tips.host import database
from backend.tips.inbox import acts, queries, resealing, rewards, schemas, showing
from backend.tips.inbox.threads import Thread

blp = Blueprint("tip inbox", __name__, description="Tips, for the groups that they are sealed to")

_TIP = "/tip-inbox/tips/<string:tip_id>"


@blp.route("/tip-inbox/counts", methods=["GET"])
@signed_in
@blp.response(200, schemas.TipCountsSchema)
def count_tips() -> dict[str, Any]:
    """By group of one's own: open, unread, overdue, on the spam shelf"""
    return queries.counts(current_actor(), clock.now())


@blp.route("/tip-inbox/templates", methods=["GET"])
@signed_in
@blp.response(200, schemas.TipTemplatesSchema)
def list_templates() -> dict[str, Any]:
    """Answers to begin from"""
    return {"items": policy().templates}


@blp.route("/tip-inbox/tips", methods=["GET"])
@signed_in
@blp.arguments(schemas.TipsQuerySchema, location="query")
@blp.response(200, schemas.TipsSchema)
def list_tips(query: dict[str, Any]) -> dict[str, Any]:
    """The tips of one's groups, what is due first at the top"""
    return queries.listed(current_actor(), _unlocked(), query, clock.now())


@blp.route("/tip-inbox/search", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipSearchSchema)
@blp.response(200, schemas.FoundTipsSchema)
def search_tips(body: dict[str, str]) -> dict[str, Any]:
    """Tips in which these words stand; the words are in no address and in no log"""
    found = acts.search(current_actor(), _unlocked(), body["text"], clock.now())
    db.session.commit()
    return {"items": found}


@blp.route(f"{_TIP}/open", methods=["POST"])
@signed_in
@blp.response(200, schemas.TipThreadSchema)
def open_tip(tip_id: str) -> dict[str, Any]:
    """Read a tip"""
    return _done(acts.open_tip(current_actor(), _unlocked(), tip_id, clock.now()))


@blp.route(f"{_TIP}/photos/<string:item_id>", methods=["POST"])
@signed_in
@blp.response(200, content_type="image/jpeg")
def open_photo(tip_id: str, item_id: str) -> Response:
    """Look at a photo of a tip"""
    jpeg = acts.open_photo(current_actor(), _unlocked(), (tip_id, item_id), clock.now())
    db.session.commit()
    return Response(jpeg, content_type="image/jpeg")


@blp.route(f"{_TIP}/replies", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipTextDraftSchema)
@blp.response(200, schemas.TipThreadSchema)
def reply(body: dict[str, Any], tip_id: str) -> dict[str, Any]:
    """Answer the citizen"""
    return _done(acts.reply(current_actor(), _unlocked(), tip_id, body, clock.now()))


@blp.route(f"{_TIP}/redactions", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipTextDraftSchema)
@blp.response(200, schemas.TipThreadSchema)
def redact(body: dict[str, Any], tip_id: str) -> dict[str, Any]:
    """Add a copy of the report without the names of others"""
    return _done(acts.redact(current_actor(), _unlocked(), tip_id, body, clock.now()))


@blp.route(f"{_TIP}/statuses", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipStatusDraftSchema)
@blp.response(200, schemas.TipThreadSchema)
def set_status(body: dict[str, Any], tip_id: str) -> dict[str, Any]:
    """Take the tip a step further; closed begins the days until it is deleted"""
    return _done(acts.set_status(current_actor(), _unlocked(), tip_id, body, clock.now()))


@blp.route(f"{_TIP}/transfer", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipTransferSchema)
@blp.response(204)
def transfer(body: dict[str, str], tip_id: str) -> None:
    """Hand the tip to another group; one's own cannot open it any more"""
    acts.transfer(current_actor(), _unlocked(), tip_id, body["group"], clock.now())
    _commit()


@blp.route(f"{_TIP}/recusal", methods=["POST"])
@signed_in
@blp.response(204)
def recuse(tip_id: str) -> None:
    """End one's own access to this tip; if nobody else is left, it goes to the supervising group"""
    acts.recuse(current_actor(), _unlocked(), tip_id, clock.now())
    _commit()


@blp.route(f"{_TIP}/export", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipExportSchema)
@blp.response(200, content_type="application/zip")
def export(body: dict[str, bool], tip_id: str) -> Response:
    """One tip as a ZIP, for the case file"""
    packed = acts.export(current_actor(), _unlocked(), tip_id, body["redacted"], clock.now())
    db.session.commit()
    name = f"tip-{tip_id[:8]}.zip"
    return send_file(io.BytesIO(packed), "application/zip", as_attachment=True, download_name=name)


@blp.route(f"{_TIP}/sites/<int:site_id>/findings", methods=["POST"])
@signed_in
@blp.arguments(schemas.ReportedFindingSchema)
@blp.response(201, schemas.FindingMadeSchema)
def report_finding(body: dict[str, Any], tip_id: str, site_id: int) -> dict[str, int]:
    """Open a finding for a site; nothing of it leads back to the tip"""
    made = acts.report_finding(current_actor(), tip_id, site_id, body, clock.now())
    db.session.commit()
    return {"finding": made}


@blp.route(f"{_TIP}/reward", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipRewardDraftSchema)
@blp.response(200, schemas.TipThreadSchema)
def propose_reward(body: dict[str, int], tip_id: str) -> dict[str, Any]:
    """Propose a reward for a verified tip; another member decides"""
    thread = rewards.propose(current_actor(), _unlocked(), tip_id, body["amount"], clock.now())
    return _done(thread)


@blp.route(f"{_TIP}/reward/decision", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipVerdictSchema)
@blp.response(200, schemas.TipThreadSchema)
def decide_reward(body: dict[str, bool], tip_id: str) -> dict[str, Any]:
    """Grant or refuse what somebody else proposed; granted, the citizen finds a voucher"""
    thread = rewards.decide(current_actor(), _unlocked(), tip_id, body["granted"], clock.now())
    return _done(thread)


@blp.route("/tip-inbox/spam", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipChosenSchema)
@blp.response(200, schemas.TipChangedSchema)
def mark_spam(body: dict[str, Any]) -> dict[str, int]:
    """Put up to 500 tips on the spam shelf at once"""
    changed = acts.mark_spam(current_actor(), _unlocked(), body["tips"], clock.now())
    _commit()
    return {"changed": changed}


@blp.route("/tip-inbox/spam/return", methods=["POST"])
@signed_in
@blp.arguments(schemas.TipChosenSchema)
@blp.response(200, schemas.TipChangedSchema)
def take_from_shelf(body: dict[str, Any]) -> dict[str, int]:
    """Take tips from the spam shelf"""
    changed = acts.take_from_shelf(current_actor(), _unlocked(), body["tips"], clock.now())
    _commit()
    return {"changed": changed}


@blp.route("/tip-inbox/groups/<string:group_id>/resealing", methods=["POST"])
@signed_in
@blp.response(200, schemas.ResealedSchema)
def reseal(group_id: str) -> dict[str, int]:
    """Seal anew what a member who left could open; ask again while something was done"""
    done = resealing.reseal(current_actor(), _unlocked(), group_id, clock.now())
    _commit()
    return done


def _done(thread: Thread) -> dict[str, Any]:
    """Answers the thread as it is after the act."""
    shown = showing.show(current_actor(), thread, clock.now())
    _commit()
    return shown


def _commit() -> None:
    db.session.commit()
    database.session().commit()


def _unlocked() -> Unlocked | None:
    return recognise(current_actor(), request.cookies.get(COOKIE), clock.now())
