"""Residents with agreements, plans, sheets and hand-overs, for tests; every act is committed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from tests.committing import written
from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, Place, make_agency, make_case, make_manager, make_place
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions import assessing, handing_over, leaving, residing
from trainingapp.incubator.models import Case
from trainingapp.incubator.plan_files import newest_maturity, newest_sheet
from trainingapp.incubator.queries import leaving as leaving_queries
from trainingapp.incubator.queries.guards import GUARDS
from trainingapp.incubator.queries.residence import find_agreement
from trainingapp.rules.incubation.residence_words import (
    AgreementKind,
    AssessmentKind,
    EvaluationKind,
    Origin,
    PledgeKind,
    Side,
)
from trainingapp.rules.incubation.words import Stage

Result = TypeVar("Result")
LATER = NOON + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """A case with the people around it, by their numbers."""

    place: Place
    base_id: int
    case_id: int
    people: dict[str, User]

    @property
    def url(self) -> str:
        return f"/incubation/cases/{self.case_id}"

    def id_of(self, who: str) -> int:
        return self.people[who].id

    def act(self, doing: Callable[[Case], Result]) -> Result:
        """Do something with the case, committed."""
        try:
            return written(lambda: doing(db.session.get_one(Case, self.case_id)))
        except BaseException:
            db.session.rollback()
            raise

    def case(self) -> Case:
        """The case as it stands in the database."""
        db.session.rollback()
        db.session.remove()
        return db.session.get_one(Case, self.case_id)

    def missing(self, guard: str, now: datetime = NOON) -> list[str]:
        """The codes of what a guard finds missing."""
        return [one.code for one in GUARDS[guard](self.case(), now)]


def make_stay(stage: Stage = Stage.INCUBATING, *, is_team: bool = False, **changes: Any) -> Stay:
    """A resident of a base in Shijiazhuang, with its manager (of a team: its applicant)."""
    place = make_place()
    people = dict(place.people)
    agency = make_agency(is_registered=not is_team)
    if is_team:
        people["applicant"] = make_user("林美华")
        changes["applicant_id"] = people["applicant"].id
    else:
        people["manager"] = make_manager(agency)
    case = make_case(place, agency, stage=stage, **changes)
    return Stay(place, place.base.id, case.id, people)


def sign(stay: Stay, *, agency: bool = True, base: bool = True, **changes: Any) -> None:
    """An agreement of a year from today, signed by who is said."""
    values: dict[str, Any] = {"starts_on": date(2026, 11, 23), "ends_on": date(2027, 11, 23)}
    terms = residing.Terms(AgreementKind.ENTRY, **values | changes)

    def doing(case: Case) -> None:
        row = residing.write_agreement(case, terms, by_id=stay.id_of("head"), now=NOON)
        for side, is_signing in ((True, agency), (False, base)):
            if is_signing:
                residing.sign_agreement(row, as_agency=side, by_id=stay.id_of("head"), now=NOON)

    stay.act(doing)


def agreement_of(stay: Stay) -> Any:
    return find_agreement(stay.case())


def pledge(stay: Stay, *, is_briefed: bool = True) -> None:
    """The pledge is made, and the briefing held and confirmed."""
    by_id = stay.id_of("head")
    stay.act(lambda case: residing.agree(case, PledgeKind.CONDUCT, by_id=by_id, now=NOON))
    if is_briefed:
        stay.act(lambda case: residing.hold_briefing(case, on=NOON.date(), by_id=by_id))
        stay.act(lambda case: residing.agree(case, PledgeKind.SAFETY, by_id=by_id, now=NOON))


def assess(
    stay: Stay, kind: AssessmentKind, *sides: Side, level: int = 2, now: datetime = NOON
) -> None:
    """Assessments with the same level everywhere, submitted."""
    levels = {code: level for codes in newest_maturity().statements.values() for code in codes}
    evidence = {domain.code: "minutes" for domain in newest_maturity().domains}
    for side in sides or tuple(Side):
        stay.act(
            lambda case, side=side: assessing.submit_assessment(  # type: ignore[misc]
                assessing.save_assessment(
                    case,
                    kind,
                    side,
                    levels=levels,
                    evidence=evidence,
                    by_id=stay.id_of("officer"),
                    now=now,
                ),
                now=now,
            )
        )


def score(
    stay: Stay,
    kind: EvaluationKind,
    side: Side = Side.BASE,
    *,
    percent: int = 80,
    now: datetime = NOON,
) -> None:
    """A sheet with that share of the points of every criterion, submitted."""
    points = {
        one.code: Decimal(one.weight * percent) / 100
        for one in newest_sheet(kind).criteria
        if not one.computed
    }
    stay.act(
        lambda case: assessing.submit_evaluation(
            assessing.save_evaluation(
                case,
                kind,
                side,
                points=points,
                feedback="good",
                by_id=stay.id_of("officer"),
                now=now,
            ),
            now=now,
        )
    )


def write_items(stay: Stay, *due: date | None) -> list[int]:
    """Things to put right, one for each day."""
    return [
        stay.act(
            lambda case, day=day: (
                leaving.write_item(  # type: ignore[misc]
                    case,
                    Origin.MIDTERM,
                    f"item {day}",
                    due_on=day,
                    by_id=stay.id_of("head"),
                    now=NOON,
                ).id
            )
        )
        for day in due
    ]


def hand_over(stay: Stay, *, agency: bool = True, base: bool = True) -> None:
    """Everything is handed over, and signed by who is said."""

    def doing(case: Case) -> None:
        handover = handing_over.begin_handover(case, now=NOON)
        for item in handover.items:
            handing_over.settle_handover_item(
                handover, item, note="", on=NOON.date(), by_id=stay.id_of("officer")
            )
        for side, is_signing in ((True, agency), (False, base)):
            if is_signing:
                handing_over.sign_handover(
                    handover, as_agency=side, by_id=stay.id_of("officer"), now=NOON
                )

    stay.act(doing)


def handover_of(stay: Stay) -> Any:
    return leaving_queries.find_handover(stay.case())
