"""Bytes as text: what is encoded comes back, and no second encoding of it is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import base64url

pytestmark = pytest.mark.fast


@given(st.binary(max_size=100))
def test_bytes_come_back(raw: bytes) -> None:
    assert base64url.decode(base64url.encode(raw)) == raw


@pytest.mark.parametrize("text", ("_w==", "_x", "_", "/w", "_w\n", " _w", "_é"))
def test_another_encoding_is_refused(text: str) -> None:
    assert base64url.encode(b"\xff") == "_w"
    with pytest.raises(ValueError, match=r"."):
        base64url.decode(text)
