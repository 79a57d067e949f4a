"""Reads the fields of a TOML table one by one; every fault names the place and the field."""

import re
from typing import Any

CODE = re.compile(r"[a-z][a-z0-9_]{0,31}")


class CatalogueError(ValueError):
    """A kind file that cannot be taken: file, field and what would be right."""


class Table:
    """A TOML table that is read field by field, and knows where it stands."""

    def __init__(self, raw: object, place: str) -> None:
        if not isinstance(raw, dict):
            raise CatalogueError(f"{place}: 要写成一组字段 (must be a table of fields)")
        self.place = place
        self._left: dict[str, Any] = dict(raw)

    def fault(self, field: str, advice: str) -> CatalogueError:
        """The error for a field, to raise."""
        return CatalogueError(f"{self.place}: {field}: {advice}")

    def has(self, field: str) -> bool:
        """Whether the field is written at all."""
        return field in self._left

    def take(self, field: str) -> Any:
        """The value as it stands, or None."""
        return self._left.pop(field, None)

    def text(self, field: str, longest: int, *, default: str | None = None) -> str:
        """A text of 1 to ``longest`` characters."""
        value = self._left.pop(field, default)
        if not isinstance(value, str) or not 1 <= len(value.strip()) <= longest:
            raise self.fault(
                field, f"要填 1 到 {longest} 个字 (a text of 1 to {longest} characters)"
            )
        return value.strip()

    def code(self, field: str, form: re.Pattern[str] = CODE, *, default: str | None = None) -> str:
        """A short name for machines."""
        value = self._left.pop(field, default)
        if not isinstance(value, str) or not form.fullmatch(value):
            raise self.fault(
                field,
                "只用小写字母和数字，字母开头 (lower-case letters and digits, a letter first)",
            )
        return value

    def whole(self, field: str, low: int, high: int, *, default: int | None = None) -> int:
        """A whole number from ``low`` to ``high``."""
        value = self._left.pop(field, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.fault(
                field,
                f"要填 {low} 到 {high} 的整数 (a whole number from {low} to {high})",
            )
        return value

    def flag(self, field: str) -> bool:
        """true or false; false when left out."""
        value = self._left.pop(field, False)
        if not isinstance(value, bool):
            raise self.fault(field, "要填 true 或 false (must be true or false)")
        return value

    def tables(self, field: str) -> list["Table"]:
        """A list of tables; none when left out."""
        value = self._left.pop(field, [])
        if not isinstance(value, list):
            raise self.fault(field, "要写成列表 (must be a list)")
        return [Table(raw, f"{self.place}: {field}[{n}]") for n, raw in enumerate(value, 1)]

    def done(self) -> None:
        """Refuses what nobody asked for: most often a misspelt field."""
        for field in self._left:
            raise self.fault(field, "没有这个字段，请看拼写 (no such field; check the spelling)")
