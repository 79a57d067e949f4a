"""An installation with the demo in it, as of this morning: loaded once and copied.

    copy_demo(data)                        # SpatiaLite, in `data`; kept from run to run for a day
    url = copy_demo_to(server, name, data)  # PostGIS; once for all who share the cluster

Loading takes ten seconds, a copy a tenth of one: three windows are enough, where `make run`
shows ten. As of this morning, so that as much is left to
visit at night as at noon.
"""

import shutil
from pathlib import Path

from backend.core import clock
from tests.support.cheap import CHEAP
from tests.support.cluster import Cluster, dump, restore
from tests.support.kept import copy_kept
from tests.support.served import environment, execute

MORNING = """
import datetime, runpy, time_machine
from backend.core import clock
now = clock.now()
eight = clock.midnight(clock.local_date(now)) + datetime.timedelta(hours=8)
with time_machine.travel(min(now, eight), tick=True):
    runpy.run_path("bin/prepare", run_name="__main__")
"""


DUMP = "demo.dump"


def copy_demo(data: Path) -> None:
    """Into a folder that may exist."""
    copy_kept("demo", wish(), load_demo, data)


def copy_demo_to(server: Cluster, name: str, data: Path) -> str:
    """A database of that name, its URL, and in `data` the keys and photos that belong to it."""
    made = server.folder / "demo"
    template = server.template("demo", lambda url: restore_demo(url, made))
    shutil.copytree(made, data, dirs_exist_ok=True, ignore=shutil.ignore_patterns(DUMP))
    return server.create(name, template)


def restore_demo(url: str, to: Path) -> None:
    """Fill the database from what is kept; if nothing is, load it and keep it."""
    is_loaded = False

    def load_and_dump(folder: Path) -> None:
        nonlocal is_loaded
        load_demo(folder, url)
        dump(url, folder / DUMP)
        is_loaded = True

    copy_kept("server_demo", wish(), load_and_dump, to)
    if not is_loaded:
        restore(url, to / DUMP)


def wish() -> str:
    return f"{clock.local_date(clock.now())} {CHEAP}"


def load_demo(data: Path, url: str = "") -> None:
    execute(environment(data, url, DEMO_WINDOWS="3"), "-c", MORNING)
