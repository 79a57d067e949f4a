"""The served product with the demo in it, on both databases, for the drills."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.cluster import Cluster
from tests.support.demo import copy_demo, copy_demo_to
from tests.support.served import Server, served


@dataclass(frozen=True)
class Prepared:
    """A data folder and a database URL with the demo loaded; no server runs yet."""

    data: Path
    url: str


@pytest.fixture(scope="session", params=["spatialite", "postgis"])
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """One demo for all drills on a database: they only add to it."""
    data = tmp_path_factory.mktemp(f"drill-{request.param}")
    if request.param == "postgis":
        postgres: Cluster = request.getfixturevalue("postgres")
        return Prepared(data, copy_demo_to(postgres, "drill", data))
    copy_demo(data)
    return Prepared(data, "")


@pytest.fixture(scope="session")
def server(prepared: Prepared) -> Iterator[Server]:
    """The product as `make run` serves it, without the worker for jobs; one for all drills."""
    with served(prepared.data, prepared.url, LOG_LEVEL="warning") as running:
        yield running
