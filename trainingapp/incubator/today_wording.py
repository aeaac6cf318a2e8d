"""The words of the day's page: what is waited for, and the page where the word is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.incubator.queries.waiting import Waiting, Word

WORDS: Mapping[Word, LazyString] = {
    Word.PROPOSAL: pgettext("today", "A step to confirm or decline"),
    Word.SEAT: pgettext("today", "A seat that you are asked to take"),
    Word.REQUEST: pgettext("today", "An agency asks whether you work there"),
    Word.REPORT: pgettext("today", "A report to look at"),
    Word.ITEM: pgettext("today", "Something of the plan to look at"),
    Word.RECTIFIED: pgettext("today", "Something put right, to look at"),
    Word.PAYMENT: pgettext("today", "A payment to release"),
    Word.MINUTES: pgettext("today", "Minutes to confirm"),
    Word.OBJECTION: pgettext("today", "An objection to settle"),
    Word.APPEAL: pgettext("today", "An appeal to answer"),
}

# The page of each, and what its row is called in the address; "" where the page shows all rows of a case.
PAGES: Mapping[Word, tuple[str, str]] = {
    Word.PROPOSAL: ("incubator.show_proposal", "proposal_id"),
    Word.REPORT: ("incubator.show_report", "report_id"),
    Word.ITEM: ("incubator.show_plan", ""),
    Word.RECTIFIED: ("incubator.show_putting_right", ""),
    Word.PAYMENT: ("incubator.show_money", ""),
    Word.MINUTES: ("incubator.show_encounter", "encounter_id"),
    Word.OBJECTION: ("incubator.list_determinations", ""),
    Word.APPEAL: ("incubator.list_determinations", ""),
}


def address_of(waiting: Waiting) -> str:
    """The page where the word is said."""
    if waiting.word is Word.REQUEST:
        return url_for("incubator.show_own_agency")
    if waiting.word is Word.SEAT:
        return url_for("incubator.show_seat", seat_id=waiting.ref_id)
    endpoint, name = PAGES[waiting.word]
    row: dict[str, Any] = {name: waiting.ref_id} if name else {}
    place = f"item-{waiting.ref_id}" if waiting.word is Word.ITEM else None  # its row of the plan
    return url_for(endpoint, case_id=waiting.case_id, _anchor=place, **row)
