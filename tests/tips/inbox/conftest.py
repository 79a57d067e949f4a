"""Two groups with members, and tips for the first."""

from dataclasses import dataclass

import pytest
from flask import Flask

from tests.support.builders import Cast
from tests.tips.groups.staff import Staff


@dataclass(frozen=True)
class Groups:
    """`above` supervises `own`; lin and mei read for own, tao for other, wen for above."""

    own: str
    other: str
    above: str


@pytest.fixture
def staff(app: Flask, cast: Cast) -> Staff:
    return Staff(app, cast)


@pytest.fixture
def groups(staff: Staff) -> Groups:
    above = staff.staffed("discipline", "wen", office="县纪委监委")
    own = staff.staffed("emergency", "lin", "mei", supervisor=above)
    return Groups(own, staff.staffed("police", "tao", office="县公安局"), above)
