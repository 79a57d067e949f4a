"""A year sealed from its raw rows: so many sites, 122 windows, one visit for each obligation.

Sealed twice. First as the worst case: every obligation tells something else than its visits, so
that each is mended. Then as in life: crediting has kept them right, nothing is mended. Both give
the same digests. PostGIS; memory is the most that this process ever held.
"""

import resource
import tempfile
import time
from pathlib import Path

from sqlalchemy import delete, func, select, update

from backend.app import create_app
from backend.core import clock, config
from backend.figures.seals.models import Adjustment, Seal, SealedFigures
from backend.figures.seals.service import seal_next
from backend.patrol.cycles.models import WindowRow
from backend.staff.extensions import db
from bench.coverage import fill
from tests.support.cluster import cluster
from tests.support.served import prepare

YEAR = 122
PROVISIONAL = 3  # the demo's own windows, which come after


def measure(sites: int, windows: int = YEAR) -> None:
    """Fill one database, seal it twice, print seconds, obligations per second and memory."""
    with cluster() as server, tempfile.TemporaryDirectory(prefix="patrol-bench-") as folder:
        url = server.create("sealing")
        prepare(Path(folder), url)
        print(f"\nfilling in {sites:,} sites, {windows} windows", flush=True)
        with server.connect("sealing") as connection:
            fill(connection, sites, windows + PROVISIONAL)
        app = create_app(config.load({"DATA": folder, "DATABASE_URL": url}))
        with app.app_context():
            forget()
            before = peak_mb()
            first = sealed("each of them mended")
            forget()
            assert sealed("nothing to mend") == first, "the same rows, another seal"
            print(f"memory {before:.0f} MB before, {peak_mb():.0f} MB at most", flush=True)
            db.engine.dispose()


def sealed(how: str) -> list[str]:
    """Seals all that may be; the digests in the order of windows."""
    begun, own, now = time.perf_counter(), time.process_time(), clock.now()
    while seal_next(now):
        db.session.commit()
    db.session.commit()
    took, own = time.perf_counter() - begun, time.process_time() - own
    rows = db.session.execute(select(Seal).order_by(Seal.window_id)).scalars().all()
    number = sum(row.obligations for row in rows)
    mended = sum(row.mended for row in rows)
    print(
        f"{len(rows)} windows, {number:,} obligations, {mended:,} mended: {took:6.1f} s,"
        f" of which {own:.1f} s of this process, {number / took:,.0f} a second ({how})",
        flush=True,
    )
    return [row.digest for row in rows]


def forget() -> None:
    """As if nothing had been sealed."""
    for model in (Adjustment, SealedFigures, Seal):
        db.session.execute(delete(model))
    db.session.execute(update(WindowRow).values(sealed_at=None))
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(Seal)) == 0


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
