"""What every page of one agency needs: the agency, the reader's capacities, its tabs, and the words."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from flask import abort, render_template

from trainingapp.incubator import document_wording, registry_wording
from trainingapp.incubator.models import Agency
from trainingapp.incubator.queries.reach import agency_actors, get_agency
from trainingapp.incubator.tabs import AGENCY, BASE, EXPERTS
from trainingapp.rules.incubation.registry import OFFICE, may_enter
from trainingapp.rules.incubation.registry_words import Register
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.auth import current

READERS = BASE | AGENCY | EXPERTS


class Reached(NamedTuple):
    """An agency that the reader reaches, and in which capacities."""

    agency: Agency
    actors: frozenset[Actor]

    @property
    def is_team(self) -> bool:
        """Whether it has no organisation yet, so that only its applicant speaks for it."""
        return self.agency.organisation_id is None

    @property
    def is_office(self) -> bool:
        """Whether the reader is an officer or the head of its base."""
        return not OFFICE.isdisjoint(self.actors)

    @property
    def may_write(self) -> bool:
        """Whether the reader keeps what is said of it: its manager, officers and head of its base."""
        return may_enter(Register.ORGANS, self.actors, is_team=self.is_team)


def reach_agency(
    agency_id: int, capacities: Collection[Actor] = READERS, *, lock: bool = False
) -> Reached:
    """The agency, for somebody in one of the capacities. 404: not reached. 403: reached without such a capacity."""
    agency = get_agency(current(), agency_id, lock=lock)
    actors = agency_actors(current(), agency)
    if actors.isdisjoint(capacities):
        abort(403)
    return Reached(agency, actors)


def show_agency_page(template: str, reached: Reached, **context: Any) -> str:
    """A page of an agency, with its head (`incubator/_agency_head.html`)."""
    return render_template(
        template,
        agency=reached.agency,
        actors=reached.actors,
        may_write=reached.may_write,
        document_words=document_wording,
        registry_words=registry_wording,
        **context,
    )
