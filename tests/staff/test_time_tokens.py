"""Time tokens: only the server's own are read."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.core.signing import Signer
from backend.staff import time_tokens

pytestmark = pytest.mark.fast

NOW = datetime(2026, 11, 24, 3, 0, 0, 123456, tzinfo=UTC)
OURS = Signer(b"o" * 32)
THEIRS = Signer(b"t" * 32)


@pytest.mark.parametrize("at", (NOW, datetime(1970, 1, 1, tzinfo=UTC), NOW.replace(year=9999)))
def test_comes_back_to_the_millisecond_never_later(at: datetime) -> None:
    read = time_tokens.read(OURS, time_tokens.issue(OURS, at))
    assert read is not None
    assert timedelta(0) <= at - read < timedelta(milliseconds=1)
    assert read.tzinfo is not None


def test_another_key_or_purpose_is_not_ours() -> None:
    assert time_tokens.read(OURS, time_tokens.issue(THEIRS, NOW)) is None
    assert time_tokens.read(OURS, OURS.sign("receipt+jwt", {"t": 0})) is None


def test_every_changed_character_is_noticed() -> None:
    token = time_tokens.issue(OURS, NOW)
    for place in range(len(token) - 1):  # the last holds bits that stand for nothing
        other = "A" if token[place] != "A" else "B"
        assert time_tokens.read(OURS, token[:place] + other + token[place + 1 :]) is None


@pytest.mark.parametrize("text", ("", ".", "..", "t1.x", "时间", "\ud800.a.b", "a.b.c.d"))
def test_other_texts_are_no_tokens(text: str) -> None:
    assert time_tokens.read(OURS, text) is None
