"""The plan of a case: made from its template, moved with the end of the stay, worked off with evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.holidays import list_holidays
from trainingapp.incubator.models import Case, PlanItem
from trainingapp.incubator.plan_files import Item, Plan, find_plan, list_plans
from trainingapp.incubator.queries.residence import find_midpoint, list_items
from trainingapp.incubator.residence_telling import ITEM_RETURNED, OWN, tell
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.residence import Anchor, Due, due_from
from trainingapp.rules.incubation.residence_words import DONE, ItemState
from trainingapp.rules.incubation.words import Actor


class ItemSettled(RuleViolation):
    """What is accepted or waived stays so."""

    message: ClassVar[str] = "This item is settled already."


class NothingSubmitted(RuleViolation):
    """Only what was submitted is accepted or returned."""

    message: ClassVar[str] = "Nothing has been submitted for this item yet."


class EvidenceNeeded(RuleViolation):
    """The item asks for something that shows it."""

    message: ClassVar[str] = "This item needs evidence: choose a document, or say what shows it."


@dataclass(frozen=True, slots=True)
class Planned:
    """An item that somebody adds to a plan."""

    title: str
    owner: Actor
    due_on: date | None = None
    domain: str = ""
    weight: int = 1
    needs_evidence: bool = False


def make_items(case: Case, *, now: datetime) -> list[PlanItem]:
    """Make the plan of a case that has moved in; items that stand already are left as they are."""
    plan = find_plan(case.track)
    if plan is None or case.entered_on is None or case.planned_exit_on is None:
        return []
    known = {one.code for one in list_items(case)}
    made = [
        _made(case, plan, item, now=now)
        for item in plan.items
        if item.code not in known and item.suits(case.applicants, case.mode)
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def move_items(case: Case, *, now: datetime) -> None:
    """Count the open items again that depend on the end of the stay, after the end has moved.

    Each is counted as the version of the plan says that it was made from.
    """
    templates = {(plan.name, item.code): item for plan in list_plans() for item in plan.items}
    for row in list_items(case):
        item = templates.get((row.template, row.code))
        if item is None or item.anchor is Anchor.ENTRY or row.state in DONE:
            continue
        due = _due(case, item, now=now)
        row.due_on, row.is_due_sure = due.day, due.is_sure


def add_item(case: Case, planned: Planned, *, now: datetime) -> PlanItem:
    """Add something to the plan of a case."""
    number = sum(1 for one in list_items(case) if not one.template) + 1
    row = PlanItem(
        case_id=case.id,
        code=f"own_{number}",
        title=planned.title,
        owner=planned.owner,
        due_on=planned.due_on,
        domain=planned.domain,
        weight=planned.weight,
        needs_evidence=planned.needs_evidence,
        entered_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def submit_item(
    row: PlanItem, *, note: str, document_id: int | None, by_id: int, now: datetime
) -> None:
    """Say that an item is done, with what shows it. :raises ItemSettled, EvidenceNeeded:"""
    if row.state in DONE:
        raise ItemSettled
    if row.needs_evidence and document_id is None and not note:
        raise EvidenceNeeded
    row.note, row.document_id = note, document_id
    row.submitted_at, row.submitted_by_id = now, by_id
    row.state = ItemState.SUBMITTED


def settle_item(
    row: PlanItem, *, is_accepted: bool, answer: str, by_id: int, now: datetime
) -> None:
    """Accept what was submitted, or return it with what is missing. :raises ItemSettled, NothingSubmitted:"""
    if row.state in DONE:
        raise ItemSettled
    if row.state != ItemState.SUBMITTED:
        raise NothingSubmitted
    row.state = ItemState.ACCEPTED if is_accepted else ItemState.RETURNED
    _settle(row, answer=answer, by_id=by_id, now=now)
    if not is_accepted:
        tell(row.case, ITEM_RETURNED, OWN, page="/plan", but=by_id, now=now, item=row.title)


def waive_item(row: PlanItem, *, reason: str, by_id: int, now: datetime) -> None:
    """Say that an item need not be done, and why. :raises ItemSettled:"""
    if row.state in DONE:
        raise ItemSettled
    row.state = ItemState.WAIVED
    _settle(row, answer=reason, by_id=by_id, now=now)


def _settle(row: PlanItem, *, answer: str, by_id: int, now: datetime) -> None:
    row.answer, row.settled_at, row.settled_by_id = answer, now, by_id


def _made(case: Case, plan: Plan, item: Item, *, now: datetime) -> PlanItem:
    due = _due(case, item, now=now)
    return PlanItem(
        case_id=case.id,
        code=item.code,
        template=plan.name,
        title=item.title.zh,
        title_en=item.title.en,
        domain=item.domain,
        due_on=due.day,
        is_due_sure=due.is_sure,
        owner=item.owner,
        weight=item.weight,
        needs_evidence=item.evidence,
        entered_at=now,
    )


def _due(case: Case, item: Item, *, now: datetime) -> Due:
    assert case.entered_on is not None
    assert case.planned_exit_on is not None
    anchor = case.entered_on
    if item.anchor is Anchor.EXIT:
        anchor = case.planned_exit_on
    elif item.anchor is Anchor.MIDPOINT:
        anchor = find_midpoint(case, case.entered_on, case.planned_exit_on, today=day_of(now))
    return due_from(anchor, item.offset, item.unit, list_holidays())
