"""Who writes an application, and what its own page shows them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import abort
from flask_babel import get_locale

from trainingapp.incubator.models import Case
from trainingapp.incubator.queries import applications as queries
from trainingapp.incubator.queries.passages import report_on
from trainingapp.incubator.queries.reach import actors_of, get_case
from trainingapp.rules.incubation.application_forms import PAPERS, Paper
from trainingapp.rules.incubation.words import Actor, Applicants, Stage
from trainingapp.web.auth import current
from trainingapp.web.clock import now

APPLICATION = "/incubation/cases/<int:case_id>/application"
APPLYING = frozenset({Actor.APPLICANT, Actor.AGENCY})
ACTS = {Stage.DRAFT: "submit", Stage.RETURNED: "resubmit"}


def as_applicant(case_id: int, *, lock: bool = False) -> Case:
    """The case, for who applies with it: 404 for who does not reach it, 403 for everybody else who does."""
    case = get_case(current(), case_id, lock=lock)
    if not actors_of(current(), case) & APPLYING:
        abort(403)
    return case


def language() -> str:
    """The reader's language, for words that are data."""
    return str(get_locale() or "zh")[:2]


def papers_of(case: Case) -> tuple[Paper, ...]:
    """The papers that the application of a case asks for."""
    spec = queries.spec_for(queries.get_application(case))
    return spec.papers_for(Applicants(case.applicants))


def overview_of(case: Case) -> dict[str, Any]:
    """How far each part is, what was asked for, what is missing, and the letters."""
    application = queries.get_application(case)
    applicants = Applicants(case.applicants)
    spec = queries.spec_for(application)
    faults = Counter(one.part for one in queries.list_faults(application))
    act = ACTS.get(Stage(case.stage))
    actors = actors_of(current(), case)
    report = report_on(case, act, actors=actors, now=now()) if act else None
    missing = report.missing if report else ()
    return {
        "case": case,
        "actors": actors,
        "application": application,
        "parts": spec.parts_for(applicants),
        "saved": {one.part: one for one in application.parts},
        "faults": faults,
        "missing_papers": faults[PAPERS],
        "papers": queries.list_papers(application),
        "asked": [one for one in queries.list_asked(case) if one.sent_at],
        "is_answer_sent": queries.is_answer_sent,
        "report": report,
        "other_missing": [one for one in missing if not one.code.startswith("application.")],
        "answer_by": queries.answer_ends_on(case) if case.stage == Stage.RETURNED else None,
        "screening": queries.find_screening(case),
        "letters": queries.list_letters(case),
        "language": language(),
    }
