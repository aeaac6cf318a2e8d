"""A test form made for one candidate: by specification, from the ready items they have not seen lately."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from trainingapp.exams.assembly import assemble_form
from trainingapp.exams.queries.seen import list_seen_codes
from trainingapp.itembank.actions import publish_form
from trainingapp.itembank.exam_years import exam_year_at, law_day_at
from trainingapp.itembank.models import TestForm, TestSpecification
from trainingapp.itembank.queries import (
    get_specification,
    get_subject_title,
    list_ready_pool,
    read_specification,
)
from trainingapp.web.i18n import SHANGHAI

SEEN_FOR = timedelta(days=180)


class OwnForm(NamedTuple):
    """The items chosen for a candidate, before they are published."""

    specification: str
    revisions: list[int]
    code: str
    title: dict[str, str]
    exam_year: int


def choose_own_form(
    candidate_id: int,
    specification_code: str,
    *,
    seed: int,
    now: datetime,
    exam_year: int | None = None,
) -> OwnForm:
    """Choose the items of a form for one candidate. Only reads.

    The law of the exam of that year counts, of the next one when none is named (`itembank.exam_years`).

    Items on forms the candidate began in the last 180 days are taken only where the bounds leave no others. The seed
    decides among equals and becomes part of the form's code, so one seed serves a candidate once.

    :raises NoResultFound: when there is no such specification, or no syllabus of its subject.
    :raises FormImpossible: when the ready items cannot meet it.
    """
    specification = get_specification(specification_code)
    year = exam_year or exam_year_at(now)
    pool = list_ready_pool(specification.subject, on=law_day_at(now, year))
    seen = list_seen_codes(candidate_id, since=now - SEEN_FOR)
    items = assemble_form(read_specification(specification), pool, seed=seed, seen=seen)
    return OwnForm(
        specification=specification_code,
        revisions=[item.revision for item in items],
        code=f"{specification.code}-{candidate_id}-{seed:x}",
        title=_title(specification, year, now=now),
        exam_year=year,
    )


def publish_own_form(chosen: OwnForm, *, now: datetime) -> TestForm:
    """Publish what was chosen."""
    return publish_form(
        get_specification(chosen.specification),
        chosen.revisions,
        code=chosen.code,
        title=chosen.title,
        origin="assembled",
        now=now,
        exam_year=chosen.exam_year,
    )


def assemble_own_form(
    candidate_id: int, specification_code: str, *, seed: int, now: datetime
) -> TestForm:
    """Choose and publish in one go. Pages do it in two, so that nobody's answers wait for the choosing.

    Raises what `choose_own_form` raises.
    """
    return publish_own_form(
        choose_own_form(candidate_id, specification_code, seed=seed, now=now), now=now
    )


def _title(specification: TestSpecification, exam_year: int, *, now: datetime) -> dict[str, str]:
    names = get_subject_title(specification.subject, exam_year=exam_year)
    day = f"{now.astimezone(SHANGHAI):%Y-%m-%d}"
    return {"zh": f"{names['zh']} 自动组卷 {day}", "en": f"{names['en']}, assembled on {day}"}
