"""What is sent to each operation, and who gets through; a new one asks for a line here."""

from typing import Any
from uuid import uuid4

from tests.territory.call import Call
from tests.territory.drawn import REDRAW, feature
from tests.territory.operations import Operation, manifest
from tests.territory.people import PEOPLE
from tests.territory.world import PASSWORD, World
from tests.tips.groups.staff import GROUP, PASSPHRASE

NEW_PASSWORD = "another horse battery"
UNKNOWN_ID = 2**31 - 1
UNKNOWN = {  # all others: UNKNOWN_ID
    "sha256": "0" * 64,
    "code": "22222222",
    "mark_code": "22222222",
    "grid_code": "no-such-grid",
    "device_id": "00000000-0000-4000-8000-000000000000",
    "layer": "ter",
    "group_id": "0" * 32,
    "new_group_id": "0" * 32,
    "tip_id": "0" * 32,
    "item_id": "0" * 32,
}


EVERYONE = PEOPLE

EXEMPTION = {"window": 110, "cause": "weather", "reason": "台风"}
_POINT = {"type": "Point", "coordinates": [117.36, 26.0]}
_SIGN_IN = {"username": "officer", "password": PASSWORD}
_POST = {"username": "new.one", "name": "新来的", "password": NEW_PASSWORD}
_GRID_A = {"name": "第一网格grid_a", "was": "as it was read"}
_SEE_AREA = ("site.read", "coverage.read", "account.read")
_SPOT = {"name": "东坡", "lon": 117.35, "lat": 26.0}
_CORRECTS: dict[str, Any] = {"reach": ("site.write",), "version": '"1"'}
_VISIT_PARTS = ("", "/receipt", "/finding", "/photos/{sha256}")
_VISIT = {"reach": ("checkin.read",), "owners": ("officer",)}
_MEMBER = {"owners": ("leader",)}
_PAYS = {"owners": ("cashier",)}
SAID = {"id": "a" * 32, "text": "请补充时间"}
_KEYED = {"owners": ("leader", "officer"), "beside": ("colleague",)}
_PROPOSED = {"owners": ("colleague",), "beside": ("leader", "officer")}
SECRET = {"passphrase": PASSPHRASE}
_FINDING = {"reach": ("finding.read",), "owners": ("colleague",)}

CALLS: dict[str, Call] = {
    "POST /sessions": Call(lambda _, __: _SIGN_IN, owners=EVERYONE),
    "DELETE /sessions/current": Call(owners=EVERYONE),
    "POST /tokens": Call(lambda _, __: _SIGN_IN | {"name": "x", "days": 1}, owners=EVERYONE),
    "DELETE /me/sessions/{session_id}": Call(owners=("officer",)),
    "POST /me/password": Call(
        lambda _, __: {"old": PASSWORD, "new": NEW_PASSWORD}, owners=EVERYONE
    ),
    # The caller makes the id: one that somebody else made is tried in tests/registry/devices.
    "PUT /devices/{device_id}": Call(
        lambda _, __: {"name": "x"}, owners=EVERYONE, makes="device_id"
    ),
    "DELETE /devices/{device_id}": Call(owners=("officer",)),
    "POST /accounts": Call(
        lambda _, ids: _POST | {"post": {"role": "officer", "area_id": ids["area_id"]}},
        reach=("account.manage",),
        varies=("area_id",),
    ),
    "GET /accounts/{account_id}": Call(reach=("account.manage",)),
    "PATCH /accounts/{account_id}": Call(
        lambda _, __: {"name": "改过"}, reach=("account.manage",), version='"1"'
    ),
    "POST /accounts/{account_id}/password": Call(
        lambda _, __: {"password": NEW_PASSWORD}, reach=("account.manage",)
    ),
    "POST /accounts/{account_id}/assignments": Call(
        lambda world, _: {"role": "officer", "area_id": world.cast.grid_a},
        reach=("account.manage",),
    ),
    "DELETE /assignments/{assignment_id}": Call(reach=("account.manage",)),
    "POST /assignment-proposals/{proposal_id}/decision": Call(
        lambda _, __: {"verdict": "refused"}, reach=("account.confirm",)
    ),
    # Open to nobody: this installation has its people.
    "POST /setup": Call(lambda _, __: _POST | {"code": "2222"}, beside=EVERYONE),
    "POST /areas": Call(
        lambda _, ids: {"parent_id": ids["parent_id"], "areas": [{"name": "新网格"}]},
        reach=("area.write",),
        varies=("parent_id",),
    ),
    "PATCH /areas/{area_id}": Call(lambda _, __: _GRID_A, reach=("area.write",)),
    "GET /areas/{area_id}": Call(reach=_SEE_AREA),
    "GET /areas/{area_id}/grids.geojson": Call(reach=_SEE_AREA),
    "GET /areas/{area_id}/handover": Call(reach=("grid.hand_over",)),
    "POST /areas/{area_id}/handover": Call(
        lambda world, ids: {"from": world.cast.officer.id, "to": ids["taker_id"]},
        reach=("grid.hand_over",),
    ),
    "POST /handovers/{handover_id}/return": Call(reach=("grid.hand_over",)),
    # The same for all of them: this installation has no key for base maps.
    "GET /tiles/{layer}/{z}/{x}/{y}": Call(),
    "POST /sites": Call(
        lambda _, ids: {
            "name": "新点位",
            "kind": "rental",
            "grid_id": ids["area_id"],
            "geometry": _POINT,
        },
        reach=("site.write",),
        varies=("area_id",),
    ),
    "GET /sites/{site_id}": Call(reach=("site.read",)),
    "PATCH /sites/{site_id}": Call(lambda _, __: {"address": "改过"}, **_CORRECTS),
    "GET /sites/{site_id}/checkpoints": Call(reach=("site.read",)),
    "POST /sites/{site_id}/checkpoints": Call(lambda _, __: _SPOT, **_CORRECTS),
    "PATCH /sites/{site_id}/checkpoints": Call(lambda _, __: {"required": 1}, **_CORRECTS),
    "PATCH /sites/{site_id}/checkpoints/{checkpoint_id}": Call(lambda _, __: _SPOT, **_CORRECTS),
    "POST /sites/{site_id}/checkpoints/{checkpoint_id}/end": Call(**_CORRECTS),
    "POST /sites/{site_id}/changes": Call(
        lambda _, __: {"change": "suspend", "reason": "拆迁", "version": 1},
        reach=("site.read",),
        entitled=("site.write", "checkin.create"),
    ),
    "POST /site-changes/{change_id}/decision": Call(
        lambda _, __: {"verdict": "refused", "note": "不行"}, reach=("site.approve",)
    ),
    "POST /exemptions": Call(
        lambda _, ids: EXEMPTION | {"area_id": ids["area_id"], "window": 111},
        reach=("window.exempt",),
        varies=("area_id",),
    ),
    "POST /exemptions/{exemption_id}/withdrawal": Call(
        lambda _, __: {"reason": "台风没有来"}, reach=("window.exempt",)
    ),
    "POST /redraws/preview": Call(
        lambda _, ids: {"features": [feature(ids["grid_code"])]},
        reach=("grid.redraw",),
        varies=("grid_code",),
    ),
    "POST /redraws": Call(
        lambda _, ids: REDRAW | {"features": [feature(ids["grid_code"])]},
        reach=("grid.redraw",),
        varies=("grid_code",),
    ),
    "POST /redraws/{redraw_id}/cancellation": Call(reach=("grid.redraw",)),
    "GET /site-changes/{change_id}/photos/{sha256}": Call(reach=("site.read",)),
    # Named by its own bytes: there is no photo of others to find.
    "PUT /photos/{sha256}": Call(lambda world, _: world.photo, owners=EVERYONE),
    "POST /checkins": Call(
        lambda world, ids: world.document(ids["site_id"]),
        reach=("checkin.create",),
        varies=("site_id",),
    ),
    # Line by line: tests/patrol/checkins/test_batch.py.
    "POST /checkins/batch": Call(
        lambda world, ids: world.document(ids["site_id"]),
        owners=EVERYONE,
        kind="application/x-ndjson",
    ),
    # A parcel names nothing that its carrier could know or choose.
    "POST /rescues": Call(lambda world, _: world.parcel(), owners=EVERYONE),
    **{f"GET /checkins/{{number}}{part}": Call(**_VISIT) for part in _VISIT_PARTS},
    "GET /photo-marks/{mark_code}": Call(**_VISIT),
    "POST /checkins/{number}/review": Call(
        lambda _, __: {"verdict": "approved", "note": "核实过"}, reach=("checkin.review",)
    ),
    "GET /adjustments/{adjustment_id}": Call(reach=("coverage.read",)),
    "POST /adjustments/{adjustment_id}/decision": Call(
        lambda _, __: {"verdict": "refused", "note": "没去"}, reach=("adjustment.decide",)
    ),
    # Without an area each gets her own; with one: tests/figures/reports.
    "GET /reports/{plan}/{window}": Call(owners=PEOPLE),
    # All that a manifest names is answered by what the caller walks; what is not hers is "gone".
    "POST /sync": Call(lambda _, ids: manifest(ids), owners=EVERYONE),
    # The code is on the slip of paper that the visited get: nothing personal behind it.
    "GET /receipts/{code}": Call(owners=EVERYONE),
    "GET /findings/{finding_id}": Call(**_FINDING),
    "GET /findings/{finding_id}/photos/{sha256}": Call(**_FINDING),
    "POST /findings/{finding_id}/moves": Call(
        lambda _, __: {"move": "note", "text": "看过"}, entitled=("finding.handle",), **_FINDING
    ),
    "GET /notices/{notice_id}": Call(owners=("officer",)),
    "POST /notices/{notice_id}/read": Call(owners=("officer",)),
    "POST /notices/read": Call(
        lambda _, ids: {"up_to": ids["notice_id"]}, owners=("officer",), varies=("notice_id",)
    ),
    "POST /cross-checks": Call(
        lambda _, ids: ids["sample"] | {"town_id": ids["town_id"]},
        reach=("cross_check.draw",),
        varies=("town_id",),
    ),
    "GET /cross-checks/{check_id}": Call(reach=("cross_check.read",)),
    "POST /cross-checks/{check_id}/stop": Call(reach=("cross_check.draw",)),
    "POST /tip-groups": Call(
        lambda _, ids: GROUP | {"code": "fire", "area_id": ids["area_id"]},
        reach=("tip_group.manage",),
        varies=("area_id",),
    ),
    "PATCH /tip-groups/{group_id}": Call(
        lambda _, __: {"name": "改过"}, reach=("tip_group.manage",)
    ),
    "PUT /tip-groups/{group_id}/members/{account_id}": Call(reach=("tip_group.manage",)),
    "DELETE /tip-groups/{group_id}/members/{account_id}": Call(reach=("tip_group.manage",)),
    "DELETE /tip-groups/{group_id}/members/{member_id}/keys": Call(reach=("tip_group.manage",)),
    "POST /tip-groups/{group_id}/escrow-requests": Call(
        lambda _, ids: {"recipient_id": ids["newcomer_id"], "reason": "口令都忘了"},
        reach=("escrow.ask",),
    ),
    "POST /escrow-requests/{request_id}/confirmation": Call(reach=("escrow.ask",)),
    # Membership, not a role, lets somebody in; of all others none finds anything.
    "POST /tip-inbox/keys": Call(lambda _, __: SECRET, **_PROPOSED),
    "POST /tip-inbox/keys/confirmation": Call(lambda _, ids: ids["draft"], **_PROPOSED),
    "POST /tip-inbox/unlock": Call(lambda _, __: SECRET, **_KEYED),
    "POST /tip-inbox/lock": Call(owners=EVERYONE),
    "POST /tip-inbox/recovery": Call(
        lambda _, ids: SECRET | {"card": ids["card_words"]},
        beside=("officer", "colleague"),
        **_MEMBER,
    ),
    "POST /tip-inbox/passphrase": Call(
        lambda _, __: {"old": PASSPHRASE, "new": NEW_PASSWORD}, **_KEYED
    ),
    "POST /tip-inbox/groups/{new_group_id}/key": Call(**_MEMBER),
    "POST /tip-inbox/groups/{group_id}/members/{newcomer_id}": Call(**_MEMBER),
    "DELETE /tip-inbox/groups/{group_id}/membership": Call(
        owners=("leader", "officer", "colleague")
    ),
    "POST /tip-inbox/groups/{group_id}/resealing": Call(**_MEMBER),
    "POST /tip-inbox/search": Call(lambda _, __: {"text": "井"}, **_MEMBER),
    "POST /tip-inbox/spam": Call(lambda _, ids: {"tips": [ids["tip_id"]]}, **_MEMBER),
    "POST /tip-inbox/spam/return": Call(lambda _, ids: {"tips": [ids["tip_id"]]}, **_MEMBER),
    "POST /tip-inbox/tips/{tip_id}/open": Call(**_MEMBER),
    "POST /tip-inbox/tips/{tip_id}/photos/{item_id}": Call(**_MEMBER),
    "POST /tip-inbox/tips/{tip_id}/replies": Call(lambda _, __: SAID, **_MEMBER),
    "POST /tip-inbox/tips/{tip_id}/redactions": Call(lambda _, __: SAID, **_MEMBER),
    "POST /tip-inbox/tips/{tip_id}/statuses": Call(
        lambda _, __: {"id": "a" * 32, "status": "closed"}, **_MEMBER
    ),
    "POST /tip-inbox/tips/{tip_id}/transfer": Call(
        lambda _, ids: {"group": ids["above_group_id"]}, **_MEMBER
    ),
    "POST /tip-inbox/tips/{tip_id}/recusal": Call(**_MEMBER),
    "POST /tip-inbox/tips/{tip_id}/export": Call(lambda _, __: {}, **_MEMBER),
    "POST /tip-inbox/tips/{tip_id}/sites/{site_id}/findings": Call(
        lambda _, __: {"severity": 1, "text": "群众反映"}, **_MEMBER
    ),
    # Somebody else has proposed already; that one, the leader decides on.
    "POST /tip-inbox/tips/{tip_id}/reward": Call(lambda _, __: {"amount": 100}, beside=("leader",)),
    "POST /tip-inbox/tips/{tip_id}/reward/decision": Call(
        lambda _, __: {"granted": True}, **_MEMBER
    ),
    # The secret on the voucher is all that there is to know.
    "POST /pay-desk/look": Call(lambda _, ids: {"voucher": ids["voucher_secret"]}, **_PAYS),
    "POST /pay-desk/redeem": Call(lambda _, ids: {"voucher": ids["voucher_secret"]}, **_PAYS),
    "GET /steps/{step_id}": Call(reach=("step.read",)),
    "POST /steps/{step_id}/moves": Call(
        lambda _, __: {"move": "answer", "text": "已整改"},
        reach=("step.read",),
        entitled=("step.answer",),
    ),
}


def sends_ids(operation: Operation) -> bool:
    """Whether a call needs a line in the table: not so for lists and one's own things."""
    return operation.method != "GET" or bool(operation.in_path)


def request_of(world: World, operation: Operation, *, known: bool) -> tuple[str, dict[str, Any]]:
    """Path and content of a call about the thing in grid_a, or about one that nobody knows."""
    call = CALLS.get(operation.name, Call())
    varied = (*operation.in_path, *call.varies)
    ids = {"parent_id": world.cast.areas["village_a"]} | world.ids
    if not known:
        ids |= {name: UNKNOWN.get(name, UNKNOWN_ID) for name in varied}
    if call.makes:
        ids[call.makes] = str(uuid4())
    sent: dict[str, Any] = {"headers": {"If-Match": call.version} if call.version else {}}
    if call.kind:
        sent["headers"]["Content-Type"] = call.kind
    if call.body is not None:
        body = call.body(world, ids)
        sent |= {"data": body} if isinstance(body, bytes) else {"json": body}
    return operation.path.format_map(ids), sent
