"""The team of an agency: its ratio and what becomes of it, and, for those who may read names, who counts and why."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.education.days import today
from trainingapp.incubator import review_words, staffing_wording
from trainingapp.incubator.queries import reach, staff as queries, team_days
from trainingapp.incubator.queries.calls import get_base
from trainingapp.incubator.queries.staff_hours import list_paces
from trainingapp.incubator.queries.standing import Member, find_standing, list_standings
from trainingapp.incubator.routes.agency_pages import reach_agency
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.team_pages import FIGURES, may_name, show_team_page
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.pages import Page, paginate

PER_PAGE = 50
KEYS = (
    "qualified_ratio_numerator",
    "registration_required",
    "registration_area",
    "full_time_fte",
    "social_work_majors",
    "min_full_time_staff",
)


@bp.get("/incubation/agencies/<int:agency_id>/team")
@require(Permission.CASE_OPEN)
def show_team(agency_id: int) -> str:
    """Who counts and why, how many more are needed, and what happens on which day when nobody renews."""
    reached = reach_agency(agency_id, FIGURES)
    standing = find_standing(agency_id, on=today())
    is_named = may_name(reached)
    present = standing.present if is_named else []
    page = _cut(present)
    agreed = [one.worker.person_id for one in page.items if one.worker.has_consented]
    return show_team_page(
        "incubator/show_team.html",
        reached,
        standing=standing,
        page=page,
        names={one.worker.person_id: one.name for one in standing.members} if is_named else {},
        paces=list_paces(agreed, on=today()),
        history=team_days.list_months(agency_id),
        requests=paginate(queries.list_requests(agency_id), number=1, per_page=20)
        if is_named
        else None,
        sources=[(key, standing.parameters.source(key)) for key in KEYS],
        values={key: standing.parameters.rows[key].value for key in KEYS},
        confidences=review_words.CONFIDENCES,
    )


def _cut(rows: Sequence[Member]) -> Page[Member]:
    pages = max(1, -(-len(rows) // PER_PAGE))
    number = min(max(request.args.get("page", 1, int), 1), pages)
    return Page(rows[(number - 1) * PER_PAGE : number * PER_PAGE], number, pages, len(rows))


@bp.get("/incubation/bases/<int:base_id>/teams")
@require(Permission.INCUBATOR_OVERSEE)
def list_teams(base_id: int) -> ResponseReturnValue:
    """The ratios of the agencies of a base, by name, without a name of anybody who works there."""
    base = get_base(current(), base_id)
    residents = reach.only_reached(team_days.list_residents(base.id), current())
    page = paginate(residents, per_page=PER_PAGE)
    standings = list_standings([one.id for one in page.items], on=today())
    return render_template(
        "incubator/list_teams.html",
        base=base,
        page=page,
        standings=standings,
        staffing_words=staffing_wording,
    )
