"""The letters of a case as its page lists them."""

from __future__ import annotations

from collections.abc import Collection

from flask import url_for

from trainingapp.education.days import day_of
from trainingapp.incubator.models import Case
from trainingapp.incubator.papers.case_letters import TITLES
from trainingapp.incubator.queries.applications import READERS_OF_LETTERS
from trainingapp.incubator.queries.case_letters import list_lettered
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.i18n import local_date


def shown_letters(case: Case, actors: Collection[Actor]) -> list[tuple[str, str, str]]:
    """What the agency was written about its stay, the newest first: title, address and day of each letter."""
    if READERS_OF_LETTERS.isdisjoint(actors):
        return []
    return [
        (
            str(TITLES[one.act]),
            url_for("incubator.show_case_letter", case_id=case.id, record_id=one.id),
            local_date(day_of(one.at)),
        )
        for one in list_lettered(case)
    ]
