"""Commands: `flask --app wsgi notices ...`."""

from flask import current_app
from flask.cli import AppGroup

from backend.core import clock
from backend.oversight.escalation.sweep import escalate
from backend.staff.extensions import db

notices = AppGroup("notices", help="What people are told.")


@notices.command("climb")
def climb_ladder() -> None:
    """Tell people what is due to be told; the job does so every minute."""
    grace = current_app.extensions["settings"].notice_grace
    while escalate(clock.now(), grace):
        db.session.commit()
    db.session.commit()
