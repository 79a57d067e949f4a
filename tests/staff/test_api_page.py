"""docs/api.md says what the routes do."""

from pathlib import Path
from typing import Any

import pytest

from backend.app import create_app
from backend.core import config, signing
from backend.staff import openapi, openapi_page

pytestmark = pytest.mark.fast

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    settings = config.load({"DATA": str(tmp_path_factory.mktemp("data"))})
    signing.create_key(settings.keys)
    app = create_app(settings)
    with app.app_context():
        return openapi.document(app)


def test_the_page_is_current(document: dict[str, Any]) -> None:
    assert PAGE.read_text(encoding="utf-8") == openapi_page.page(document)


def test_every_operation_has_its_line(document: dict[str, Any]) -> None:
    operations = sum(
        method in openapi_page._METHODS for path in document["paths"].values() for method in path
    )
    lines = openapi_page.page(document).splitlines()
    assert sum(line.startswith(("| `GET", "| `P", "| `DELETE")) for line in lines) == operations


def test_who_may_call_stands_beside_it(document: dict[str, Any]) -> None:
    page = openapi_page.page(document)
    assert "| `GET /receipts/{code}` | " in page
    for address, who in (
        ("GET /audit", "`audit.read`"),
        ("POST /tokens", "anybody"),
        ("GET /me", "signed in"),
    ):
        line = next(line for line in page.splitlines() if line.startswith(f"| `{address}` |"))
        assert line.endswith(f"| {who} |")
