"""What every page of a team needs: who reads names, who reads figures, and the words."""

from __future__ import annotations

from typing import Any

from flask import abort

from trainingapp.incubator import staffing_wording
from trainingapp.incubator.queries.reach import agency_actors
from trainingapp.incubator.routes.agency_pages import Reached, reach_agency, show_agency_page
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.auth import current

# Names are for the agency itself and for the base that it has moved into; everybody else reads figures only.
NAMED = frozenset({Actor.AGENCY, Actor.OFFICER, Actor.HEAD})
FIGURES = NAMED | {Actor.FINANCE, Actor.AUTHORITY, Actor.AUDITOR, Actor.MENTOR, Actor.ASSESSOR}
OWN = frozenset({Actor.AGENCY})  # what only the agency itself may say


def may_name(reached: Reached) -> bool:
    """Whether the reader may read the names of a team: a case that is closed, or still chosen about, gives
    that to nobody.
    """
    actors = agency_actors(current(), reached.agency, only_open=True)
    return not NAMED.isdisjoint(actors)


def reach_named(agency_id: int) -> Reached:
    """The agency, for those who may read the names of its team. 404: not reached. 403: reached without that."""
    reached = reach_agency(agency_id, NAMED)
    if not may_name(reached):
        abort(403)
    return reached


def show_team_page(template: str, reached: Reached, **context: Any) -> str:
    """A page of an agency with the words of teams."""
    return show_agency_page(
        template,
        reached,
        staffing_words=staffing_wording,
        is_named=may_name(reached),
        may_change=not OWN.isdisjoint(reached.actors),
        **context,
    )
