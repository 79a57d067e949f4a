"""Etags and differences, without a database."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.figures.sync.rules import compute_etag, find_differences, list_etags

pytestmark = pytest.mark.fast

Kinds = dict[str, int]


def pack(kinds: Kinds) -> dict[str, Any]:
    pieces = [{"code": code, "radius_m": radius} for code, radius in kinds.items()]
    return {"now": "?", "items": [], "grids": [], "kinds": pieces}


def differ(world: Kinds, have: dict[str, str]) -> dict[str, Any]:
    there = pack(world)
    manifest: dict[str, Any] = {"items": {}, "grids": {}, "kinds": have}
    return find_differences(there, list_etags(there), manifest)


def apply(held: dict[str, Any], told: dict[str, Any]) -> None:
    for change in told["changed"]:
        held[change["kind"]["code"]] = (change["etag"], change["kind"]["radius_m"])
    for code in told["gone"]:
        del held[code]


def test_an_etag_is_that_of_the_content() -> None:
    assert compute_etag({"a": 1, "b": [None, "林"]}) == compute_etag({"b": [None, "林"], "a": 1})
    others = ({"a": 1}, {"a": 1.5}, {"a": "1"}, {"a": None}, {"b": 1}, {"a": [1]}, {})
    assert len({compute_etag(each) for each in others}) == len(others)


@given(worlds=st.lists(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2)), max_size=6))
def test_step_by_step_a_phone_holds_what_there_is(worlds: list[Kinds]) -> None:
    held: dict[str, Any] = {}
    for world in worlds:
        have = {code: known for code, (known, _) in held.items()}
        told = differ(world, have)
        assert told["now"] == "?"
        apply(held, told["kinds"])
        assert {code: radius for code, (_, radius) in held.items()} == world
        again = differ(world, {c: e for c, (e, _) in held.items()})
        assert again["kinds"] == {"changed": [], "gone": []}
