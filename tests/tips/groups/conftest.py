"""The staff of the tip inbox."""

import pytest
from flask import Flask

from tests.support.builders import Cast
from tests.tips.groups.staff import Staff


@pytest.fixture
def staff(app: Flask, cast: Cast) -> Staff:
    return Staff(app, cast)
