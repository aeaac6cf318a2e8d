"""What waits for whom, as conditions on items joined with their latest revision; and counts for the home page."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from trainingapp.extensions import db
from trainingapp.itembank.browsing import LATEST, ItemFilter, list_items
from trainingapp.itembank.flawed import list_flawed
from trainingapp.itembank.models import BankItem, ItemReview, ItemRevision
from trainingapp.itembank.readers import held_from, waits_for
from trainingapp.itembank.wording import WAITING
from trainingapp.itembank.writing import Person
from trainingapp.rules.items import Status


def find_condition(name: str, person: Person) -> ColumnElement[bool]:
    """The condition behind a name of `wording.WAITING`. :raises KeyError: for another name."""
    if name == "for-me":
        return waits_for(person)
    return {
        "own-drafts": and_(BankItem.status == Status.DRAFT, _is_own(person)),
        "returned": and_(BankItem.status == Status.DRAFT, _was_refused()),
        "attention": and_(
            BankItem.attention.is_not(None),
            BankItem.status.not_in([Status.DRAFT, Status.RETIRED]),  # taken in hand, or laid aside
        ),
    }[name]


def _is_own(person: Person) -> ColumnElement[bool]:
    return or_(BankItem.author_id == person.id, ItemRevision.editor_id == person.id)


def _was_refused() -> ColumnElement[bool]:
    return ItemRevision.reviews.any(ItemReview.verdict != "agree")


def count_waiting(person: Person) -> dict[str, int]:
    """How many items wait in each way, by name of `wording.WAITING`, in one statement."""
    columns = [func.count().filter(find_condition(name, person)) for name in WAITING]
    query = select(*columns).select_from(BankItem).join(ItemRevision, LATEST)
    return dict(zip(WAITING, db.session.execute(query).one(), strict=True))


def select_items(wanted: ItemFilter, person: Person, *, is_reviewer: bool) -> Select[BankItem]:
    """The items that fit, in order of code; what a reviewer has yet to answer is found by no word and no flaw."""
    held = held_from(person) if is_reviewer else None
    query = list_items(wanted, held=held)
    if wanted.waiting:
        query = query.where(find_condition(wanted.waiting, person))
    if wanted.flaw:
        query = query if held is None else query.where(not_(held))
        query = query.where(BankItem.id.in_(list_flawed(query, wanted.flaw)))
    return query
