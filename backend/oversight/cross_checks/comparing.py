"""Comparing two visits to one site. Pure.

    original   cross-check            they
    none       any                    cannot be compared
    any        attempted              cannot be compared: nobody got in
    any        another result         differ
    any        the same result,       differ, by these questions
               other answers
    any        the same, all through  agree

Answers are compared where both were asked by the same version of the checklist, question by
question; a question that only one of them was asked is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ATTEMPTED = "attempted"


@dataclass(frozen=True)
class VisitAnswers:
    """What a visit found, and its answers."""

    result: str
    checklist_id: int | None
    answers: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Comparison:
    """`differing` are the codes of questions, in the order of the cross-check's answers."""

    agrees: bool
    same_result: bool
    compared: int
    differing: tuple[str, ...]


def compare(original: VisitAnswers | None, check: VisitAnswers | None) -> Comparison | None:
    """None when there is nothing to compare."""
    if original is None or check is None or check.result == ATTEMPTED:
        return None
    same_result = original.result == check.result
    both: list[str] = []
    differing: list[str] = []
    if original.checklist_id is not None and original.checklist_id == check.checklist_id:
        before = {answer["question"]: answer["value"] for answer in original.answers}
        both = [answer["question"] for answer in check.answers if answer["question"] in before]
        after = {answer["question"]: answer["value"] for answer in check.answers}
        differing = [code for code in both if before[code] != after[code]]
    return Comparison(same_result and not differing, same_result, len(both), tuple(differing))
