"""An agency and the classes for its staff."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext

from trainingapp.accounts.models import Organisation
from trainingapp.classes.actions import agencies as actions
from trainingapp.classes.queries import agencies as queries, timetable
from trainingapp.classes.queries.attendance import count_attended
from trainingapp.classes.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

SEND = Permission.CLASS_SEND
PER_PAGE = 50
LONGEST_ID = 9  # digits; no database of ours has more people


@bp.get("/agency/classes")
@require(SEND)
def list_offered() -> str:
    """The classes that take people, and how many of the agency's staff are in each."""
    if not queries.list_agencies(current()):
        return render_template("classes/list_offered.html", agency=None)
    agency, agencies = _choose_agency()
    page = paginate(queries.list_offered())
    ids = [cohort.id for cohort in page.items]
    return render_template(
        "classes/list_offered.html",
        page=page,
        agency=agency,
        agencies=agencies,
        sent=queries.count_sent(ids, agency.id),
        coming=timetable.next_meetings(ids, now=now()),
    )


def _choose_agency() -> tuple[Organisation, list[Organisation]]:
    """The agency for which the reader acts: the one asked for, else their first. 404 for a stranger's."""
    agencies = list(queries.list_agencies(current()))
    asked = request.values.get("agency", type=int)
    chosen = [one for one in agencies if asked in (None, one.id)]
    if not chosen:
        abort(404)
    return chosen[0], agencies


@bp.get("/agency/classes/<int:cohort_id>")
@require(SEND)
def show_offered(cohort_id: int) -> str:
    """A class, the agency's staff, and who of those it has sent takes part."""
    agency, _agencies = _choose_agency()
    cohort = queries.get_offered(cohort_id, agency.id)
    page = paginate(queries.list_staff(agency.id), per_page=PER_PAGE)
    ids = [user.id for user in page.items]
    states = queries.sent_states(cohort_id, agency.id, ids)
    held = [
        one
        for one in timetable.list_meetings(cohort_id)
        if one.cancelled_at is None and one.ends_at <= now()
    ]
    return render_template(
        "classes/show_offered.html",
        cohort=cohort,
        agency=agency,
        page=page,
        states=states,
        attended=count_attended(cohort_id, list(states)),
        held=len(held),
    )


@bp.post("/agency/classes/<int:cohort_id>/staff")
@require(SEND)
def send_staff(cohort_id: int) -> ResponseReturnValue:
    """Enter members of the agency in the class."""
    agency, _agencies = _choose_agency()
    cohort = queries.get_offered(cohort_id, agency.id)
    typed = request.form.getlist("person")
    people = {int(text) for text in typed if text.isdecimal() and len(text) <= LONGEST_ID}
    entered = actions.send_staff(cohort.id, agency, people, actor_id=current().id, now=now())
    text = ngettext(
        "%(num)s person was entered and told.",
        "%(num)s people were entered and told.",
        len(entered),
    )
    flash(text, "success" if entered else "info")
    if len(entered) < len(people):
        flash(_("Some could not be entered: they are in the class, or do not want to be."), "info")
    back = url_for("classes.show_offered", cohort_id=cohort_id, agency=agency.id)
    return redirect(back, 303)
