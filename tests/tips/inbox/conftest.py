"""Two groups with members, and tips for the first.

Twenty-five requests make the groups: they are made once for a module, and whatever a test does to
them is undone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from tests.conftest import rolled_back, undone
from tests.support.builders import Cast
from tests.tips.groups.staff import Staff


@dataclass(frozen=True)
class Groups:
    """`above` supervises `own`; lin and mei read for own, tao for other, wen for above."""

    own: str
    other: str
    above: str


def make_groups(staff: Staff) -> Groups:
    above = staff.staffed("discipline", "wen", office="县纪委监委")
    own = staff.staffed("emergency", "lin", "mei", supervisor=above)
    return Groups(own, staff.staffed("police", "tao", office="县公安局"), above)


@pytest.fixture(scope="module")
def grouped(application: Flask) -> Iterator[tuple[Staff, Groups]]:
    with rolled_back(application):
        staff = Staff(application, application.extensions["cast"])
        yield staff, make_groups(staff)


@pytest.fixture
def app(application: Flask, grouped: tuple[Staff, Groups]) -> Iterator[Flask]:
    folder = application.extensions["settings"].tips.folder
    files = {path: path.read_bytes() for path in folder.iterdir()}
    with undone(application):
        yield application
    for path, content in files.items():
        path.write_bytes(content)


@pytest.fixture
def staff(app: Flask, cast: Cast, grouped: tuple[Staff, Groups]) -> Staff:
    return grouped[0].again()


@pytest.fixture
def groups(app: Flask, grouped: tuple[Staff, Groups]) -> Groups:
    return grouped[1]
