"""Feeds for calendars: one's secret address for each base and agency, and what a calendar reads there."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.classes.calendars import TYPE, host_of
from trainingapp.education.days import day_of
from trainingapp.extensions import limiter
from trainingapp.incubator.actions import feeds as actions
from trainingapp.incubator.calendars import write_days
from trainingapp.incubator.queries import feed_scopes, feeds as queries
from trainingapp.incubator.queries.calendar_days import list_for_feed
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, public, require
from trainingapp.web.clock import now

OPEN = Permission.CASE_OPEN


@bp.get("/incubation/calendar")
@require(OPEN)
def show_feeds() -> str:
    """The secret addresses of the reader's calendars, and how a calendar subscribes to them."""
    secret = queries.find_secret(current().id)
    calendars = feed_scopes.list_calendars(current())
    return render_template(
        "incubator/show_feeds.html",
        calendars=calendars,
        addresses=[_address(one, secret) for one in calendars] if secret else [],
    )


def _address(calendar: feed_scopes.Calendar, secret: str) -> str:
    scope = calendar.scope
    if scope.base_id is not None:
        return url_for(
            "incubator.read_base_feed", secret=secret, base_id=scope.base_id, _external=True
        )
    return url_for(
        "incubator.read_agency_feed", secret=secret, agency_id=scope.agency_id, _external=True
    )


@bp.post("/incubation/calendar/renewal")
@require(OPEN)
def renew_feed() -> ResponseReturnValue:
    """Make the first addresses, or others in the place of the old ones."""
    actions.renew_feed(current().id, now=now())
    flash(_("Your calendar has a new address. An address from before opens nothing."), "success")
    return redirect(url_for("incubator.show_feeds"), 303)


@bp.post("/incubation/calendar/closing")
@require(OPEN)
def close_feed() -> ResponseReturnValue:
    """Let the addresses open nothing any more."""
    actions.close_feed(current().id, now=now())
    flash(_("The address opens nothing any more."), "success")
    return redirect(url_for("incubator.show_feeds"), 303)


@bp.get("/incubation/calendar/<secret>/bases/<int:base_id>.ics")
@public
@limiter.limit("60 per minute; 600 per hour")
def read_base_feed(secret: str, base_id: int) -> Response:
    """The days of a base for whoever has this address, as long as its owner works in the base or oversees it."""
    return _answer(feed_scopes.calendar_of_base(queries.get_owner(secret), base_id))


@bp.get("/incubation/calendar/<secret>/agencies/<int:agency_id>.ics")
@public
@limiter.limit("60 per minute; 600 per hour")
def read_agency_feed(secret: str, agency_id: int) -> Response:
    """The days of an agency for whoever has this address, as long as its owner acts for it or for its base."""
    return _answer(feed_scopes.calendar_of_agency(queries.get_owner(secret), agency_id))


def _answer(calendar: feed_scopes.Calendar) -> Response:
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    entries = list_for_feed(calendar.scope, today=day_of(now()))
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    body = write_days(entries, name=calendar.name, host=host_of(base), base=base, now=midnight)
    answer = Response(body, content_type=TYPE)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
