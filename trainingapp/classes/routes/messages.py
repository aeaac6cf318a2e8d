"""Messages of teachers to members: writing, and what was sent."""

from __future__ import annotations

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.classes.actions import messages as actions
from trainingapp.classes.forms.messages import MessageForm
from trainingapp.classes.forms.progress import ProgressForm
from trainingapp.classes.models import Cohort
from trainingapp.classes.queries import messages as queries
from trainingapp.classes.queries.progress import MemberProgress, list_progress
from trainingapp.classes.routes.mount import bp, form_status, taught
from trainingapp.classes.routes.teaching import TEACH
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


@bp.get("/taught-classes/<int:cohort_id>/messages")
@require(TEACH)
def list_messages(cohort_id: int) -> str:
    """What was sent to members, by whom and to how many."""
    cohort = taught(cohort_id)
    page = paginate(queries.list_messages(cohort_id))
    counts = queries.count_recipients([message.id for message in page.items])
    return render_template("classes/list_messages.html", cohort=cohort, page=page, counts=counts)


@bp.get("/taught-classes/<int:cohort_id>/messages/new")
@require(TEACH)
def new_message(cohort_id: int) -> ResponseReturnValue:
    """A message to those who were ticked, or to everybody whom the dashboard's filters show (`all`)."""
    cohort = taught(cohort_id)
    members = list_progress(cohort, now=now())
    if "all" in request.args:
        wish = ProgressForm(request.args)
        wish.fill_choices()
        chosen = wish.choose(members)
    else:
        chosen = _named(members, request.args.getlist("to", int))
    form = MessageForm(formdata=None, data={"token": secrets.token_hex(16)})
    return _writing_page(cohort, chosen, form)


def _named(members: list[MemberProgress], users: list[int]) -> list[MemberProgress]:
    wanted = set(users)
    return [member for member in members if member.user_id in wanted]


def _writing_page(
    cohort: Cohort, chosen: list[MemberProgress], form: MessageForm
) -> ResponseReturnValue:
    if not chosen:
        flash(_("Tick the people first to whom you want to write."), "error")
        return redirect(url_for("classes.show_progress", cohort_id=cohort.id), 303)
    return render_template(
        "classes/new_message.html", cohort=cohort, chosen=chosen, form=form
    ), form_status()


@bp.post("/taught-classes/<int:cohort_id>/messages")
@require(TEACH)
def send_message(cohort_id: int) -> ResponseReturnValue:
    """Send it to those of the people who are in the class."""
    cohort, moment = taught(cohort_id), now()
    to = request.form.getlist("to", int)
    form = MessageForm()
    if not form.validate():
        return _writing_page(cohort, _named(list_progress(cohort, now=moment), to), form)
    message = actions.send_message(
        cohort,
        form.text.data or "",
        to=to,
        token=form.token.data or "",
        author_id=current().id,
        now=moment,
    )
    flash(_("The message is on its way."), "success")
    return redirect(
        url_for("classes.show_message", cohort_id=cohort_id, message_id=message.id), 303
    )


@bp.get("/taught-classes/<int:cohort_id>/messages/<int:message_id>")
@require(TEACH)
def show_message(cohort_id: int, message_id: int) -> str:
    """A message that was sent, and to whom."""
    cohort = taught(cohort_id)
    return render_template(
        "classes/show_message.html",
        cohort=cohort,
        message=queries.get_message(cohort_id, message_id),
        page=paginate(queries.list_recipients(message_id)),
    )
