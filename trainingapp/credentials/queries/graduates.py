"""How the graduates of a university answer: exercises of courses and mock exams, together, never a single person's.

A graduate is whoever has a verified degree of the university. Nothing is told of fewer than `FEWEST` people.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, select, union_all

from trainingapp.courses.models import ExerciseResponse
from trainingapp.credentials.models.degrees import DegreeRecord, RecordStatus
from trainingapp.exams.models import Attempt, ItemResponse
from trainingapp.extensions import db
from trainingapp.itembank.models import BankItem, ItemRevision, RevisionKnowledge, TestFormSlot
from trainingapp.rules.attempts import AttemptState

FEWEST = 30  # people; fewer could be told apart
TENS = 10  # people are told in full tens
STEP = 5  # and right answers in steps of so many per cent
MAIN_POINT = 0  # an answer counts once, for the main knowledge point of its item
SURE = (RecordStatus.VERIFIED, RecordStatus.AUTHORITY)


class Answers(NamedTuple):
    """How often enough people were right: at least so many people, and the mean of their shares, both rounded."""

    people: int
    percent: int


class GraduateResults(NamedTuple):
    """By the code of chapters and points; what too few people answered is left out. `is_enough`: anything is told."""

    is_enough: bool
    chapters: Mapping[str, Answers]
    points: Mapping[str, Answers]


def list_results(organisation_id: int, subject: str) -> GraduateResults:
    """The results in a subject, in two statements. Blank answers count nowhere, of mock exams the first of a form."""
    answers = union_all(
        _exercises(organisation_id, subject), _mocks(organisation_id, subject)
    ).subquery()
    chapters = _group(answers, "chapter")
    return GraduateResults(bool(chapters), chapters, _group(answers, "code") if chapters else {})


def _group(answers: Any, name: str) -> dict[str, Answers]:
    """Everybody weighs the same, and figures are coarse: two views that differ by a person tell nothing of them."""
    column = answers.c[name]
    share = func.sum(answers.c.is_right) * 100.0 / func.count()
    each = (
        select(column.label("code"), share.label("share"))
        .group_by(column, answers.c.user_id)
        .subquery()
    )
    query = (
        select(each.c.code, func.count(), func.avg(each.c.share))
        .group_by(each.c.code)
        .having(func.count() >= FEWEST)
    )
    return {
        code: Answers(people // TENS * TENS, int(float(mean) / STEP + 0.5) * STEP)
        for code, people, mean in db.session.execute(query)
    }


def _exercises(organisation_id: int, subject: str) -> Select[Any, Any, Any, Any]:
    return (
        _columns(ExerciseResponse.user_id, ExerciseResponse.is_right.is_(True))
        .select_from(ExerciseResponse)
        .join(ItemRevision, ItemRevision.id == ExerciseResponse.item_revision_id)
        .join(BankItem, BankItem.id == ItemRevision.item_id)
        .join(RevisionKnowledge, RevisionKnowledge.item_revision_id == ItemRevision.id)
        .where(BankItem.subject == subject, RevisionKnowledge.position == MAIN_POINT)
        .where(ExerciseResponse.user_id.in_(_graduates(organisation_id)))
    )


def _mocks(organisation_id: int, subject: str) -> Select[Any, Any, Any, Any]:
    slot = and_(
        TestFormSlot.test_form_id == Attempt.test_form_id, TestFormSlot.slot == ItemResponse.slot
    )
    return (
        _columns(Attempt.candidate_id, ItemResponse.selected == ItemRevision.key)
        .select_from(Attempt)
        .join(ItemResponse, ItemResponse.attempt_id == Attempt.id)
        .join(TestFormSlot, slot)
        .join(ItemRevision, ItemRevision.id == TestFormSlot.item_revision_id)
        .join(BankItem, BankItem.id == ItemRevision.item_id)
        .join(RevisionKnowledge, RevisionKnowledge.item_revision_id == ItemRevision.id)
        .where(BankItem.subject == subject, RevisionKnowledge.position == MAIN_POINT)
        .where(Attempt.state == AttemptState.SUBMITTED, Attempt.is_first.is_(True))
        .where(ItemResponse.selected != "", ItemRevision.key.is_not(None))
        .where(Attempt.candidate_id.in_(_graduates(organisation_id)))
    )


def _columns(person: Any, is_right: ColumnElement[bool]) -> Select[Any, Any, Any, Any]:
    return select(
        person.label("user_id"),
        RevisionKnowledge.code.label("code"),
        ItemRevision.chapter.label("chapter"),
        case((is_right, 1), else_=0).label("is_right"),
    )


def _graduates(organisation_id: int) -> Select[int | None]:
    return select(DegreeRecord.user_id).where(
        DegreeRecord.organisation_id == organisation_id,
        DegreeRecord.status.in_(SURE),
        DegreeRecord.user_id.is_not(None),
        DegreeRecord.awarded_on.is_not(None),
    )
