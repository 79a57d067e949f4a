"""The demo's map tiles the county, and is what its generator draws."""

import pytest
import shapely

from backend.demo.geography import GRIDS, Geography, load_geography
from tests.demo.map import make_grids


@pytest.fixture(scope="module")
def county() -> Geography:
    return load_geography()


def test_counts(county: Geography) -> None:
    assert (len(county.towns), len(county.villages), len(county.grids)) == (15, 263, 263)
    codes = [region.code for region in county.regions]
    assert len(set(codes)) == len(codes)
    known = set(codes)
    assert all(region.parent in known for region in county.regions if region.level != "county")


def test_grids_tile_the_county_without_gap_or_overlap(county: Geography) -> None:
    outline = make_grids.outline()
    shapes = [grid.shape for grid in county.grids]
    assert all(shape.is_valid and not shape.is_empty for shape in shapes)
    assert shapely.coverage_is_valid(shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(outline.area, rel=1e-6)
    assert county.county.shape.symmetric_difference(outline).area < outline.area * 1e-5


def test_towns_and_villages_are_of_one_piece(county: Geography) -> None:
    for region in (*county.towns, *county.villages):
        assert len(region.shape.geoms) == 1, region.name
        assert not region.shape.geoms[0].interiors, region.name


def test_streets_are_smaller_than_towns(county: Geography) -> None:
    areas = {town.name: town.shape.area for town in county.towns}
    streets = [area for name, area in areas.items() if name.endswith("街道")]
    towns = [area for name, area in areas.items() if name.endswith("镇")]
    assert len(streets) == 4
    assert max(streets) < min(towns)


def test_the_generator_draws_this_very_file() -> None:
    assert make_grids.text() == GRIDS.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("official", "spoken"),
    (
        ("将军山社区居委会", "将军山社区"),
        ("东门居委会", "东门社区"),
        ("槐林社区居民委员会", "槐林社区"),
        ("下渡村委会", "下渡村"),
        ("坚村村委会", "坚村村"),
    ),
)
def test_names_as_people_say_them(official: str, spoken: str) -> None:
    assert make_grids.village_name(official) == spoken
