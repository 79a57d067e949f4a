"""What a check-in asks of PostgreSQL: few round trips, and nothing is parsed or planned anew."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from backend.core import clock
from backend.staff.extensions import db
from tests.records.photos.samples import photo
from tests.support.at_once import own_world
from tests.support.builders import Cast, make_site, visit

PREPARED_AFTER = 5  # executions: psycopg's prepare_threshold
PLANNED_BEFORE = 5  # a plan is kept: PostgreSQL's choose_custom_plan
MOST = 10
PARSE = r'Parse\t "\S*" "(?!BEGIN|COMMIT)'
_PLANNED_OFTEN = text(
    "SELECT statement, custom_plans FROM pg_prepared_statements WHERE custom_plans > :most"
)


class Talk:
    """What is said between the product and PostgreSQL, by libpq's own record."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = path.open("wb")

    @contextmanager
    def recorded(self, engine: Any) -> Iterator[None]:
        """Inside, every new connection writes to the record."""

        def trace(connection: Any, _record: Any) -> None:
            connection.pgconn.trace(self.file.fileno())

        event.listen(engine, "connect", trace)
        engine.dispose()
        try:
            yield
        finally:
            event.remove(engine, "connect", trace)
            engine.dispose()
            self.file.close()

    def count(self, pattern: str) -> int:
        return len(re.findall(rf"\t{pattern}", self.path.read_text(errors="replace")))


@pytest.fixture(scope="module")
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Cast]]:
    asks: Any = SimpleNamespace(param="postgis", getfixturevalue=request.getfixturevalue)
    with own_world(asks, tmp_path_factory.mktemp("trips"), "trips") as found:
        yield found


def test_ten_round_trips_and_nothing_parsed_or_planned_anew(
    world: tuple[Flask, Cast], tmp_path: Path
) -> None:
    app, cast = world
    with app.app_context():
        site = make_site(cast)
        db.session.commit()
        engine = db.engine
    talk = Talk(tmp_path / "talk")
    with talk.recorded(engine):
        for number in range(2 * PREPARED_AFTER + PLANNED_BEFORE):
            check_in(app, cast, site, number)
        trips, parsed = talk.count("ReadyForQuery"), talk.count(PARSE)
        check_in(app, cast, site, 99)
        assert talk.count("ReadyForQuery") - trips <= MOST
        assert talk.count(PARSE) == parsed
        with engine.connect() as connection:
            assert connection.execute(_PLANNED_OFTEN, {"most": PLANNED_BEFORE}).all() == []


def check_in(app: Flask, cast: Cast, site: Any, number: int) -> None:
    """Text and photo of a visit, over HTTP."""
    client, headers = app.test_client(), cast.officer.headers
    content = photo("jpeg") + number.to_bytes(4, "big")
    sha256 = hashlib.sha256(content).hexdigest()
    announced = {"sha256": sha256, "original_sha256": None, "captured_at": None, "source": "camera"}
    document = visit(app, cast, site, now=clock.now(), photos=[announced])
    sent = client.post("/api/v1/checkins", data=json.dumps(document), headers=headers)
    assert sent.status_code == 201, sent.text
    assert client.put(f"/api/v1/photos/{sha256}", data=content, headers=headers).status_code == 201
