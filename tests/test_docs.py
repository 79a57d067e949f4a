"""The documents are true where a machine can tell: links, paths and the words of the glossary."""

import re
from itertools import chain
from pathlib import Path

import pytest

from backend.app import create_app  # noqa: F401 (loads every model)
from backend.core.database import Base
from backend.tips.host.models import TipsBase

pytestmark = pytest.mark.fast

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path.relative_to(ROOT)
    for path in chain(ROOT.glob("*.md"), (ROOT / "docs").rglob("*.md"))
    if path.name != "CHANGELOG.md"
)
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
_CODE_PATH = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|ts|vue|css|toml|typ|spec\.ts))`")
FOLDERS = ("", "backend", "h5/src", "h5")


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    broken = [link for link in _LINK.findall(text) if not (ROOT / page.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize(
    "name",
    (
        "docs/architecture.md",
        "docs/operations.md",
        "docs/glossary.md",
        "docs/security-and-privacy.md",
        "docs/tips-api.md",
        "CONTRIBUTING.md",
    ),
)
def test_paths_of_code_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    missing = [
        path
        for path in _CODE_PATH.findall(text)
        if not any((ROOT / folder / path).exists() for folder in FOLDERS)
    ]
    assert missing == []


def test_the_settings_point_to_files_that_exist() -> None:
    text = (ROOT / "backend/core/defaults.env").read_text(encoding="utf-8")
    named = set(re.findall(r"backend/[\w/.-]+\.toml", text))
    assert len(named) == len({name for name in named if (ROOT / name).is_file()}) == 2


def test_the_glossary_knows_every_folder_and_every_model() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    folders = {
        path.parent.relative_to(ROOT / "backend").as_posix()
        for path in (ROOT / "backend").rglob("__init__.py")
    } - {"."}
    models = {
        mapper.class_.__name__ for base in (Base, TipsBase) for mapper in base.registry.mappers
    }
    named = set(re.findall(r"`([^`]+)`", glossary))
    assert sorted((folders | models) - named) == []
