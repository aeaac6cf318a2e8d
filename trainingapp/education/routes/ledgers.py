"""The office: somebody's ledger, and correcting an entry of it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts.queries import get_user, select_users
from trainingapp.education.actions import ledger as actions
from trainingapp.education.forms.office import CorrectionForm, PersonSearchForm
from trainingapp.education.models import CeEntry
from trainingapp.education.queries import ledger as queries
from trainingapp.education.routes.mount import bp, form_status
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

MANAGE = Permission.EDUCATION_MANAGE


@bp.get("/education-office/people")
@require(MANAGE)
def list_people() -> ResponseReturnValue:
    """Everybody who has a ledger, or people by name, e-mail or mobile number."""
    form = PersonSearchForm(request.args)
    is_valid = form.validate()
    words = (form.q.data or "") if is_valid else ""
    found = select_users(search=words)
    page = paginate(found if words else found.where(queries.has_ledger()))
    sums = queries.sum_by_person([user.id for user in page.items])
    return render_template(
        "education/list_people.html", page=page, sums=sums, form=form, words=words
    ), (200 if is_valid else 422)


@bp.get("/education-office/people/<int:user_id>")
@require(MANAGE)
def show_ledger(user_id: int) -> str:
    """Every row of somebody's ledger, and whether its chain holds."""
    return render_template(
        "education/show_ledger.html",
        person=get_user(user_id),
        page=paginate(queries.list_entries(user_id)),
        total=queries.sum_minutes(user_id),
        broken=queries.find_broken(user_id),
    )


@bp.route("/education-office/people/<int:user_id>/entries/<int:entry_id>", methods=["GET", "POST"])
@require(MANAGE)
def correct_entry(user_id: int, entry_id: int) -> ResponseReturnValue:
    """An entry with the rule as it was, and a correction by a row of its own."""
    entry = queries.get_entry(user_id, entry_id)
    form = CorrectionForm(data={"seen": str(len(entry.corrections))})
    if not form.validate_on_submit():
        return _page(entry, form), form_status()
    actions.correct_entry(
        user_id,
        entry_id,
        minutes=form.signed_minutes(),
        reason=form.reason.data or "",
        actor_id=current().id,
        now=now(),
        seen=form.seen_count(),
    )
    flash(_("The correction is entered. The person is told."), "success")
    return redirect(url_for("education.show_ledger", user_id=user_id), 303)


def _page(entry: CeEntry, form: CorrectionForm) -> str:
    left = entry.minutes + sum(correction.minutes for correction in entry.corrections)
    return render_template(
        "education/correct_entry.html",
        entry=entry,
        person=get_user(entry.user_id),
        left=left,
        is_own=entry.user_id == current().id,
        form=form,
    )
