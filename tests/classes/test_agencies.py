"""An agency enters its own staff, sees who takes part and who was there, and nothing else."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import last_entry
from tests.classes.acts import last_notice, state_of, told
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_classes import make_cohort, make_meeting, make_member, membership_of
from tests.factories_courses import NOON, make_instructor
from tests.statements import count_statements
from trainingapp.accounts.models import Organisation, RoleGrant, User
from trainingapp.classes.models import Attendance
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.extensions import db
from trainingapp.rules.cohorts import AttendanceWay, CohortState, JoinWay, MemberState
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}


@pytest.fixture
def agency(app: Flask) -> Organisation:
    return make_organisation("春晖社会工作服务中心")


@pytest.fixture
def manager(client: FlaskClient, agency: Organisation) -> FlaskClient:
    sun = make_user("孙玉兰", roles=[Role.AGENCY_MANAGER], organisation=agency)
    return sign_in(client, sun)


def make_staff(agency: Organisation, name: str = "林美华") -> User:
    """Somebody who belongs to an agency as one of its staff and is nothing more on this site."""
    user = make_user(name)
    with writing():
        grant = RoleGrant(
            user_id=user.id, role=Role.CANDIDATE, organisation_id=agency.id, granted_at=NOON
        )
        db.session.add(grant)
        db.session.commit()
        db.session.remove()
    return user


def send(client: FlaskClient, cohort: int, *people: User, **more: object):  # type: ignore[no-untyped-def]
    data = {"person": [str(one.id) for one in people], **more}
    return client.post(f"/agency/classes/{cohort}/staff", data=data, headers=EN)


def test_an_agency_sees_open_classes_that_take_people_and_no_others(manager: FlaskClient) -> None:
    wu = make_instructor()
    shown = make_cohort(wu, title={"zh": "开放的班"})
    for title, changes in (
        ("筹备的班", {"state": CohortState.DRAFT}),
        ("结束的班", {"state": CohortState.ENDED}),
        ("不收人的班", {"is_joinable": False}),
    ):
        hidden = make_cohort(wu, title={"zh": title}, **changes)
        assert manager.get(f"/agency/classes/{hidden}").status_code == 404
    page = manager.get("/agency/classes").get_data(as_text=True)
    assert "开放的班" in page
    for title in ("筹备的班", "结束的班", "不收人的班"):
        assert title not in page
    assert manager.get(f"/agency/classes/{shown}").status_code == 200


def test_staff_are_entered_enrolled_and_told_by_whom(
    manager: FlaskClient, agency: Organisation
) -> None:
    cohort = make_cohort(make_instructor())
    lin, wang = make_staff(agency), make_staff(agency, "王建国")
    assert send(manager, cohort, lin).status_code == 303
    row = membership_of(lin, cohort)
    assert row is not None
    assert (row.state, row.way, row.sent_by_organisation_id) == ("in", JoinWay.AGENCY, agency.id)
    assert find_enrolment(lin.id, row.cohort.course_id) is not None
    assert told(lin) == ["sent"]
    assert last_notice(lin)[0]["organisation"] == "春晖社会工作服务中心"
    assert (membership_of(wang, cohort), told(wang)) == (None, [])
    assert '"count":1' in last_entry("classes.send_staff").detail.replace(" ", "")


def test_a_full_class_takes_staff_onto_its_waiting_list(
    manager: FlaskClient, agency: Organisation
) -> None:
    cohort, lin = make_cohort(make_instructor(), capacity=1), make_staff(agency)
    make_member(cohort, make_user("李静"))
    send(manager, cohort, lin)
    assert (state_of(lin, cohort), told(lin)) == ("waiting", ["waiting", "sent"])


def test_nobody_of_another_organisation_is_entered_whatever_is_sent(
    manager: FlaskClient, agency: Organisation
) -> None:
    cohort = make_cohort(make_instructor())
    stranger, other = make_user("李静"), make_staff(make_organisation(), "何平")
    own = make_staff(agency)
    assert send(manager, cohort, stranger, other).status_code == 409
    send(manager, cohort, own, stranger, other)
    assert [state_of(one, cohort) for one in (own, stranger, other)] == ["in", None, None]
    for forged in (["x"], ["-1"], [], ["999999999999999999999"]):
        answer = manager.post(f"/agency/classes/{cohort}/staff", data={"person": forged})
        assert answer.status_code == 409, forged


def test_an_agency_acts_for_itself_only(manager: FlaskClient, agency: Organisation) -> None:
    other = make_organisation()
    cohort, lin = make_cohort(make_instructor()), make_staff(other)
    for address in ("/agency/classes", f"/agency/classes/{cohort}"):
        assert manager.get(f"{address}?agency={other.id}").status_code == 404
        assert manager.get(f"{address}?agency={agency.id}").status_code == 200
    assert send(manager, cohort, lin, agency=str(other.id)).status_code == 404
    assert membership_of(lin, cohort) is None


def test_who_was_staff_once_is_not_any_more(manager: FlaskClient, agency: Organisation) -> None:
    cohort, lin = make_cohort(make_instructor()), make_staff(agency)
    with writing():
        for grant in db.session.query(RoleGrant).filter_by(user_id=lin.id):
            grant.revoked_at = NOON
        db.session.commit()
        db.session.remove()
    assert send(manager, cohort, lin).status_code == 409
    assert "林美华" not in manager.get(f"/agency/classes/{cohort}").get_data(as_text=True)


def test_who_declines_is_not_entered_again_by_the_agency(
    manager: FlaskClient, agency: Organisation, app: Flask
) -> None:
    cohort, lin = make_cohort(make_instructor()), make_staff(agency)
    send(manager, cohort, lin)
    learner = sign_in(app.test_client(), lin)
    assert learner.post(f"/classes/{cohort}/leaving").status_code == 303
    page = manager.get(f"/agency/classes/{cohort}", headers=EN).get_data(as_text=True)
    assert "Declined or left" in page
    answer = send(manager, cohort, lin)
    assert answer.status_code == 303
    assert state_of(lin, cohort) == "left"
    assert "Some could not be entered" in manager.get(answer.location, headers=EN).text


@pytest.mark.both_databases
def test_the_agency_sees_attendance_of_those_it_has_sent_and_nothing_of_others(
    manager: FlaskClient, agency: Organisation
) -> None:
    cohort = make_cohort(make_instructor())
    sent, own = make_staff(agency), make_staff(agency, "王建国")
    send(manager, cohort, sent)
    make_member(cohort, own)  # by code: their own affair
    past = [make_meeting(cohort, starts_at=NOON.replace(year=year)) for year in (2020, 2021)]
    make_meeting(cohort, starts_at=NOON.replace(year=2050))
    make_meeting(cohort, starts_at=NOON.replace(year=2022), cancelled_at=NOON)
    with writing():
        for user in (sent, own):
            values = {"way": AttendanceWay.CODE, "noted_at": NOON}
            db.session.add(
                Attendance(meeting_id=past[0], user_id=user.id, is_present=True, **values)
            )
            db.session.add(
                Attendance(meeting_id=past[1], user_id=user.id, is_present=False, **values)
            )
        db.session.commit()
        db.session.remove()
    page = manager.get(f"/agency/classes/{cohort}", headers=EN).get_data(as_text=True)
    assert page.count("1 of 2") == 1
    assert f'value="{own.id}"' in page  # as if they were not in it
    assert f'value="{sent.id}"' not in page


def test_after_its_end_the_agency_still_sees_its_own_class(
    manager: FlaskClient, agency: Organisation
) -> None:
    cohort = make_cohort(make_instructor(), state=CohortState.ENDED)
    make_member(cohort, make_staff(agency), sent_by_organisation_id=agency.id)
    page = manager.get(f"/agency/classes/{cohort}", headers=EN)
    assert page.status_code == 200
    assert 'name="person"' not in page.get_data(as_text=True)


def test_a_manager_of_two_agencies_chooses_for_which_to_act(client: FlaskClient) -> None:
    first, second = make_organisation("甲机构"), make_organisation("乙机构")
    sun = make_user("孙玉兰", roles=[Role.AGENCY_MANAGER], organisation=first)
    with writing():
        grant = RoleGrant(
            user_id=sun.id, role=Role.AGENCY_MANAGER, organisation_id=second.id, granted_at=NOON
        )
        db.session.add(grant)
        db.session.commit()
        db.session.remove()
    sign_in(client, sun)
    page = client.get(f"/agency/classes?agency={second.id}").get_data(as_text=True)
    assert "甲机构" in page
    cohort, lin = make_cohort(make_instructor()), make_staff(second)
    send(client, cohort, lin, agency=str(second.id))
    row = membership_of(lin, cohort)
    assert row is not None
    assert row.sent_by_organisation_id == second.id


def test_a_manager_of_the_whole_site_has_no_staff_of_their_own(client: FlaskClient) -> None:
    sign_in(client, make_user("孙玉兰", roles=[Role.AGENCY_MANAGER]))
    page = client.get("/agency/classes", headers=EN)
    assert "You act for no organisation" in page.get_data(as_text=True)
    cohort = make_cohort(make_instructor())
    assert client.get(f"/agency/classes/{cohort}").status_code == 404


def test_more_than_a_hundred_at_once_are_too_many(manager: FlaskClient) -> None:
    cohort = make_cohort(make_instructor())
    data = {"person": [str(number) for number in range(1, 102)]}
    assert manager.post(f"/agency/classes/{cohort}/staff", data=data).status_code == 409


def test_the_pages_of_agencies_ask_the_same_however_many_staff_and_classes_there_are(
    manager: FlaskClient, agency: Organisation
) -> None:
    wu = make_instructor()
    counts = set()
    first = make_cohort(wu)
    for _ in range(2):
        for _ in range(2):
            make_member(make_cohort(wu), make_user())
            make_member(first, make_staff(agency), sent_by_organisation_id=agency.id)
        counts.add(
            (
                count_statements(manager, "/agency/classes"),
                count_statements(manager, f"/agency/classes/{first}"),
            )
        )
    assert len(counts) == 1


def test_a_removed_member_is_shown_as_such(manager: FlaskClient, agency: Organisation) -> None:
    cohort = make_cohort(make_instructor())
    lin = make_staff(agency)
    make_member(
        cohort, lin, state=MemberState.REMOVED, sent_by_organisation_id=agency.id, reason="原因"
    )
    page = manager.get(f"/agency/classes/{cohort}", headers=EN).get_data(as_text=True)
    assert "Removed" in page
    assert "原因" not in page  # between the teacher and the person
