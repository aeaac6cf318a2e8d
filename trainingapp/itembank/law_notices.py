"""Telling the editors that a law has changed or will change."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _

from trainingapp.accounts.queries import list_site_role_holders
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.items import Status
from trainingapp.rules.permissions import Role

register_kind(
    "itembank.law_changed",
    _("%(law)s has changed. Items that need a new review now: %(count)s."),
)
register_kind(
    "itembank.law_will_change",
    _("%(law)s will change. Items that no longer hold for the exam of %(year)s: %(count)s."),
)


def tell_editors(kind: str, code: str, short: str, *, count: int, year: int, now: datetime) -> None:
    """One notice for every item editor of the site, whatever the number of items, with the way to all of them."""
    waiting = f"/bank/items?law={code}&status={Status.NEEDS_REVIEW}"
    url = waiting if kind == "law_changed" else f"/bank/laws/{code}?year={year}#items"
    for user_id in list_site_role_holders(Role.ITEM_EDITOR):
        notify(
            user_id=user_id,
            kind=f"itembank.{kind}",
            arguments={"law": short, "count": count, "year": year},
            url=url,
            now=now,
        )
