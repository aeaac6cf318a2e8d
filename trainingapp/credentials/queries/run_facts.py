"""What somebody of a class or a sitting is issued, or why nothing is."""

from __future__ import annotations

from datetime import datetime

from trainingapp.credentials.kinds import CourseFacts, Facts
from trainingapp.credentials.models import IssueRun, RunSource
from trainingapp.credentials.queries import runs as queries
from trainingapp.credentials.queries.issuable import read_attempt
from trainingapp.education.days import day_of
from trainingapp.exams.queries.attempts import find_feedback
from trainingapp.rules.sittings import Feedback


class Refused(Exception):  # noqa: N818 - the fact is the name
    """One person gets nothing. `word` says why, in a word of `wording.REFUSALS`."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(word)


def find_facts(run: IssueRun, user_id: int, *, now: datetime) -> Facts:
    """The facts of one person of a run. :raises Refused: there are none, or none that they may see."""
    if run.source == RunSource.COHORT:
        enrolment = queries.find_completed(user_id, run.source_id)
        if enrolment is None:
            raise Refused("not-completed")
        completed = day_of(enrolment.completed_at or now)
        return CourseFacts(enrolment.course_id, enrolment.course.title["zh"], completed)
    attempt = queries.find_last_attempt(user_id, run.source_id)
    if attempt is None:
        raise Refused("no-score")
    if find_feedback(attempt, now=now) is Feedback.NOTHING:
        raise Refused("not-released")
    return read_attempt(attempt)
