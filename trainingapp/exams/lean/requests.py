"""What the hot routes have in common: reading a request, taking a lease, the test forms in memory."""

from __future__ import annotations

import re
from typing import Any

from flask import abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from trainingapp.exams.lean import statements
from trainingapp.exams.lean.callers import read_bearer, read_sign_in
from trainingapp.exams.lean.leasing import Candidate, Lease, lease_answer
from trainingapp.exams.lean.notices import time_notice
from trainingapp.exams.lean.recording import Batch, Reply
from trainingapp.exams.lean.store import current_store
from trainingapp.exams.lean.test_forms import HeldTestForm, HeldTestForms
from trainingapp.rules.answer_events import MalformedEvents, parse_batch

DEVICE = re.compile(r"[0-9A-Za-z-]{8,64}")
HASH = re.compile(r"[0-9a-f]{64}")
TEST_FORMS = HeldTestForms()


def answer_lease(lease: Lease | Reply, candidate: Candidate, *, moment: int) -> Reply:
    """Everything that a room needs with its lease, or the refusal as it is."""
    if isinstance(lease, Reply):
        return lease
    mark = int(lease.attempt["document_sha256"][:8], 16)
    test_form = TEST_FORMS.get(current_store(), lease.attempt["test_form_id"], mark)
    if test_form is None:
        abort(404)
    secret = current_app.config["SECRET_KEY"]
    answer = lease_answer(lease, test_form, candidate, secret=secret, now=moment)
    return Reply(200, {**answer, **time_notice(lease.attempt, candidate.language)})


def read_batch(attempt_id: int, moment: int) -> tuple[Batch, HeldTestForm] | Reply:
    """The events of the request with what its token says, or the refusal."""
    claims = read_bearer(moment)
    if claims is None or claims.attempt != attempt_id:
        return Reply(401, {"error": "token"})
    test_form = TEST_FORMS.get(current_store(), claims.form, claims.mark)
    if test_form is None:
        return Reply(401, {"error": "token"})
    try:
        after, events = parse_batch(_read_json(), test_form.marking.letters)
    except MalformedEvents as refusal:
        return Reply(422, {"error": "malformed", "detail": refusal.parameters["detail"]})
    return Batch(claims, after, events), test_form


def find_test_form(form_id: int, sha256: str) -> HeldTestForm | None:
    """The test form whose document has exactly this hash."""
    mark = int(sha256[:8], 16) if HASH.fullmatch(sha256) else 0
    test_form = TEST_FORMS.get(current_store(), form_id, mark)
    return test_form if test_form is not None and test_form.sha256 == sha256 else None


def has_attempt(form_id: int) -> bool:
    """Whether the signed-in person has begun an attempt at the form; a prepared one opens nothing."""
    store = current_store()
    candidate: Candidate | None = read_sign_in(store)
    if candidate is None:
        return False
    values = {"user": candidate.id, "form": form_id}
    return store.read(lambda link: link.one(statements.HAS_ATTEMPT, values)) is not None


def read_body() -> dict[str, Any]:
    """The JSON object that was sent; anything else is answered 422."""
    body = _read_json()
    if not isinstance(body, dict):
        abort(422)
    return body


def _read_json() -> object:
    """What was sent; None when it is no JSON, or nested too deeply to be read."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def read_device(body: dict[str, Any]) -> str:
    """The name that the device gave itself; a bad one is answered 422."""
    device = body.get("device")
    if not isinstance(device, str) or not DEVICE.fullmatch(device):
        abort(422)
    return device


def send(reply: Reply) -> ResponseReturnValue:
    """A reply as Flask sends it."""
    return jsonify(reply.body), reply.status
