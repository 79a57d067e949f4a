"""docs/roles.md says what the program does."""

from pathlib import Path
from typing import get_args

import pytest

from backend.registry.accounts import roles_page
from backend.staff.access import ACTIONS, Action, Role

pytestmark = pytest.mark.fast

PAGE = Path(__file__).parents[3] / "docs" / "roles.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == roles_page.page()


def test_every_role_and_every_action_has_its_line() -> None:
    assert set(ACTIONS) == set(Role)
    lines = roles_page.page().splitlines()
    for name in (*Role, *get_args(Action)):
        assert sum(line.startswith(f"| `{name}` |") for line in lines) == 1


def test_a_tick_stands_where_the_table_has_it() -> None:
    line = next(line for line in roles_page.page().splitlines() if "`audit.read`" in line)
    ticks = [cell.strip() == "✓" for cell in line.split("|")[2:-2]]
    assert ticks == [role == Role.AUDITOR for role in Role]
