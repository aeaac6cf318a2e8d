"""The lists of what counts as social work: lines with their validity and source, kept by the administrator."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import recognition as actions
from trainingapp.credentials.forms.recognition import EndForm, LineFilter, LineForm
from trainingapp.credentials.queries import recognition as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

MANAGE = Permission.RULESET_MANAGE


@bp.get("/credentials/programmes")
@require(MANAGE)
def list_recognitions() -> ResponseReturnValue:
    """Every line, searched by major or school."""
    form = LineFilter(formdata=request.args if request.args else None)
    is_sound = form.validate()
    text = (form.text.data or "") if is_sound else ""
    counts_as = (form.counts_as.data or "") if is_sound else ""
    return render_template(
        "credentials/list_recognitions.html",
        page=paginate(queries.list_recognitions(text, counts_as=counts_as)),
        form=form,
        is_filtered=bool(text or counts_as),
        missing=queries.count_missing(),
    ), 200 if is_sound else 422


@bp.route("/credentials/programmes/new", methods=["GET", "POST"])
@require(MANAGE)
def enter_recognition() -> ResponseReturnValue:
    """Add a line; verified papers are decided anew."""
    form = LineForm()
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template("credentials/edit_recognition.html", form=form), status
    _line, changed = actions.enter_line(form.values(), actor_id=current().id, now=now())
    flash(
        _("It is entered; %(number)s verified papers count differently now.", number=changed),
        "success",
    )
    return redirect(url_for("credentials.list_recognitions"), 303)


@bp.post("/credentials/programmes/shipped")
@require(MANAGE)
def enter_shipped() -> ResponseReturnValue:
    """Enter the lines that came with the program."""
    number = actions.enter_shipped(actor_id=current().id, now=now())
    flash(_("%(number)s lines are entered.", number=number), "success")
    return redirect(url_for("credentials.list_recognitions"), 303)


@bp.get("/credentials/programmes/<int:line_id>")
@require(MANAGE)
def show_recognition(line_id: int) -> str:
    """One line with its source."""
    return _show(line_id, EndForm(formdata=None))


@bp.post("/credentials/programmes/<int:line_id>/end")
@require(MANAGE)
def end_recognition(line_id: int) -> ResponseReturnValue:
    """Let a line decide nothing from a day on."""
    line = queries.get_recognition(line_id)
    form = EndForm()
    if not form.is_sound():
        return _show(line_id, form), 422
    changed = actions.end_line(line, form.ends_on.data, actor_id=current().id, now=now())
    flash(
        _("It has an end; %(number)s verified papers count differently now.", number=changed),
        "success",
    )
    return redirect(url_for("credentials.list_recognitions"), 303)


def _show(line_id: int, form: EndForm) -> str:
    line = queries.get_recognition(line_id)
    return render_template("credentials/show_recognition.html", line=line, form=form)
