"""Which items have a flaw of some name: found once for each revision, then remembered."""

from __future__ import annotations

from sqlalchemy import Select

from trainingapp.extensions import db
from trainingapp.itembank.content import canonical
from trainingapp.itembank.flaws import find_flaws
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.previewing import half_written
from trainingapp.rules.item_flaws.flaw import Flaw

LIMIT = 50_000  # revisions remembered; a few hundred bytes each
_known: dict[tuple[str, str], frozenset[str]] = {}


def list_flawed(items: Select[BankItem], name: str) -> list[int]:
    """The ids of those items whose latest revision has this flaw and no exception for it."""
    rows = db.session.scalars(items).unique()
    return [item.id for item in rows if name in flaw_names(item)]


def flaw_names(item: BankItem) -> frozenset[str]:
    """The flaws of an item's latest revision that no exception allows."""
    key = (item.latest.content_sha256, canonical(item.exceptions))
    if key not in _known:
        if len(_known) >= LIMIT:
            _known.clear()
        _known[key] = frozenset(flaw.name for flaw in list_flaws_of(item))
    return _known[key]


def list_flaws_of(item: BankItem) -> list[Flaw]:
    """The flaws of an item's latest revision that no exception allows, in the order in which it is read."""
    entry = {**item.latest.content, "code": item.code, "exceptions": item.exceptions}
    return find_flaws(half_written(entry))
