"""Rules for the answers to a checklist. Pure: questions, the trade of the site, answers by code.

| answer                            | what it is       |
|-----------------------------------|------------------|
| to no question of the checklist   | unknown_question |
| to a question that was not asked  | not_asked        |
| none, and the question is needed  | missing_answer   |
| of another type, or not an option | type             |
| in ``abnormal``                   | abnormal visit   |
"""

from collections.abc import Mapping, Sequence

from backend.core.values import finite
from backend.registry.kinds.questions import Question, Span, Value

LONGEST_TEXT = 500
MISSING = "missing_answer"

Answers = Mapping[str, object]


def list_asked(
    questions: Sequence[Question], trade: str | None, answers: Answers
) -> list[Question]:
    """The questions that these answers and this trade call for, in order.

    A condition looks only at earlier questions that were themselves asked.
    """
    found: dict[str, Question] = {}
    for question in questions:
        if _called_for(question, trade, answers, found):
            found[question.code] = question
    return list(found.values())


def check_answers(
    questions: Sequence[Question], trade: str | None, answers: Answers
) -> list[tuple[str, str]]:
    """Faults as (question code, fault code); an empty list means that the answers are complete."""
    known = {question.code for question in questions}
    due = {question.code: question for question in list_asked(questions, trade, answers)}
    faults = []
    for code, value in answers.items():
        if code not in due:
            faults.append((code, "not_asked" if code in known else "unknown_question"))
        elif not is_fitting(due[code], value):
            faults.append((code, "not_an_answer"))
    missing = [code for code in due if code not in answers and not due[code].optional]
    return faults + [(code, MISSING) for code in missing]


def is_abnormal(questions: Sequence[Question], answers: Answers) -> bool:
    """Whether any answer makes the visit abnormal."""
    return bool(abnormal_codes(questions, answers))


def abnormal_codes(questions: Sequence[Question], answers: Answers) -> list[str]:
    """The questions whose answers make the visit abnormal, in the order of the checklist."""
    return [
        question.code
        for question in questions
        if question.code in answers and _is_abnormal(question, answers[question.code])
    ]


def all_normal(questions: Sequence[Question], trade: str | None) -> dict[str, Value]:
    """What one tap on "一切正常" answers: the normal answer of each question that is then asked."""
    answers: dict[str, Value] = {}
    for question in questions:
        if question.normal is not None and question in list_asked(questions, trade, answers):
            answers[question.code] = question.normal
    return answers


def is_fitting(question: Question, value: object) -> bool:
    """Whether the value is of the question's type and, where it has options, one of them."""
    if question.type == "number":
        return finite(value) is not None
    if question.type == "text":
        return isinstance(value, str) and len(value) <= LONGEST_TEXT
    return isinstance(value, str) and value in question.values


def _called_for(
    question: Question,
    trade: str | None,
    answers: Answers,
    earlier: Mapping[str, Question],
) -> bool:
    when = question.when
    if when is None:
        return True
    if when.question is None:
        return trade in when.trade
    return when.question in earlier and answers.get(when.question) in when.values


def _is_abnormal(question: Question, value: object) -> bool:
    if isinstance(question.abnormal, Span):
        number = finite(value)
        return number is not None and number in question.abnormal
    return value in question.abnormal
