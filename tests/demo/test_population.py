"""Sites lie in their grids; people hold what the demo promises."""

from collections import Counter

import pytest
from shapely import Polygon

from backend.demo import geography, people, places
from backend.demo.people import Person
from backend.demo.places import Spot

COUNTY = geography.load_geography()
GRIDS = {grid.code: grid for grid in COUNTY.grids}


@pytest.fixture(scope="module")
def staff() -> tuple[Person, ...]:
    return people.draw_staff(COUNTY)


@pytest.fixture(scope="module")
def sites() -> tuple[Spot, ...]:
    return places.draw_sites(COUNTY)


def holders(staff: tuple[Person, ...], role: str) -> Counter[str]:
    return Counter(
        duty.area for person in staff for duty in person.assignments if duty.role == role
    )


def test_about_2500_sites_of_six_kinds_in_every_grid(sites: tuple[Spot, ...]) -> None:
    assert 2400 <= len(sites) <= 2600
    kinds = Counter(site.kind for site in sites)
    assert set(kinds) == {"rental", "forest", "industry", "venue", "abandoned", "remote"}
    assert min(kinds.values()) > 150
    assert {site.grid for site in sites} == set(GRIDS)


def test_every_site_lies_inside_its_grid(sites: tuple[Spot, ...]) -> None:
    for site in sites:
        assert site.shape.is_valid, site.name
        assert GRIDS[site.grid].shape.contains(site.shape), site.name
        assert site.shape.distance(site.shape.representative_point()) == 0


def test_names_are_unique_within_a_grid(sites: tuple[Spot, ...]) -> None:
    assert len({(site.grid, site.name) for site in sites}) == len(sites)


def test_some_forests_have_holes_and_some_have_checkpoints(sites: tuple[Spot, ...]) -> None:
    forests = [site for site in sites if site.kind == "forest"]
    shapes = [site.shape for site in forests if isinstance(site.shape, Polygon)]
    assert len(shapes) == len(forests)
    assert sum(bool(shape.interiors) for shape in shapes) > 50
    guarded = [site for site in forests if site.checkpoints]
    assert len(guarded) > 10
    assert all(site.checkpoints_required == 2 for site in guarded)


def test_only_industries_have_a_trade(sites: tuple[Spot, ...]) -> None:
    trades = Counter((site.kind, site.trade) for site in sites if site.trade)
    assert set(trades) == {("industry", trade) for trade in ("courier", "chemical", "pharmacy")}
    assert sum(trades.values()) == sum(site.kind == "industry" for site in sites)


def test_telephone_numbers_are_fictitious_and_unique(
    staff: tuple[Person, ...], sites: tuple[Spot, ...]
) -> None:
    numbers = [person.phone for person in staff] + [site.contact_phone for site in sites]
    assert all(number.startswith("1380000") and len(number) == 11 for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_every_grid_has_one_leader_and_an_officer(staff: tuple[Person, ...]) -> None:
    assert holders(staff, "leader") == dict.fromkeys(GRIDS, 1)
    assert set(holders(staff, "officer")) == set(GRIDS)


def test_officers_of_the_four_forces_serve_one_to_four_grids(staff: tuple[Person, ...]) -> None:
    officers = [person for person in staff if person.assignments[0].role == "officer"]
    assert {person.force for person in officers} == {"liaison", "police", "committee", "militia"}
    assert {len(person.assignments) for person in officers} == {1, 2, 3, 4}
    assert all(len({duty.area[:9] for duty in person.assignments}) == 1 for person in officers)


def test_the_fixed_cast(staff: tuple[Person, ...], sites: tuple[Spot, ...]) -> None:
    cast = {person.username: person for person in staff}
    assert len(cast) == len(staff)
    wang, li = cast["wang.xun"], cast["li.ge"]
    mine = {duty.area for duty in wang.assignments}
    assert len(mine) == 3
    assert {GRIDS[area].name for area in mine} >= {"将军山社区"}
    assert li.assignments[0].area in mine
    assert mine.isdisjoint(duty.area for duty in cast["chen.wai"].assignments)
    assert 25 <= sum(site.grid in mine for site in sites) <= 60
    assert [cast[name].assignments[0].role for name in ("zhao.zhen", "xian.ban")] == [
        "supervisor",
        "office",
    ]


def test_the_same_seed_gives_the_same_people_and_sites(
    staff: tuple[Person, ...], sites: tuple[Spot, ...]
) -> None:
    assert people.draw_staff(COUNTY) == staff
    assert places.draw_sites(COUNTY) == sites
