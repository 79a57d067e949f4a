"""What was answered abnormally, in the words of the checklist that was asked. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.registry.kinds.answers import abnormal_codes
from backend.registry.kinds.questions import Question, Value


def summary(
    questions: Sequence[Question], given: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The alarming answers in the order of the checklist; `given` as a check-in keeps them.

    Empty when the officer called the visit abnormal although no answer was: the note tells why.
    """
    answers = {answer["question"]: answer["value"] for answer in given}
    alarming = abnormal_codes(questions, answers)
    return [_worded(each, answers[each.code]) for each in questions if each.code in alarming]


def _worded(question: Question, value: Value) -> dict[str, Any]:
    """`label` is the wording of a chosen option; the H5 has its own words for yes and no."""
    labels = {option.value: option for option in question.options}
    chosen = labels.get(str(value))
    return {
        "question": question.code,
        "text": question.text,
        "text_en": question.text_en,
        "value": value,
        "label": chosen.text if chosen else None,
        "label_en": chosen.text_en if chosen else None,
    }
