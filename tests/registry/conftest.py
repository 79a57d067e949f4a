"""A clock to set."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """`set_clock(at)` makes it `at` for the program; it is NOW at first."""

    def set_to(at: datetime) -> None:
        monkeypatch.setattr("backend.core.clock.now", lambda: at)

    set_to(NOW)
    return set_to
