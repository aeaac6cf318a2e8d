"""Supervision at an agency: who supervises whom, whether last month had enough of it, and the talks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator.actions import supervising as actions
from trainingapp.incubator.forms.supervision import SupervisionForm, TalkForm
from trainingapp.incubator.models import Supervision
from trainingapp.incubator.queries import supervision as queries
from trainingapp.incubator.queries.standing import TeamStanding, find_standing
from trainingapp.incubator.routes.agency_pages import Reached, reach_agency
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.teams import NAMED, show_team_page
from trainingapp.rules.incubation.words import Actor
from trainingapp.rules.permissions import Permission
from trainingapp.rules.registration import add_months
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

OWN = frozenset({Actor.AGENCY})


@bp.get("/incubation/agencies/<int:agency_id>/supervision")
@require(Permission.CASE_OPEN)
def show_supervision(agency_id: int) -> str:
    """Who supervises whom, last month's hours of each, and every talk with the word of both sides."""
    reached = reach_agency(agency_id, NAMED)
    return _show(reached, None, None)


@bp.post("/incubation/agencies/<int:agency_id>/supervision")
@require(Permission.AGENCY_RUN)
def begin_supervision(agency_id: int) -> ResponseReturnValue:
    """Let somebody supervise somebody from today on."""
    reached = reach_agency(agency_id, OWN)
    form = _supervision_form(reached, find_standing(agency_id, on=today()))
    if not form.validate():
        return _show(reached, form, None), 422
    actions.begin_supervision(
        reached.agency,
        form.supervisor.data,
        form.supervised.data,
        on=today(),
        actor_id=current().id,
        now=now(),
    )
    flash(_("The supervision is entered."), "success")
    return _back(agency_id)


@bp.post("/incubation/agencies/<int:agency_id>/supervision/<int:supervision_id>/end")
@require(Permission.AGENCY_RUN)
def end_supervision(agency_id: int, supervision_id: int) -> ResponseReturnValue:
    """End a supervision with today."""
    reach_agency(agency_id, OWN)
    row = queries.get_of_agency(agency_id, supervision_id)
    actions.end_supervision(row, on=today(), actor_id=current().id, now=now())
    flash(_("The supervision has ended."), "success")
    return _back(agency_id)


@bp.post("/incubation/agencies/<int:agency_id>/supervision/talks")
@require(Permission.AGENCY_RUN)
def enter_talk(agency_id: int) -> ResponseReturnValue:
    """Enter a talk; it counts once both of the two have confirmed it."""
    reached = reach_agency(agency_id, OWN)
    form = _talk_form(queries.list_of_agency(agency_id, on=today()))
    if not (form.validate() and form.is_sound(today())):
        return _show(reached, None, form), 422
    row = queries.get_of_agency(agency_id, form.supervision.data)
    plan = actions.TalkPlan(form.held_on.data, form.minutes.data or 0, form.kind.data)
    actions.enter_talk(row, plan, actor_id=current().id, now=now())
    flash(_("The talk is entered. Both sides are asked to confirm it."), "success")
    return _back(agency_id)


def _show(reached: Reached, pair: SupervisionForm | None, talk: TalkForm | None) -> str:
    agency_id, on = reached.agency.id, today()
    standing = find_standing(agency_id, on=on)
    rows = queries.list_of_agency(agency_id, on=on)
    month = add_months(date(on.year, on.month, 1), -1)
    return show_team_page(
        "incubator/show_supervision.html",
        reached,
        standing=standing,
        rows=rows,
        month=month,
        supervised=queries.list_supervision([standing], month=month)[agency_id],
        page=paginate(queries.list_talks(agency_id), per_page=50),
        pair=pair or _supervision_form(reached, standing, is_empty=True),
        talk=talk or _talk_form(rows, is_empty=True),
        may_change=Actor.AGENCY in reached.actors,
        names={one.worker.person_id: one.name for one in standing.present},
        source=standing.parameters.source("supervision_hours"),
    )


def _supervision_form(
    reached: Reached, standing: TeamStanding, *, is_empty: bool = False
) -> SupervisionForm:
    staff = [(one.worker.person_id, one.name) for one in standing.present]
    seated = [(one.id, one.display_name) for one in queries.list_seated(reached.agency.id)]
    options: dict[str, Any] = {"formdata": None} if is_empty else {}
    people = list(dict.fromkeys(staff))
    return SupervisionForm(list(dict.fromkeys([*seated, *people])), people, **options)


def _talk_form(rows: Sequence[Supervision], *, is_empty: bool = False) -> TalkForm:
    pairs = [
        (one.id, f"{one.supervisor.display_name} → {one.supervised.display_name}") for one in rows
    ]
    options: dict[str, Any] = {"formdata": None} if is_empty else {}
    return TalkForm(pairs, **options)


def _back(agency_id: int) -> ResponseReturnValue:
    return redirect(url_for("incubator.show_supervision", agency_id=agency_id), 303)
