"""What the page of an assignment shows its learner beside the task."""

from __future__ import annotations

from trainingapp.courses import wording
from trainingapp.courses.actions.assignments import base_of
from trainingapp.courses.forms.assignments import COMPLETES, TAKES, WorkForm
from trainingapp.courses.models import Lesson
from trainingapp.courses.queries.assignments import present_work
from trainingapp.courses.routes.mount import bp, reader_id
from trainingapp.courses.work import ACCEPT, PURPOSE
from trainingapp.rules.assignments import MOST_FILE_MB, MOST_FILES, Takes, count_words
from trainingapp.web.auth import current
from trainingapp.web.clock import now


def work_context(course_id: int, lesson: Lesson) -> dict[str, object]:
    """The learner's work and the form to go on with it."""
    work = present_work(current().id, course_id, lesson, now=now())
    text = work.draft.text if work.draft else ""
    form = WorkForm(formdata=None, data={"text": text, "saves": base_of(work.draft)})
    return {
        "work": work,
        "work_form": form,
        "takes_text": work.task.takes is not Takes.FILES,
        "takes_files": work.task.takes is not Takes.TEXT,
        "upload": {"purpose": PURPOSE, "accept": ACCEPT, "most_mb": MOST_FILE_MB},
        "most_files": MOST_FILES,
    }


@bp.context_processor
def offer_words() -> dict[str, object]:
    """The words of assignments, for their authors, learners and markers."""
    return {
        "takes_names": TAKES,
        "completes_names": COMPLETES,
        "submission_names": wording.SUBMISSIONS,
        "submission_tones": wording.SUBMISSION_TONES,
        "word_count": count_words,
        "reader_number": reader_id(),
    }
