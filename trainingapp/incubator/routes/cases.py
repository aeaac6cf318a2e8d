"""The list of cases and the page of one case: where it stands, what comes next, how it came there."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from trainingapp.education.days import day_of
from trainingapp.incubator.queries import cases as queries, passages, reach, workflows
from trainingapp.incubator.routes.filtering import wanted_cases
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.incubator.showing import shown_history, shown_steps
from trainingapp.incubator.showing_letters import shown_letters
from trainingapp.rules.incubation.words import CLOSED
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


@bp.get("/incubation/cases")
@require(Permission.CASE_OPEN)
def list_cases() -> ResponseReturnValue:
    """The cases that the reader reaches; those who work with many look for some of them."""
    person = current()
    form, filters, is_valid = wanted_cases()
    page = paginate(queries.list_cases(person, filters), per_page=queries.PER_PAGE)
    return render_template(
        "incubator/list_cases.html",
        page=page,
        form=form,
        is_filtered=bool(filters),
        has_bases=form is not None and len(reach.list_bases(person)) > 1,
        definitions={case.id: workflows.definition_of(case) for case in page.items},
        today=day_of(now()),
        days={case.id: (day_of(now()) - day_of(case.stage_since)).days for case in page.items},
    ), (200 if is_valid else 422)


@bp.get("/incubation/cases/<int:case_id>")
@require(Permission.CASE_OPEN)
def show_case(case_id: int) -> str:
    """Where a case stands, what may come next and what is missing for it, and its history."""
    case, actors = open_case(case_id)
    waiting = passages.find_waiting(case)
    reports = passages.list_reports(case, actors=actors, now=now())
    return render_template(
        "incubator/show_case.html",
        case=case,
        actors=actors,
        definition=workflows.definition_of(case),
        steps=shown_steps(reports, actors),
        waiting=waiting,
        may_settle=waiting is not None
        and passages.may_settle(case, waiting, person_id=current().id, actors=actors),
        is_closed=case.stage in CLOSED,
        history=shown_history(case, actors),
        letters=shown_letters(case, actors),
        days=(day_of(now()) - day_of(case.stage_since)).days,
    )
