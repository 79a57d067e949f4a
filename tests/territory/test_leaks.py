"""What is in grid_a leaves no trace in any answer to those whose territory lies elsewhere.

All that can be read is read twice by each of them, with every id and filter: once while grid_a
is full and once while it is empty. The answers are the same to the byte.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import JSON, String, select

from backend.core.paging import encode_cursor
from backend.staff.extensions import db
from tests.conftest import undone
from tests.territory.conftest import opened, tries
from tests.territory.marks import MARKS, OWN, marks_in
from tests.territory.operations import Operation, manifest, operations
from tests.territory.people import ELSEWHERE, INSIDE
from tests.territory.world import World, fill_grid_a

# Reads as well, though it is asked by a POST.
SYNC = "/sync"
READS = [each for each in operations() if each.method == "GET" or each.path == SYNC]
# The journal cannot be cut by territory: who may read it holds a whole county.
JOURNAL = "/audit"

# Not written by people, or the same in all territories.
NO_MARK = {
    "accounts.password_hash",
    "audit_rows.detail",
    "checkins.flags",
    "checkins.receipt",
    "checklists.questions",
    "login_throttles.username",
    "sealed_totals.covered_by_hour",
    # Told to everybody, before they send a tip.
    "tip_groups.name",
    "tip_groups.name_en",
    "tip_groups.office",
    "tip_groups.office_en",
    "tip_vouchers.office",
}

FEWEST = 20  # addresses that anybody at all may read, whatever her role
Answers = dict[tuple[str, str], tuple[int, str]]


class Crawl:
    """Answers by (person, address): `full` and `empty` tell the state of grid_a.

    `whole`: with every value of each filter, and by everybody on the second engine, too. Else the
    people inside ask without filters, and nobody asks what her role alone forbids: `test_routes`
    shows that she is refused.
    """

    def __init__(self, world: World, *, whole: bool) -> None:
        self.world, self.whole, self.rights = world, whole, world.rights
        with undone(world.app):
            fill_grid_a(world)
            self.texts, self.marked = free_texts()
            self.addresses = [
                (read, each) for read in READS for each in addresses_of(read, world, whole)
            ]
            self.full = self.read_all((*INSIDE, *ELSEWHERE, "anonymous"))
        self.empty = self.read_all(ELSEWHERE)

    def read_all(self, people: tuple[str, ...]) -> Answers:
        return {
            (who, path): read(self.world, who, path)
            for who in people
            for operation, path in self.addresses
            if self.whole or self.reads(who, operation, path)
        }

    def reads(self, who: str, operation: Operation, path: str) -> bool:
        allowed = operation.action is None or self.rights.may(who, operation.action)
        bare = who not in INSIDE or "?" not in path
        return allowed and bare and tries(self.world, who, operation, everybody=False)

    def those_of(self, people: tuple[str, ...]) -> list[str]:
        """The people of these who have read anything."""
        readers = {who for who, _ in self.full}
        return [who for who in people if who in readers]


@pytest.fixture(
    scope="module",
    params=(False, pytest.param(True, marks=pytest.mark.drill)),
    ids=("short", "long"),
)
def crawl(request: pytest.FixtureRequest, application: Flask) -> Iterator[Crawl]:
    with opened(application) as world:
        yield Crawl(world, whole=request.param)


def test_an_empty_grid_answers_like_a_full_one(crawl: Crawl) -> None:
    faults = []
    for who in crawl.those_of(ELSEWHERE):
        public = tuple(each.path.partition("{")[0] for each in READS if each.public)
        kept = public if not crawl.rights.may(who, "audit.read") else (*public, JOURNAL)
        addresses = [path for name, path in crawl.full if name == who and not path.startswith(kept)]
        assert len(addresses) > FEWEST
        faults += [
            (who, path, crawl.full[who, path], crawl.empty[who, path])
            for path in addresses
            if crawl.full[who, path] != crawl.empty[who, path]
        ]
    assert faults == []


def test_nothing_of_it_is_told(crawl: Crawl) -> None:
    told = {
        (who, path, found)
        for (who, path), (_, text) in crawl.full.items()
        for found in marks_in(text)
        if who not in INSIDE
    }
    assert told == set()


def test_those_inside_see_what_their_roles_show(crawl: Crawl) -> None:
    inside = crawl.those_of(INSIDE)
    seen = {
        who: {
            found
            for (name, _), (_, text) in crawl.full.items()
            for found in marks_in(text)
            if name == who
        }
        for who in inside
    }
    shown = {
        who: {name for name, (_, acts) in MARKS.items() if crawl.rights.reaches(who, *acts)}
        for who in inside
    }
    assert inside
    assert seen == {who: shown[who] | OWN.get(who, set()) for who in inside}


def test_every_free_text_carries_a_mark(crawl: Crawl) -> None:
    assert crawl.texts - crawl.marked == NO_MARK, "mark the new one, or say why not"


def test_no_reading_fails(crawl: Crawl) -> None:
    strange = {
        (who, path, status)
        for (who, path), (status, _) in crawl.full.items()
        if status not in {200, 403, 404, 422} and who != "anonymous"
    }
    assert strange == set()


def free_texts() -> tuple[set[str], set[str]]:
    """The columns in which people can write what they like, and those of them with a mark."""
    texts, marked = set(), set()
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            long = isinstance(column.type, String) and (column.type.length or 0) > 64
            if long or isinstance(column.type, JSON) or column.name.endswith(("name", "phone")):
                texts.add(str(column))
                values = db.session.scalars(select(column))
                if any(marks_in(str(value)) for value in values):
                    marked.add(str(column))
    return texts, marked


def read(world: World, who: str, path: str) -> tuple[int, str]:
    """Status, and headers and body as text, without the id of the request."""
    if path == SYNC:
        answer = world.call(who, "POST", path, json=manifest(world.ids))
    else:
        answer = world.call(who, "GET", path)
    request_id = answer.headers["X-Request-Id"]
    text = f"{answer.headers}{answer.get_data().decode('utf-8', 'replace')}"
    return answer.status_code, text.replace(request_id, "")


def addresses_of(operation: Operation, world: World, every_value: bool) -> Iterator[str]:
    """With grid_a's ids in its path: bare, and with one value, or each, of each of its filters."""
    path = operation.path.format_map(world.ids)
    yield path
    for name, schema in operation.in_query.items():
        values = schema.get("enum") or filters(world)[name]  # KeyError: give the new one values
        for value in values if every_value else values[:1]:
            yield f"{path}?{name}={value}"


def filters(world: World) -> dict[str, tuple[Any, ...]]:
    """What to ask for by each filter, so that grid_a would show if it could."""
    areas = tuple(world.cast.areas[name] for name in ("grid_a", "village_a", "town", "county"))
    ids = (world.ids["site_id"], world.ids["number"], world.ids["account_id"])
    return {
        "area": areas,
        "parent": areas,
        "site": (world.ids["site_id"],),
        "q": ("mark", "13911110001", "%"),
        "subject": ("site", "account", "finding", "checkin"),
        "subject_id": ids,
        "cursor": (encode_cursor([0]), encode_cursor([10**6]), encode_cursor([0, 0])),
        "limit": (1,),
        "kind": ("rental",),
        "plan": ("three-day",),
        "window": (107, 110),
        "windows": (3,),
        "severity": (1, 2, 3),
        "from": ("2026-11-24",),
        "until": (110, "2026-11-24"),
        "actor": (world.ids["account_id"],),
        "action": ("site.create", "checkin.recorded"),
        "on": ("2026-11-24",),
        "group": (world.ids["group_id"],),
        "awaits_review": ("true", "false"),
        "mine": ("true", "false"),
        "pending": ("true", "false"),
    }
