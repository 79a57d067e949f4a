"""The rules of the house, as tests: who imports whom, what is pure, and how large files grow."""

import ast
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from alembic.config import Config as MigrationsConfig
from alembic.script import ScriptDirectory

from backend.app import create_app
from backend.core import config, signing
from backend.staff.access import access_of

pytestmark = pytest.mark.fast

ROOT = Path(__file__).parent.parent
BACKEND = ROOT / "backend"
SIZES = ("backend", "tests", "bench")

# A wing imports only wings listed above it, a feature only features before it in its wing.
WINGS: dict[str, tuple[str, ...]] = {
    "core": (),
    "geo": (),
    "staff": (),
    "records": ("audit", "job_runs", "photos", "tiles"),
    "registry": ("areas", "accounts", "devices", "kinds", "sites", "handovers"),
    "messages": ("notices",),
    "patrol": ("cycles", "redraws", "checkins", "rescue", "findings", "waiting"),
    "figures": ("seals", "cells", "coverage", "reports", "integrity", "burden", "sync"),
    "oversight": ("escalation", "cross_checks", "rankings", "accountability"),
    "office": ("setup",),
    "tips": ("host", "groups", "pay_desk", "inbox"),
    "demo": (),
    "cli": (),
    "app": (),
    "jobs": (),
}
ORDER = list(WINGS)
# Pure: the rules, and what they are made of. They see no framework and no database.
PURE = {
    "core/files",
    "core/rounding",
    "core/texts",
    "core/values",
    "demo/geography",
    "demo/history",
    "demo/names",
    "demo/people",
    "demo/places",
    "demo/site_shapes",
    "demo/visits",
    "figures/burden/rules",
    "figures/cells/rules",
    "figures/integrity/rules",
    "figures/reports/rules",
    "figures/seals/rules",
    "figures/sync/rules",
    "geo/measure",
    "messages/notices/rules",
    "oversight/accountability/rules",
    "oversight/cross_checks/comparing",
    "oversight/cross_checks/sampling",
    "oversight/escalation/digest",
    "oversight/escalation/rules",
    "oversight/rankings/rules",
    "patrol/checkins/marks",
    "patrol/checkins/rules",
    "patrol/cycles/rules",
    "patrol/cycles/results",
    "patrol/findings/rules",
    "patrol/redraws/rules",
    "patrol/rescue/rules",
    "records/audit/rules",
    "records/job_runs/rules",
    "records/tiles/rules",
    "registry/accounts/device_names",
    "registry/accounts/rules",
    "registry/handovers/rules",
    "registry/kinds/answers",
    "registry/kinds/checklist",
    "registry/kinds/fields",
    "registry/kinds/questions",
    "registry/sites/checkpoint_rules",
    "registry/sites/rules",
    "staff/codes",
    "tips/groups/rules",
    "tips/host/code",
    "tips/host/contents",
    "tips/host/rules",
    "tips/host/encryption",
    "tips/inbox/reading",
    "tips/inbox/rules",
    "tips/pay_desk/rules",
}
IMPURE_LIBRARIES = {"flask", "flask_smorest", "flask_sqlalchemy", "sqlalchemy", "geoalchemy2"}
# The reading of a document needs its schema; else schemas are for routes.
READS_SCHEMAS = {
    "board_schemas",
    "change_schemas",
    "routes",
    "schemas",
    "document",
    "exemption_schemas",
    "openapi",
    "app",
    "published",
}
# What the citizens' side may know of the rest: the floor that knows nobody, and how a photo is
# read. Places and groups reach it as a file.
HOST_KNOWS = {"core", "geo"} | {
    f"records/photos/{name}" for name in ("capture", "inspect", "mending", "rendition")
}
# The rule who may open a tip stands in `visibility`. The others answer no member of the staff: they
# find a citizen's own tip by her code, delete, or work on a tip that the inbox has found.
FIND_TIPS = {
    "tips/host/handling",
    "tips/host/thread_answer",
    "tips/host/retention",
    "tips/host/service",
    "tips/inbox/visibility",
}
FINDING = {"select", "exists", "get", "get_one", "join", "update", "delete"}
KNOW_HOST = {"tips", "demo", "cli", "app", "jobs"}


def modules() -> Iterator[tuple[str, Path]]:
    """(wing, path) of every module of the backend; app, cli and jobs are wings of one file."""
    for path in sorted(BACKEND.rglob("*.py")):
        parts = path.relative_to(BACKEND).with_suffix("").parts
        if path.read_text(encoding="utf-8"):  # the marks of packages are empty
            yield parts[0], path


@cache
def imports(path: Path) -> list[tuple[str, ...]]:
    """The dotted names that a module imports, each as a tuple of its parts."""
    return list(_imports(path))


def _imports(path: Path) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield tuple(alias.name.split("."))
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield (*node.module.split("."), alias.name)


def ours(path: Path) -> Iterator[tuple[str, ...]]:
    """The imports from the backend, without its name."""
    for first, *rest in imports(path):
        if first == "backend" and rest:
            yield tuple(rest)


def starts(dotted: tuple[str, ...], known: set[str]) -> bool:
    """Whether a dotted name is one of the known ones, or lies in one of them."""
    return any("/".join(dotted[:count]) in known for count in range(1, len(dotted) + 1))


ALL = list(modules())
NAMES = [str(path.relative_to(BACKEND)) for _, path in ALL]


def place(wing: str, rest: list[str]) -> tuple[int, int]:
    """Where a module stands in the order: its wing, and its feature in the wing."""
    features = WINGS[wing]
    return ORDER.index(wing), features.index(rest[0]) if features and rest else -1


@pytest.mark.parametrize(("wing", "path"), ALL, ids=NAMES)
def test_imports_run_one_way(wing: str, path: Path) -> None:
    own = place(wing, list(path.relative_to(BACKEND).with_suffix("").parts[1:]))
    for other, *rest in ours(path):
        assert place(other, rest) <= own, f"{path} imports {other} {rest}"


def test_every_folder_is_a_feature_of_its_wing() -> None:
    for wing, features in WINGS.items():
        folders = {init.parent.name for init in (BACKEND / wing).glob("*/__init__.py")}
        assert folders == set(features), wing


def test_the_citizens_host_knows_no_identity_and_few_know_it() -> None:
    for wing, path in ALL:
        inside = path.is_relative_to(BACKEND / "tips/host")
        for dotted in ours(path):
            if inside:
                assert starts(dotted, HOST_KNOWS | {"tips/host"}), f"{path} imports {dotted}"
            elif starts(dotted, {"tips/host"}):
                assert wing in KNOW_HOST, f"{path} imports {dotted}"


def called(call: ast.Call) -> str:
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")


def test_only_one_module_of_the_staff_finds_tips() -> None:
    for wing, path in ALL:
        name = str(path.relative_to(BACKEND).with_suffix(""))
        if name in FIND_TIPS:
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and called(call) in FINDING:
                for each in (ast.unparse(argument).split(".")[0] for argument in call.args):
                    assert each not in ("Tip", "TipRecusal"), f"{path}:{call.lineno} in {wing}"


@pytest.mark.parametrize("pure", sorted(PURE))
def test_rules_are_pure(pure: str) -> None:
    for first, *rest in imports(BACKEND / f"{pure}.py"):
        assert first not in IMPURE_LIBRARIES
        if first == "backend":
            assert starts(tuple(rest), PURE | {"core/clock"}), rest


@pytest.mark.parametrize(("wing", "path"), ALL, ids=NAMES)
def test_layers_inside_a_feature(wing: str, path: Path) -> None:
    name = path.stem
    for dotted in ours(path):
        if name == "models":
            assert not {"service", "queries", "schemas", "routes"} & set(dotted)
        if name == "schemas":
            assert not {"models", "service", "queries", "routes"} & set(dotted)
        if "routes" in dotted:
            assert name == "app", f"{path} imports routes"
        if "schemas" in dotted:
            assert name in READS_SCHEMAS, f"{path} imports schemas"


@pytest.mark.parametrize(("wing", "path"), ALL, ids=NAMES)
def test_only_the_edges_commit_and_read_the_request(wing: str, path: Path) -> None:
    edges = {"routes", "cli", "jobs", "guard", "headers", "load", "sending"}
    source = path.read_text(encoding="utf-8")
    if wing not in ("core", "staff") and path.stem not in edges:
        assert "session.commit(" not in source
        assert not {("flask", "request"), ("flask", "g")} & set(imports(path))


@pytest.mark.parametrize(("wing", "path"), ALL, ids=NAMES)
def test_one_reader_of_the_clock(wing: str, path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if path.stem != "clock":
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
