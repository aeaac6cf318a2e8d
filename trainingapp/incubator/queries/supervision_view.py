"""What the page of an agency's supervision shows and offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trainingapp.incubator.models import Supervision
from trainingapp.incubator.queries.standing import TeamStanding, find_standing
from trainingapp.incubator.queries.supervision import (
    TeamSupervision,
    list_of_agency,
    list_seated,
    list_supervision,
)
from trainingapp.rules.registration import add_months

Choices = list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class SupervisionView:
    """An agency's supervision on a day: its team, who supervises whom, and the calendar month before."""

    standing: TeamStanding
    rows: Sequence[Supervision]
    month: date
    supervised: TeamSupervision
    seated: Choices

    @property
    def staff(self) -> Choices:
        """Everybody of the team, each once."""
        return list(self.names.items())

    @property
    def supervisors(self) -> Choices:
        """Who may supervise: experts with a seat for it, and the team."""
        return list(dict.fromkeys([*self.seated, *self.staff]))

    @property
    def pairs(self) -> Choices:
        """Who with whom, for the choice in the form."""
        return [
            (one.id, f"{one.supervisor.display_name} → {one.supervised.display_name}")
            for one in self.rows
        ]

    @property
    def names(self) -> dict[int, str]:
        """The names of the team."""
        return {one.worker.person_id: one.name for one in self.standing.present}


def find_supervision(agency_id: int, *, on: date) -> SupervisionView:
    """The supervision of an agency on a day; a fixed number of statements."""
    standing = find_standing(agency_id, on=on)
    month = add_months(date(on.year, on.month, 1), -1)
    return SupervisionView(
        standing,
        rows=list_of_agency(agency_id, on=on),
        month=month,
        supervised=list_supervision([standing], month=month)[agency_id],
        seated=[(one.id, one.display_name) for one in list_seated(agency_id)],
    )
