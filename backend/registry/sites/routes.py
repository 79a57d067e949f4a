"""HTTP for sites and their changes."""

from typing import Any

from flask import Response, request

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.records.photos.schemas import SizeQuery
from backend.records.photos.showing import show
from backend.registry.sites import (
    change_photos,
    change_queries,
    changes,
    checkpoint_queries,
    checkpoints,
    queries,
    service,
)
from backend.registry.sites.change_schemas import (
    DecisionSchema,
    SiteChangeDraftSchema,
    SiteChangeQuerySchema,
    SiteChangeSchema,
    SiteChangesSchema,
)
from backend.registry.sites.checkpoint_schemas import (
    CheckpointDraftSchema,
    CheckpointPatchSchema,
    CheckpointsRequiredSchema,
    SiteCheckpointsSchema,
)
from backend.registry.sites.schemas import (
    SiteDetailSchema,
    SiteDraftSchema,
    SitePatchSchema,
    SiteQuerySchema,
    SitesSchema,
)
from backend.staff.access import current_actor, needs
from backend.staff.extensions import db

blp = Blueprint("sites", __name__, description="Sites, their kinds and their changes")

_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The version of the site that the caller saw, in double quotes",
    "schema": {"type": "string"},
}


@blp.route("/sites", methods=["GET"])
@blp.arguments(SiteQuerySchema, location="query")
@blp.response(200, SitesSchema)
@needs("site.read")
def list_sites(query: dict[str, Any]) -> dict[str, Any]:
    """List the sites of your territory"""
    return queries.list_sites(current_actor(), query)


@blp.route("/sites", methods=["POST"])
@blp.arguments(SiteDraftSchema)
@blp.response(201, SiteDetailSchema)
@needs("site.write")
def add_site(draft: dict[str, Any]) -> dict[str, Any]:
    """Add a site; it is due from the next window"""
    site = service.create(current_actor(), draft, clock.now())
    shown = queries.get_site(current_actor(), site.id)
    db.session.commit()
    return shown


@blp.route("/sites/<int:site_id>", methods=["GET"])
@blp.response(200, SiteDetailSchema, headers={"ETag": {"schema": {"type": "string"}}})
@needs("site.read")
def get_site(site_id: int) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Get one site with its shape and status history; the ETag holds its version"""
    shown = queries.get_site(current_actor(), site_id)
    return shown, 200, {"ETag": f'"{shown["version"]}"'}


@blp.route("/sites/<int:site_id>", methods=["PATCH"])
@blp.arguments(SitePatchSchema)
@blp.response(200, SiteDetailSchema)
@blp.doc(parameters=[_IF_MATCH])
@needs("site.write")
def correct_site(patch: dict[str, Any], site_id: int) -> dict[str, Any]:
    """Correct the data of a site"""
    service.correct(current_actor(), site_id, _if_match(), patch, clock.now())
    shown = queries.get_site(current_actor(), site_id)
    db.session.commit()
    return shown


@blp.route("/sites/<int:site_id>/checkpoints", methods=["GET"])
@blp.response(200, SiteCheckpointsSchema, headers={"ETag": {"schema": {"type": "string"}}})
@needs("site.read")
def list_checkpoints(site_id: int) -> tuple[dict[str, Any], int, dict[str, str]]:
    """List the checkpoints of a site as the next window will have them"""
    shown = checkpoint_queries.list_checkpoints(current_actor(), site_id)
    return shown, 200, {"ETag": f'"{shown["version"]}"'}


@blp.route("/sites/<int:site_id>/checkpoints", methods=["POST"])
@blp.arguments(CheckpointDraftSchema)
@blp.response(201, SiteCheckpointsSchema)
@blp.doc(parameters=[_IF_MATCH])
@needs("site.write")
def add_checkpoint(draft: dict[str, Any], site_id: int) -> dict[str, Any]:
    """Add a checkpoint to a site; it counts from the next window"""
    checkpoints.add(current_actor(), site_id, _if_match(), draft, clock.now())
    return _show_checkpoints(site_id)


@blp.route("/sites/<int:site_id>/checkpoints", methods=["PATCH"])
@blp.arguments(CheckpointsRequiredSchema)
@blp.response(200, SiteCheckpointsSchema)
@blp.doc(parameters=[_IF_MATCH])
@needs("site.write")
def require_checkpoints(body: dict[str, Any], site_id: int) -> dict[str, Any]:
    """Set how many checkpoints cover a site, from the next window"""
    checkpoints.require(current_actor(), site_id, _if_match(), body["required"], clock.now())
    return _show_checkpoints(site_id)


@blp.route("/sites/<int:site_id>/checkpoints/<int:checkpoint_id>", methods=["PATCH"])
@blp.arguments(CheckpointPatchSchema)
@blp.response(200, SiteCheckpointsSchema)
@blp.doc(parameters=[_IF_MATCH])
@needs("site.write")
def correct_checkpoint(patch: dict[str, Any], site_id: int, checkpoint_id: int) -> dict[str, Any]:
    """Rename a checkpoint at once, or move it from the next window; a moved one has a new id"""
    checkpoints.correct(current_actor(), site_id, checkpoint_id, _if_match(), patch, clock.now())
    return _show_checkpoints(site_id)


@blp.route("/sites/<int:site_id>/checkpoints/<int:checkpoint_id>/end", methods=["POST"])
@blp.response(200, SiteCheckpointsSchema)
@blp.doc(parameters=[_IF_MATCH])
@needs("site.write")
def end_checkpoint(site_id: int, checkpoint_id: int) -> dict[str, Any]:
    """End a checkpoint with the running window; visits that reached it keep it"""
    checkpoints.end(current_actor(), site_id, checkpoint_id, _if_match(), clock.now())
    return _show_checkpoints(site_id)


@blp.route("/sites/<int:site_id>/changes", methods=["POST"])
@blp.arguments(SiteChangeDraftSchema)
@blp.response(201, SiteChangeSchema)
@needs("site.read")
def change_site(wanted: dict[str, Any], site_id: int) -> dict[str, Any]:
    """Suspend or close (a second person decides); resume, reopen or move (at once)"""
    change = changes.request(current_actor(), site_id, wanted, clock.now())
    shown = change_queries.get_change(current_actor(), change.id)
    db.session.commit()
    return shown


@blp.route("/site-changes", methods=["GET"])
@blp.arguments(SiteChangeQuerySchema, location="query")
@blp.response(200, SiteChangesSchema)
@needs("site.read")
def list_changes(query: dict[str, Any]) -> dict[str, Any]:
    """List the requested changes of sites in your territory, newest first"""
    return change_queries.list_changes(
        current_actor(), query["pending"], query["cursor"], query["limit"]
    )


@blp.route("/site-changes/<int:change_id>/photos/<sha256>", methods=["GET"])
@blp.arguments(SizeQuery, location="query")
@blp.response(200, {"format": "binary", "type": "string"}, content_type="image/jpeg")
@needs("site.read")
def get_change_photo(wanted: dict[str, Any], change_id: int, sha256: str) -> Response:
    """Get a photo of a requested change, in the same forms as the photos of visits"""
    photo = change_photos.find_photo(current_actor(), change_id, sha256)
    return show(photo, wanted["size"])


@blp.route("/site-changes/<int:change_id>/decision", methods=["POST"])
@blp.arguments(DecisionSchema)
@blp.response(200, SiteChangeSchema)
@needs("site.approve")
def decide_change(body: dict[str, Any], change_id: int) -> dict[str, Any]:
    """Approve or refuse a change that another person requested"""
    changes.decide(current_actor(), change_id, body["verdict"], body["note"], clock.now())
    shown = change_queries.get_change(current_actor(), change_id)
    db.session.commit()
    return shown


def _if_match() -> str | None:
    return request.headers.get("If-Match")


def _show_checkpoints(site_id: int) -> dict[str, Any]:
    shown = checkpoint_queries.list_checkpoints(current_actor(), site_id)
    db.session.commit()
    return shown
