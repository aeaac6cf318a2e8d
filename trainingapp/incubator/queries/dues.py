"""Something that falls due, or waits, for people around a case or an agency: what all lists of such matters give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, IncubationBase
from trainingapp.rules.incubation.reminders import Rhythm
from trainingapp.rules.incubation.words import CLOSED, Actor

PAST = timedelta(days=366)  # what is older has been told of often enough
COMING = timedelta(days=100)  # further ahead nobody is told of anything

OFFICE = frozenset({Actor.OFFICER})
OWN = frozenset({Actor.AGENCY})


class DueKind(StrEnum):
    """What a matter is."""

    TASK = "task"
    ITEM = "item"  # of the plan
    ITEM_WAITS = "item_waits"
    REPORT = "report"
    REPORT_WAITS = "report_waits"
    SIGNING = "signing"
    AGREEMENT = "agreement"
    STAY = "stay"
    PAUSE = "pause"
    EXTENSION = "extension"
    REVIEW = "review"
    SEAT = "seat"
    OBJECTION = "objection"
    PROPOSAL = "proposal"
    CHECK = "check"
    RED = "red"
    WAIVER = "waiver"


@dataclass(frozen=True, slots=True)
class Due:
    """One matter. `day` is its last day, or the day on which it began (see `Rhythm`); `row_id` orders its list.

    `actors` have to do it, or only `person_id` while they are around the case; `but_id` is told nothing.
    """

    kind: DueKind
    row_id: int
    day: date
    agency_id: int
    agency: str
    area_code: str  # whose rules say when people are told
    url: str
    actors: frozenset[Actor]
    case_id: int | None = None
    person_id: int | None = None
    but_id: int | None = None
    rhythm: Rhythm = Rhythm.TERM
    text: str = ""  # what it is called
    parameters: Mapping[str, Any] | None = None  # then the text is a message id
    plus_key: str = ""  # a rule of the place: so many days after `day`
    early_key: str = ""  # a rule of the place: told so many days before, too
    about: str = ""  # what it is known by when its row is replaced
    names: Mapping[str, str] = field(default_factory=dict)  # the text in each language

    @property
    def key(self) -> str:
        """What it is known by from one run to the next."""
        return self.about or f"{self.kind}:{self.row_id}"


Source: TypeAlias = Callable[[date, int, int], Sequence[Due]]
# (today, rows after this number, at most so many): one statement, or a fixed number of them


def of_cases(row_id: InstrumentedAttribute[int], *columns: Any) -> Select[Any]:
    """Rows with the case they belong to; nothing of a closed case. The caller joins its table to Case by `where`."""
    return (
        select(row_id.label("row_id"), *columns, *CASE)
        .join(Agency, Agency.id == Case.agency_id)
        .join(IncubationBase, IncubationBase.id == Case.base_id)
        .where(Case.stage.not_in(CLOSED))
    )


CASE = (
    Case.id.label("case_id"),
    Case.agency_id.label("agency_id"),
    Agency.name.label("agency"),
    IncubationBase.area_code.label("area_code"),
)


def near(column: Any, today: date) -> ColumnElement[bool]:
    """A last day that people may be told of now."""
    found: ColumnElement[bool] = column.between(today - PAST, today + COMING)
    return found


def take(
    query: Select[Any], row_id: InstrumentedAttribute[int], *, after: int, most: int
) -> Sequence[Any]:
    """The next rows behind a number, in order."""
    return db.session.execute(query.where(row_id > after).order_by(row_id).limit(most)).all()


def about_case(row: Any) -> dict[str, Any]:
    """What every row of a case says of it, as the parts of a `Due`."""
    return {
        "row_id": row.row_id,
        "case_id": row.case_id,
        "agency_id": row.agency_id,
        "agency": row.agency,
        "area_code": row.area_code,
    }


def page_of(row: Any, page: str = "") -> str:
    """A page of the case of a row."""
    return f"/incubation/cases/{row.case_id}{page}"
