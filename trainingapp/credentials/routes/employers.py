"""An organisation's side of a watch: asking people, and reading what it may be told."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts.models import Organisation
from trainingapp.credentials.actions import watch_requests, watching as actions
from trainingapp.credentials.forms.sharing import AskForm
from trainingapp.credentials.queries import verifiable, watching as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.watch_telling import name_of
from trainingapp.education.days import today
from trainingapp.extensions import db, limiter
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

WATCH = Permission.CREDENTIAL_WATCH
MOST_STAFF = 500


@bp.get("/agency/watches")
@require(WATCH)
def list_asked() -> str:
    """Whom the organisation has asked and how each has answered."""
    if not queries.list_employers(current()):
        return render_template("credentials/list_asked.html", employer=None)
    employer, employers = _choose()
    page = paginate(queries.list_of_employer(employer.id))
    moment = now()
    return render_template(
        "credentials/list_asked.html",
        page=page,
        employer=employer,
        employers=employers,
        names={watch.id: name_of(watch) for watch in page.items},
        states={watch.id: queries.state_of(watch, now=moment) for watch in page.items},
        news=queries.count_news([watch.id for watch in page.items]),
    )


def _choose() -> tuple[Organisation, list[Organisation]]:
    """The organisation for which the reader acts: the one asked for, else their first. 404 for a stranger's."""
    employers = list(queries.list_employers(current()))
    asked = request.values.get("agency", type=int)
    chosen = [one for one in employers if asked in (None, one.id)]
    if not chosen:
        abort(404)
    return chosen[0], employers


@bp.route("/agency/watches/new", methods=["GET", "POST"])
@require(WATCH)
@limiter.limit("30 per day", methods=["POST"], key_func=lambda: f"watch {current().id}")
def ask_person() -> ResponseReturnValue:
    """Ask somebody of the staff or by contact; what is answered is the same whether the contact is known here."""
    employer, _employers = _choose()
    staff = db.session.scalars(queries.list_staff(employer.id).limit(MOST_STAFF)).all()
    form = AskForm([one for one in staff if one.id != current().id], today=today())
    if not form.is_submitted() or not form.is_sound():
        status = 422 if form.is_submitted() else 200
        return render_template("credentials/ask_person.html", form=form, employer=employer), status
    _ask(form, employer)
    flash(_("The request is sent. You are told as soon as it is answered."), "success")
    return redirect(url_for("credentials.list_asked", agency=employer.id), 303)


def _ask(form: AskForm, employer: Organisation) -> None:
    asked = watch_requests.Request(employer, form.purpose.data or "", form.last.data)
    actor_id, moment = current().id, now()
    if not form.person.data:
        watch_requests.ask_contact(form.contact.data or "", asked, actor_id=actor_id, now=moment)
        return
    user = queries.find_staff(employer.id, int(form.person.data))
    if user is None:
        abort(404)
    watch_requests.ask_staff(user, asked, actor_id=actor_id, now=moment)


@bp.get("/agency/watches/<int:watch_id>")
@require(WATCH)
def show_asked(watch_id: int) -> str:
    """What the organisation was told of somebody, while they agree."""
    watch, moment = queries.get_of_employer(_employer_ids(), watch_id), now()
    return render_template(
        "credentials/show_asked.html",
        watch=watch,
        name=name_of(watch),
        state=queries.state_of(watch, now=moment),
        held={one.id: verifiable.state_now(one, now=moment) for one in watch.credentials},
    )


@bp.post("/agency/watches/<int:watch_id>/end")
@require(WATCH)
def end_watch(watch_id: int) -> ResponseReturnValue:
    """Need it no more."""
    watch = queries.get_of_employer(_employer_ids(), watch_id)
    actions.end_watch(watch, actor_id=current().id, now=now())
    flash(_("The watch has ended."), "success")
    return redirect(url_for("credentials.list_asked", agency=watch.organisation_id), 303)


def _employer_ids() -> list[int]:
    return [one.id for one in queries.list_employers(current())]
