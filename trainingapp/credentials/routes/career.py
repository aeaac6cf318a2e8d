"""Somebody's own working life on one page, and the same on paper."""

from __future__ import annotations

from flask import render_template

from trainingapp.credentials import career_words
from trainingapp.credentials.career_lines import describe
from trainingapp.credentials.queries.career import find_career
from trainingapp.credentials.routes.mount import bp
from trainingapp.education.days import today
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

OWN = Permission.CREDENTIAL_OWN


@bp.get("/credentials/file")
@require(OWN)
def show_file() -> str:
    """What comes next, how far each link is, every dated line, and the ladder."""
    return _render("credentials/show_file.html")


@bp.get("/credentials/file/print")
@require(OWN)
def print_file() -> str:
    """The same on one or two sheets of paper."""
    return _render("credentials/print_file.html")


def _render(template: str) -> str:
    reader = current()
    day = today()
    career = find_career(reader.id, day)
    return render_template(
        template,
        career=career,
        career_words=career_words,
        describe=describe,
        told=career_words.tell(career.step, day),
        late=[career_words.tell(step, day) for step in career.late],
        name=reader.display_name,
        moment=now(),
    )
