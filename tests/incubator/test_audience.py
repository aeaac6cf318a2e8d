"""Who stands behind each capacity of a case, read for many cases at once, as the one case's own page reads them."""

from __future__ import annotations

import pytest

from tests.committing import written
from tests.factories_dues import DAY, Scene, list_told, make_item, make_scene, make_task, tell
from tests.factories_incubator import NOON, TODAY, make_expert, make_seat
from tests.statements import counted
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, CaseSeat
from trainingapp.incubator.queries.audience import Audience, list_audiences, list_managers_of
from trainingapp.incubator.queries.dues import DueKind
from trainingapp.incubator.queries.people import list_people
from trainingapp.rules.incubation.words import Actor, Duty, SeatState, Stage
from trainingapp.rules.permissions import Role

pytestmark = pytest.mark.usefixtures("app")


def around(scene: Scene) -> Audience:
    db.session.rollback()
    return list_audiences([scene.case_id])[scene.case_id]


def names(scene: Scene, *actors: Actor, person: str = "") -> set[str]:
    """Who is told, by what they are to the case."""
    found = around(scene).list_for(actors, scene.ids[person] if person else None)
    assert found == sorted(set(found))
    return {name for name, number in scene.ids.items() if number in found}


def leave(scene: Scene, *people: str) -> None:
    """These people hold their roles no more."""

    def revoke() -> None:
        ids = [scene.ids[one] for one in people]
        for grant in db.session.query(RoleGrant).filter(RoleGrant.user_id.in_(ids)):
            grant.revoked_at = NOON

    written(revoke)


def forget(scene: Scene, name: str) -> None:
    """Somebody's account is deleted."""

    def erase() -> None:
        db.session.get_one(User, scene.ids[name]).anonymised_at = NOON

    written(erase)


def declare(scene: Scene, name: str) -> None:
    """Somebody has declared a conflict on the case."""
    user = db.session.get_one(User, scene.ids[name])
    make_seat(scene.case, user, duty=Duty.REVIEWER, state=SeatState.CONFLICT)


@pytest.mark.parametrize(
    ("actor", "people"),
    [
        (Actor.OFFICER, {"officer"}),
        (Actor.HEAD, {"head"}),
        (Actor.FINANCE, {"finance"}),
        (Actor.AUTHORITY, {"authority"}),
        (Actor.AGENCY, {"manager"}),
        (Actor.APPLICANT, {"manager"}),
        (Actor.MENTOR, {"mentor"}),
        (Actor.ASSESSOR, {"assessor"}),
        (Actor.REVIEWER, set()),
        (Actor.AUDITOR, set()),
        (Actor.SYSTEM, set()),
    ],
)
def test_each_capacity_has_its_people(actor: Actor, people: set[str]) -> None:
    assert names(make_scene(), actor) == people


@pytest.mark.parametrize(
    ("gone", "actor", "people"),
    [
        (("officer",), Actor.OFFICER, {"second"}),
        (("officer", "second"), Actor.OFFICER, {"head"}),
        (("officer", "second", "head"), Actor.OFFICER, set()),
        (("second",), Actor.OFFICER, {"officer"}),
        (("head",), Actor.HEAD, set()),
        (("manager",), Actor.AGENCY, set()),
        (("manager",), Actor.APPLICANT, set()),
        (("authority",), Actor.AUTHORITY, set()),
    ],
    ids=lambda one: "+".join(one) if isinstance(one, tuple) else None,
)
def test_whoever_has_left_is_told_nothing_and_the_others_in_their_place(
    gone: tuple[str, ...], actor: Actor, people: set[str]
) -> None:
    scene = make_scene()
    leave(scene, *gone)
    assert names(scene, actor) == people


@pytest.mark.parametrize("name", ["officer", "head", "manager", "applicant", "mentor"])
def test_an_account_that_is_deleted_is_told_nothing(name: str) -> None:
    scene = make_scene()
    forget(scene, name)
    assert name not in names(scene, *Actor)


@pytest.mark.parametrize("name", ["officer", "second", "head", "manager", "applicant"])
def test_whoever_declared_a_conflict_is_told_nothing(name: str) -> None:
    scene = make_scene()
    declare(scene, name)
    assert name not in names(scene, *Actor)
    assert names(scene, Actor.HEAD, person=name) == ({"head"} - {name})


def test_an_officer_who_heads_the_base_by_now_stays_the_officer_of_the_case() -> None:
    scene = make_scene()
    scene.change(officer_id=scene.ids["head"])
    assert names(scene, Actor.OFFICER) == {"head"}


def test_a_case_without_an_officer_is_every_officers() -> None:
    scene = make_scene()
    scene.change(officer_id=None)
    assert names(scene, Actor.OFFICER) == {"officer", "second"}


@pytest.mark.parametrize(
    ("stage", "is_told"),
    [
        (Stage.DRAFT, True),
        (Stage.SUBMITTED, True),
        (Stage.RETURNED, True),
        (Stage.NOTICE, True),
        (Stage.ONBOARDING, True),
        (Stage.TRIAL, False),
        (Stage.INCUBATING, False),
        (Stage.EXITING, False),
        (Stage.FOLLOWUP, False),
    ],
)
def test_who_began_a_case_speaks_for_it_until_its_agency_moves_in(
    stage: Stage, is_told: bool
) -> None:
    scene = make_scene(stage)
    assert ("applicant" in names(scene, Actor.APPLICANT)) is is_told
    assert names(scene, Actor.AGENCY) == {"manager"}
    leave(scene, "manager")
    assert names(scene, Actor.AGENCY) == ({"applicant"} if is_told else set())


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.INCUBATING, Stage.FOLLOWUP])
def test_a_team_is_its_applicant(stage: Stage) -> None:
    scene = make_scene(stage, is_team=True)
    assert names(scene, Actor.AGENCY) == names(scene, Actor.APPLICANT) == {"applicant"}


@pytest.mark.parametrize("actor", [Actor.OFFICER, Actor.HEAD, Actor.FINANCE, Actor.AUTHORITY])
def test_who_manages_the_agency_is_told_as_nobody_else(actor: Actor) -> None:
    scene = make_scene()

    def manage() -> None:
        for grant in db.session.query(RoleGrant).filter_by(user_id=scene.ids["manager"]):
            own = scene.place.organisation.id, scene.place.authority.id
            for role in (Role.INCUBATOR_STAFF, Role.INCUBATOR_HEAD, Role.INCUBATOR_FINANCE):
                more = {"role": role, "organisation_id": own[0]}
                db.session.add(RoleGrant(user_id=grant.user_id, granted_at=NOON, **more))
            more = {"role": Role.AUTHORITY_STAFF, "organisation_id": own[1]}
            db.session.add(RoleGrant(user_id=grant.user_id, granted_at=NOON, **more))

    written(manage)
    scene.change(officer_id=scene.ids["manager"])
    assert "manager" not in names(scene, actor)
    assert names(scene, Actor.AGENCY) == {"manager"}


@pytest.mark.parametrize(
    ("person", "people"),
    [
        ("second", {"second"}),
        ("manager", {"manager"}),
        ("mentor", {"mentor"}),
        ("applicant", {"officer"}),
        ("other_officer", {"officer"}),
        ("other_manager", {"officer"}),
    ],
)
def test_the_person_who_is_named_is_told_alone_while_they_are_around(
    person: str, people: set[str]
) -> None:
    assert names(make_scene(), Actor.OFFICER, person=person) == people


@pytest.mark.parametrize(
    ("state", "is_around"),
    [
        (SeatState.ASKED, True),
        (SeatState.TAKEN, True),
        (SeatState.DECLINED, False),
        (SeatState.ENDED, False),
        (SeatState.CONFLICT, False),
    ],
)
def test_an_expert_is_around_while_the_seat_is_offered_or_taken(
    state: SeatState, is_around: bool
) -> None:
    scene = make_scene()
    expert = make_expert()
    number = expert.id
    make_seat(scene.case, expert, state=state)
    assert around(scene).list_for((), number) == ([number] if is_around else [])
    in_duty = around(scene).list_for([Actor.REVIEWER])
    assert in_duty == ([number] if state is SeatState.TAKEN else [])


@pytest.mark.parametrize("actor", [Actor.HEAD, Actor.FINANCE, Actor.AUTHORITY, Actor.MENTOR])
def test_many_cases_read_what_one_case_reads(actor: Actor) -> None:
    scene = make_scene()
    case = db.session.get_one(Case, scene.case_id)
    assert around(scene).list_for([actor]) == [one.id for one in list_people(case, [actor])]


def test_the_statements_are_the_same_for_one_case_and_for_many() -> None:
    scenes, counts = [make_scene()], []
    for _time in range(2):
        db.session.remove()
        with counted() as statements:
            found = list_audiences([one.case_id for one in scenes])
        counts.append(len(statements))
        assert len(found) == len(scenes)
        scenes += [make_scene() for _one in range(3)]
    assert counts == [4, 4]


def test_no_case_asks_nothing_of_the_database() -> None:
    with counted() as statements:
        assert list_audiences([]) == {}
        assert list_managers_of([]) == {}
    assert statements == []


def test_an_agency_without_a_case_is_its_managers() -> None:
    scene, team = make_scene(), make_scene(is_team=True)
    found = list_managers_of([scene.agency_id, team.agency_id])
    assert found[scene.agency_id].list_for([Actor.AGENCY]) == [scene.ids["manager"]]
    assert found[scene.agency_id].list_for([Actor.OFFICER, Actor.HEAD]) == []
    assert team.agency_id not in found


# ----- what follows for notices -------------------------------------------------------------------


def test_a_task_of_somebody_who_left_goes_to_the_officer_of_the_case() -> None:
    scene = make_scene()
    make_task(scene, TODAY, owner=Actor.OFFICER, assignee_id=scene.ids["second"])
    leave(scene, "second")
    tell(DueKind.TASK)
    assert list_told(scene) == {"officer": ["task_due"]}


def test_a_task_of_a_case_whose_only_officer_left_goes_to_the_head() -> None:
    scene = make_scene()
    make_task(scene, TODAY - DAY, owner=Actor.OFFICER, assignee_id=scene.ids["officer"])
    leave(scene, "officer", "second")
    tell(DueKind.TASK)
    assert list_told(scene) == {"head": ["task_late"]}


def test_an_item_is_told_to_the_person_it_was_given_to() -> None:
    scene = make_scene()
    make_item(scene, TODAY, owner=Actor.MENTOR, owner_id=scene.ids["mentor"])
    make_item(scene, TODAY, owner=Actor.FINANCE, code="f")
    tell(DueKind.ITEM)
    assert list_told(scene) == {"mentor": ["due_item"], "finance": ["due_item"]}


def test_a_conflict_declared_after_the_seat_was_asked_ends_all_reminders() -> None:
    scene = make_scene(Stage.REVIEW)
    expert = make_expert()
    number, seat = expert.id, make_seat(scene.case, expert, due_on=TODAY).id
    scene.ids["expert"] = number  # type: ignore[index]

    def conflict() -> None:
        db.session.get_one(CaseSeat, seat).state = SeatState.CONFLICT

    written(conflict)
    assert tell(DueKind.REVIEW) == 0
    assert list_told(scene) == {}
