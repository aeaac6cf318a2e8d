"""The day in incubation: what is late, what is due, what waits for the reader, what is new."""

from __future__ import annotations

from flask import current_app, render_template

from trainingapp.education.days import today
from trainingapp.incubator import compliance_wording, places, residence_wording
from trainingapp.incubator.check_files import list_checks
from trainingapp.incubator.queries import today as queries
from trainingapp.incubator.queries.cases import is_overseeing
from trainingapp.incubator.queries.expiring import list_expiring
from trainingapp.incubator.queries.own_applications import list_going
from trainingapp.incubator.queries.reach import list_bases
from trainingapp.incubator.queries.waiting import list_waiting
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require

SHOWN_BASES = 3
FIGURES = "incubator.show_charts"  # the charts of a base, where they stand


@bp.get("/incubation")
@require(Permission.CASE_OPEN)
def show_today() -> str:
    """Everything that concerns the reader today, each with the page where it is done."""
    person, day = current(), today()
    bases = list_bases(person) if is_overseeing(person) else []
    return render_template(
        "incubator/show_today.html",
        today=day,
        counts=queries.count_tasks(person, today=day),
        tasks=queries.list_tasks(person, today=day),
        waits=list_waiting(person),
        breaches=queries.list_breaches(person, today=day),
        unmet=queries.list_unmet(person, today=day),
        expiring=list_expiring(person, today=day),
        going=list_going(person, today=day),
        links=places.list_links(person.grants),
        of_base=places.OF_BASE,
        bases=bases[:SHOWN_BASES],
        figures_endpoint=FIGURES if FIGURES in current_app.view_functions else None,
        texts=list_checks().by_code,
        checks=compliance_wording,
        task_words=residence_wording,
    )
