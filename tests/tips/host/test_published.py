"""The published file: written whole, read when it changed, and never unsound."""

import json
from pathlib import Path

import pytest

from backend.core.errors import Problem
from backend.tips.host.published import NO_LISTS, NO_MAP, PublishedFiles, read, write, write_paid
from tests.tips.host.builders import Group, published_content

pytestmark = pytest.mark.fast
MAP = {"villages": []}


def test_what_was_published_is_read_and_read_again_when_it_changed(tmp_path: Path) -> None:
    files = PublishedFiles(tmp_path / "tips")
    with pytest.raises(Problem, match="tip-not-ready"):
        files.published()
    assert files.map() == NO_MAP
    group = Group()
    write(tmp_path / "tips", published_content(group), {"villages": [{"id": "1", "rings": []}]})
    first = files.published()
    assert files.published() is first
    assert first.version(group.id) == 1
    assert first.version("0" * 32) is None
    assert first.due_days(group.id) == 15
    assert first.retention.closed_days == 90
    assert json.loads(files.map())["villages"] != []
    group.version = 2
    write(tmp_path / "tips", published_content(group), MAP)
    assert files.published().version(group.id) == 2
    assert files.published().etag != first.etag
    assert {path.name for path in (tmp_path / "tips").iterdir()} == {"published.json", "map.json"}


@pytest.mark.parametrize("key", ("groups", "retention", "format"))
def test_what_is_not_sound_is_neither_written_nor_read(tmp_path: Path, key: str) -> None:
    content = published_content(Group())
    write(tmp_path, content, MAP)
    before = (tmp_path / "published.json").read_bytes()
    del content[key]
    with pytest.raises(ValueError, match=key):
        write(tmp_path, content, MAP)
    assert (tmp_path / "published.json").read_bytes() == before
    with pytest.raises(ValueError, match=key):
        read(json.dumps(content).encode())
    (tmp_path / "published.json").write_text("{")
    with pytest.raises(Problem, match="tip-not-ready"):
        PublishedFiles(tmp_path).published()


def test_lists_of_what_was_paid_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    files = PublishedFiles(tmp_path / "tips")
    assert files.paid() == NO_LISTS
    made = {"month": "2026-11", "digests": ["A" * 16]}
    write_paid(tmp_path / "tips", {"format": 1, "lists": [made]})
    before = files.paid()
    assert json.loads(before)["lists"] == [made]
    for bad in ({"month": "2026-13"}, {"digests": ["A" * 15]}, {"digests": [made]}, {"amount": 1}):
        with pytest.raises(ValueError, match="not a published file"):
            write_paid(tmp_path / "tips", {"format": 1, "lists": [made | bad]})
    assert files.paid() == before
