"""What was stored twice has to say the same twice. Pure: plain values in, differences out.

| kept in                      | and also in                                                    |
|------------------------------|----------------------------------------------------------------|
| the columns of a visit       | the bytes that the phone sent, the signed receipt, the journal |
| the result of an obligation  | the visits of its site and window                              |
| a seal and its figures       | the obligations and visits of its window, the journal          |
| the hash of a photo          | its file                                                       |
| the hash of a filed report   | its file                                                       |
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """`kind` and `id` name a row (`visit` 17), `what` says in words how it differs."""

    kind: str
    id: int
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}: {self.what}"


def list_differing(stored: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
    """The names in `told` that are stored otherwise, or not at all."""
    return [name for name, value in told.items() if stored.get(name) != value]
