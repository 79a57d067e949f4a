"""Kinds from files, and the rules for answers."""

from pathlib import Path

import pytest

from backend.registry.kinds.answers import all_normal, check_answers, is_abnormal, list_asked
from backend.registry.kinds.checklist import KindSpec, load_kind, load_kinds
from backend.registry.kinds.fields import CatalogueError
from backend.registry.kinds.questions import Question, Span, When, from_json

pytestmark = pytest.mark.fast

CATALOGUE = Path(__file__).parents[3] / "backend/registry/kinds/catalogue"

SEVENTH = """
code = "harbour"
name_zh = "废弃码头"
name_en = "Old harbour"
mark_zh = "港"
mark_en = "H"
sort = 7
radius_m = 100
photos_min = 1

[[questions]]
code = "boats"
text = "停了几条船？"
text_en = "How many boats lie there?"
type = "number"
normal = 0
abnormal = { min = 1 }

[[questions]]
code = "which"
text = "什么船？"
text_en = "Which boats?"
type = "text"
optional = true
when = { question = "boats", is = [1, 2] }
"""


@pytest.fixture(scope="module")
def kinds() -> dict[str, KindSpec]:
    return {kind.code: kind for kind in load_kinds(CATALOGUE)}


def written(folder: Path, text: str) -> Path:
    path = folder / "seventh.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_six_kinds_of_the_method(kinds: dict[str, KindSpec]) -> None:
    assert [(kind.code, kind.mark_zh, kind.radius_m) for kind in kinds.values()] == [
        ("rental", "租", 60),
        ("forest", "林", 50),
        ("industry", "企", 120),
        ("venue", "所", 80),
        ("abandoned", "矿", 150),
        ("remote", "偏", 150),
    ]
    assert {kind.code: kind.coarse_m for kind in kinds.values() if kind.coarse_m != 200} == {
        "forest": 500,
        "remote": 500,
    }
    assert [kind.code for kind in kinds.values() if kind.checkpoints] == ["forest"]
    assert kinds["industry"].trades == ("courier", "chemical", "pharmacy")
    assert {kind.plan for kind in kinds.values()} == {"three-day"}


def test_a_question_survives_its_json(kinds: dict[str, KindSpec]) -> None:
    for kind in kinds.values():
        for question in kind.questions:
            assert from_json(question.as_json()) == question


def test_the_trade_selects_the_questions(kinds: dict[str, KindSpec]) -> None:
    questions = kinds["industry"].questions

    def codes(trade: str | None) -> list[str]:
        return [question.code for question in list_asked(questions, trade, {})]

    assert codes("courier") == ["operating", "real_name", "opened", "xrayed"]
    assert (
        codes("chemical")
        == codes("pharmacy")
        == [
            "operating",
            "controlled",
            "book_stock",
            "letter",
        ]
    )
    assert codes(None) == ["operating"]


def test_one_tap_gives_a_whole_and_normal_answer(kinds: dict[str, KindSpec]) -> None:
    for kind in kinds.values():
        for trade in (None, *kind.trades):
            answers = all_normal(kind.questions, trade)
            assert check_answers(kind.questions, trade, answers) == []
            assert not is_abnormal(kind.questions, answers)


def test_every_fault_is_named(kinds: dict[str, KindSpec]) -> None:
    rental = kinds["rental"].questions
    answers = dict(all_normal(rental, None)) | {
        "smell": True,
        "windows": "perhaps",
        "containers_count": 3,
        "ghosts": "yes",
    }
    del answers["utilities"]
    assert check_answers(rental, None, answers) == [
        ("smell", "not_an_answer"),
        ("windows", "not_an_answer"),
        ("containers_count", "not_asked"),
        ("ghosts", "unknown_question"),
        ("utilities", "missing_answer"),
    ]


def test_a_condition_opens_a_question_that_may_stay_empty(
    kinds: dict[str, KindSpec],
) -> None:
    rental = kinds["rental"].questions
    answers = dict(all_normal(rental, None)) | {"containers": "yes"}
    assert list_asked(rental, None, answers)[-1].code == "containers_count"
    assert check_answers(rental, None, answers) == []
    assert check_answers(rental, None, answers | {"containers_count": 4}) == []
    assert is_abnormal(rental, answers)


def test_a_condition_on_a_question_that_was_not_asked_is_not_met() -> None:
    first = Question("a", "甲", "A", "yes_no_na", when=When(trade=("courier",)))
    second = Question("b", "乙", "B", "text", when=When(question="a", values=("yes",)))
    assert list_asked((first, second), "chemical", {"a": "yes"}) == []


@pytest.mark.parametrize(
    ("number", "abnormal"),
    ((0, False), (1, True), (5, True), (5.5, False), (True, False)),
)
def test_a_span_includes_both_ends(number: float, abnormal: bool) -> None:
    question = Question("n", "几", "N", "number", abnormal=Span(1, 5))
    assert is_abnormal([question], {"n": number}) is abnormal


@pytest.mark.parametrize("value", (float("nan"), float("inf"), True, "3", None))
def test_what_is_not_a_number(value: object) -> None:
    question = Question("n", "几", "N", "number")
    assert check_answers([question], None, {"n": value}) == [("n", "not_an_answer")]


def test_a_seventh_kind_is_one_file(tmp_path: Path) -> None:
    kind = load_kind(written(tmp_path, SEVENTH))
    assert (kind.name_zh, kind.plan, kind.photos_min) == ("废弃码头", "three-day", 1)
    assert all_normal(kind.questions, None) == {"boats": 0}
    assert is_abnormal(kind.questions, {"boats": 2})
    assert check_answers(kind.questions, None, {"boats": 2, "which": "木船"}) == []


def test_the_example_of_the_documentation(tmp_path: Path) -> None:
    page = (CATALOGUE.parents[3] / "docs/kinds.md").read_text(encoding="utf-8")
    example = page.split("```toml")[1].split("```")[0]
    assert load_kind(written(tmp_path, example)).code == "school"


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    (
        ('code = "harbour"', 'code = "港口"', "seventh.toml: code:"),
        ("radius_m = 100", 'radius_m = "100"', "seventh.toml: radius_m:"),
        ("radius_m = 100", "radius = 100", "seventh.toml: radius_m:"),
        ("radius_m = 100", "radius_m = 100\ncoarse_m = 49", "seventh.toml: coarse_m:"),
        ("photos_min = 1", "photo_min = 1", "seventh.toml: photo_min:"),
        ("photos_min = 1", "checkpoints = 1", "seventh.toml: checkpoints:"),
        ('mark_zh = "港"', 'mark_zh = "港口"', "seventh.toml: mark_zh:"),
        ('text = "停了几条船？"', "", "seventh.toml: questions[1]: text:"),
        ('type = "text"', 'type = "words"', "seventh.toml: questions[2]: type:"),
        ('type = "text"', 'type = "choice"', "seventh.toml: questions[2]: options:"),
        ("normal = 0", 'normal = "none"', "seventh.toml: questions[1]: normal:"),
        ("normal = 0", "", "seventh.toml: questions: boats: normal:"),
        ("normal = 0", "normal = 3", "seventh.toml: questions: normal"),
        ("{ min = 1 }", "{ mim = 1 }", "seventh.toml: questions[1]: abnormal: mim:"),
        ("{ min = 1 }", "{}", "seventh.toml: questions[1]: abnormal: min:"),
        ('question = "boats"', 'question = "boat"', "questions[2]: when: question:"),
        ("is = [1, 2]", 'is = ["two"]', "seventh.toml: questions[2]: when: is:"),
        ('code = "which"', 'code = "boats"', "seventh.toml: questions[2]: code:"),
        ("[[questions]]", "[[question]]", "seventh.toml: questions:"),
        ("sort = 7", "sort 7", "seventh.toml: 不是有效的 TOML"),
    ),
)
def test_a_fault_names_file_and_field(tmp_path: Path, right: str, wrong: str, place: str) -> None:
    assert right in SEVENTH
    with pytest.raises(CatalogueError) as caught:
        load_kind(written(tmp_path, SEVENTH.replace(right, wrong)))
    assert place in str(caught.value)


def test_two_files_with_one_code(tmp_path: Path) -> None:
    written(tmp_path, SEVENTH)
    (tmp_path / "twin.toml").write_text(SEVENTH, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"twin\.toml: code: harbour"):
        load_kinds(tmp_path)


def test_a_file_of_notepad_is_read() -> None:
    """Notepad and Excel put a mark in front of UTF-8."""
    assert load_kind(Path(__file__).parents[2] / "vectors/bom.toml").code
