"""Telling those who wait for it what became of a review."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _

from trainingapp.itembank.models import BankItem
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.item_states import Act

register_kind("itembank.approve", _("Item %(code)s has passed its review and is ready."))
register_kind("itembank.return", _("Item %(code)s has come back from its review: see the note."))


def tell_outcome(item: BankItem, act: Act, *, reader_id: int, now: datetime) -> None:
    """The author and the last editor wait for the outcome of a review; the reader knows it."""
    for user_id in {item.author_id, item.latest.editor_id} - {None, reader_id}:
        assert user_id is not None
        notify(
            user_id=user_id,
            kind=f"itembank.{act}",
            arguments={"code": item.code},
            url=f"/bank/items/{item.code}",
            now=now,
        )
