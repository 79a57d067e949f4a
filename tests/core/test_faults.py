"""A field at fault is named, and its text says what is expected: no schema answers in general."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from marshmallow import fields, validate

import backend.app
import backend.tips.host.app
from backend.core.errors import Problem, describe_problem, faults_of, text
from backend.core.wire import Schema
from tests.core.test_codes import LANGUAGES, words

__all__ = ["backend"]
pytestmark = pytest.mark.fast

CONTRACT = Path(__file__).parents[2] / "h5/openapi.json"
# Filled in by programs alone, or named alike for different things.
UNNAMED = {
    "at", "awaits_review", "clock", "code", "device_time", "effort", "elapsed_ms", "format", "from",
    "given", "granted", "id", "items", "kinds", "mine", "original_sha256", "pending", "redacted",
    "taps", "ticket", "token", "type", "up_to",
}  # fmt: skip


def schemas(below: type[Schema] = Schema) -> Iterator[type[Schema]]:
    for each in below.__subclasses__():
        yield each
        yield from schemas(each)


def codes_of(field: fields.Field[Any]) -> Iterator[str]:
    """All that a field may be told to be wrong with."""
    yield from map(str, field.error_messages.values())
    for validator in field.validators:
        yield from _codes_of_validator(validator)
    if isinstance(field, fields.List):
        yield from codes_of(field.inner)
    if isinstance(field, fields.Mapping):
        for inner in filter(None, (field.key_field, field.value_field)):
            yield from codes_of(inner)


def _codes_of_validator(validator: Any) -> Iterator[str]:
    if isinstance(validator, validate.And):
        for part in validator.validators:
            yield from _codes_of_validator(part)
    elif isinstance(validator, validate.Validator):
        yield str(getattr(validator, "error", None))


def told() -> Iterator[tuple[str, str]]:
    for schema in schemas():
        yield schema.__name__, str(schema.error_messages["type"])
        for name, field in schema().fields.items():
            for code in codes_of(field):
                yield f"{schema.__name__}.{name}", code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_of_every_schema_says_what_is_expected(language: str) -> None:
    texts = words(language)["faults"]
    every = list(told())
    assert len(every) > 500
    assert {(place, code) for place, code in every if code.split(":")[0] not in texts} == set()
    spoken = [texts[name].format(*numbers) for _, (name, *numbers) in split(every)]
    assert not [each for each in spoken if "{" in each]
    general = {text(language[:2], "problems", "invalid"), "格式不对", "Not of the right form"}
    assert general.isdisjoint(spoken)


def split(every: list[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    for place, code in every:
        yield place, code.split(":")


@cache
def asked() -> set[str]:
    """The names of all members of all requests of the contract."""
    document = json.loads(CONTRACT.read_text(encoding="utf-8"))
    operations = [
        operation
        for path in document["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
    ]
    found = {
        each["name"]
        for operation in operations
        for each in operation.get("parameters", ())
        if each["in"] == "query"
    }
    for operation in operations:
        found |= members(operation.get("requestBody", {}), document, set())
    return found


def members(part: Any, document: Any, seen: set[str]) -> set[str]:
    """The names of all properties in a piece of the contract, through its references."""
    if isinstance(part, list):
        return set().union(*(members(each, document, seen) for each in part))
    if not isinstance(part, dict):
        return set()
    reference = str(part.get("$ref", "")).rpartition("/")[2]
    if reference and reference not in seen:
        seen.add(reference)
        return members(document["components"]["schemas"][reference], document, seen)
    named = set(part["properties"]) if isinstance(part.get("properties"), dict) else set()
    return named | members(list(part.values()), document, seen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_fill_in_has_a_name(language: str) -> None:
    names = words(language)["fields"]
    assert len(asked()) > 100
    assert asked() - UNNAMED - set(names) == set()
    assert asked() >= UNNAMED, "these are asked for nowhere"
    assert all(names.values())


def test_a_fault_names_its_field_and_its_numbers() -> None:
    faults = faults_of({"features": {2: {"name": ["too_long:40"]}}, "strange": ["unknown"]})
    first, second = describe_problem(Problem("invalid", faults=faults), None)["fields"]
    assert first == {
        "field": "features.2.name",
        "label": "名称",
        "label_en": "Name",
        "message": "太长，最多 40 个字",
        "message_en": "Too long: 40 characters at most",
    }
    assert (second["label"], second["message"]) == (None, "多出来的字段")
