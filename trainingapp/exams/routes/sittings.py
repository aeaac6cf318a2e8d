"""Choosing a mock exam, and the lobby before it."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.exams.queries import sittings as queries
from trainingapp.exams.routes.mount import bp
from trainingapp.extensions import milliseconds
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.permissions import Permission
from trainingapp.rules.sittings import check_start
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence
from trainingapp.web.pages import paginate


@bp.get("/sittings")
@require(Permission.EXAM_SIT)
def list_sittings() -> ResponseReturnValue:
    """The mock exams that can be sat now or soon."""
    page = paginate(queries.select_sittings_for(current(), now=now()))
    return render_template(
        "exams/list_sittings.html",
        page=page,
        now=now(),
        latest=queries.latest_attempts(current(), page.items),
        papers=queries.list_subjects_to_assemble(),
    )


@bp.get("/sittings/<int:sitting_id>")
@require(Permission.EXAM_SIT)
def show_sitting(sitting_id: int) -> ResponseReturnValue:
    """The lobby: the rules in plain words, the device check, the server's time, the start."""
    moment = now()
    lobby = queries.get_lobby_for(current(), sitting_id)
    refusal = ""
    if not lobby.is_open_attempt:
        try:
            check_start(lobby.entry, now=moment)
        except RuleViolation as violation:
            refusal = sentence(violation)
    return render_template(
        "exams/show_sitting.html",
        lobby=lobby,
        refusal=refusal,
        now=moment,
        now_ms=milliseconds(moment),
        opens_ms=milliseconds(lobby.sitting.opens_at) if lobby.sitting.opens_at else None,
        start_url=url_for("lean.start", sitting_id=sitting_id),
    )
