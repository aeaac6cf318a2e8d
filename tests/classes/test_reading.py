"""Who sees which class: teachers theirs, members theirs, nobody anything else."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import NoResultFound

from tests.factories_accounts import make_user
from tests.factories_classes import make_cohort, make_member
from tests.factories_courses import make_instructor
from trainingapp.classes.queries import cohorts
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState, MemberState


def test_a_class_is_read_by_its_teachers_and_changed_by_those_who_lead_it(app: Flask) -> None:
    leader, assistant, other = (make_instructor(name) for name in ("吴晓东", "郑丽", "冯雪"))
    cohort = make_cohort(leader, assistants=(assistant,))

    assert cohorts.get_taught(leader.id, cohort).id == cohort
    assert cohorts.get_taught(leader.id, cohort, as_leader=True).id == cohort
    assert cohorts.get_taught(assistant.id, cohort).id == cohort
    for person, as_leader in ((assistant, True), (other, False)):
        with pytest.raises(NoResultFound):
            cohorts.get_taught(person.id, cohort, as_leader=as_leader)


@pytest.mark.parametrize("state", [MemberState.WAITING, MemberState.LEFT, MemberState.REMOVED])
def test_only_who_is_in_a_class_has_joined_it(app: Flask, state: MemberState) -> None:
    cohort = make_cohort(make_instructor())
    lin, wang = make_user("林美华"), make_user("王建国")
    make_member(cohort, lin)
    make_member(cohort, wang, state=state)

    assert cohorts.get_joined(lin.id, cohort).id == cohort
    assert cohorts.member_ids(cohort) == [lin.id]
    assert [row.user.display_name for row in db.session.scalars(cohorts.list_members(cohort))] == [
        "林美华"
    ]
    with pytest.raises(NoResultFound):
        cohorts.get_joined(wang.id, cohort)


def test_a_class_that_is_being_prepared_shows_itself_to_nobody_but_its_teachers(
    app: Flask,
) -> None:
    lin, leader = make_user("林美华"), make_instructor()
    cohort = make_cohort(leader, state=CohortState.DRAFT)
    make_member(cohort, lin)

    with pytest.raises(NoResultFound):
        cohorts.get_joined(lin.id, cohort)
    assert db.session.scalars(cohorts.list_memberships(lin.id)).all() == []
    assert len(db.session.scalars(cohorts.list_taught(leader.id)).all()) == 1


def test_the_longest_waiting_stands_first(app: Flask) -> None:
    cohort = make_cohort(make_instructor(), capacity=1)
    people = [make_user(name) for name in ("林美华", "王建国", "李静")]
    rows = [make_member(cohort, one, state=MemberState.WAITING) for one in people]

    assert cohorts.waiting_ids(cohort) == [one.id for one in people]
    last = cohorts.find_membership(people[2].id, cohort)
    assert last is not None
    assert last.id == rows[2]
    assert cohorts.waiting_position(last) == 3
    assert cohorts.count_people([cohort]) == {cohort: {"waiting": 3}}
