"""The application, put together."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from backend import cli
from backend.core import config, database, errors, signing
from backend.core.bodies import Blueprint
from backend.core.wire import ROW_ID_MAX
from backend.figures.burden.routes import blp as burden
from backend.figures.cells import shelf
from backend.figures.coverage.routes import blp as coverage
from backend.figures.reports.routes import blp as reports
from backend.figures.seals import late
from backend.figures.seals.routes import blp as adjustments
from backend.figures.sync.routes import blp as sync
from backend.messages.notices import describing
from backend.messages.notices.routes import blp as notices
from backend.office.setup.routes import blp as setup
from backend.oversight.accountability import policy as supervision_policy
from backend.oversight.accountability.routes import blp as steps
from backend.oversight.cross_checks import service as check_service
from backend.oversight.cross_checks.routes import blp as cross_checks
from backend.oversight.escalation import describing as escalation_describing
from backend.oversight.escalation.rules import EscalationLevel
from backend.oversight.rankings.routes import blp as rankings
from backend.patrol.checkins import crediting
from backend.patrol.checkins.routes import blp as checkins
from backend.patrol.cycles import board_versions
from backend.patrol.cycles import service as cycles_service
from backend.patrol.cycles.routes import blp as cycles
from backend.patrol.findings import service as findings_service
from backend.patrol.findings.routes import blp as findings
from backend.patrol.redraws import effect as redraws
from backend.patrol.redraws.routes import blp as redraws_blp
from backend.patrol.rescue.routes import blp as rescue
from backend.patrol.waiting.routes import blp as waiting
from backend.records.audit.routes import blp as audit
from backend.records.photos import resources
from backend.records.photos.routes import blp as photos
from backend.records.tiles import service as tiles_service
from backend.records.tiles.routes import blp as tiles
from backend.registry.accounts import guard
from backend.registry.accounts.routes import blp as accounts
from backend.registry.areas.routes import blp as areas
from backend.registry.devices.routes import blp as devices
from backend.registry.handovers.routes import blp as handovers
from backend.registry.kinds.routes import blp as kinds
from backend.registry.sites.routes import blp as sites
from backend.staff import device_keys, events, logs, openapi, web
from backend.staff.extensions import api, db, migrate
from backend.tips.groups import policy as tips_policy
from backend.tips.groups.routes import blp as tip_groups
from backend.tips.host import database as tips_database
from backend.tips.inbox.routes import blp as tip_inbox
from backend.tips.pay_desk.routes import blp as pay_desk

# One tag of the API for the three.
supervision = Blueprint(
    "supervision", __name__, description="Rankings, accountability steps and cross-checks"
)
for part in (rankings, steps, cross_checks):
    supervision.register_blueprint(part)

FEATURES = (
    accounts,
    devices,
    areas,
    kinds,
    sites,
    handovers,
    cycles,
    redraws_blp,
    photos,
    checkins,
    rescue,
    findings,
    waiting,
    adjustments,
    coverage,
    reports,
    notices,
    burden,
    supervision,
    sync,
    tip_groups,
    tip_inbox,
    pay_desk,
    tiles,
    audit,
    setup,
)


class RowIdConverter(IntegerConverter):
    """Ids beyond what a column holds are unknown addresses, not errors of the database.

    One record has one address: digits of other scripts, which int() reads as well, lead nowhere.
    """

    regex = "[0-9]+"

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=ROW_ID_MAX)


class App(Flask):
    """Flask for views and hooks of which none is a coroutine: asking each at each request costs."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: config.Config | None = None) -> Flask:
    """The staff application. Raises FileNotFoundError when the signing key was never made."""
    settings = settings or config.load()
    settings.instance.mkdir(parents=True, exist_ok=True)
    app = App("backend", static_folder=None)
    app.config.update(_flask_settings(settings))
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.converters["int"] = RowIdConverter
    app.url_map.merge_slashes = False  # a redirect would repeat the Host that a stranger sent
    app.extensions["settings"] = settings
    app.extensions["signer"] = signing.load_signer(settings.keys)
    app.extensions["server_keys"] = device_keys.load_server_keys(settings.keys)
    resources.install(app, settings)
    tiles_service.install(app, settings)
    supervision_policy.install(app, settings)
    tips_policy.install(app, settings)
    logs.configure(settings.log_level)
    _bind_database(app)
    shelf.install(app)
    tips_database.install(app, settings.tips.database_url, settings.tips.database_pool)
    api.init_app(app)
    logs.install(app)
    guard.install(app)
    errors.register(app)
    for blueprint in FEATURES:
        api.register_blueprint(blueprint, url_prefix="/api/v1")
    web.install(app)
    _connect()
    openapi.install(app)
    cli.install(app)
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=0, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _connect() -> None:
    """Who hears what: a lower feature announces, a higher one acts in the same transaction."""
    events.kinds_read.connect(cycles_service.on_kinds_read)
    events.area_drawn.connect(board_versions.on_area_drawn)
    events.window_begins.connect(redraws.on_window_begins)
    events.obligations_opened.connect(crediting.on_obligations_opened)
    events.visit_came_late.connect(late.on_visit_came_late)
    events.site_changed.connect(crediting.on_site_changed)
    events.account_changed.connect(crediting.on_account_changed)
    events.exemption_changed.connect(crediting.on_exemption_changed)
    events.site_changed.connect(findings_service.on_site_changed)
    events.checkin_recorded.connect(findings_service.on_checkin)
    events.checkin_recorded.connect(check_service.on_checkin)
    describing.connect(tuple(EscalationLevel), escalation_describing.DESCRIBER)


def _flask_settings(settings: config.Config) -> dict[str, Any]:
    options = database.engine_options(
        settings.database_url, settings.database_pool, prepared=settings.database_prepared
    )
    return {
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": options,
        "MAX_CONTENT_LENGTH": settings.body_max_bytes,
        "API_TITLE": "Patrol 369",
        "API_VERSION": "1",
        "OPENAPI_VERSION": "3.1.0",
    }


def _bind_database(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=False)
    with app.app_context():
        database.prepare(db.engine)
