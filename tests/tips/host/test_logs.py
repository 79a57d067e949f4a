"""The log of the citizens' host: that something failed, and where; never what or for whom."""

import io
import json
import logging

import pytest

from backend.tips.host.logs import AnonymousFormatter

pytestmark = pytest.mark.fast


def test_a_failure_is_told_by_class_and_line_alone() -> None:
    target = io.StringIO()
    handler = logging.StreamHandler(target)
    handler.setFormatter(AnonymousFormatter())
    log = logging.getLogger("patrol.logs.test")
    log.addHandler(handler)
    log.propagate = False
    try:
        raise ValueError("CANARY in the message")
    except ValueError as error:
        log.error("unexpected failure of %s", "CANARY", exc_info=error, extra={"who": "CANARY"})
    log.removeHandler(handler)
    line = target.getvalue()
    assert "CANARY" not in line
    told = json.loads(line)
    assert told.keys() == {"day", "level", "logger", "event", "kind", "at"}
    assert told["kind"] == "ValueError"
    assert "test_logs.py:" in told["at"]
    assert len(told["day"]) == len("2026-11-26")
