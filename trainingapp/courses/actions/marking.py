"""Marking work: taking the next piece, points by the rubric, returning it. Every marking is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import lazy_gettext as _

from trainingapp.audit.actions import record
from trainingapp.courses.actions.assignments import copy_work
from trainingapp.courses.actions.learning import complete
from trainingapp.courses.models import Enrolment, Marking, Submission
from trainingapp.courses.queries import marking as queries
from trainingapp.courses.queries.assignments import find_newest
from trainingapp.extensions import db
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.assignments import (
    MarkedMeanwhile,
    NotHandedIn,
    PointsMissing,
    SubmissionState,
    Task,
    Verdict,
    check_points,
    is_completed,
    is_gradable,
    read_task,
    sum_points,
)

register_kind("courses.marked", _("Your work on “%(title)s” is marked."))
register_kind("courses.revise", _("Your work on “%(title)s” came back: please work on it again."))


@dataclass(frozen=True, slots=True)
class MarkingPlan:
    """What a marker says: a verdict, points for every line of the rubric or as a whole, a comment."""

    verdict: Verdict
    points: Decimal | None
    lines: Sequence[Decimal] | None
    comment: str


def take(submission: Submission, *, marker_id: int, now: datetime) -> None:
    """Note that somebody is marking a piece, so that others are offered the next one."""
    submission.taken_by_id, submission.taken_at = marker_id, now
    db.session.flush()


def mark(
    submission: Submission, plan: MarkingPlan, *, seen: int, marker_id: int, now: datetime
) -> Marking:
    """Keep a marking and return the work to its learner; `seen` is the id of the last marking the marker saw, or 0.

    :raises MarkedMeanwhile: somebody else marked it since. :raises NotHandedIn: it is not there to be marked.
    :raises PointsMissing, PointsOutOfRange: the points do not fit the assignment.
    """
    last = submission.markings[-1] if submission.markings else None
    if last is not None and last.id != seen:
        raise MarkedMeanwhile(name=last.marker.display_name, marking=last.id)
    if not is_gradable(SubmissionState(submission.state)) or queries.is_outdated(submission):
        raise NotHandedIn
    task = read_task(submission.lesson.content)
    marking = Marking(
        submission_id=submission.id,
        marker_id=marker_id,
        verdict=plan.verdict,
        points=_add_up(task, plan),
        lines=_write_lines(task, plan),
        comment=plan.comment,
        made_at=now,
    )
    db.session.add(marking)
    submission.state = SubmissionState(plan.verdict)
    submission.taken_by_id = submission.taken_at = None
    db.session.flush()
    _record(marking, submission, now=now)
    enrolment = queries.find_enrolment_of(submission)
    if enrolment is not None:
        _return(submission, task, marking, enrolment=enrolment)
    return marking


def _add_up(task: Task, plan: MarkingPlan) -> Decimal | None:
    if task.rubric and plan.lines is not None:
        if len(plan.lines) != len(task.rubric):
            raise PointsMissing
        return sum_points(task.rubric, plan.lines)
    if not task.rubric and plan.points is not None:
        check_points(plan.points, most=task.points)
        return plan.points
    if plan.verdict is Verdict.MARKED:
        raise PointsMissing
    return None


def _write_lines(task: Task, plan: MarkingPlan) -> list[dict[str, str]]:
    return [
        {"criterion": line.criterion, "most": f"{line.most:f}", "points": f"{points:f}"}
        for line, points in zip(task.rubric, plan.lines or (), strict=False)
    ]


def _return(submission: Submission, task: Task, marking: Marking, *, enrolment: Enrolment) -> None:
    now = marking.made_at
    if marking.verdict == Verdict.REVISION:
        newest = find_newest(enrolment, submission.lesson)
        if newest is submission:
            copy_work(submission, now=now)
    if is_completed(task, SubmissionState(submission.state), marking.points):
        complete(enrolment, submission.lesson, now=now)
    notify(
        user_id=submission.user_id,
        kind="courses.marked" if marking.verdict == Verdict.MARKED else "courses.revise",
        arguments={"title": submission.lesson.title["zh"]},
        url=f"/courses/{submission.course_id}/lessons/{submission.lesson_key}",
        now=now,
    )


def _record(marking: Marking, submission: Submission, *, now: datetime) -> None:
    detail = {
        "marking": marking.id,
        "verdict": str(marking.verdict),
        "points": None if marking.points is None else f"{marking.points:f}",
    }
    record(
        "courses.mark",
        actor_id=marking.marker_id,
        subject="submission",
        subject_id=submission.id,
        detail=detail,
        now=now,
    )
