"""The person of this request, as the acts of the item bank know them, and what is kept from them."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.itembank.models import BankItem
from trainingapp.itembank.readers import is_held, list_held
from trainingapp.itembank.writing import Person
from trainingapp.rules.items import Status
from trainingapp.rules.permissions import Permission, may
from trainingapp.web.auth import current


def person() -> Person:
    """The signed-in person."""
    return Person(current().id, current().display_name)


def is_reviewer() -> bool:
    """Whether the signed-in person reviews items: then keys of what waits for them are kept from them."""
    return may(current().grants, Permission.ITEM_REVIEW)


def is_editor() -> bool:
    """Whether the signed-in person writes items."""
    return may(current().grants, Permission.ITEM_WRITE)


def is_kept(item: BankItem) -> bool:
    """Whether the key of the item is kept from the signed-in person."""
    return is_reviewer() and is_held(item, person())


def send_to_blind_reading(item: BankItem) -> ResponseReturnValue | None:
    """Send a reviewer who has not answered the item to where it stands without its key; None for everybody else."""
    if not is_kept(item):
        return None
    if item.status != Status.NEEDS_REVIEW:
        return redirect(url_for("itembank.show_item", code=item.code))
    flash(_("Answer this item blind first; then its key is shown."), "info")
    return redirect(url_for("itembank.review_item", code=item.code))


def held_codes(codes: list[str]) -> set[str]:
    """Which of these items' keys are kept from the reader of this page."""
    return list_held(codes, person()) if is_reviewer() else set()
