"""Somebody's own credentials: what there is, what can be asked for, who may see it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import holding as actions
from trainingapp.credentials.forms.verifiable import SpanForm
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.education.days import today
from trainingapp.extensions import limiter
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

OWN = Permission.CREDENTIAL_OWN
asking = limiter.shared_limit(
    "30 per hour", scope="credentials", key_func=lambda: f"credentials {current().id}"
)


@bp.get("/credentials")
@require(OWN)
def list_credentials() -> str:
    """The reader's credentials and what they may ask for."""
    return _list(SpanForm(formdata=None))


@bp.post("/credentials/courses/<int:course_id>")
@require(OWN)
@asking
def ask_for_course(course_id: int) -> ResponseReturnValue:
    """Issue the record of a course that the reader has completed."""
    return _issued(actions.ask_for_course(current().id, course_id, now=now()))


@bp.post("/credentials/education")
@require(OWN)
@asking
def ask_for_education() -> ResponseReturnValue:
    """Issue the minutes of a span of the reader's ledger."""
    form = SpanForm()
    if not form.check(today=today()):
        return _list(form), 422
    return _issued(
        actions.ask_for_education(current().id, form.first.data, form.last.data, now=now())
    )


@bp.post("/credentials/<public_id>/page")
@require(OWN)
def set_page(public_id: str) -> ResponseReturnValue:
    """Open the public page of one of the reader's credentials, or close it."""
    credential = queries.get_by_public_id(public_id)
    if credential.user_id != current().id:
        abort(404)
    is_open = request.form.get("open") == "yes"
    actions.set_open(credential, is_open, now=now())
    told = _("Everybody who has the link can see it now.")
    flash(told if is_open else _("Only you can see it now."), "success")
    return redirect(url_for("credentials.show_credential", public_id=public_id), 303)


def _issued(credential: Credential) -> ResponseReturnValue:
    flash(_("The credential is issued. Only you can see it until you open its page."), "success")
    return redirect(url_for("credentials.show_credential", public_id=credential.public_id), 303)


def _list(form: SpanForm) -> str:
    reader = current().id
    page = paginate(queries.list_of_holder(reader))
    return render_template(
        "credentials/list_credentials.html",
        page=page,
        form=form,
        completed=queries.list_completed(reader),
        held=queries.list_held_courses(reader),
    )
