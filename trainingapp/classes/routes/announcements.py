"""Announcements: written by teachers, read by the class."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.classes.actions import announcing
from trainingapp.classes.forms.short import AnnouncementForm
from trainingapp.classes.models import Cohort
from trainingapp.classes.queries import announcements as queries
from trainingapp.classes.routes.mount import back_to, bp, joined, taught
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

TEACH = Permission.CLASS_TEACH
PER_PAGE = 20


@bp.get("/taught-classes/<int:cohort_id>/announcements")
@require(TEACH)
def list_announcements(cohort_id: int) -> str:
    """What was announced, and a form to announce more."""
    return _page(taught(cohort_id), AnnouncementForm(formdata=None))


def _page(cohort: Cohort, form: AnnouncementForm) -> str:
    page = paginate(queries.list_announcements(cohort.id), per_page=PER_PAGE)
    return render_template("classes/list_announcements.html", cohort=cohort, page=page, form=form)


@bp.post("/taught-classes/<int:cohort_id>/announcements")
@require(TEACH)
def announce(cohort_id: int) -> ResponseReturnValue:
    """Tell the class something; every member gets a notice."""
    cohort = taught(cohort_id)
    form = AnnouncementForm()
    if not form.validate():
        return _page(cohort, form), 422
    announcing.announce(
        cohort, form.title.data or "", form.text.data or "", author_id=current().id, now=now()
    )
    flash(_("The class is told."), "success")
    return back_to("list_announcements", cohort)


@bp.post("/taught-classes/<int:cohort_id>/announcements/<int:announcement_id>/removal")
@require(TEACH)
def remove_announcement(cohort_id: int, announcement_id: int) -> ResponseReturnValue:
    """Take an announcement away."""
    cohort = taught(cohort_id)
    announcement = queries.get_announcement(cohort, announcement_id)
    announcing.remove_announcement(announcement, cohort, actor_id=current().id, now=now())
    flash(_("The announcement is removed."), "success")
    return back_to("list_announcements", cohort)


@bp.get("/classes/<int:cohort_id>/announcements")
@require(Permission.CLASS_JOIN)
def read_announcements(cohort_id: int) -> str:
    """Everything that was announced to a class of the reader."""
    cohort = joined(cohort_id)
    page = paginate(queries.list_announcements(cohort_id), per_page=PER_PAGE)
    return render_template("classes/read_announcements.html", cohort=cohort, page=page)
