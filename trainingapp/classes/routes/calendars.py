"""Meetings for calendars: a private feed of all one's classes, and the timetable of one class."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.classes.actions import calendars as actions
from trainingapp.classes.calendars import TYPE, host_of, write_calendar
from trainingapp.classes.models import Cohort, Meeting
from trainingapp.classes.queries import calendars as queries, timetable
from trainingapp.classes.routes.mount import bp, joined, taught
from trainingapp.extensions import limiter
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, public, require
from trainingapp.web.clock import now

JOIN = Permission.CLASS_JOIN


@bp.get("/calendar")
@require(JOIN)
def show_calendar() -> str:
    """The address of one's feed, and how a calendar subscribes to it."""
    secret = queries.find_secret(current().id)
    address = url_for("classes.read_feed", secret=secret, _external=True) if secret else None
    return render_template("classes/show_calendar.html", address=address)


@bp.post("/calendar/renewal")
@require(JOIN)
def renew_feed() -> ResponseReturnValue:
    """Make the first address, or another in the place of the old one."""
    actions.renew_feed(current().id, now=now())
    flash(_("Your calendar has a new address. An address from before opens nothing."), "success")
    return redirect(url_for("classes.show_calendar"), 303)


@bp.post("/calendar/closing")
@require(JOIN)
def close_feed() -> ResponseReturnValue:
    """Let the address open nothing any more."""
    actions.close_feed(current().id, now=now())
    flash(_("The address opens nothing any more."), "success")
    return redirect(url_for("classes.show_calendar"), 303)


@bp.get("/calendar/<secret>.ics")
@public
@limiter.limit("60 per minute; 600 per hour")
def read_feed(secret: str) -> ResponseReturnValue:
    """The meetings of whoever has this address; calendars cannot sign in. 404 for any other."""
    owner = queries.get_feed_owner(secret)
    rows = timetable.list_calendar(owner, now=now())
    return _answer([(one, one.cohort) for one in rows], name=_("My classes"))


@bp.get("/classes/<int:cohort_id>/timetable.ics")
@require(JOIN)
def download_timetable(cohort_id: int) -> ResponseReturnValue:
    """The timetable of a class of the reader."""
    return _download(joined(cohort_id))


@bp.get("/taught-classes/<int:cohort_id>/timetable.ics")
@require(Permission.CLASS_TEACH)
def download_taught_timetable(cohort_id: int) -> ResponseReturnValue:
    """The timetable of a class that the reader teaches."""
    return _download(taught(cohort_id))


def _download(cohort: Cohort) -> ResponseReturnValue:
    rows = [(one, cohort) for one in timetable.list_meetings(cohort.id)]
    answer = _answer(rows, name=cohort.title["zh"])
    answer.headers["Content-Disposition"] = f'attachment; filename="class-{cohort.id}.ics"'
    return answer


def _answer(rows: Iterable[tuple[Meeting, Cohort]], *, name: str) -> Response:
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    body = write_calendar(rows, name=name, host=host_of(base), page=f"{base}/classes/{{class}}")
    answer = Response(body, content_type=TYPE)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
