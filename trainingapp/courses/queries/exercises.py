"""The items of an exercise: chosen ones, or the ready ones on its knowledge points. Without keys until answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased, joinedload, selectinload

from trainingapp.courses.models import ExerciseResponse
from trainingapp.extensions import db
from trainingapp.itembank.finding import FoundLesson, find_lessons
from trainingapp.itembank.models import (
    BankItem,
    ItemRevision,
    LawAnchor,
    LawVersion,
    RevisionKnowledge,
    TestForm,
    TestFormSlot,
)
from trainingapp.itembank.queries import area_titles
from trainingapp.itembank.reviewed import ReviewedItem, review_item
from trainingapp.rules.items import Kind, Status

LATEST = and_(ItemRevision.item_id == BankItem.id, ItemRevision.number == BankItem.latest_number)
OBJECTIVE = [kind for kind in Kind if kind.is_objective]


@dataclass(frozen=True, slots=True)
class AskedItem:
    """An item of an exercise as the learner sees it; `shown` has the key and stays None until it is answered."""

    number: int
    item_id: int
    code: str
    kind: str
    stimulus: str
    stem: str
    options: list[tuple[str, str]]
    response: ExerciseResponse | None
    shown: ReviewedItem | None


def stands_on_a_form() -> ColumnElement[bool]:
    """A condition on `BankItem`: some revision of it stands on a fixed mock form, whose keys must stay unknown."""
    placed = aliased(ItemRevision)
    return exists().where(
        placed.item_id == BankItem.id,
        TestFormSlot.item_revision_id == placed.id,
        TestForm.id == TestFormSlot.test_form_id,
        TestForm.origin == "fixed",
    )


def select_revisions(content: Mapping[str, Any]) -> Select[ItemRevision]:
    """The latest revisions of an exercise's items, in order of code.

    An exercise shows keys. So it draws no item that stands on a fixed mock form, unless its author named the item.
    """
    query = (
        select(ItemRevision)
        .join(BankItem, LATEST)
        .where(BankItem.status == Status.READY, ItemRevision.kind.in_(OBJECTIVE))
        .order_by(BankItem.code)
        .limit(int(content["most"]))
    )
    if content["items"]:
        return query.where(BankItem.code.in_(content["items"]))
    codes = content["points"]
    named = [RevisionKnowledge.code == code for code in codes]
    named += [RevisionKnowledge.code.startswith(f"{code}.", autoescape=True) for code in codes]
    return query.where(ItemRevision.knowledge.any(or_(*named)), ~stands_on_a_form())


def list_asked(content: Mapping[str, Any]) -> Sequence[ItemRevision]:
    """What an exercise asks, for the rules and for answering."""
    return db.session.scalars(
        select_revisions(content).options(joinedload(ItemRevision.item))
    ).all()


def find_asked(content: Mapping[str, Any], code: str) -> ItemRevision:
    """One item of an exercise. :raises NoResultFound: when it is none of its items."""
    for revision in list_asked(content):
        if revision.item.code == code:
            return revision
    raise NoResultFound(code)


def list_responses(user_id: int, course_id: int, *, key: str) -> Mapping[int, ExerciseResponse]:
    """What somebody answered in an exercise, by item."""
    query = select(ExerciseResponse).where(
        ExerciseResponse.user_id == user_id,
        ExerciseResponse.course_id == course_id,
        ExerciseResponse.lesson_key == key,
    )
    return {row.item_id: row for row in db.session.scalars(query)}


def present_exercise(
    content: Mapping[str, Any], responses: Mapping[int, ExerciseResponse]
) -> list[AskedItem]:
    """The items of an exercise; those answered in the revision that counts today come with key and reasons."""
    revisions, titles = _load(content)
    return [
        _present(number, revision, responses.get(revision.item_id), titles=titles)
        for number, revision in enumerate(revisions, start=1)
    ]


def find_missed(asked: Sequence[AskedItem], reader_id: int) -> Mapping[int, Sequence[FoundLesson]]:
    """Where the items that somebody answered wrongly are taught, by item."""
    points = {
        item.item_id: [code for code, _title in item.shown.knowledge]
        for item in asked
        if item.shown is not None and item.response is not None and not item.response.is_right
    }
    return find_lessons(points, reader_id)


def present_with_keys(content: Mapping[str, Any]) -> list[AskedItem]:
    """The items of an exercise with keys and reasons, for its author and reviewers."""
    revisions, titles = _load(content)
    return [
        _present(number, revision, None, titles=titles, is_open=True)
        for number, revision in enumerate(revisions, start=1)
    ]


def _load(
    content: Mapping[str, Any],
) -> tuple[Sequence[ItemRevision], dict[str, dict[str, str]]]:
    query = select_revisions(content).options(
        joinedload(ItemRevision.item),
        selectinload(ItemRevision.knowledge),
        selectinload(ItemRevision.anchors)
        .joinedload(LawAnchor.law_version)
        .joinedload(LawVersion.law),
    )
    revisions = db.session.scalars(query).all()
    codes = [point.code for revision in revisions for point in revision.knowledge]
    return revisions, area_titles(codes)


def _present(
    number: int,
    revision: ItemRevision,
    response: ExerciseResponse | None,
    *,
    titles: dict[str, dict[str, str]],
    is_open: bool = False,
) -> AskedItem:
    if response is not None and response.item_revision_id != revision.id:
        response = None  # the item has changed since: it is asked anew
    return AskedItem(
        number=number,
        item_id=revision.item_id,
        code=revision.item.code,
        kind=revision.kind,
        stimulus=revision.content.get("stimulus") or "",
        stem=revision.content["stem"],
        options=[(letter, o["text"]) for letter, o in sorted(revision.content["options"].items())],
        response=response,
        shown=review_item(number, revision, titles) if response or is_open else None,
    )


def list_unready(codes: Sequence[str]) -> list[str]:
    """Those of the codes that are no ready objective item."""
    query = (
        select(BankItem.code)
        .join(ItemRevision, LATEST)
        .where(
            BankItem.code.in_(codes),
            BankItem.status == Status.READY,
            ItemRevision.kind.in_(OBJECTIVE),
        )
    )
    known = set(db.session.scalars(query))
    return [code for code in codes if code not in known]


def list_on_forms(codes: Sequence[str]) -> list[str]:
    """Those of the codes whose items stand on a fixed mock form, in the order given."""
    query = select(BankItem.code).where(BankItem.code.in_(codes), stands_on_a_form())
    known = set(db.session.scalars(query)) if codes else set()
    return [code for code in codes if code in known]
