"""What all JSON in and out has in common: strict schemas, pages, versions, times.

Fields and validators answer with the codes of `locales/*.json` under "faults", never with a
library's English sentence. Each code says what is expected; numbers that its
text names follow it after colons: `too_long:40`.
"""

import re
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from marshmallow import RAISE, ValidationError, fields, validate
from marshmallow import Schema as MarshmallowSchema
from werkzeug.http import parse_etags

from backend.core import texts, values
from backend.core.errors import Problem

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PHONE = re.compile(r"(?:\+?[0-9(][0-9 ()/\-]*(?:转 ?[0-9]+)?)?")
_ROW_ID = re.compile("[1-9][0-9]{0,9}")
_Day = TypeVar("_Day", bound=date)

# What an INTEGER column of the server database holds; larger ids cannot exist.
ROW_ID_MAX = 2**31 - 1
PAGE_LIMIT = 50
PAGE_LIMIT_MAX = 200


class Schema(MarshmallowSchema):
    """A schema that refuses unknown fields and speaks in fault codes."""

    error_messages = {"unknown": "unknown", "type": "not_object"}

    class Meta:
        unknown = RAISE
        ordered = True

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        _speak_in_codes(field_obj)


class Instant(fields.AwareDateTime):
    """An aware instant; RFC 3339 in UTC with a `Z` on the wire."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", default_timezone=None, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else rfc3339(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        at = values.parse_instant(value) if isinstance(value, str) else None
        if at is None:
            raise self.make_error("invalid")
        return _in_years(at)


class Day(fields.Date):
    """A local day, as `2026-01-02`; of the years that the product knows."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        return _in_years(super()._deserialize(value, attr, data, **kwargs))


class Number(fields.Float):
    """Any JSON number; infinity for one that no float can hold: rules decide what it is worth."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_nan=True, **kwargs)

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid")
        try:
            return float(value)
        except OverflowError:
            return float("inf")


class RowId(fields.Integer):
    """The id of a row; a JSON number, not a text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=in_range(1, ROW_ID_MAX), **kwargs)


class RowIdKey(fields.Integer):
    """The id of a row as the name of a member: JSON knows no other names than texts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=in_range(1, ROW_ID_MAX), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if _ROW_ID.fullmatch(value) is None:
            raise self.make_error("invalid")
        return int(value)


class FreeText(fields.String):
    """What somebody wrote, never refused for its characters: what nothing can store is U+FFFD."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        return texts.whole(text).replace("\0", "\ufffd")


class Words(fields.String):
    """What somebody says to others, a reason for instance; empty when nothing of it can be seen."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        return text.strip() if texts.is_visible(text) else ""


class Name(fields.String):
    """A name as it is shown: something visible, no control characters, nothing that turns it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        name = texts.clean_name(super()._deserialize(value, attr, data, **kwargs))
        if name and not texts.is_name(name):
            raise ValidationError("not_a_name")
        return name


class Phone(fields.String):
    """A telephone number: digits, +, brackets, hyphens, spaces, 转 for an extension; or nothing."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        number = texts.plain_phone(super()._deserialize(value, attr, data, **kwargs))
        if _PHONE.fullmatch(number) is None:
            raise ValidationError("not_a_phone")
        return number


class Code(fields.String):
    """A code as people and other programs write it: full-width or a number, too."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        plain = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        text = super()._deserialize(plain, attr, data, **kwargs)
        return texts.drop_ignorable(texts.fold_width(text)).strip()


_FREE_TEXT = FreeText()


class TextOrNumber(fields.Raw):
    """A number, or a text as in FreeText."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str):
            return _FREE_TEXT.deserialize(value)
        if value is None or not isinstance(value, int | float):
            raise ValidationError("not_text_or_number")
        return value


# What a value of another kind is answered; the first that fits.
_EXPECTED: tuple[tuple[type[fields.Field[Any]], str], ...] = (
    (RowIdKey, "not_an_id"),
    (fields.Boolean, "not_yes_or_no"),
    (fields.Date, "not_a_day"),
    (fields.DateTime, "not_an_instant"),
    (fields.Integer, "not_whole"),
    (fields.Number, "not_a_number"),
    (fields.UUID, "not_a_uuid"),
    (fields.String, "not_text"),
    (fields.List, "not_a_list"),
)

VERDICTS = ("approved", "refused")
_OLDER_VERDICTS = {"accept": "approved", "refuse": "refused"}


class Verdict(fields.String):
    """Yes or no to what somebody else asked for or did; older clients' words are still read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=validate.OneOf(VERDICTS, error="not_allowed"), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        word = super()._deserialize(value, attr, data, **kwargs)
        return _OLDER_VERDICTS.get(word, word)


def one_of(*values: str) -> validate.OneOf:
    return validate.OneOf(values, error="not_allowed")


def at_most(length: int) -> validate.Length:
    return validate.Length(max=length, error=f"too_long:{length}")


def at_most_items(count: int) -> validate.Length:
    """A list of at most so many."""
    return validate.Length(max=count, error=f"too_many:{count}")


def some_items(low: int, high: int) -> validate.Length:
    """A list of `low` to `high`."""
    return validate.Length(low, high, error=f"count_between:{low}:{high}")


def between(low: int, high: int) -> validate.Validator:
    """A text of `low` to `high` characters."""
    return validate.And(
        validate.Length(min=low, error=f"too_short:{low}"),
        validate.Length(max=high, error=f"too_long:{high}"),
    )


def in_range(low: float, high: float) -> validate.Range:
    # Nobody needs to be told what a column holds.
    expected = f"at_least:{low}" if high >= ROW_ID_MAX else f"between:{low}:{high}"
    return validate.Range(low, high, error=expected)


def matches(pattern: str, fault: str) -> validate.Regexp:
    """A text that is this pattern from end to end; `fault` says what is expected."""
    return validate.Regexp(rf"(?:{pattern})\Z", error=fault)


class PageQuery(Schema):
    cursor = fields.String(load_default=None, validate=at_most(200))
    limit = fields.Integer(
        load_default=PAGE_LIMIT,
        validate=in_range(1, PAGE_LIMIT_MAX),
    )


class NameSchema(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)


def page_of(name: str, item: type[Schema]) -> type[Schema]:
    """The schema of one page of `item`s, called `name` in the OpenAPI document."""
    members: dict[str, Any] = {
        "items": fields.List(fields.Nested(item), required=True),
        "next": fields.String(required=True, allow_none=True),
    }
    return type(f"{name}Schema", (Schema,), members)


def rfc3339(at: datetime) -> str:
    """UTC with milliseconds only where there are any."""
    precise = at.microsecond != 0
    text = at.astimezone(UTC).isoformat(timespec="milliseconds" if precise else "seconds")
    return text.replace("+00:00", "Z")


def check_version(given: str | None, version: int) -> None:
    """Compares an If-Match header with a row's version (RFC 9110, section 13.1.1).

    `*` matches any version, a list matches when one of it does.

    Raises Problem("precondition-required") without one, Problem("stale") for another.
    """
    if given is None:
        raise Problem("precondition-required")
    tags = parse_etags(given)
    known = (str(version), f"{version}-gzip")  # some servers mark what they compressed
    if not (tags.star_tag or any(map(tags.contains_weak, known))):
        raise Problem("stale", version=version)


def _in_years(day: _Day) -> _Day:
    """Raises ValidationError for a date beyond the years that the product knows."""
    if not values.in_years(day):
        raise ValidationError(f"year_between:{values.YEAR_MIN}:{values.YEAR_MAX}")
    return day


def storable(text: str) -> None:
    """Raises ValidationError for what no database stores: NUL, and halves of surrogate pairs."""
    if _UNSTORABLE.search(text):
        raise ValidationError("unstorable")


def _speak_in_codes(field: fields.Field[Any]) -> None:
    known = {"required": "required", "null": "null"}
    wrong = next((code for kind, code in _EXPECTED if isinstance(field, kind)), "not_object")
    field.error_messages = {key: known.get(key, wrong) for key in field.error_messages}
    if isinstance(field, fields.String):
        field.validators = [storable, *field.validators]
    if isinstance(field, fields.List):
        _speak_in_codes(field.inner)
    if isinstance(field, fields.Mapping):
        for inner in filter(None, (field.key_field, field.value_field)):
            _speak_in_codes(inner)
