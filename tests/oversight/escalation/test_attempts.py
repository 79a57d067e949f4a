"""A site where nobody got in is reminded of like one to which nobody came."""

from datetime import timedelta

from flask import Flask

from backend.oversight.escalation.rules import EscalationLevel
from tests.oversight.escalation.test_sweep import (
    COUNTY,
    LEADERS,
    NEXT,
    OFFICERS,
    START,
    TOWNS,
    escalate,
    go,
    notified,
)
from tests.support.builders import Cast, make_site

LOCKED = {"result": "attempted", "attempt_reason": "locked", "answers": []}


def test_a_locked_door_is_reminded_of_until_somebody_gets_in(app: Flask, cast: Cast) -> None:
    """Found locked in two windows running it rises to the county, as if nobody had come."""
    site = make_site(cast)
    escalate(START + timedelta(hours=1))
    go(app, cast, site, START + timedelta(hours=12), **LOCKED)
    for now in (OFFICERS, LEADERS, TOWNS):
        escalate(now)
    told = {
        level: {name: rows[-1] for name, rows in notified(level).items()}
        for level in (EscalationLevel.OFFICER, EscalationLevel.LEADER, EscalationLevel.TOWN)
    }
    assert [set(people) for people in told.values()] == [
        {"officer", "colleague"},
        {"leader"},
        {"supervisor"},
    ]
    for digest in (each for people in told.values() for each in people.values()):
        figures = [digest[name] for name in ("required", "missed", "attempted", "lacking")]
        assert (figures, digest["sites"]) == ([1, 0, 1, 1], [site.id])
    go(app, cast, site, START + NEXT + timedelta(hours=40), **LOCKED)
    escalate(COUNTY + NEXT)
    assert set(notified(EscalationLevel.COUNTY)) == {"office"}
    go(app, cast, site, COUNTY + NEXT + timedelta(minutes=1))
    escalate(TOWNS + NEXT)
    assert len(notified(EscalationLevel.TOWN)["supervisor"]) == 1
