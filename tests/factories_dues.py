"""A case with everybody around it, and one matter of each kind that falls due on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.committing import written as act
from tests.factories_accounts import make_user
from tests.factories_checks import make_waiver
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
    written,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions.due_notices import SOURCES, tell_batch
from trainingapp.incubator.models import (
    Agency,
    Agreement,
    Case,
    ComplianceResult,
    DueNotice,
    Extension,
    Objection,
    PlanItem,
    Proposal,
    PublicNotice,
    Report,
    ReportSchedule,
    Suspension,
    Task,
)
from trainingapp.incubator.queries.dues import DueKind
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.accounting_words import Every, ReportState
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.residence_words import AgreementKind, ItemState, TaskSource
from trainingapp.rules.incubation.words import Actor, Duty, SeatState, Stage

DAY = timedelta(days=1)
ESCALATE = 7  # days, as the country's row says


@dataclass(frozen=True, slots=True)
class Scene:
    """A case and its people by their numbers; `stranger`s of another base are in it too."""

    place: Place
    case_id: int
    agency_id: int
    ids: Mapping[str, int]

    @property
    def case(self) -> Case:
        return db.session.get_one(Case, self.case_id)

    @property
    def agency(self) -> Agency:
        return db.session.get_one(Agency, self.agency_id)

    def change(self, **values: Any) -> None:
        """Write something into the case."""

        def write() -> None:
            for name, value in values.items():
                setattr(self.case, name, value)

        act(write)


def make_scene(stage: Stage = Stage.INCUBATING, *, is_team: bool = False, **changes: Any) -> Scene:
    """A case in a stage with officer, second officer, head, finance, authority, manager or applicant, experts with
    seats, and the people of another base with a case of their own.
    """
    place, other = make_place(), make_place()
    people: dict[str, User] = dict(place.people)
    agency = make_agency(is_registered=not is_team)
    people["applicant"] = make_user("林美华")
    if not is_team:
        people["manager"] = make_manager(agency)
    case = make_case(place, agency, stage=stage, applicant_id=people["applicant"].id, **changes)
    for duty in (Duty.MENTOR, Duty.ASSESSOR):
        people[str(duty)] = make_expert()
        make_seat(case, people[str(duty)], duty=duty)
    people |= {f"other_{name}": user for name, user in other.people.items()}
    other_agency = make_agency()
    people["other_manager"] = make_manager(other_agency)
    make_case(other, other_agency, stage=Stage.DRAFT)
    return Scene(place, case.id, agency.id, {name: user.id for name, user in people.items()})


def at_noon(days: int) -> datetime:
    """Noon so many days from today."""
    return NOON + DAY * days


def tell(kind: DueKind | None = None, *, days: int = 0, most: int = 200) -> int:
    """Tell of what is due so many days from now, of one kind or of every kind; how many matters there were."""
    told = 0
    for one in [kind] if kind else [*SOURCES]:
        after: int | None = 0
        while after is not None:
            found = act(
                lambda one=one, after=after: tell_batch(  # type: ignore[misc]
                    one, after=after, now=at_noon(days), most=most
                )
            )
            told, after = told + found.count, found.after
    return told


def list_told(scene: Scene) -> dict[str, list[str]]:
    """The kinds of the notices of everybody who has one, by what they are to the case."""
    db.session.rollback()
    found: dict[str, list[str]] = {}
    names = {number: name for name, number in scene.ids.items()}
    for row in db.session.query(Notice).order_by(Notice.id):
        found.setdefault(names[row.user_id], []).append(row.kind.rpartition(".")[2])
    return found


def clear() -> None:
    """Forget all notices, and that they were given."""
    act(lambda: (db.session.query(Notice).delete(), db.session.query(DueNotice).delete()))


def make_task(scene: Scene, due_on: date | None, **changes: Any) -> Task:
    """A task of the agency."""
    values: dict[str, Any] = {
        "key": f"t:{scene.case_id}:{due_on}:{len(changes)}",
        "agency_id": scene.agency_id,
        "case_id": scene.case_id,
        "source": TaskSource.MANUAL,
        "owner": Actor.AGENCY,
        "message": "电话联系",
        "is_typed": True,
        "due_on": due_on,
        "opened_at": NOON,
        **changes,
    }
    return written(Task(**values))  # type: ignore[no-any-return]


def make_item(scene: Scene, due_on: date, **changes: Any) -> PlanItem:
    """An item of the plan that the agency has to do."""
    values: dict[str, Any] = {
        "case_id": scene.case_id,
        "code": f"x-{due_on}-{len(changes)}",
        "title": "召开理事会",
        "title_en": "Hold a council meeting",
        "owner": Actor.AGENCY,
        "due_on": due_on,
        "entered_at": NOON,
        **changes,
    }
    return written(PlanItem(**values))  # type: ignore[no-any-return]


def make_agreement(scene: Scene, ends_on: date, **changes: Any) -> Agreement:
    """An agreement of a year, signed by both."""
    values: dict[str, Any] = {
        "case_id": scene.case_id,
        "kind": AgreementKind.ENTRY,
        "starts_on": ends_on - DAY * 365,
        "ends_on": ends_on,
        "signed_agency_on": ends_on - DAY * 365,
        "signed_base_on": ends_on - DAY * 365,
        "entered_at": NOON,
        **changes,
    }
    return written(Agreement(**values))  # type: ignore[no-any-return]


def _waiting_item(scene: Scene, day: date) -> None:
    since = NOON + (day - TODAY)
    make_item(scene, day, state=ItemState.SUBMITTED, submitted_at=since)


def make_period_report(scene: Scene, due_on: date, **changes: Any) -> Report:
    """A report on days that are over, due on a day."""
    known = db.session.query(ReportSchedule).filter_by(case_id=scene.case_id).first()
    schedule = known or written(
        ReportSchedule(case_id=scene.case_id, every=Every.MONTH, starts_on=TODAY, due_days=10)
    )
    values: dict[str, Any] = {
        "starts_on": due_on - DAY * (100 + len(changes)),
        "ends_on": due_on - DAY * 20,
        "due_on": due_on,
        "state": ReportState.PENDING,
        **changes,
    }
    row = Report(case_id=scene.case_id, schedule_id=schedule.id, every=Every.MONTH, **values)
    return written(row)  # type: ignore[no-any-return]


def _waiting_report(scene: Scene, day: date) -> None:
    since = NOON + (day - TODAY)
    make_period_report(scene, day, state=ReportState.SUBMITTED, submitted_at=since)


def _signing(scene: Scene, day: date) -> None:
    scene.change(stage=Stage.ONBOARDING, stage_since=NOON + (day - TODAY) - DAY * 30)


def _agreement(scene: Scene, day: date) -> None:
    make_agreement(scene, day + DAY)


def _stay(scene: Scene, day: date) -> None:
    scene.change(planned_exit_on=day)


def _pause(scene: Scene, day: date) -> None:
    scene.change(stage=Stage.SUSPENDED)
    written(
        Suspension(
            case_id=scene.case_id, planned_end_on=day, planned_at=NOON, starts_on=day - DAY * 40
        )
    )


def _extension(scene: Scene, day: date) -> None:
    values = {"months": 3, "reason": "登记还在办理", "asked_by_id": scene.ids.get("manager")}
    written(Extension(case_id=scene.case_id, asked_at=NOON + (day - TODAY), **values))


def _review(scene: Scene, day: date) -> None:
    scene.change(stage=Stage.REVIEW)
    make_seat(scene.case, _expert(scene), due_on=day)


def _seat(scene: Scene, day: date) -> None:
    asked = NOON + (day - TODAY)
    seat: dict[str, Any] = {
        "duty": Duty.SUPERVISOR,
        "state": SeatState.ASKED,
        "asked_at": asked,
        "due_on": None,
    }
    make_seat(scene.case, _expert(scene), **seat)


def _expert(scene: Scene) -> User:
    user = make_expert()
    scene.ids["expert"] = user.id  # type: ignore[index]
    return user


def _objection(scene: Scene, day: date) -> None:
    scene.change(stage=Stage.NOTICE)
    notice = written(
        PublicNotice(
            case_id=scene.case_id,
            starts_on=day - DAY * 6,
            ends_on=day + DAY,
            is_sure=True,
            opened_at=NOON,
        )
    )
    by_id = scene.ids["other_manager"]
    written(Objection(notice_id=notice.id, by_id=by_id, text="名称相近", made_at=NOON))


def _proposal(scene: Scene, day: date) -> None:
    make_proposal(scene, day, "T8", by="head")


def make_proposal(scene: Scene, day: date, transition: str, *, by: str) -> Proposal:
    """A step that was proposed on a day."""
    values = {"act": "x", "proposed_by_id": scene.ids[by], "proposed_at": NOON + (day - TODAY)}
    row = Proposal(case_id=scene.case_id, transition=transition, **values)
    return written(row)  # type: ignore[no-any-return]


def make_result(scene: Scene, code: str, status: Status, **changes: Any) -> ComplianceResult:
    """What a check found of the agency, as it stands."""
    values: dict[str, Any] = {
        "agency_id": scene.agency_id,
        "severity": Severity.RED,
        "reason": "none",
        "since": TODAY,
        "found_at": NOON,
        **changes,
    }
    return written(ComplianceResult(code=code, status=status, **values))  # type: ignore[no-any-return]


def _check(scene: Scene, day: date) -> None:
    make_result(scene, "R25", Status.DUE_SOON, due_on=day)


def _red(scene: Scene, day: date) -> None:
    make_result(scene, "R12", Status.BREACH, since=day)


def _waiver(scene: Scene, day: date) -> None:
    head = db.session.get_one(User, scene.ids["head"])
    make_waiver(scene.agency, head, "R12", starts_on=day - DAY * 60, ends_on=day + DAY)


MAKERS: Mapping[DueKind, Callable[[Scene, date], object]] = {
    DueKind.TASK: make_task,
    DueKind.ITEM: make_item,
    DueKind.ITEM_WAITS: _waiting_item,
    DueKind.REPORT: make_period_report,
    DueKind.REPORT_WAITS: _waiting_report,
    DueKind.SIGNING: _signing,
    DueKind.AGREEMENT: _agreement,
    DueKind.STAY: _stay,
    DueKind.PAUSE: _pause,
    DueKind.EXTENSION: _extension,
    DueKind.REVIEW: _review,
    DueKind.SEAT: _seat,
    DueKind.OBJECTION: _objection,
    DueKind.PROPOSAL: _proposal,
    DueKind.CHECK: _check,
    DueKind.RED: _red,
    DueKind.WAIVER: _waiver,
}


def make_due(scene: Scene, kind: DueKind, day: date = TODAY) -> None:
    """One matter of a kind whose last day (or beginning) is a day."""
    MAKERS[kind](scene, day)
