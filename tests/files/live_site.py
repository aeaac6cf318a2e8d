"""The real site for live tests of uploads: with the tests' purposes, a page with a file field, and a switch that kills
it at the worst moment.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import flask
from flask import Blueprint, Flask, Response, current_app, render_template_string, request

from tests.files.sending import PURPOSE
from trainingapp.files import appending
from trainingapp.files.actions import claim
from trainingapp.files.posting import received_uploads
from trainingapp.files.queries import get_upload_of
from trainingapp.files.serving import send_file
from trainingapp.files.storage import key_of
from trainingapp.rules.permissions import Permission
from trainingapp.server.wsgi import make_app as make_site
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

SWITCH = "kill-before-the-offset"
PAGE = """
{% extends "layouts/page.html" %}
{% from "macros/forms.html" import csrf, submit_bar with context %}
{% from "macros/uploads.html" import upload_field %}
{% set heading = "Lecture files" %}
{% block content %}
<form method="post" enctype="multipart/form-data">
  {{ csrf() }}
  {{ upload_field("files", "Files", purpose, most_mb=100, required=true, uploads=uploads) }}
  {{ submit_bar("Send") }}
</form>
<ol id="received">{% for line in received %}<li>{{ line }}</li>{% endfor %}</ol>
{% endblock %}
"""

bp = Blueprint("trial", __name__)


@bp.get("/trial")
@require(Permission.FILE_UPLOAD)
def show_trial() -> str:
    """A form with a file field; `again` is what a refused form would show again."""
    uploads = [get_upload_of(current(), upload_id) for upload_id in request.args.getlist("again")]
    return render_template_string(PAGE, purpose=PURPOSE, received=[], uploads=uploads)


@bp.post("/trial")
@require(Permission.FILE_UPLOAD)
def take_trial() -> str:
    """What a part does with such a form."""
    moment = now()
    uploads = received_uploads("files", user=current(), purpose=PURPOSE, now=moment)
    received = [f"{u.file_name} {claim(u, now=moment).sha256}" for u in uploads]
    return render_template_string(PAGE, purpose=PURPOSE, received=received, uploads=[])


@bp.get("/trial/<upload_id>")
@require(Permission.FILE_UPLOAD)
def send_trial(upload_id: str) -> Response:
    """What a part does to serve: its own check of access, then the bytes."""
    upload = get_upload_of(current(), upload_id)
    assert upload.stored_file
    return send_file(upload.stored_file, name=upload.file_name, inline=True)


@bp.get("/trial/bare/<upload_id>")
@require(Permission.FILE_UPLOAD)
def send_bare(upload_id: str) -> Response:
    """The yardstick: the same bytes by Flask itself."""
    upload = get_upload_of(current(), upload_id)
    assert upload.stored_file
    folder = current_app.config["SETTINGS"].data / "files"
    return flask.send_file(folder / key_of(upload.stored_file.sha256))


def make_app() -> Flask:
    """The application from the environment's settings. The switch is a file in the data folder."""
    app = make_site()
    app.register_blueprint(bp)
    switch: Path = app.config["SETTINGS"].data / SWITCH
    note_offset = appending.actions.note_offset

    def note_or_die(*arguments: Any, **options: Any) -> bool:
        if switch.exists():
            switch.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return note_offset(*arguments, **options)

    appending.actions.note_offset = note_or_die
    return app
