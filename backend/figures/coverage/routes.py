"""HTTP for the board and for the officer's day."""

from typing import Any

from flask import Response, current_app

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.figures.coverage import board_schemas, queries, rows, schemas, today, trend, visits
from backend.figures.coverage.day_version import find_day_version
from backend.figures.coverage.scope import find_area, find_scope
from backend.patrol.cycles.queries import describe_window, list_recent_windows
from backend.staff import time_tokens
from backend.staff.access import current_actor, needs
from backend.staff.polling import derive_etag, revalidated_json, revalidated_lazily

blp = Blueprint(
    "coverage", __name__, description="Coverage of the obligations, and the officer's day"
)

_today = schemas.TodaySchema()
_board = schemas.BoardSchema()
_trend = board_schemas.TrendSchema()
_latest = board_schemas.LatestSchema()


@blp.route("/today", methods=["GET"])
@blp.doc(responses={304: {"description": "As before"}})
@blp.response(200, schemas.TodaySchema)
@needs("checkin.create")
def get_today() -> Response:
    """List the sites of your grids with what the current windows still require

    The ETag does not cover the clock, so an unchanged day gives 304; get `/clock` in that case.
    """
    actor, now = current_actor(), clock.now()
    etag = derive_etag(find_day_version(actor, now))
    token = time_tokens.issue(current_app.extensions["signer"], now)
    beside = {"clock": {"token": token}}
    return revalidated_lazily(etag, lambda: _today.dump(today.find_today(actor, now) | beside))


@blp.route("/coverage", methods=["GET"])
@blp.doc(responses={304: {"description": "As before"}})
@blp.arguments(schemas.BoardQuery, location="query")
@blp.response(200, schemas.BoardSchema)
@needs("coverage.read")
def get_coverage(wanted: dict[str, Any]) -> Response:
    """Get the figures of an area and its parts for one window of each plan

    Figures of different plans are never added up. An unchanged board gives 304 without
    counting, so you may poll every second. Gaps are exact to the minute.
    """
    scope = find_scope(current_actor(), wanted, clock.now())
    return revalidated_lazily(scope.etag, lambda: _board.dump(queries.count_board(scope)))


@blp.route("/coverage/rows", methods=["GET"])
@blp.arguments(board_schemas.RowsQuery, location="query")
@blp.response(200, board_schemas.BoardRowPageSchema)
@needs("coverage.read")
def list_rows(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the obligations behind a figure of the board, worst first

    Each has its site, its gap, its last visit and the leader to call.
    """
    return rows.list_rows(current_actor(), wanted, clock.now())


@blp.route("/coverage/trend", methods=["GET"])
@blp.doc(responses={304: {"description": "As before"}})
@blp.arguments(board_schemas.TrendQuery, location="query")
@blp.response(200, board_schemas.TrendSchema)
@needs("coverage.read")
def get_trend(wanted: dict[str, Any]) -> Response:
    """Get the figures of an area in the last windows of a plan, oldest first"""
    found = trend.compute_trend(current_actor(), wanted, clock.now())
    return revalidated_json(_trend.dump({"items": found}), volatile=())


@blp.route("/coverage/latest", methods=["GET"])
@blp.doc(responses={304: {"description": "As before"}})
@blp.arguments(board_schemas.LatestQuery, location="query")
@blp.response(200, board_schemas.LatestSchema)
@needs("coverage.read")
def list_latest(wanted: dict[str, Any]) -> Response:
    """List the newest visits in an area during the last seven days"""
    area = find_area(current_actor(), wanted["area"])
    found = visits.list_latest(area.id, wanted["limit"], clock.now())
    return revalidated_json(_latest.dump({"items": found}), volatile=())


@blp.route("/windows", methods=["GET"])
@blp.arguments(schemas.WindowsQuery, location="query")
@blp.response(200, schemas.WindowListSchema)
@needs("coverage.read")
def list_windows(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the newest windows of a plan"""
    windows = list_recent_windows(wanted["plan"], wanted["limit"], clock.now())
    return {"items": [describe_window(window, wanted["plan"]) for window in windows]}
