"""Final checks as they are read: what a course asks, somebody's tries, the items of a try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.courses.models import (
    CheckAnswer,
    CheckTry,
    CourseVersion,
    Lesson,
    LessonPoint,
    LessonProgress,
)
from trainingapp.courses.queries.exercises import select_revisions
from trainingapp.courses.queries.trees import get_edition
from trainingapp.extensions import db
from trainingapp.itembank.models import ItemRevision, LawAnchor, LawVersion
from trainingapp.itembank.queries import area_titles
from trainingapp.itembank.reviewed import ReviewedItem, review_item
from trainingapp.rules.course_checks import (
    AlreadyPassed,
    CheckTerms,
    NoTriesLeft,
    PastTry,
    next_try_at,
)
from trainingapp.rules.course_versions import LessonKind, VersionState

MOST = 500  # items that a check is drawn from


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody can do at a check: go on with an open try, begin one now or later, or nothing any more."""

    open_try: CheckTry | None
    is_passed: bool = False
    is_used_up: bool = False
    next_at: datetime | None = None  # None: at once


@dataclass(frozen=True, slots=True)
class CheckItem:
    """An item of a try as its learner sees it; `shown` has key and reasons, None while it may be asked again."""

    number: int
    code: str
    kind: str
    stimulus: str
    stem: str
    options: list[tuple[str, str]]
    selected: str
    is_right: bool
    shown: ReviewedItem | None


def judge_standing(
    tries: Sequence[CheckTry], terms: CheckTerms | None, *, now: datetime
) -> Standing:
    """What somebody can do after these tries."""
    if terms is None:
        return Standing(None, is_used_up=True)
    still_open = next((one for one in tries if one.submitted_at is None), None)
    try:
        at = next_try_at(past_tries(tries), terms)
    except AlreadyPassed:
        return Standing(None, is_passed=True)
    except NoTriesLeft:
        return Standing(still_open, is_used_up=True)
    return Standing(still_open, next_at=at if at is not None and now < at else None)


def has_passed(user_id: int, rule_id: int) -> bool:
    """Whether somebody has passed the final check that a rule asks for."""
    found = exists().where(
        CheckTry.user_id == user_id, CheckTry.rule_id == rule_id, CheckTry.is_passed.is_(True)
    )
    return bool(db.session.scalar(select(found)))


def list_tries(user_id: int, course_id: int, *, rule_id: int) -> Sequence[CheckTry]:
    """Somebody's tries at the check of a rule, the first first."""
    query = select(CheckTry).where(
        CheckTry.user_id == user_id, CheckTry.course_id == course_id, CheckTry.rule_id == rule_id
    )
    return db.session.scalars(query.order_by(CheckTry.number)).all()


def past_tries(tries: Sequence[CheckTry]) -> list[PastTry]:
    """Those that were handed in, for the rules."""
    return [PastTry(one.submitted_at, one.is_passed) for one in tries if one.submitted_at]


def get_try(user_id: int, course_id: int, *, try_id: int) -> CheckTry:
    """One of somebody's own tries, locked for this transaction. :raises NoResultFound: for anybody else's."""
    query = select(CheckTry).where(
        CheckTry.id == try_id, CheckTry.user_id == user_id, CheckTry.course_id == course_id
    )
    loaded = query.options(selectinload(CheckTry.answers)).with_for_update()
    return db.session.scalars(loaded.execution_options(populate_existing=True)).one()


def list_course_points(version_id: int) -> list[str]:
    """The knowledge points that the lessons of a version teach, each once."""
    query = (
        select(LessonPoint.code)
        .join(Lesson, Lesson.id == LessonPoint.lesson_id)
        .where(Lesson.version_id == version_id)
        .distinct()
        .order_by(LessonPoint.code)
    )
    return list(db.session.scalars(query))


def list_exercises(version_id: int) -> Sequence[Mapping[str, Any]]:
    """What the exercises of a version ask: items that they name, areas that they draw from."""
    query = select(Lesson.content).where(
        Lesson.version_id == version_id, Lesson.kind == LessonKind.EXERCISE
    )
    return db.session.scalars(query).all()


def list_pool(version_id: int) -> Mapping[str, int]:
    """The revisions that a check of a version may ask, by item code.

    The ready items on its knowledge points, and of the chapters its exercises draw from, that stand on no fixed mock
    form; and those that its exercises name.
    """
    exercises = list_exercises(version_id)
    drawn = [code for content in exercises if not content["items"] for code in content["points"]]
    points = list(dict.fromkeys([*list_course_points(version_id), *drawn]))
    items = [code for content in exercises for code in content["items"]]
    wanted = [{"items": [], "points": points}] if points else []
    wanted += [{"items": items, "points": []}] if items else []
    found: dict[str, int] = {}
    for content in wanted:
        query = select_revisions({**content, "most": MOST})
        for revision in db.session.scalars(query.options(joinedload(ItemRevision.item))):
            found[revision.item.code] = revision.id
    return found


def count_pool(course_id: int) -> int:
    """How many items a check of the published version may ask; none before it is published."""
    query = select(CourseVersion.id).where(
        CourseVersion.course_id == course_id, CourseVersion.state == VersionState.PUBLISHED
    )
    version_id = db.session.scalar(query)
    return len(list_pool(version_id)) if version_id else 0


def pool_of_edition(course_id: int, major: int) -> Mapping[str, int]:
    """What the check of a learner's edition may ask."""
    return list_pool(get_edition(course_id, major).id)


def list_seen(tries: Sequence[CheckTry]) -> set[str]:
    """The codes of the items that these tries have asked."""
    query = (
        select(ItemRevision)
        .join(CheckAnswer, CheckAnswer.item_revision_id == ItemRevision.id)
        .where(CheckAnswer.try_id.in_([one.id for one in tries]))
    )
    rows = db.session.scalars(query.options(joinedload(ItemRevision.item)))
    return {revision.item.code for revision in rows}


def list_completed_kinds(user_id: int, course_id: int, *, major: int) -> dict[str, str]:
    """The kinds of the lessons somebody has completed in their edition, by key."""
    version = get_edition(course_id, major)
    query = select(LessonProgress.lesson_key).where(
        LessonProgress.user_id == user_id,
        LessonProgress.course_id == course_id,
        LessonProgress.completed_at.is_not(None),
    )
    done = set(db.session.scalars(query))
    return {lesson.key: lesson.kind for lesson in version.lessons if lesson.key in done}


def _revisions(one: CheckTry) -> Select[ItemRevision]:
    return (
        select(ItemRevision)
        .where(ItemRevision.id.in_([answer.item_revision_id for answer in one.answers]))
        .options(
            joinedload(ItemRevision.item),
            selectinload(ItemRevision.knowledge),
            selectinload(ItemRevision.anchors)
            .joinedload(LawAnchor.law_version)
            .joinedload(LawVersion.law),
        )
    )


def list_keys(one: CheckTry) -> dict[int, str | None]:
    """The keys of a try's items by revision, for marking."""
    return {revision.id: revision.key for revision in db.session.scalars(_revisions(one))}


def present_try(
    one: CheckTry, *, selected: Mapping[int, str] | None = None, is_open: bool = False
) -> list[CheckItem]:
    """The items of a try in their order; `is_open` shows keys and reasons, `selected` what was just chosen."""
    revisions = {revision.id: revision for revision in db.session.scalars(_revisions(one))}
    points = [point.code for revision in revisions.values() for point in revision.knowledge]
    titles = area_titles(points) if is_open else {}
    chosen = selected or {}
    return [
        _present(
            answer,
            revisions[answer.item_revision_id],
            selected=chosen.get(answer.position, answer.selected),
            titles=titles if is_open else None,
        )
        for answer in one.answers
    ]


def _present(
    answer: CheckAnswer,
    revision: ItemRevision,
    *,
    selected: str,
    titles: dict[str, dict[str, str]] | None,
) -> CheckItem:
    content = revision.content
    return CheckItem(
        number=answer.position,
        code=revision.item.code,
        kind=revision.kind,
        stimulus=content.get("stimulus") or "",
        stem=content["stem"],
        options=[(letter, option["text"]) for letter, option in sorted(content["options"].items())],
        selected=selected,
        is_right=answer.is_right,
        shown=None if titles is None else review_item(answer.position, revision, titles),
    )
