"""Settings of the site: the law behind each check, and who last read it as it is in force (R50)."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator import compliance_wording
from trainingapp.incubator.actions.waiving import note_reading
from trainingapp.incubator.check_files import list_checks
from trainingapp.incubator.forms.checks import ReadingForm
from trainingapp.incubator.queries.compliance import list_old, list_readings
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.get("/incubation/settings/checks")
@require(Permission.INCUBATOR_MANAGE)
def list_check_texts() -> str:
    """Every check with its law, and when somebody last read it."""
    readings = list_readings()
    return render_template(
        "incubator/list_check_texts.html",
        checks=list_checks().checks,
        readings=readings,
        old=list_old(readings, on=today()),
        words=compliance_wording,
        form=ReadingForm(formdata=None),
    )


@bp.post("/incubation/settings/checks/<code>/reading")
@require(Permission.INCUBATOR_MANAGE)
def read_basis(code: str) -> ResponseReturnValue:
    """Note that the reader has read today what a check rests on."""
    if code not in list_checks().by_code:
        abort(404)
    form = ReadingForm()
    if not form.validate():
        flash(_("The remark is too long: at most 300 characters. Nothing was noted."), "danger")
        return redirect(url_for("incubator.list_check_texts"), 303)
    note_reading(code, form.note.data or "", person_id=current().id, today=today(), now=now())
    flash(_("It is noted that you have read it today."), "success")
    return redirect(url_for("incubator.list_check_texts"), 303)
