"""`audit verify`: each thing that was changed behind the program's back is named."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from nacl.signing import SigningKey
from sqlalchemy import delete, select, update

from backend.core import signing
from backend.figures.integrity import references
from backend.figures.reports.models import FiledReport
from backend.figures.seals.models import Seal, SealedFigures
from backend.patrol.checkins import crediting, receipts, review
from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.models import Obligation
from backend.records.audit import chain
from backend.records.audit.models import AuditRow
from backend.records.photos.models import Photo
from backend.records.photos.resources import get_resources
from backend.records.photos.storage import key_of
from backend.staff.extensions import db
from tests.figures.seals.past import CUT_OFF, LENGTH, REST, START, Past
from tests.records.photos.samples import encode, picture
from tests.records.photos.test_service import make
from tests.support.builders import Cast

NOON = START + timedelta(hours=12)
FAR = {"fix": {"lon": 117.39, "lat": 26.0, "accuracy": 5}, "place_reason": "山路塌方"}
NOBODY = {"result": "attempted", "attempt_reason": "locked", "answers": []}


@pytest.fixture
def past(app: Flask, cast: Cast) -> Past:
    """A sealed window and a running one, visits of all sorts, a photo, a linked journal."""
    past = Past(app, cast, 4)
    first, second, third, _ = past.sites
    past.send(first, NOON, NOON)
    past.send(second, NOON, NOON, **NOBODY)
    waiting = past.send(third, NOON, NOON, **FAR)
    leader = past.actor(cast.leader, NOON)
    review.decide(leader, waiting.id, "approved", "问过了", NOON + timedelta(hours=1))
    past.open(NOON + LENGTH)
    past.send(first, NOON + LENGTH, NOON + LENGTH)
    past.send(second, NOON + LENGTH, NOON + LENGTH, **FAR)
    assert past.seal(CUT_OFF + REST) == 1
    past.send(third, NOON, CUT_OFF + 2 * REST)
    make(encode(picture((60, 40))), cast.officer)
    chain.link()
    db.session.commit()
    return past


def verify(app: Flask, *options: str) -> tuple[int, list[str]]:
    """The exit code, and the lines that name something."""
    done = app.test_cli_runner().invoke(args=["audit", "verify", *options])
    lines = done.output.splitlines()
    return done.exit_code, [line for line in lines if ": " in line and " compared" not in line]


def ids(model: Any) -> list[int]:
    return list(db.session.scalars(select(model.id).order_by(model.id)))


def change(model: Any, number: int, **values: Any) -> None:
    db.session.execute(update(model).where(model.id == number).values(values))
    db.session.commit()


def test_what_nobody_touched_agrees(app: Flask, past: Past) -> None:
    done = app.test_cli_runner().invoke(args=["audit", "verify", "--all"])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[1:] == [
        "references: 6 compared, 0 differ",
        "visits: 6 compared, 0 differ",
        "journal: 6 compared, 0 differ",
        "obligations: 8 compared, 0 differ",
        "windows: 1 compared, 0 differ",
        "photos: 1 compared, 0 differ",
        "reports: 0 compared, 0 differ",
    ]


def alter_body(checkin: Checkin) -> dict[str, Any]:
    return {"body": checkin.body.replace(b"normal", b"Normal")}


@pytest.mark.parametrize("column", ("window_id", "checklist_id"))
def test_a_visit_that_refers_to_nothing_is_named(app: Flask, past: Past, column: str) -> None:
    """No constraint of the database says so."""
    number = ids(Checkin)[3]
    change(Checkin, number, **{column: 999})
    code, lines = verify(app)
    what = column.removesuffix("_id")
    assert code == 1
    assert f"visit {number}: its {what} is gone" in lines


def test_references_of_all_visits_are_looked_at(
    app: Flask, past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small the sample; of many the first are named."""
    db.session.execute(update(Checkin).values(window_id=999, checklist_id=999))
    db.session.commit()
    named = [(number, what) for number in ids(Checkin) for what in ("window", "checklist")]
    lines = [f"visit {number}: its {what} is gone" for number, what in named]
    assert [line for line in verify(app, "--sample", "1")[1] if "is gone" in line] == lines
    monkeypatch.setattr(references, "NAMED", 2)
    assert [line for line in verify(app)[1] if "is gone" in line] == lines[:4]
    told = app.test_cli_runner().invoke(args=["audit", "verify"]).output.splitlines()
    assert "references: 6 compared, 6 differ" in told


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("changed", "what"),
    (
        (alter_body, "its body is not the one of its content hash"),
        (lambda _: {"note": "一切正常"}, "its body says otherwise: note"),
        (lambda _: {"result": "abnormal"}, "its body says otherwise: result"),
        (lambda _: {"lon": 117.0}, "its body says otherwise: lon"),
        (lambda _: {"place": "near"}, "its receipt says otherwise: place"),
        (lambda _: {"credit": "probable"}, "its receipt says otherwise: credit"),
        (
            lambda row: {"captured_at": row.captured_at - timedelta(minutes=1)},
            "its receipt says otherwise: captured_at",
        ),
        (lambda row: {"receipt": row.receipt[:-4] + "AAAA"}, "its receipt is not signed by"),
        (lambda _: {"carrier_id": 1}, "the journal says otherwise in row"),
        (lambda _: {"standing": "refused"}, "it stands as refused, which neither"),
    ),
)
def test_a_visit_that_was_rewritten_is_named(
    app: Flask, past: Past, changed: Callable[[Checkin], dict[str, Any]], what: str
) -> None:
    number = ids(Checkin)[3]
    change(Checkin, number, **changed(db.session.get_one(Checkin, number)))
    code, lines = verify(app)
    (line,) = [line for line in lines if line.startswith(f"visit {number}: ")]
    assert (code, line.removeprefix(f"visit {number}: ").startswith(what)) == (1, True)


@pytest.mark.one_engine
@pytest.mark.parametrize("word", ("accept", "refuse"))
def test_a_review_in_older_words_is_read(app: Flask, past: Past, word: str) -> None:
    """Then the journal told the verdict alone."""
    row = db.session.scalars(select(AuditRow).where(AuditRow.action == "checkin.reviewed")).one()
    change(AuditRow, row.id, detail={"verdict": word})
    named = [line for line in verify(app)[1] if "neither its rules nor a review" in line]
    assert len(named) == (word == "refuse")


COARSE = {"fix": {"lon": 117.35, "lat": 26.0, "accuracy": 800}}


def test_a_coarse_fix_that_was_made_to_count_is_named(app: Flask, past: Past) -> None:
    number = past.send(past.sites[3], NOON + LENGTH, NOON + LENGTH, **COARSE).id
    db.session.commit()
    assert verify(app) == (0, [])
    change(Checkin, number, standing="counts")
    code, lines = verify(app)
    assert code == 1
    assert f"visit {number}: it stands as counts, which neither its rules nor a review say" in lines


def test_a_coarse_fix_from_before_its_limit_keeps_its_credit(app: Flask, past: Past) -> None:
    """Then the journal told nothing of how a visit stood."""
    visit = past.send(past.sites[3], NOON + LENGTH, NOON + LENGTH, **COARSE)
    lines = update(AuditRow).where(
        AuditRow.subject == "checkin", AuditRow.subject_id == str(visit.id)
    )
    db.session.execute(lines.values(detail={"content": visit.content_sha256}))
    change(Checkin, visit.id, standing="counts")
    crediting.recount([visit.site_id], START + LENGTH)
    db.session.commit()
    assert past.obligation(past.sites[3], START + LENGTH).outcome == "covered"
    assert verify(app) == (0, [])


def test_a_visit_that_was_deleted_is_named_by_the_journal(app: Flask, past: Past) -> None:
    number = ids(Checkin)[-2]
    db.session.execute(delete(Checkin).where(Checkin.id == number))
    db.session.commit()
    arrival = select(AuditRow.id).where(
        AuditRow.subject_id == str(number), AuditRow.action == "checkin.recorded"
    )
    found = db.session.scalars(arrival).one()
    assert verify(app) == (1, [f"journal {found}: its visit {number} is gone", "Error: 1 differ"])


def test_a_visit_that_nobody_sent_is_named(app: Flask, past: Past) -> None:
    number = ids(Checkin)[-2]
    row = select(AuditRow.id).where(AuditRow.subject_id == str(number))
    db.session.execute(delete(AuditRow).where(AuditRow.id.in_(row)))
    db.session.commit()
    code, lines = verify(app)
    assert code == 1
    assert f"visit {number}: the journal has no row of its arrival" in lines


def test_an_outcome_that_no_visit_gave_is_named(app: Flask, past: Past) -> None:
    running = past.obligation(past.sites[3], START + LENGTH)
    change(Obligation, running.id, outcome="covered")
    line = f"obligation {running.id}: its visits say otherwise: outcome"
    assert verify(app) == (1, [line, "Error: 1 differ"])


def test_figures_and_outcomes_changed_after_the_seal_are_named(app: Flask, past: Past) -> None:
    window = past.window().id
    db.session.execute(update(SealedFigures).values(covered=4, missed=0))
    db.session.commit()
    cell = f"grid {past.cast.grid_a}, kind {past.cast.kind_id}"
    line = f"window {window}: figures of {cell} differ: covered, missed"
    assert verify(app) == (1, [line, "Error: 1 differ"])
    missed = past.obligation(past.sites[3])
    change(Obligation, missed.id, outcome="covered")
    _, lines = verify(app)
    assert f"window {window}: 1 of its obligations are not what was sealed" in lines
    assert f"obligation {missed.id}: its visits say otherwise: outcome" in lines


def test_names_are_part_of_what_was_sealed(app: Flask, past: Past) -> None:
    window = past.window().id
    names = db.session.get_one(Seal, window).names
    renamed = names | {"areas": [[code, up, "改名"] for code, up, _ in names["areas"]]}
    db.session.execute(update(Seal).values(names=renamed))
    db.session.commit()
    line = f"window {window}: its digest is not that of its obligations, visits and names"
    assert verify(app) == (1, [line, "Error: 1 differ"])


def test_a_filed_report_that_was_changed_is_named(
    app: Flask, client: FlaskClient, past: Past
) -> None:
    number = past.window().number
    asked = f"/api/v1/reports/three-day/{number}"
    assert client.get(asked, headers=past.cast.office.headers).status_code == 200
    (filed,) = ids(FiledReport)
    change(FiledReport, filed, file=b"another")
    line = f"report {filed}: its file is not that of its hash"
    assert verify(app) == (1, [line, "Error: 1 differ"])


def test_another_digest_is_named_twice(app: Flask, past: Past) -> None:
    db.session.execute(update(Seal).values(digest="0" * 64))
    db.session.commit()
    window = past.window().id
    assert verify(app)[1][:2] == [
        f"window {window}: its digest is not that of its obligations, visits and names",
        f"window {window}: the journal names another digest",
    ]


@pytest.mark.one_engine
@pytest.mark.parametrize("fault", ("damaged", "missing"))
def test_a_file_that_is_not_whole_is_named(app: Flask, past: Past, fault: str) -> None:
    (number,) = ids(Photo)
    storage = get_resources().storage
    key = key_of("o", db.session.get_one(Photo, number).sha256)
    if fault == "missing":
        storage.delete(key)
    else:
        storage.put_bytes(key, storage.read(key)[:-40] + b"\0" * 40)
    assert verify(app) == (1, [f"photo {number}: its file is {fault}", "Error: 1 differ"])


def test_a_sample_takes_the_newest_and_as_many_at_random(app: Flask, past: Past) -> None:
    oldest, newest = ids(Checkin)[0], ids(Checkin)[-1]
    change(Checkin, newest, note="改过")
    assert verify(app, "--sample", "1")[1][0].startswith(f"visit {newest}: ")
    change(Checkin, oldest, note="改过")
    assert verify(app, "--all")[1][0].startswith(f"visit {oldest}: ")
    done = app.test_cli_runner().invoke(args=["audit", "verify", "--sample", "1"])
    counted = [line for line in done.output.splitlines() if line.startswith("visits: ")]
    assert counted[0].split(" compared")[0] in ("visits: 1", "visits: 2")


@pytest.mark.one_engine
def test_receipts_of_an_older_key_are_known_by_its_public_half(app: Flask, past: Past) -> None:
    older = signing.Signer(bytes(SigningKey.generate()))
    number = ids(Checkin)[0]
    facts = receipts.read(db.session.get_one(Checkin, number).receipt)
    change(Checkin, number, receipt=receipts.sign(older, facts))
    line = f"visit {number}: its receipt is not signed by a known key"
    assert verify(app) == (1, [line, "Error: 1 differ"])
    assert verify(app, "--key", older.public) == (0, [])
    assert verify(app, "--key", "no key")[0] == 2
