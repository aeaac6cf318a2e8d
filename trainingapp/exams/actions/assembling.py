"""A test form made for one candidate: by specification, from the ready items they have not seen lately."""

from __future__ import annotations

from datetime import datetime, timedelta

from trainingapp.exams.assembly import assemble_form
from trainingapp.exams.queries.seen import list_seen_codes
from trainingapp.itembank.actions import publish_form
from trainingapp.itembank.models import TestForm, TestSpecification
from trainingapp.itembank.queries import (
    get_specification,
    get_subject_title,
    list_ready_pool,
    read_specification,
)
from trainingapp.rules.specifications import lens_day, next_exam_year
from trainingapp.web.i18n import SHANGHAI

SEEN_FOR = timedelta(days=180)


def assemble_own_form(
    candidate_id: int, specification_code: str, *, seed: int, now: datetime
) -> TestForm:
    """Assemble and publish a form for one candidate; the law of the next exam counts.

    Items on forms the candidate began in the last 180 days are taken only where the bounds leave no others. The seed
    decides among equals and becomes part of the form's code, so one seed serves a candidate once.

    :raises NoResultFound: when there is no such specification, or no syllabus of its subject.
    :raises FormImpossible: when the ready items cannot meet it.
    """
    specification = get_specification(specification_code)
    today = now.astimezone(SHANGHAI).date()
    pool = list_ready_pool(specification.subject, on=lens_day(next_exam_year(today)))
    seen = list_seen_codes(candidate_id, since=now - SEEN_FOR)
    items = assemble_form(read_specification(specification), pool, seed=seed, seen=seen)
    return publish_form(
        specification,
        [item.revision for item in items],
        code=f"{specification.code}-{candidate_id}-{seed:x}",
        title=_title(specification, now),
        origin="assembled",
        now=now,
    )


def _title(specification: TestSpecification, now: datetime) -> dict[str, str]:
    names = get_subject_title(specification.subject)
    day = f"{now.astimezone(SHANGHAI):%Y-%m-%d}"
    return {"zh": f"{names['zh']} 自动组卷 {day}", "en": f"{names['en']}, assembled on {day}"}
