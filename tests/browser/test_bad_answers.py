"""Visits at a front that answers in every wrong way: none lost, none twice, no haste.

The page's clock is moved on while its line rests, so that minutes of waiting take seconds; the
long form has thirty visits and waits as a person does.
"""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPerson, Product
from tests.browser.field import fewer, prepare, recorded, small_photo, unsent, visit
from tests.browser.patrol import Site
from tests.browser.person import Person
from tests.support.faulty import Fault, fronted, in_turn
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

OFFICER = "chen.wai"
ATTEMPTS = (Path(__file__).parent / "attempts.js").read_text()
FEW, MANY = 8, 30
PHOTOS = 4  # so many of the visits have one
# An item that fails a third time lets the others go first: of thirty such none would go for hours.
MOST = 2
FIRST_WAIT_MS = 2_000
LONGEST_WAIT_MS = 300_000
HEAP_BYTES = 80 * 2**20
STEP_MS = 2_000
PATIENCE_S = 1_200

Attempts = list[dict[str, Any]]


@pytest.mark.parametrize(
    ("number", "hurries"),
    (
        pytest.param(FEW, True, id="short"),
        pytest.param(MANY, False, id="long", marks=pytest.mark.drill),
    ),
)
def test_bad_answers(
    product: Product,
    person: OpenPerson,
    api: Callable[[str], Phone],
    number: int,
    hurries: bool,
) -> None:
    phone = api(OFFICER)
    sites = [item["site"] for item in phone.get("/today")["items"]]
    plan = in_turn(most=MOST)
    with fronted(product.server.port, plan, hold_s=60, takes_batches=False) as front:
        somebody = person(OFFICER, url=front.url, at=(117.0, 25.9), scripts=(ATTEMPTS,))
        somebody.expected |= {"503 POST", "503 PUT", "429 POST", "429 PUT", "404 POST"}
        if hurries:
            somebody.page.clock.install()
        uids = queue(somebody, sites, number)
        go_on(somebody.page, number, hurries)
        attempts: Attempts = somebody.page.evaluate("patrolAttempts")
        heap = heap_after_gc(somebody.page)

    visits = recorded(phone, uids)
    assert sorted(visit["id"] for visit in visits) == sorted(uids)
    photos = [photo for visit in visits for photo in visit["photos"]]
    assert [photo["arrived"] for photo in photos] == [True] * PHOTOS
    assert {arrival.fault for arrival in front.arrivals} == {*Fault, None}
    rests = rests_of(attempts)
    assert max(rests) >= MOST
    print(
        f"\n{number} visits in {len(front.arrivals)} attempts; rests in s after a failure, after "
        f"two, …: {[round(min(each) / 1000, 1) for each in rests.values()]}; "
        f"heap {heap / 2**20:.1f} MB"
    )
    assert heap <= HEAP_BYTES


def queue(somebody: Person, sites: list[Site], visits: int) -> list[str]:
    """All visits on the phone, none sent: the network is away meanwhile."""
    page, context = somebody.page, somebody.context
    prepare(page)
    context.set_offline(True)
    uids = []
    for number in range(visits):
        photos = [small_photo(900 + number)] if number < PHOTOS else []
        uids.append(visit(context, page, sites[number % len(sites)], photos))
    page.evaluate("patrolAttempts.length = 0")
    context.set_offline(False)
    return uids


def go_on(page: Page, left: int, hurries: bool) -> None:
    """Until nothing is left."""
    page.get_by_text("回今日").click()  # the button or, where another site is offered, the link
    page.get_by_text("条还没上传").click()
    while left:
        if hurries:
            page.clock.fast_forward(STEP_MS)
            left = unsent(page)
        else:
            left = fewer(page, left, PATIENCE_S)


def rests_of(attempts: Attempts) -> dict[int, list[float]]:
    """Milliseconds from a failure to the next attempt, by how many failed in a row; never less
    than the doubling from two seconds, never more than its longest and a quarter.
    """
    found: dict[int, list[float]] = {}
    row = 0
    for failed, after in pairwise(attempts):
        if failed["together"] and not (failed["ok"] or after["together"]):
            continue  # an answer that was not understood: they go one by one, at once
        row = 0 if failed["ok"] else row + 1
        if row:
            rest = after["began"] - failed["ended"]
            assert FIRST_WAIT_MS * 2 ** (row - 1) <= rest <= 1.25 * LONGEST_WAIT_MS + STEP_MS
            found.setdefault(row, []).append(rest)
    return found


def heap_after_gc(page: Page) -> int:
    """Bytes that the page holds on to."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    usage = session.send("Runtime.getHeapUsage")
    return int(usage["usedSize"] + usage.get("backingStorageSize", 0))
