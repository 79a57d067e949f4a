"""What a checklist is made of: the same shape in TOML, in the database and on the phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Value = str | int | float

YES_NO_NA = ("yes", "no", "na")
TYPES = ("yes_no_na", "choice", "number", "text")


@dataclass(frozen=True)
class Option:
    """One answer of a choice."""

    value: str
    text: str
    text_en: str


@dataclass(frozen=True)
class Span:
    """Numbers from ``min`` to ``max``, both included; an end left out is open."""

    min: float | None = None
    max: float | None = None

    def __contains__(self, number: float) -> bool:
        above = self.min is None or number >= self.min
        return above and (self.max is None or number <= self.max)


@dataclass(frozen=True)
class When:
    """Asked only for these trades, or only after one of these answers to an earlier question."""

    trade: tuple[str, ...] = ()
    question: str | None = None
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question; ``abnormal`` holds the answers, or the numbers, that make a visit abnormal."""

    code: str
    text: str
    text_en: str
    type: str
    options: tuple[Option, ...] = ()
    normal: Value | None = None
    abnormal: tuple[Value, ...] | Span = ()
    when: When | None = None
    optional: bool = False
    help: str | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """The answers to pick from; empty for numbers and text."""
        if self.type == "yes_no_na":
            return YES_NO_NA
        return tuple(option.value for option in self.options)

    def as_json(self) -> dict[str, Any]:
        """The shape that the API shows and a checklist version stores."""
        return {
            "code": self.code,
            "text": self.text,
            "text_en": self.text_en,
            "type": self.type,
            "options": [vars(option) for option in self.options],
            "normal": self.normal,
            "abnormal": _abnormal_json(self.abnormal),
            "when": _when_json(self.when),
            "optional": self.optional,
            "help": self.help,
        }


def from_json(document: Mapping[str, Any]) -> Question:
    """The question that ``as_json`` wrote; stored documents are trusted."""
    abnormal, when = document["abnormal"], document["when"]
    return Question(
        code=document["code"],
        text=document["text"],
        text_en=document["text_en"],
        type=document["type"],
        options=tuple(Option(**option) for option in document["options"]),
        normal=document["normal"],
        abnormal=Span(**abnormal) if isinstance(abnormal, Mapping) else tuple(abnormal),
        when=_when(when) if when else None,
        optional=document["optional"],
        help=document["help"],
    )


def _when(document: Mapping[str, Any]) -> When:
    return When(
        trade=tuple(document.get("trade", ())),
        question=document.get("question"),
        values=tuple(document.get("is", ())),
    )


def _abnormal_json(abnormal: tuple[Value, ...] | Span) -> Any:
    if not isinstance(abnormal, Span):
        return list(abnormal)
    return {name: bound for name, bound in vars(abnormal).items() if bound is not None}


def _when_json(when: When | None) -> dict[str, Any] | None:
    if when is None:
        return None
    if when.question is None:
        return {"trade": list(when.trade)}
    return {"question": when.question, "is": list(when.values)}
