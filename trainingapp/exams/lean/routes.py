"""The hot routes of the attempt protocol. Every answer to a write is sent after the write is
durable.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from trainingapp.exams.lean import statements
from trainingapp.exams.lean.callers import (
    check_csrf,
    read_arrival,
    read_bearer,
    read_sign_in,
)
from trainingapp.exams.lean.leasing import Wish, take_lease
from trainingapp.exams.lean.notices import time_notice
from trainingapp.exams.lean.recording import Reply, record_events
from trainingapp.exams.lean.requests import (
    answer_lease,
    find_test_form,
    has_attempt,
    read_batch,
    read_body,
    read_device,
    send,
)
from trainingapp.exams.lean.saving import StoreBusy
from trainingapp.exams.lean.starting import NoSuchSitting, Start, start_attempt
from trainingapp.exams.lean.store import current_store
from trainingapp.exams.lean.submitting import HandIn, submit_attempt
from trainingapp.extensions import milliseconds
from trainingapp.web.auth import lean
from trainingapp.web.clock import now

bp = Blueprint("lean", __name__, url_prefix="/exams")


@bp.errorhandler(StoreBusy)
def answer_busy(_error: StoreBusy) -> ResponseReturnValue:
    """The database did not take the write in time. Sending the same again is safe, so the room
    does.
    """
    return {"error": "busy"}, 503, {"Retry-After": "2"}


@bp.post("/sittings/<int:sitting_id>/attempts")
@lean
def start(sitting_id: int) -> ResponseReturnValue:
    """Begin an attempt, or come back to the one that is open."""
    check_csrf()
    store = current_store()
    arrival = read_arrival(store, sitting_id)
    if arrival is None:
        return {"error": "signed_out"}, 401
    candidate, entry = arrival
    is_script = request.is_json
    body = read_body() if is_script else {"access_code": request.form.get("access_code", "")}
    wish = Start(
        candidate=candidate,
        code=str(body.get("access_code") or ""),
        device=read_device(body) if is_script else None,
        now=now(),
    )
    try:
        started = start_attempt(store, wish, entry)
    except NoSuchSitting:
        abort(404)
    address = f"/exams/attempts/{started.attempt}"
    if started.lease is None:
        return redirect(address, 303)
    reply = answer_lease(started.lease, candidate, moment=milliseconds(wish.now))
    status = 201 if started.is_new and reply.status == 200 else reply.status
    return {"attempt": started.attempt, "url": address, **reply.body}, status


@bp.post("/attempts/<int:attempt_id>/lease")
@lean
def lease(attempt_id: int) -> ResponseReturnValue:
    """Let a device write: the same one goes on, another one takes over when it says so."""
    check_csrf()
    store, moment = current_store(), milliseconds(now())
    candidate = read_sign_in(store)
    if candidate is None:
        return {"error": "signed_out"}, 401
    body = read_body()
    wish = Wish(candidate, read_device(body), take_over=body.get("take_over") is True)
    taken = store.write(lambda link: take_lease(link, wish, attempt_id, now=moment))
    return send(answer_lease(taken, candidate, moment=moment))


@bp.post("/attempts/<int:attempt_id>/events")
@lean
def record(attempt_id: int) -> ResponseReturnValue:
    """Take a batch of events and acknowledge what is durable."""
    moment = milliseconds(now())
    batch = read_batch(attempt_id, moment)
    if isinstance(batch, Reply):
        return send(batch)
    return send(record_events(current_store(), batch[0], now=moment))


@bp.post("/attempts/<int:attempt_id>/submission")
@lean
def submit(attempt_id: int) -> ResponseReturnValue:
    """Hand in: the unsaved rest, the marking and the result in one go."""
    moment = milliseconds(now())
    batch = read_batch(attempt_id, moment)
    if isinstance(batch, Reply):
        return send(batch)
    hand_in = HandIn(*batch, now=moment)
    return send(current_store().write(lambda link: submit_attempt(link, hand_in)))


@bp.get("/attempts/<int:attempt_id>/pulse")
@lean
def pulse(attempt_id: int) -> ResponseReturnValue:
    """The time, the deadline and whether this device still holds the lease."""
    moment = milliseconds(now())
    claims = read_bearer(moment)
    if claims is None or claims.attempt != attempt_id:
        return {"error": "token"}, 401
    row = current_store().read(lambda link: link.one(statements.PULSE, {"attempt": attempt_id}))
    if row is None:
        return {"error": "token"}, 401
    return {
        "server_now": moment,
        "deadline": row["deadline_at"],
        "state": row["state"],
        "lease": row["lease_number"],
        **time_notice(row, row["language"]),
    }


@bp.get("/forms/<int:form_id>/<sha256>.json")
@lean
def document(form_id: int, sha256: str) -> ResponseReturnValue:
    """The immutable document of a test form, for those who sit it."""
    claims = read_bearer(milliseconds(now()))
    if (claims is None or claims.form != form_id) and not has_attempt(form_id):
        return {"error": "token"}, 401
    test_form = find_test_form(form_id, sha256)
    if test_form is None:
        abort(404)
    answer = Response(test_form.document, headers=list(test_form.headers))
    return answer.make_conditional(request) if request.if_none_match else answer
