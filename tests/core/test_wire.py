"""What all requests have in common: versions, and one range for every day and moment."""

import pytest
from marshmallow import Schema as AnySchema
from marshmallow import ValidationError, fields

import backend.app  # noqa: F401 - loads the schemas of all features
from backend.core.errors import Problem
from backend.core.wire import Day, FreeText, Instant, Schema, Words, check_version

pytestmark = pytest.mark.fast


def schemas(above: type[AnySchema]) -> set[type[AnySchema]]:
    return {above}.union(*map(schemas, above.__subclasses__()))


@pytest.mark.parametrize(
    "given", ('"3"', "*", '"1", "3"', 'W/"3"', '"3-gzip"', '"2-gzip", W/"3-gzip"')
)
def test_a_version_that_was_seen(given: str) -> None:
    check_version(given, 3)


@pytest.mark.parametrize("given", ('"2"', '"33"', '"1", "2"', '"gzip"', "", '"3-br"'))
def test_a_version_that_is_another(given: str) -> None:
    with pytest.raises(Problem, match="stale"):
        check_version(given, 3)


def test_no_version_at_all() -> None:
    with pytest.raises(Problem, match="precondition-required"):
        check_version(None, 3)


@pytest.mark.parametrize(
    ("field", "text"),
    (
        (Day(), "0001-01-01"),
        (Day(), "9999-12-31"),
        (Instant(), "0001-01-01T00:00:00+08:00"),
        (Instant(), "9999-12-31T23:59:59-08:00"),
    ),
)
def test_the_edge_of_the_calendar(field: fields.Field, text: str) -> None:
    with pytest.raises(ValidationError, match="year_between"):
        field.deserialize(text)


@pytest.mark.parametrize("blank", ("", "  ", "\u3000\n", "\u200b", " \u2060\ufeff\u202e"))
def test_words_that_nobody_can_see_are_none(blank: str) -> None:
    assert Words().deserialize(blank) == ""
    assert Words().deserialize(f" 路断了{blank}")[:3] == "路断了"


def test_what_somebody_has_to_say_is_words() -> None:
    """A field of marshmallow's own would take a space for a reason."""
    asked = [
        (f"{schema.__name__}.{name}", type(field))
        for schema in schemas(Schema)
        for name in ("reason", "note", "text")
        if (field := schema._declared_fields.get(name)) and field.validators
    ]
    others = [each for each, kind in asked if kind not in (Words, FreeText)]
    assert others == []
    assert asked


def test_no_day_and_no_moment_comes_in_by_another_way() -> None:
    """A field of marshmallow's own would let the edge of the calendar through."""

    for schema in schemas(Schema):
        for name, field in schema._declared_fields.items():
            inner = field.inner if isinstance(field, fields.List) else field
            if isinstance(inner, fields.Date | fields.DateTime | fields.Time):
                assert isinstance(inner, Day | Instant), f"{schema.__name__}.{name}"
