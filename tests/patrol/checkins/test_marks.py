"""The code under a photo: the shared vectors; nothing of what it vouches for may change."""

import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from typing import Any

import pytest

from backend.core import texts
from backend.patrol.checkins.marks import Mark, code_of, is_genuine, text_of
from tests.vectors import marks as vectors

pytestmark = pytest.mark.fast

CASES: list[dict[str, Any]] = json.loads(vectors.FILE.read_text(encoding="utf-8"))["cases"]
ALTERED: dict[str, Any] = {
    "visit": "00000000-0000-4000-8000-000000000000",
    "at": "2026-11-23T02:12:09Z",
    "site": 18,
    "fix": "117.37216,25.94120",
    "original": "0" * 64,
}


def key_of(case: dict[str, Any]) -> bytes:
    return urlsafe_b64decode(case["key"] + "=")


def mark_of(case: dict[str, Any]) -> Mark:
    return Mark(case["visit"], case["at"], case["site"], case["fix"], case["original"])


def test_the_file_is_what_its_script_writes() -> None:
    assert vectors.FILE.read_text(encoding="utf-8") == vectors.content()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shown"])
def test_a_vector(case: dict[str, Any]) -> None:
    assert text_of(mark_of(case)) == case["text"]
    assert code_of(key_of(case), mark_of(case)) == case["code"]
    assert texts.plain_code(case["shown"].lower()) == case["code"]


@pytest.mark.parametrize("part", ALTERED)
def test_a_mark_vouches_for_each_of_its_parts(part: str) -> None:
    key, mark, code = key_of(CASES[0]), mark_of(CASES[0]), CASES[0]["code"]
    assert is_genuine(key, mark, code)
    assert not is_genuine(key, replace(mark, **{part: ALTERED[part]}), code)


def test_a_mark_of_another_key_is_not_genuine() -> None:
    assert not is_genuine(key_of(CASES[1]), mark_of(CASES[0]), CASES[0]["code"])


@pytest.mark.parametrize("code", ("", "2" * 8, "二" * 8, CASES[0]["code"].lower()))
def test_no_other_code_is_genuine(code: str) -> None:
    assert not is_genuine(key_of(CASES[0]), mark_of(CASES[0]), code)
