"""Employers who ask to be told, as the person reads and answers them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import watching as actions
from trainingapp.credentials.forms.sharing import AnswerForm
from trainingapp.credentials.models.sharing import Watch
from trainingapp.credentials.queries import watching as queries
from trainingapp.credentials.queries.sharing import list_sharable
from trainingapp.credentials.routes.mount import bp
from trainingapp.education.days import today
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

OWN = Permission.CREDENTIAL_OWN


@bp.get("/credentials/watches")
@require(OWN)
def list_watches() -> str:
    """Who asks and who is told, with the reader's consent."""
    page = paginate(queries.list_of_person(current().id))
    moment = now()
    return render_template(
        "credentials/list_watches.html",
        page=page,
        states={watch.id: queries.state_of(watch, now=moment) for watch in page.items},
    )


@bp.get("/credentials/watches/<int:watch_id>")
@require(OWN)
def show_watch(watch_id: int) -> str:
    """What an organisation asks for or is told of, and the way to say yes, no or no longer."""
    return _show(queries.get_of_person(current().id, watch_id))


@bp.post("/credentials/watches/<int:watch_id>/consent")
@require(OWN)
def consent_to_watch(watch_id: int) -> ResponseReturnValue:
    """Let the organisation be told of what was chosen."""
    watch = queries.get_of_person(current().id, watch_id)
    form = _form(watch)
    if not form.is_sound():
        return _show(watch, form), 422
    answer = actions.Answer(
        form.last.data,
        credentials=form.credentials.data or (),
        covers_registration=bool(form.covers_registration.data),
    )
    actions.consent(watch, answer, now=now())
    flash(_("You have agreed. You may withdraw at any time."), "success")
    return _back(watch_id)


@bp.post("/credentials/watches/<int:watch_id>/refusal")
@require(OWN)
def decline_watch(watch_id: int) -> ResponseReturnValue:
    """Say no."""
    actions.decline(queries.get_of_person(current().id, watch_id), now=now())
    flash(
        _("You have declined. The organisation is told nothing about your credentials."), "success"
    )
    return _back(watch_id)


@bp.post("/credentials/watches/<int:watch_id>/withdrawal")
@require(OWN)
def withdraw_watch(watch_id: int) -> ResponseReturnValue:
    """Take the consent back."""
    actions.withdraw(queries.get_of_person(current().id, watch_id), now=now())
    flash(_("Your consent is withdrawn. The organisation is told nothing any more."), "success")
    return _back(watch_id)


def _form(watch: Watch) -> AnswerForm:
    return AnswerForm(list_sharable(current().id), today=today(), last=watch.ends_on)


def _show(watch: Watch, form: AnswerForm | None = None) -> str:
    return render_template(
        "credentials/show_watch.html",
        watch=watch,
        state=queries.state_of(watch, now=now()),
        form=form or _form(watch),
    )


def _back(watch_id: int) -> ResponseReturnValue:
    return redirect(url_for("credentials.show_watch", watch_id=watch_id), 303)
