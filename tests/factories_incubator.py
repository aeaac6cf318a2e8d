"""A base with its people, an agency and a case in any stage, for tests. Rows are written as they would stand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from tests.factories_accounts import make_organisation, make_user
from trainingapp.accounts.models import Organisation, OrganisationKind, User
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    Case,
    CaseSeat,
    IncubationBase,
    Intake,
    StageRecord,
    WorkflowVersion,
)
from trainingapp.rules.incubation.words import (
    AgencyKind,
    AgencyStatus,
    Applicants,
    Duty,
    Mode,
    SeatState,
    Stage,
    Track,
)
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
WORKFLOWS = Path(__file__).parent.parent / "question_bank" / "incubation" / "workflows"

_numbers = count(1)


def written(row: Any) -> Any:
    """The row, committed."""
    with writing():
        db.session.add(row)
        db.session.commit()
    return row


@dataclass(frozen=True, slots=True)
class Place:
    """A base and the people who work in it or over it."""

    base: IncubationBase
    organisation: Organisation
    authority: Organisation
    people: dict[str, User] = field(default_factory=dict)


def make_place(area_code: str = "130102", **changes: Any) -> Place:
    """A base in Shijiazhuang (Hebei); `people`: officer, second (officer too), head, finance, authority."""
    organisation = make_organisation(kind=OrganisationKind.INCUBATION_BASE, name=_name("孵化基地"))
    authority = make_organisation(kind=OrganisationKind.AUTHORITY, name=_name("民政局"))
    values = {"authority_id": authority.id, "desks": 20, "area_m2": 600, **changes}
    base = IncubationBase(
        organisation_id=organisation.id,
        code=f"B{next(_numbers):04}",
        area_code=area_code,
        entered_at=NOON,
        **values,
    )
    written(base)
    people = {
        "officer": make_user("何平", roles=[Role.INCUBATOR_STAFF], organisation=organisation),
        "second": make_user("罗静", roles=[Role.INCUBATOR_STAFF], organisation=organisation),
        "head": make_user("方华", roles=[Role.INCUBATOR_HEAD], organisation=organisation),
        "finance": make_user("钱芸", roles=[Role.INCUBATOR_FINANCE], organisation=organisation),
        "authority": make_user("田勇", roles=[Role.AUTHORITY_STAFF], organisation=authority),
    }
    return Place(base, organisation, authority, people)


def make_intake(base: IncubationBase, **changes: Any) -> Intake:
    """A published call that is open on TODAY."""
    values: dict[str, Any] = {
        "name": _name("2026年第二批"),
        "opens_on": TODAY - timedelta(days=7),
        "closes_on": TODAY + timedelta(days=14),
        "places": 8,
        "track": Track.M12,
        "published_at": NOON - timedelta(days=7),
        "entered_at": NOON - timedelta(days=8),
        **changes,
    }
    return written(Intake(base_id=base.id, **values))  # type: ignore[no-any-return]


@cache
def shipped_definition(name: str) -> Mapping[str, Any]:
    """What stands in the file of a shipped workflow; to be copied, not changed."""
    text = (WORKFLOWS / f"{name}.yaml").read_text(encoding="utf-8")
    return MappingProxyType(yaml.load(text, Loader=yaml.CSafeLoader))


def make_workflow(name: str = "standard-1", **changes: Any) -> WorkflowVersion:
    """The shipped workflow, published; an equal one is given again."""
    definition = {**shipped_definition(name), **changes}
    code, version = definition["code"], definition["version"]
    known: WorkflowVersion | None = db.session.scalars(
        db.select(WorkflowVersion).filter_by(code=code, version=version)
    ).one_or_none()
    if known:
        return known
    text = json.dumps(definition, ensure_ascii=False, sort_keys=True)
    return written(  # type: ignore[no-any-return]
        WorkflowVersion(
            code=code,
            version=version,
            definition=definition,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            published_at=NOON - timedelta(days=900),
        )
    )


def make_agency(name: str | None = None, *, is_registered: bool = True, **changes: Any) -> Agency:
    """An agency with an organisation of its own, registered three years ago; or a team without one."""
    values: dict[str, Any] = {
        "name": name or _name("春晖社会工作服务中心"),
        "kind": AgencyKind.SERVICE if is_registered else AgencyKind.TEAM,
        "status": AgencyStatus.REGISTERED if is_registered else AgencyStatus.PREPARING,
        "area_code": "130102",
        "entered_at": NOON,
    }
    if is_registered:
        values["registered_on"] = date(2023, 11, 1)
        values["organisation_id"] = make_organisation(name=values["name"]).id
    return written(Agency(**values | changes))  # type: ignore[no-any-return]


def make_manager(agency: Agency, name: str = "孙玉兰") -> User:
    """A manager of the agency."""
    return make_user(name, roles=[Role.AGENCY_MANAGER], organisation=agency.organisation)


def make_case(
    place: Place, agency: Agency | None = None, *, stage: Stage = Stage.INCUBATING, **changes: Any
) -> Case:
    """A case in a stage, without the history that leads there; residents moved in half a year ago."""
    agency = agency or make_agency()
    is_team = agency.kind == AgencyKind.TEAM
    values: dict[str, Any] = {
        "number": f"{place.base.code}-2026-{next(_numbers):03}",
        "workflow_version_id": make_workflow().id,
        "applicants": Applicants.TEAM if is_team else Applicants.REGISTERED,
        "track": Track.M12,
        "mode": Mode.PHYSICAL,
        "stage_since": NOON - timedelta(days=10),
        "opened_at": NOON - timedelta(days=200),
    }
    if stage not in {Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED}:
        values["officer_id"] = place.people["officer"].id
    if stage in {Stage.TRIAL, Stage.INCUBATING, Stage.MIDTERM, Stage.GRADUATION}:
        values["entered_on"] = date(2026, 5, 25)
        values["planned_exit_on"] = date(2027, 5, 25)
    row = Case(base_id=place.base.id, agency_id=agency.id, stage=stage, **values | changes)
    return written(row)  # type: ignore[no-any-return]


def make_expert(name: str = "秦教授") -> User:
    """Somebody who may be given seats."""
    return make_user(name, roles=[Role.EXPERT])


def make_seat(
    case: Case,
    user: User | None = None,
    *,
    duty: Duty = Duty.REVIEWER,
    state: SeatState = SeatState.TAKEN,
    **changes: Any,
) -> CaseSeat:
    """A seat on the case."""
    user = user or make_expert()
    values = {"asked_at": NOON - timedelta(days=3), "due_on": TODAY + timedelta(days=7), **changes}
    row = CaseSeat(case_id=case.id, user_id=user.id, duty=duty, state=state, **values)
    return written(row)  # type: ignore[no-any-return]


def make_record(case: Case, act: str, to_stage: Stage, **changes: Any) -> StageRecord:
    """A passage written into the history of the case, which stands in its new stage afterwards."""
    values: dict[str, Any] = {
        "transition": "T1",
        "from_stage": case.stage,
        "capacity": "head",
        "at": NOON,
        **changes,
    }
    with writing():
        case.turn += 1
        row = StageRecord(case_id=case.id, turn=case.turn, act=act, to_stage=to_stage, **values)
        db.session.add(row)
        case.stage = to_stage
        db.session.commit()
    return row


def _name(text: str) -> str:
    return f"{text}{next(_numbers)}"
