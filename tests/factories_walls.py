"""Two bases with everybody in and around them, and of every thing the incubator keeps one: for tests of its walls.

`own` and `sibling` stand in one base and share its people, their manager and their experts; `other` stands in another
base with people of its own. Whatever can be named is named with a mark that holds a script and tells whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import update

from tests.factories_accounts import make_user
from tests.factories_checks import make_place_rule
from tests.factories_incubator import (
    NOON,
    Place,
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    written,
)
from tests.factories_walls_rows import fill_agency, fill_entry, fill_stay
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, CaseSeat, StageRecord
from trainingapp.rules.incubation.words import Duty, SeatState, Stage
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

SCRIPT = "<img src=x onerror=alert(1)>"
MARKS = {
    name: f"{word}{SCRIPT}"
    for name, word in {"own": "甲方密", "sibling": "乙方密", "other": "丙方密"}.items()
}

# Seats of experts: on the case that applies, and on the case that resides.
SEATS = {
    "reviewer": (Duty.REVIEWER, SeatState.TAKEN, "entry"),
    "mentor": (Duty.MENTOR, SeatState.TAKEN, "stay"),
    "assessor": (Duty.ASSESSOR, SeatState.TAKEN, "stay"),
    "asked": (Duty.REVIEWER, SeatState.ASKED, "entry"),
    "declined": (Duty.REVIEWER, SeatState.DECLINED, "entry"),
    "conflict": (Duty.REVIEWER, SeatState.CONFLICT, "entry stay public"),
    "conflict_head": (Duty.REVIEWER, SeatState.CONFLICT, "entry stay public"),
    "conflict_manager": (Duty.REVIEWER, SeatState.CONFLICT, "entry stay public"),
    "conflict_auditor": (Duty.REVIEWER, SeatState.CONFLICT, "entry stay public"),
}
BASE = ("officer", "head", "finance", "authority")
STRANGERS = (
    *("other_officer", "other_head", "other_authority", "other_manager", "other_applicant"),
    *("other_reviewer", "candidate", "administrator", "officer_once", "manager_once"),
)
SHUT_OUT = (
    "asked",
    "declined",
    "conflict",
    "conflict_head",
    "conflict_manager",
    "conflict_auditor",
)
INSIDE = (*BASE, "auditor", "manager", "applicant", "staff", "reviewer", "mentor", "assessor")


@dataclass
class Side:
    """An agency that resides in a base and a team that applies there: the numbers of all their rows, by kind."""

    mark: str
    ids: dict[str, int] = field(default_factory=dict)


@dataclass
class World:
    """All sides, and everybody by the name under which the tables know them."""

    own: Side
    sibling: Side
    other: Side
    people: dict[str, User]


def make_world(app: Flask) -> World:
    """Everything, written once. The people are detached rows that stay readable."""
    here, there = _kept(make_place()), _kept(make_place())
    sides = {name: Side(mark) for name, mark in MARKS.items()}
    people: dict[str, User] = {**here.people, **_foreign(there)}
    agencies = {name: make_agency(f"{side.mark}中心") for name, side in sides.items()}
    people |= _own_people(here, agencies["own"])
    people["other_manager"] = make_manager(agencies["other"], "别家负责人")
    _manage_too(people["manager"], agencies["sibling"])
    for name, side in sides.items():
        side.ids |= {"agency": agencies[name].id}
    for name, side in sides.items():
        _fill(side, there if name == "other" else here, _around(people, name))
    _add_shared(sides, here, there)
    db.session.remove()
    return World(**sides, people=people)


def _add_shared(sides: dict[str, Side], here: Place, there: Place) -> None:
    """What belongs to a base or to the whole site; each team is like the next one."""
    rule_id = make_place_rule("1301", "min_full_time_staff", "4").id
    alike = {"own": "sibling", "sibling": "own", "other": "own"}
    for name, side in sides.items():
        authority = there.authority if name == "other" else here.authority
        team = sides[alike[name]].ids["team"]
        side.ids |= {"organisation": authority.id, "rule": rule_id, "alike": team, "version": 1}


def _kept(place: Place) -> Place:
    """The place with a base that stays readable however often the session ends."""
    db.session.refresh(place.base)
    db.session.expunge(place.base)
    return place


def _own_people(place: Place, agency: Agency) -> dict[str, User]:
    found = {
        name: make_expert(f"专家{name}") for name in ("reviewer", "mentor", "assessor", "asked")
    }
    found |= {name: make_expert(f"专家{name}") for name in ("declined", "conflict", "idle_expert")}
    organisation = agency.organisation
    held = {
        "manager": [Role.AGENCY_MANAGER],
        "conflict_manager": [Role.AGENCY_MANAGER],
        "manager_once": [Role.AGENCY_MANAGER],
    }
    found |= {
        name: make_user(name, roles=roles, organisation=organisation)
        for name, roles in held.items()
    }
    found["conflict_head"] = make_user(
        "回避的负责人", roles=[Role.INCUBATOR_HEAD], organisation=place.organisation
    )
    found["officer_once"] = make_user(
        "离开的专员", roles=[Role.INCUBATOR_STAFF], organisation=place.organisation
    )
    found["auditor"] = make_user("审计", roles=[Role.AUDITOR])
    found["conflict_auditor"] = make_user("回避的审计", roles=[Role.AUDITOR])
    found["administrator"] = make_user("管理员", roles=[Role.ADMINISTRATOR])
    found |= {name: make_user(name) for name in ("applicant", "staff", "candidate")}
    _leave(found["officer_once"], found["manager_once"])
    return found


def _foreign(place: Place) -> dict[str, User]:
    found = {f"other_{name}": user for name, user in place.people.items()}
    found |= {f"other_{name}": make_user(f"别家{name}") for name in ("applicant", "staff")}
    found |= {f"other_{name}": make_expert(f"别家{name}") for name in ("reviewer", "mentor")}
    return found


def _around(people: dict[str, User], side: str) -> dict[str, User]:
    """Whoever has to do with a side, by what they are there."""
    if side != "other":
        return people
    names = [name for name in people if name.startswith("other_")]
    return {name.removeprefix("other_"): people[name] for name in names}


def _fill(side: Side, place: Place, around: dict[str, User]) -> None:
    side.ids |= fill_agency(side.ids["agency"], side.mark, around)
    side.ids |= fill_entry(place, side.mark, around)
    agency = db.session.get_one(Agency, side.ids["agency"])
    side.ids["base"] = place.base.id
    stay = make_case(place, agency, applicant_id=around["manager"].id, stage=Stage.INCUBATING)
    side.ids["stay"] = stay.id
    side.ids["record"] = make_lettered(stay).id
    side.ids |= fill_stay(place, side.ids["base"], side, around)
    _seat(side, around)


def make_lettered(case: Case) -> StageRecord:
    """A passage before all others that a letter tells of."""
    record = StageRecord(
        case_id=case.id,
        turn=0,
        transition="T18",
        act="order_rectification",
        from_stage=Stage.MIDTERM,
        to_stage=Stage.RECTIFYING,
        capacity="head",
        reason="中期评估未通过",
        at=NOON,
    )
    return written(record)  # type: ignore[no-any-return]


def _seat(side: Side, around: dict[str, User]) -> None:
    for name, (duty, state, where) in SEATS.items():
        if name not in around:
            continue
        for case in where.split():
            with writing():
                seat = CaseSeat(
                    case_id=side.ids[case],
                    user_id=around[name].id,
                    duty=duty,
                    state=state,
                    asked_at=NOON,
                )
                db.session.add(seat)
                db.session.commit()
                side.ids.setdefault(f"{name}_seat", seat.id)


def _manage_too(user: User, agency: Agency) -> None:
    with writing():
        db.session.add(
            RoleGrant(
                user_id=user.id,
                role=Role.AGENCY_MANAGER,
                organisation_id=agency.organisation_id,
                granted_at=NOON,
            )
        )
        db.session.commit()


def _leave(*people: User) -> None:
    ids = [one.id for one in people]
    with writing():
        db.session.execute(
            update(RoleGrant).where(RoleGrant.user_id.in_(ids)).values(revoked_at=NOON)
        )
        db.session.commit()
