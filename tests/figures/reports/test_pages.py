"""A report fills the pages that it takes, and a county's takes one."""

from functools import partial
from io import BytesIO

import pytest
from PIL import Image, ImageOps

from backend.core.errors import text
from backend.figures.reports.pdf import compile_pages
from tests.figures.reports.composed import compose_report

pytestmark = pytest.mark.fast


def fills(parts: int, locale: str = "zh") -> list[float]:
    """How far down each page is written on, the page's number left out; 1 is the edge."""
    pages = compile_pages(
        compose_report(parts, locale=locale), partial(text, locale, "report"), "png"
    )
    return [written(page) for page in (pages if isinstance(pages, list) else [pages])]


def written(page: bytes) -> float:
    with Image.open(BytesIO(page)) as picture:
        grey = picture.convert("L")
    body = grey.crop((0, 0, grey.width, round(grey.height * 0.92)))
    box = ImageOps.invert(body).getbbox()
    return box[3] / grey.height if box else 0.0


@pytest.mark.parametrize("locale", ("zh", "en"))
def test_a_county_of_fifteen_towns_fits_one_page(locale: str) -> None:
    (only,) = fills(15, locale)
    assert only > 0.75


@pytest.mark.parametrize("parts", (0, 2, pytest.param(20, marks=pytest.mark.drill), 24, 45))
def test_no_page_is_nearly_empty(parts: int) -> None:
    *full, last = fills(parts)
    assert len(full) < 2
    assert all(fill > 0.8 for fill in full)
    assert last > 0.4
