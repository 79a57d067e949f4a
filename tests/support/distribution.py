"""What each worker of pytest-xdist gets: a module on one engine at a time, the longest first.

So fixtures of a module are made once per engine, and no long module is left for the end. All
drills on an engine count as one module. How long they take stands in tests/durations.json:
`pytest --write-durations` renews it.
"""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

SECONDS = Path(__file__).parents[1] / "durations.json"
SHORTEST = 1.0  # seconds: what takes less need not be in the file
SPATIALITE, POSTGIS = "spatialite", "postgis"
NAMES = {SPATIALITE: SPATIALITE, "sqlite": SPATIALITE, POSTGIS: POSTGIS, "postgresql": POSTGIS}
TOGETHER = "tests/drills/"  # they share a server
PARAMETER = re.compile(rf"[\[-]({'|'.join(NAMES)})[\]-]")


def engine_of(nodeid: str) -> str:
    """The engine that a test runs on; empty when it is not one of a pair."""
    found = PARAMETER.search(nodeid)
    return NAMES[found[1]] if found else ""


def group_of(nodeid: str) -> str:
    """The tests that one worker runs in a row."""
    path = nodeid.partition("::")[0]
    if path.startswith(TOGETHER):
        path = path.rpartition("/")[0]
    return f"{path} {engine_of(nodeid)}".rstrip()


def put_longest_first(items: list[pytest.Item]) -> None:
    """Sort by group, those that take longest first; inside a group all stays as it is."""
    seconds = json.loads(SECONDS.read_text())

    def place(item: pytest.Item) -> tuple[float, str]:
        group = group_of(item.nodeid)
        return -seconds.get(group, 0.0), group

    items.sort(key=place)


def write_durations(reports: list[object]) -> None:
    """Note how long each group has taken, beside what is known of others."""
    took: defaultdict[str, float] = defaultdict(float)
    for report in reports:
        if isinstance(report, pytest.TestReport):
            took[group_of(report.nodeid)] += report.duration
    known = json.loads(SECONDS.read_text()) | {group: round(s, 1) for group, s in took.items()}
    kept = {group: known[group] for group in sorted(known) if known[group] >= SHORTEST}
    SECONDS.write_text(json.dumps(kept, indent=1) + "\n")


class LongestFirst(LoadScopeScheduling):
    """Hands out groups in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
