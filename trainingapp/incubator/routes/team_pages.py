"""What every page of a team needs: who reads names, who reads figures, and the words."""

from __future__ import annotations

from typing import Any

from trainingapp.incubator import staffing_wording
from trainingapp.incubator.routes.agency_pages import Reached, show_agency_page
from trainingapp.rules.incubation.words import Actor

# Names are for the agency itself and for the base that incubates it; everybody else reads figures only.
NAMED = frozenset({Actor.AGENCY, Actor.OFFICER, Actor.HEAD})
FIGURES = NAMED | {Actor.FINANCE, Actor.AUTHORITY, Actor.AUDITOR, Actor.MENTOR, Actor.ASSESSOR}
OWN = frozenset({Actor.AGENCY})  # what only the agency itself may say


def show_team_page(template: str, reached: Reached, **context: Any) -> str:
    """A page of an agency with the words of teams."""
    return show_agency_page(
        template,
        reached,
        staffing_words=staffing_wording,
        is_named=not NAMED.isdisjoint(reached.actors),
        may_change=not OWN.isdisjoint(reached.actors),
        **context,
    )
