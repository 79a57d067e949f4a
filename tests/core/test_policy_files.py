"""Policy files as the editors of a county's office save them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.core.config import ConfigError
from backend.oversight.accountability import policy as supervision
from backend.tips.groups import policy as tips

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("load", "defaults"),
    ((supervision.load, supervision.DEFAULTS_FILE), (tips.load, tips.DEFAULTS_FILE)),
)
def test_a_mark_in_front_is_no_fault_and_another_encoding_is_named(
    tmp_path: Path, load: Callable[[str], Any], defaults: Path
) -> None:
    text = defaults.read_text(encoding="utf-8")
    file = tmp_path / "policy.toml"
    file.write_text(text, encoding="utf-8-sig")
    assert load(str(file)) == load("")
    file.write_text(f"# 县\n{text}", encoding="utf-16")
    with pytest.raises(ConfigError, match="UTF-8"):
        load(str(file))
