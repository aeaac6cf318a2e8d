"""A new paper for oneself, assembled from items one has not seen lately."""

from __future__ import annotations

import secrets

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.audit.actions import record
from trainingapp.exams.actions.assembling import choose_own_form, publish_own_form
from trainingapp.exams.actions.sittings import open_own_sitting
from trainingapp.exams.routes.mount import bp
from trainingapp.extensions import limiter
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.transactions import reads_first, start_writing


@bp.post("/own-forms")
@require(Permission.EXAM_SIT)
@reads_first
@limiter.limit("6 per hour", key_func=lambda: f"own-form {current().id}")
def create_own_form() -> ResponseReturnValue:
    """Assemble a form for the reader and lead to its lobby."""
    moment, reader = now(), current().id
    # Choosing takes up to some seconds, so it comes before the writing: answers must not wait.
    chosen = choose_own_form(
        reader, request.form.get("specification", ""), seed=secrets.randbits(32), now=moment
    )
    start_writing()
    test_form = publish_own_form(chosen, now=moment)
    sitting = open_own_sitting(test_form.id, owner_id=reader, now=moment)
    record(
        "exams.assemble_form",
        actor_id=reader,
        subject="sitting",
        subject_id=sitting.id,
        detail={"test_form": test_form.id},
        now=moment,
    )
    return redirect(url_for("exams.show_sitting", sitting_id=sitting.id), 303)
