"""The table of changes, the second person, and what a stranger sees of a contact."""

import pytest

from backend.registry.sites import rules
from backend.registry.sites.rules import CHANGES, STATUSES

pytestmark = pytest.mark.fast

POSSIBLE = {
    ("suspend", "active"): "suspended",
    ("close", "active"): "closed",
    ("move", "active"): "active",
    ("resume", "suspended"): "active",
    ("close", "suspended"): "closed",
    ("move", "suspended"): "suspended",
    ("reopen", "closed"): "active",
}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("change", CHANGES)
def test_every_change_from_every_status(change: str, status: str) -> None:
    assert rules.status_after(change, status) == POSSIBLE.get((change, status))


@pytest.mark.parametrize(
    ("change", "reason", "grid_id", "photos", "faults"),
    (
        ("suspend", "装修", None, 0, []),
        ("suspend", "装修", None, 1, []),
        ("suspend", " \n", None, 0, [("reason", "reason_needed")]),
        ("close", "已拆除", None, 1, []),
        ("close", "已拆除", None, 0, [("photos", "photo_needed")]),
        ("close", "", None, 1, [("reason", "reason_needed")]),
        ("resume", "", None, 0, []),
        ("reopen", "", None, 0, []),
        ("move", "", 3, 0, []),
        ("move", "", 3, 1, [("photos", "unknown")]),
        ("move", "", None, 0, [("grid_id", "required")]),
        ("close", "", 3, 1, [("reason", "reason_needed"), ("grid_id", "unknown")]),
    ),
)
def test_what_a_request_must_say(
    change: str, reason: str, grid_id: int | None, photos: int, faults: list[tuple[str, str]]
) -> None:
    assert rules.request_faults(change, reason, grid_id, photos) == faults


@pytest.mark.parametrize(
    ("name", "shown"),
    (
        ("王小明", "王**"),
        ("王五", "王*"),
        ("欧阳锋", "欧阳*"),
        ("欧阳", "欧*"),
        ("李", "李"),
        ("", ""),
    ),
)
def test_a_name_keeps_its_surname(name: str, shown: str) -> None:
    assert rules.mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    (
        ("13800001234", "138****1234"),
        ("+8613800001234", "+86*******1234"),
        ("3612345", "*******"),
        ("", ""),
    ),
)
def test_a_phone_keeps_its_ends(phone: str, shown: str) -> None:
    assert rules.mask_phone(phone) == shown
