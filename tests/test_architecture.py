"""The rules of the house, as tests: who imports whom, what is pure, and how large files grow."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.config import Config as MigrationsConfig
from alembic.script import ScriptDirectory

from backend import config, signing
from backend.access import access_of
from backend.app import create_app

pytestmark = pytest.mark.fast

ROOT = Path(__file__).parent.parent
BACKEND = ROOT / "backend"
SIZES = ("backend", "tests", "bench")

# Left never imports right. What is not named here is the floor, below them all.
FEATURES = (
    "audit",
    "tiles",
    "photos",
    "tips",
    "areas",
    "accounts",
    "devices",
    "sites",
    "cycles",
    "redraws",
    "checkins",
    "rescue",
    "findings",
    "seals",
    "coverage",
    "notices",
    "burden",
    "reports",
    "supervision",
    "sync",
    "tip_groups",
    "pay_desk",
    "tip_inbox",
    "demo",
    "cli",
    "app",
    "jobs",
)
# Pure: the rules, and what they are made of. They see no framework and no database.
PURE = {
    "codes",
    "geo",
    "accounts/rules",
    "audit/rules",
    "burden/rules",
    "checkins/marks",
    "checkins/rules",
    "cycles/rules",
    "cycles/worth",
    "demo/geography",
    "demo/history",
    "demo/names",
    "demo/people",
    "demo/places",
    "demo/shapes",
    "demo/tiling",
    "demo/visits",
    "findings/rules",
    "notices/digest",
    "notices/rules",
    "redraws/rules",
    "reports/rules",
    "rescue/rules",
    "seals/rules",
    "sites/answers",
    "sites/checklist",
    "sites/fields",
    "sites/questions",
    "sites/rules",
    "supervision/comparing",
    "supervision/ranking",
    "supervision/sampling",
    "supervision/steps",
    "sync/rules",
    "tips/code",
    "tips/contents",
    "tips/rules",
    "tips/sealing",
    "pay_desk/rules",
    "tip_groups/rules",
    "tip_inbox/reading",
    "tip_inbox/rules",
    "tiles/rules",
}
IMPURE_LIBRARIES = {"flask", "flask_smorest", "flask_sqlalchemy", "sqlalchemy", "geoalchemy2"}
# The reading of a document needs its schema; else schemas are for routes.
READS_SCHEMAS = {
    "board_schemas",
    "routes",
    "schemas",
    "document",
    "kind_schemas",
    "exemption_schemas",
    "openapi",
    "app",
    "published",
}
# What the citizens' side may know of the rest: the floor that knows nobody, and how a photo is
# read. Places and groups reach it as a file.
TIPS_KNOWS = {
    "bodies",
    "clock",
    "config",
    "database",
    "errors",
    "logs",
    "signing",
    "wire",
    "photos/capture",
    "photos/inspect",
    "photos/rendition",
}
KNOW_TIPS = {"tips", "tip_groups", "tip_inbox", "app", "cli", "jobs", "demo"}


def modules() -> Iterator[tuple[str, str, Path]]:
    """(feature or "" for the floor, name, path) of every module of the backend."""
    for path in sorted(BACKEND.rglob("*.py")):
        parts = path.relative_to(BACKEND).with_suffix("").parts
        if len(parts) == 1:
            name = parts[0]
            yield (name if name in FEATURES else "", name, path)
        else:
            yield (parts[0], parts[-1], path)


def imports(path: Path) -> Iterator[tuple[str, ...]]:
    """The dotted names that a module imports, each as a tuple of its parts."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield tuple(alias.name.split("."))
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield (*node.module.split("."), alias.name)


def ours(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(feature or "" for the floor, rest of the name) of the imports from the backend."""
    for first, *rest in imports(path):
        if first == "backend" and rest:
            feature = rest[0] if rest[0] in FEATURES else ""
            yield feature, tuple(rest)


ALL = list(modules())
NAMES = [str(path.relative_to(BACKEND)) for _, _, path in ALL]


@pytest.mark.parametrize(("feature", "name", "path"), ALL, ids=NAMES)
def test_imports_run_one_way(feature: str, name: str, path: Path) -> None:
    rank = FEATURES.index(feature) if feature else -1
    for other, dotted in ours(path):
        assert other == "" or FEATURES.index(other) <= rank, f"{name} imports {dotted}"


def test_the_citizens_side_knows_no_identity_and_few_know_it() -> None:
    for feature, name, path in ALL:
        for other, dotted in ours(path):
            if other == "tips":
                assert feature in KNOW_TIPS, f"{path} imports {dotted}"
            elif feature == "tips":
                known = {"/".join(dotted[:1]), "/".join(dotted[:2])} & TIPS_KNOWS
                assert known, f"{name} imports {dotted}"


@pytest.mark.parametrize("pure", sorted(PURE))
def test_rules_are_pure(pure: str) -> None:
    for first, *rest in imports(BACKEND / f"{pure}.py"):
        assert first not in IMPURE_LIBRARIES
        if first == "backend":
            assert rest[0] == "clock" or {"/".join(rest[:1]), "/".join(rest[:2])} & PURE, rest


@pytest.mark.parametrize(("feature", "name", "path"), ALL, ids=NAMES)
def test_layers_inside_a_feature(feature: str, name: str, path: Path) -> None:
    for _, dotted in ours(path):
        if name == "models":
            assert not {"service", "queries", "schemas", "routes"} & set(dotted)
        if name == "schemas":
            assert not {"models", "service", "queries", "routes"} & set(dotted)
        if "routes" in dotted:
            assert name == "app", f"{path} imports routes"
        if "schemas" in dotted:
            assert name in READS_SCHEMAS, f"{path} imports schemas"


@pytest.mark.parametrize(("feature", "name", "path"), ALL, ids=NAMES)
def test_only_the_edges_commit_and_read_the_request(feature: str, name: str, path: Path) -> None:
    edges = {"routes", "cli", "jobs", "guard", "load"}
    source = path.read_text(encoding="utf-8")
    if feature and name not in edges:
        assert "session.commit(" not in source
        assert not {("flask", "request"), ("flask", "g")} & set(imports(path))


@pytest.mark.parametrize(("feature", "name", "path"), ALL, ids=NAMES)
def test_one_reader_of_the_clock(feature: str, name: str, path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if name != "clock":
        for reading in ("datetime.now(", "utcnow(", "time.time(", "date.today("):
            assert reading not in source


def test_every_route_carries_a_mark(tmp_path: Path) -> None:
    settings = config.load({"DATA": str(tmp_path)})
    signing.create_key(settings.keys)
    views = create_app(settings).view_functions
    assert [name for name, view in views.items() if access_of(view) is None] == []


def test_the_migrations_have_one_head() -> None:
    for folder in ("migrations", "migrations/tips"):
        migrations = MigrationsConfig()
        migrations.set_main_option("script_location", str(ROOT / folder))
        assert len(ScriptDirectory.from_config(migrations).get_heads()) == 1


def test_files_fit_a_screen_or_three() -> None:
    paths = [path for folder in SIZES for path in sorted((ROOT / folder).rglob("*.py"))]
    texts = {path: path.read_text(encoding="utf-8").splitlines() for path in paths}
    assert {str(path): len(text) for path, text in texts.items() if len(text) > 300} == {}
    # What is on a screen: lines that hold something, in files that do.
    full = [sum(map(bool, text)) for path, text in texts.items() if BACKEND in path.parents]
    sizes = sorted(filter(None, full))
    assert statistics.median(sizes) <= 80
    assert sizes[len(sizes) * 9 // 10] <= 200
