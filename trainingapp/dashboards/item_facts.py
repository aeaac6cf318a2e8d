"""What the home page says of the item bank: what waits for the reader, and how many items stand where."""

from __future__ import annotations

from sqlalchemy import func, select

from trainingapp.extensions import db
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.waiting import count_waiting
from trainingapp.itembank.wording import WAITING
from trainingapp.itembank.writing import Person
from trainingapp.rules.permissions import Permission, may
from trainingapp.web.auth import SignedIn

# What of the item bank waits for whom; names of `itembank.wording.WAITING`.
_WAITING = {
    Permission.ITEM_REVIEW: ("for-me",),
    Permission.ITEM_WRITE: ("returned", "attention", "own-drafts"),
}


def item_facts(person: SignedIn) -> dict[str, object]:
    """Items by status, and what waits for this reader: (name, words, number). Two statements."""
    mine = [
        name
        for permission, names in _WAITING.items()
        if may(person.grants, permission)
        for name in names
    ]
    waiting = count_waiting(Person(person.id, person.display_name))
    rows = select(BankItem.status, func.count()).group_by(BankItem.status).order_by(BankItem.status)
    return {
        "counts": db.session.execute(rows).all(),
        "waiting": [(name, str(WAITING[name]), waiting[name]) for name in mine],
    }
