"""Who reaches a case in which capacity, in every stage: a table, and that list, page and capacity always agree."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy.exc import NoResultFound

from tests.factories_accounts import make_user
from tests.factories_flow import reread
from tests.factories_incubator import (
    NOON,
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
)
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case
from trainingapp.incubator.queries.cases import is_overseeing
from trainingapp.incubator.queries.people import list_people
from trainingapp.incubator.queries.reach import (
    actors_of,
    agency_actors,
    get_agency,
    get_case,
    is_auditor,
    is_of_base,
    list_bases,
    list_own_agencies,
    select_cases,
)
from trainingapp.rules.incubation.words import Actor, Duty, SeatState, Stage
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

# Who is what to a case once it is submitted; "" is nobody.
CAPACITIES = {
    "officer": "officer",
    "second": "officer",
    "head": "head",
    "finance": "finance",
    "authority": "authority",
    "auditor": "auditor",
    "agency": "agency",
    "applicant": "applicant",
    "reviewer": "reviewer",
    "mentor": "mentor",
    "supervisor": "mentor",
    "assessor": "assessor",
    "asked": "",
    "declined": "",
    "conflict": "",
    "administrator": "",
    "candidate": "",
    "other_officer": "",
    "other_head": "",
    "other_finance": "",
    "other_authority": "",
    "other_agency": "",
    "other_applicant": "",
    "officer_once": "",
    "agency_once": "",
}
INSIDE_ONLY = {"officer", "second", "head", "finance", "authority", "auditor"}
SEATED = {"reviewer", "mentor", "supervisor", "assessor"}


@dataclass
class Town:
    """Two bases, a case in each, and everybody there is."""

    people: dict[str, int]
    case_id: int
    other_id: int
    agency_id: int
    base_id: int
    extra: list[int] = field(default_factory=list)

    def person(self, name: str) -> User:
        return db.session.get_one(User, self.people[name])


def make_town(stage: Stage = Stage.INCUBATING) -> Town:
    place, other = make_place(), make_place()
    agency, other_agency = make_agency(), make_agency()
    applicant, other_applicant = make_user("申请人"), make_user("别的申请人")
    case = make_case(place, agency, stage=stage, applicant_id=applicant.id)
    other_case = make_case(other, other_agency, stage=stage, applicant_id=other_applicant.id)
    found = {
        **place.people,
        **{f"other_{name}": user for name, user in other.people.items()},
        "auditor": make_user(roles=[Role.AUDITOR]),
        "agency": make_manager(agency),
        "other_agency": make_manager(other_agency),
        "applicant": applicant,
        "other_applicant": other_applicant,
        "administrator": make_user(roles=[Role.ADMINISTRATOR]),
        "candidate": make_user(),
        "officer_once": make_user(roles=[Role.INCUBATOR_STAFF], organisation=place.organisation),
        "agency_once": make_manager(agency),
    }
    seats = {
        "reviewer": (Duty.REVIEWER, SeatState.TAKEN),
        "mentor": (Duty.MENTOR, SeatState.TAKEN),
        "supervisor": (Duty.SUPERVISOR, SeatState.TAKEN),
        "assessor": (Duty.ASSESSOR, SeatState.TAKEN),
        "asked": (Duty.MENTOR, SeatState.ASKED),
        "declined": (Duty.ASSESSOR, SeatState.DECLINED),
        "conflict": (Duty.REVIEWER, SeatState.CONFLICT),
    }
    for name, (duty, state) in seats.items():
        found[name] = make_expert(name)
        make_seat(case, found[name], duty=duty, state=state)
    left = [found["officer_once"].id, found["agency_once"].id]
    ids = {name: user.id for name, user in found.items()}
    town = Town(ids, case.id, other_case.id, agency.id, place.base.id)
    db.session.rollback()
    with writing():
        gone = db.update(RoleGrant).where(RoleGrant.user_id.in_(left)).values(revoked_at=NOON)
        db.session.execute(gone)
        db.session.commit()
        db.session.remove()
    return town


def capacities(name: str, stage: Stage) -> set[str]:
    """What the table says of somebody in a stage: before it is submitted a case is nobody's but the applicants'."""
    found = CAPACITIES[name]
    if stage is Stage.DRAFT and name in INSIDE_ONLY:
        return set()
    if stage is Stage.INCUBATING and name == "applicant":
        return set()  # others manage the agency that has moved in
    return {found} - {""}


def reaches(person: User, case_id: int) -> bool:
    try:
        get_case(person, case_id)
    except NoResultFound:
        return False
    return True


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.INCUBATING])
@pytest.mark.both_databases
def test_everybody_acts_on_a_case_in_exactly_their_capacities(app: Flask, stage: Stage) -> None:
    town = make_town(stage)
    case = reread(town.case_id)
    for name in CAPACITIES:
        if stage is Stage.DRAFT and name in SEATED:
            continue  # nobody is seated before
        found = {str(one) for one in actors_of(town.person(name), case)}
        assert found == capacities(name, stage), name


def elsewhere(stage: Stage) -> set[str]:
    """Who reaches the case of the other base."""
    applying = {"other_agency", "other_applicant"}
    inside = {"other_officer", "other_head", "other_finance", "other_authority", "auditor"}
    return applying if stage is Stage.DRAFT else applying | inside


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.REVIEW])
def test_the_list_and_the_page_of_a_case_agree_with_the_capacity(app: Flask, stage: Stage) -> None:
    town = make_town(stage)
    case = reread(town.case_id)
    for name in CAPACITIES:
        if stage is Stage.DRAFT and name in SEATED:
            continue
        person = town.person(name)
        listed = set(db.session.scalars(select_cases(person)).all())
        acts = bool(actors_of(person, case))
        assert (case in listed) is reaches(person, case.id) is acts, name
        assert reaches(person, town.other_id) is (name in elsewhere(stage)), name


def test_whoever_declared_a_conflict_is_nobody_whatever_else_they_are(app: Flask) -> None:
    town = make_town()
    with writing():
        case = db.session.get_one(Case, town.case_id)
        for name in ("head", "agency", "applicant", "authority", "auditor"):
            make_seat(case, town.person(name), state=SeatState.CONFLICT)
        db.session.rollback()
    case = reread(town.case_id)
    for name in ("head", "agency", "applicant", "authority", "auditor"):
        person = town.person(name)
        assert actors_of(person, case) == frozenset(), name
        assert not reaches(person, case.id), name
    told = {user.id for user in list_people(case, list(Actor))}
    assert not told & {town.people[one] for one in ("head", "agency", "applicant", "authority")}


def test_a_conflict_on_one_case_closes_no_other(app: Flask) -> None:
    place, agency = make_place(), make_agency()
    head_id = place.people["head"].id
    first = make_case(place, agency, stage=Stage.ALUMNI)
    second_id = make_case(place, agency, stage=Stage.REVIEW).id
    make_seat(first, place.people["head"], state=SeatState.CONFLICT)
    first_id = first.id
    db.session.remove()
    head = db.session.get_one(User, head_id)
    assert [reaches(head, one) for one in (first_id, second_id)] == [False, True]


def test_somebody_may_be_several_things_at_once(app: Flask) -> None:
    place, agency = make_place(), make_agency()
    both = make_user(
        roles=[Role.INCUBATOR_HEAD, Role.INCUBATOR_STAFF, Role.INCUBATOR_FINANCE],
        organisation=place.organisation,
    )
    both_id, case = both.id, make_case(place, agency)
    case_id = case.id
    make_seat(case, both, duty=Duty.MENTOR)
    found = actors_of(db.session.get_one(User, both_id), reread(case_id))
    assert found == {
        Actor.HEAD,
        Actor.OFFICER,
        Actor.FINANCE,
        Actor.MENTOR,
    }


@pytest.mark.parametrize(
    ("duty", "other", "expected"),
    [
        (Duty.MENTOR, Duty.SUPERVISOR, {Actor.MENTOR}),
        (Duty.MENTOR, Duty.ASSESSOR, {Actor.MENTOR, Actor.ASSESSOR}),
        (Duty.REVIEWER, Duty.ASSESSOR, {Actor.REVIEWER, Actor.ASSESSOR}),
    ],
)
def test_two_seats_are_two_capacities(
    app: Flask, duty: Duty, other: Duty, expected: set[Actor]
) -> None:
    case = make_case(make_place())
    expert, case_id = make_expert(), case.id
    expert_id = expert.id
    for one in (duty, other):
        make_seat(case, expert, duty=one)
    assert actors_of(db.session.get_one(User, expert_id), reread(case_id)) == expected


@pytest.mark.parametrize("state", list(SeatState))
def test_a_seat_opens_a_case_while_it_is_held(app: Flask, state: SeatState) -> None:
    case = make_case(make_place())
    expert, case_id = make_expert(), case.id
    expert_id = expert.id
    make_seat(case, expert, duty=Duty.MENTOR, state=state)
    person = db.session.get_one(User, expert_id)
    held = state is SeatState.TAKEN
    assert actors_of(person, reread(case_id)) == ({Actor.MENTOR} if held else set())
    # Whoever held a seat may still look up what they did; they act on nothing.
    assert reaches(person, case_id) is (state in {SeatState.TAKEN, SeatState.ENDED})


def test_the_manager_of_an_agency_with_two_cases_reaches_both_and_each_base_its_own(
    app: Flask,
) -> None:
    here, there, agency = make_place(), make_place(), make_agency()
    manager_id = make_manager(agency).id
    ids = [
        make_case(here, agency, stage=Stage.TERMINATED).id,
        make_case(there, agency, stage=Stage.REVIEW).id,
    ]
    people = [manager_id, here.people["officer"].id, there.people["officer"].id]
    agency_id = agency.id
    db.session.remove()
    found = [
        [reaches(db.session.get_one(User, person_id), case_id) for case_id in ids]
        for person_id in people
    ]
    assert found == [[True, True], [True, False], [False, True]]
    kept = db.session.get_one(Agency, agency_id)
    for person_id, expected in zip(
        people, ({Actor.AGENCY}, {Actor.OFFICER}, {Actor.OFFICER}), strict=True
    ):
        assert agency_actors(db.session.get_one(User, person_id), kept) == expected


def test_an_agency_is_reached_by_its_own_and_through_its_cases(app: Flask) -> None:
    town = make_town()
    reaching = {name for name in CAPACITIES if capacities(name, Stage.INCUBATING)}
    for name in CAPACITIES:
        with writing():
            try:
                found = get_agency(town.person(name), town.agency_id, lock=True).id
            except NoResultFound:
                found = 0
            db.session.rollback()
        assert bool(found) is (name in reaching), name


def test_bases_are_those_of_ones_work_or_ones_watch(app: Flask) -> None:
    town = make_town()
    every = {base.id for base in list_bases(town.person("auditor"))}
    assert len(every) == 2
    for name in CAPACITIES:
        person = town.person(name)
        found = {base.id for base in list_bases(person)}
        if name == "auditor":
            assert is_auditor(person)
            continue
        inside = name in INSIDE_ONLY
        elsewhere = name in {"other_officer", "other_head", "other_finance", "other_authority"}
        assert found == (
            {town.base_id} if inside else every - {town.base_id} if elsewhere else set()
        ), name
        assert is_overseeing(person) is (inside or elsewhere), name
        base = reread(town.case_id).base
        assert is_of_base(person, base) is (inside and name != "authority"), name


def test_own_agencies_are_those_that_one_manages(app: Flask) -> None:
    town = make_town()
    for name in CAPACITIES:
        found = [agency.id for agency in list_own_agencies(town.person(name))]
        assert (town.agency_id in found) is (name == "agency"), name


TOLD: list[tuple[list[Actor], set[str]]] = [
    ([], set()),
    ([Actor.OFFICER], {"officer", "second"}),
    ([Actor.HEAD], {"head"}),
    ([Actor.FINANCE], {"finance"}),
    ([Actor.AUTHORITY], {"authority"}),
    ([Actor.AGENCY], {"agency"}),
    ([Actor.APPLICANT], {"applicant"}),
    ([Actor.REVIEWER], {"reviewer"}),
    ([Actor.MENTOR], {"mentor", "supervisor"}),
    ([Actor.ASSESSOR], {"assessor"}),
    ([Actor.AUDITOR], set()),
    ([Actor.SYSTEM], set()),
    ([Actor.APPLICANT, Actor.OFFICER], {"applicant", "officer", "second"}),
]


def test_those_who_are_told_are_those_who_act(app: Flask) -> None:
    town = make_town(Stage.REVIEW)
    for actors, names in TOLD:
        found = {user.id for user in list_people(reread(town.case_id), actors)}
        assert found == {town.people[name] for name in names}, actors


def test_the_table_names_every_capacity_but_the_clock() -> None:
    assert set(CAPACITIES.values()) - {""} == {str(one) for one in Actor} - {"system"}
