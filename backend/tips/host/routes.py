"""The addresses of the citizens' host. Nothing secret in any of them: codes travel in one body."""

from flask import Blueprint, Response, jsonify, request

from backend.core import clock, readiness
from backend.core.base64url import encode
from backend.core.database import reading
from backend.tips.host import arrivals, forms, headers, picture, retention, service, website
from backend.tips.host.budgets import Payer
from backend.tips.host.database import engine, session
from backend.tips.host.hardening import harden
from backend.tips.host.models import Tip
from backend.tips.host.state import get_files, get_settings, get_state
from backend.tips.host.thread_answer import create_answer, fixed_duration
from backend.tips.host.tickets import Ticket

SLIP = "patrol369 tip slip 1"
BINARY = "application/octet-stream"

blp = Blueprint("tips", __name__)


@blp.get("/healthz")
def health() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blp.get("/readyz")
def ready() -> Response:
    """The database answers too, and tips can be taken."""
    get_state()
    with reading():
        readiness.ask_database(session())
    return jsonify(status="ready")


@blp.get("/")
def entry() -> Response:
    """The page; whatever a messenger hangs on its address is not read."""
    return website.send_entry(get_files(), get_settings(), request)


@blp.get("/<path:path>")
def file(path: str) -> Response:
    return website.send_file(path, request)


@blp.get("/api/published")
def published() -> Response:
    found = get_state().files.published()
    return website.send_json(found.body, request, found.etag)


@blp.get("/api/map")
def outlines() -> Response:
    return website.send_json(get_state().files.map(), request)


@blp.get("/api/paid")
def paid() -> Response:
    """Whole lists, the same for everybody: a browser never says which voucher it looks for."""
    return website.send_json(get_files().paid(), request)


@blp.get("/api/challenge")
def challenge() -> Response:
    query = forms.checked(forms.ChallengeQuery, request.args.to_dict())
    return jsonify(get_state().proofs.create_challenge(query["purpose"], clock.now()))


@blp.post("/api/open")
def open_() -> Response:
    """Hardens a code. Known and unknown ones cost the same and answer alike."""
    form = forms.read(forms.OpenForm, request)
    spent = get_state().proofs.spend(form["proof"], form["purpose"], clock.now())
    session().commit()  # before the dear part: a proof is spent whatever comes
    hard = harden(form["auth"], get_state().keys, get_state().cost)
    ticket = get_state().tickets.create(hard, spent, form["purpose"], clock.now())
    answer = {"share": encode(hard.share), "ticket": ticket}
    if form["purpose"] == "open":
        answer["page"] = _thread_answer(hard.lookup, hard.share, None)
    return jsonify(answer)


@blp.post("/api/tips")
def send() -> tuple[Response, int]:
    form = forms.read(forms.TipForm, request)
    ticket = _ticket(form["ticket"])
    state, new = get_state(), forms.tip_of(form)
    tip = service.receive(new, ticket, state.keys, state.files.published(), _payer(ticket))
    session().commit()
    days = {name: getattr(tip, name).isoformat() for name in ("day", "due_day", "delete_after")}
    return jsonify(days), 201


@blp.post("/api/photos")
def send_photo() -> tuple[Response, int]:
    """One photo as it is; re-encoded and encrypted in memory."""
    names = {"ticket": "X-Ticket", "item": "X-Item", "n": "X-N"}
    given = {
        name: request.headers[header] for name, header in names.items() if header in request.headers
    }
    form = forms.checked(forms.PhotoHeaders, given)
    request.max_content_length = 1 << 40  # `arrivals` has a limit of its own
    ticket = _ticket(form["ticket"])
    with reading():
        tip_id = service.tip_of(ticket).id
        session().rollback()  # no transaction stays open while a phone sends
    get_state().proofs.load.add()
    with arrivals.reserve_place(tip_id, arrivals.end_reading(request.environ)) as arrival:
        body = arrival.read(request.stream)
        _payer(ticket).pay_try()
        session().commit()  # before the dear part: a try is paid for whatever comes
        found = picture.reencode(body)
    tip = service.tip_of(ticket)
    item = service.encrypt_photo(tip, form["item"], form["n"], found)
    service.add_photo(tip, item, get_state().keys, _payer(ticket))
    session().commit()
    return jsonify(removed=found.removed), 201


@blp.post("/api/thread/read")
def read() -> Response:
    form = forms.read(forms.ReadForm, request)
    ticket = _ticket(form["ticket"])
    return jsonify(page=_thread_answer(ticket.lookup, ticket.share, form["after"]))


@blp.post("/api/thread/items")
def send_text() -> tuple[Response, int]:
    form = forms.read(forms.MessageForm, request)
    ticket = _ticket(form["ticket"])
    service.add_text(service.tip_of(ticket), form["item"], get_state().keys, _payer(ticket))
    session().commit()
    return jsonify({}), 201


@blp.post("/api/thread/photo")
def photo() -> Response:
    form = forms.read(forms.PhotoForm, request)
    with reading():
        sealed = service.get_encrypted_item(_tip(form["ticket"]), form["id"])
    return Response(sealed, content_type=BINARY)


@blp.post("/api/thread/withdraw")
def withdraw() -> tuple[str, int]:
    form = forms.read(forms.WithdrawForm, request)
    tip = _tip(form["ticket"])
    if form["item"] is None:
        service.withdraw(tip)
    else:
        service.withdraw_item(tip, form["item"], get_state().keys)
    session().commit()
    retention.empty_log(engine())
    return "", 204


@blp.post("/api/thread/slip")
def slip() -> Response:
    """A signed proof that a tip was filed on its day; shows nothing without the code."""
    form = forms.read(forms.SlipForm, request)
    with reading():
        tip = _tip(form["ticket"])
    county = get_state().files.published().content["county"]["name"]
    claims = {
        "commitment": encode(form["commitment"]),
        "day": tip.day.isoformat(),
        "county": county,
    }
    return jsonify(slip=get_state().slips.sign(SLIP, claims), key=get_state().slips.public)


@blp.post("/api/bye")
def bye() -> Response:
    """Lets the browser forget what it keeps of this origin, and of no other."""
    forms.read(forms.ByeForm, request)
    response = Response(status=204)
    response.headers["Clear-Site-Data"] = headers.CLEAR_SITE_DATA
    return response


def _thread_answer(lookup: bytes, share: bytes, after: bytes | None) -> str:
    with fixed_duration(), reading():
        answer = encode(create_answer(lookup, share, after))
        session().rollback()  # nothing is held while it waits
    return answer


def _payer(ticket: Ticket) -> Payer:
    return Payer(ticket.proof, get_state().limits, clock.now())


def _ticket(sealed: bytes) -> Ticket:
    return get_state().tickets.read(sealed, clock.now())


def _tip(sealed: bytes) -> Tip:
    return service.tip_of(_ticket(sealed))
