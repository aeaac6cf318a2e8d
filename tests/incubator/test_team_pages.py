"""The pages of a team, and the page of one person, as each reader sees them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask.testing import FlaskClient

from tests.factories_accounts import make_user
from tests.factories_incubator import make_agency, make_case, make_manager, make_place
from tests.factories_staffing import (
    enter_as,
    hold_certificate,
    make_job,
    make_member,
    make_request,
    make_team,
    make_terms,
    register,
)
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, AgencyConsent, EmploymentTerms, StaffRequest
from trainingapp.notices.models import Notice

OWN = "/incubation/my-agency"


def team_of(agency: Agency) -> str:
    return f"/incubation/agencies/{agency.id}/team"


def notices_of(user: User) -> list[str]:
    db.session.rollback()
    rows = db.session.query(Notice).filter_by(user_id=user.id).order_by(Notice.id)
    return [row.kind for row in rows]


def test_an_empty_team_says_that_there_is_no_ratio(client: FlaskClient) -> None:
    agency = make_agency()
    enter_as(client, make_manager(agency))
    page = client.get(team_of(agency))
    assert page.status_code == 200
    assert "暂时没有可以计算的比例" in page.text


def test_a_manager_reads_who_counts_and_when_it_breaks(client: FlaskClient) -> None:
    agency = make_agency()
    people = make_team(agency, 1, 3)
    enter_as(client, make_manager(agency))
    page = client.get(team_of(agency)).text
    assert people[0].display_name in page
    assert "助理社会工作师" in page
    assert "2027年3月1日" in page
    assert "冀民规〔2020〕1号" in page


def test_the_authority_reads_figures_and_no_names(client: FlaskClient) -> None:
    place, agency = make_place(), make_agency()
    people = make_team(agency, 1, 2)
    make_case(place, agency)
    for reader in ("authority", "finance"):
        enter_as(client, place.people[reader])
        page = client.get(team_of(agency)).text
        assert "1 / 2" in page or "2 名专职人员中有 1 名" in page
        assert not any(one.display_name in page for one in people)


def test_the_page_takes_the_same_number_of_statements_for_any_team(client: FlaskClient) -> None:
    small, large = make_agency(), make_agency()
    make_team(small, 1, 2)
    make_team(large, 3, 9)
    managers = [make_manager(small), make_manager(large)]
    counts = []
    for agency, manager in zip((small, large), managers, strict=True):
        enter_as(client, manager)
        counts.append(count_statements(client, team_of(agency)))
    assert counts[0] == counts[1]


def enter(client: FlaskClient, agency: Agency, job: Employment, **changes: object) -> int:
    values = {"form": "full_time", "percent": "100", "post": "0", "lead": "0", **changes}
    address = f"{team_of(agency)}/{job.id}/terms"
    return client.post(address, data=values).status_code


def test_terms_are_asked_confirmed_and_counted(client: FlaskClient) -> None:
    agency, user = make_agency(), make_user("韩雪")
    job, manager = make_job(agency, user), make_manager(agency)
    enter_as(client, manager)
    assert enter(client, agency, job) == 303
    assert notices_of(user) == ["staffing.terms_asked"]
    enter_as(client, user)
    assert "请确认您的用工信息" in client.get(OWN).text
    terms = db.session.query(EmploymentTerms).one()
    assert client.post(f"{OWN}/terms/{terms.id}/yes").status_code == 303
    assert notices_of(manager) == ["staffing.terms_confirmed"]
    assert client.post(f"{OWN}/terms/{terms.id}/yes").status_code == 409


def test_what_only_the_agency_says_needs_no_new_word_of_the_person(client: FlaskClient) -> None:
    agency, user = make_agency(), make_user("韩雪")
    job = make_job(agency, user)
    make_terms(agency, job)
    enter_as(client, make_manager(agency))
    enter(client, agency, job, works_with_minors="y", record_queried_on="2026-11-01")
    newest = db.session.query(EmploymentTerms).order_by(EmploymentTerms.id.desc()).first()
    assert newest is not None
    assert (newest.answer, newest.record_queried_on) == ("confirmed", date(2026, 11, 1))
    assert notices_of(user) == []


def test_a_no_to_the_terms_says_what_is_not_right(client: FlaskClient) -> None:
    agency, user = make_agency(), make_user("韩雪")
    manager = make_manager(agency)
    terms = make_terms(agency, make_job(agency, user), answer=None)
    enter_as(client, user)
    assert client.post(f"{OWN}/terms/{terms.id}/no", data={"note": ""}).status_code == 422
    page = client.post(f"{OWN}/terms/{terms.id}/no", data={"note": "我只做半天"})
    assert page.status_code == 303
    assert notices_of(manager) == ["staffing.terms_denied"]
    db.session.rollback()
    stored = db.session.get_one(EmploymentTerms, terms.id)
    assert (stored.answer, stored.answer_note) == ("denied", "我只做半天")


def test_terms_in_a_wrong_order_come_back_as_typed(client: FlaskClient) -> None:
    agency = make_agency()
    job = make_job(agency)
    enter_as(client, make_manager(agency))
    values = {"contract_signed_on": "2026-05-02", "contract_until": "2026-05-01"}
    address = f"{team_of(agency)}/{job.id}/terms"
    full = {"form": "part_time", "percent": "40", "post": "0", "lead": "0", **values}
    page = client.post(address, data=full)
    assert page.status_code == 422
    assert 'value="40"' in page.text
    assert "2026-05-01" in page.text
    assert db.session.query(EmploymentTerms).count() == 0


def test_only_the_newest_terms_can_be_answered(client: FlaskClient) -> None:
    agency, user = make_agency(), make_user("韩雪")
    job = make_job(agency, user)
    older = make_terms(agency, job, answer=None)
    make_terms(agency, job, answer=None, share=Decimal("0.90"))
    enter_as(client, user)
    assert client.post(f"{OWN}/terms/{older.id}/yes").status_code == 409


def test_the_form_begins_with_what_was_entered_last(client: FlaskClient) -> None:
    agency = make_agency()
    job = make_job(agency)
    make_terms(agency, job, share=Decimal("0.85"), weekly_hours=34)
    enter_as(client, make_manager(agency))
    page = client.get(f"{team_of(agency)}/{job.id}/terms").text
    assert 'value="85"' in page
    assert 'value="34"' in page


def ask(client: FlaskClient, agency: Agency, contact: str, day: str = "2026-11-02") -> int:
    values = {"contact": contact, "post": "社工", "starts_on": day}
    return client.post(f"{team_of(agency)}/requests/new", data=values).status_code


def test_somebody_asked_says_yes_and_is_employed_with_consent(client: FlaskClient) -> None:
    agency = make_agency()
    manager, user = make_manager(agency), make_user("韩雪", email="han@example.org")
    enter_as(client, manager)
    assert ask(client, agency, "han@example.org") == 303
    asked = db.session.query(StaffRequest).one()
    assert asked.asked_as == "h***@example.org"
    enter_as(client, user)
    assert agency.name in client.get(OWN).text
    answer = client.post(f"{OWN}/requests/{asked.id}/yes", data={"agrees": "y"})
    assert answer.status_code == 303
    db.session.rollback()
    job = db.session.query(Employment).one()
    assert (job.user_id, job.state, job.confirmed_by_id) == (user.id, "confirmed", manager.id)
    assert db.session.query(AgencyConsent).filter_by(user_id=user.id).count() == 1
    assert "staffing.answered_yes" in notices_of(manager)


def test_without_the_tick_the_employment_stands_and_nothing_is_shown(client: FlaskClient) -> None:
    agency, user = make_agency(), make_user("韩雪")
    asked = make_request(agency, user, make_manager(agency))
    enter_as(client, user)
    client.post(f"{OWN}/requests/{asked.id}/yes")
    db.session.rollback()
    assert db.session.query(Employment).one().state == "confirmed"
    assert db.session.query(AgencyConsent).count() == 0


def test_a_no_leaves_nothing_of_the_person_at_the_agency(client: FlaskClient) -> None:
    agency, user = make_agency(), make_user("韩雪")
    manager = make_manager(agency)
    asked = make_request(agency, user, manager)
    enter_as(client, user)
    assert client.post(f"{OWN}/requests/{asked.id}/no").status_code == 303
    assert db.session.query(Employment).count() == 0
    enter_as(client, manager)
    page = client.get(team_of(agency)).text
    assert "138****0000" in page
    assert "韩雪" not in page


def test_an_unknown_contact_is_answered_like_a_known_one(client: FlaskClient) -> None:
    agency = make_agency()
    make_user("韩雪", email="han@example.org")
    enter_as(client, make_manager(agency))
    assert ask(client, agency, "nobody@example.org") == ask(client, agency, "han@example.org")
    page = client.get(team_of(agency)).text
    assert "n***@example.org" in page
    assert "h***@example.org" in page


def test_nobody_is_asked_twice_under_one_contact(client: FlaskClient) -> None:
    agency = make_agency()
    enter_as(client, make_manager(agency))
    assert ask(client, agency, "nobody@example.org") == 303
    assert ask(client, agency, "nobody@example.org") == 409


def test_a_first_day_to_come_is_refused_beside_the_field(client: FlaskClient) -> None:
    agency = make_agency()
    enter_as(client, make_manager(agency))
    assert ask(client, agency, "han@example.org", day="2999-01-01") == 422


def test_a_request_taken_back_can_no_longer_be_answered(client: FlaskClient) -> None:
    agency, user = make_agency(), make_user("韩雪")
    manager = make_manager(agency)
    asked = make_request(agency, user, manager)
    enter_as(client, manager)
    address = f"{team_of(agency)}/requests/{asked.id}/withdrawal"
    assert client.post(address).status_code == 303
    enter_as(client, user)
    assert client.post(f"{OWN}/requests/{asked.id}/yes").status_code == 409


def test_consent_is_taken_back_and_given_again(client: FlaskClient) -> None:
    agency = make_agency()
    user, manager = make_member(agency), make_manager(agency)
    hold_certificate(user)
    enter_as(client, user)
    assert client.post(f"{OWN}/consents/{agency.id}/end").status_code == 303
    assert notices_of(manager) == ["staffing.consent_withdrawn"]
    enter_as(client, manager)
    assert "助理社会工作师" not in client.get(team_of(agency)).text
    enter_as(client, user)
    assert client.post(f"{OWN}/consents/{agency.id}").status_code == 303
    assert db.session.query(AgencyConsent).filter_by(user_id=user.id).count() == 2


def test_nobody_agrees_to_an_agency_they_do_not_work_for(client: FlaskClient) -> None:
    agency = make_agency()
    enter_as(client, make_user("韩雪"))
    assert client.post(f"{OWN}/consents/{agency.id}").status_code == 404


def test_a_person_reads_that_the_agency_has_enough_only_with_them(client: FlaskClient) -> None:
    agency = make_agency()
    (user, *_others) = make_team(agency, 1, 3)
    enter_as(client, user)
    page = client.get(OWN).text
    assert "有您在，机构的持证人员才够" in page
    assert "2027年3月1日" in page


def test_where_a_registration_was_made_is_the_persons_to_say(client: FlaskClient) -> None:
    agency = make_agency(area_code="510104")
    user = make_member(agency)
    cycle = register(hold_certificate(user))
    enter_as(client, user)
    address = f"{OWN}/registrations/{cycle.id}"
    assert client.post(address, data={"area_code": "51"}).status_code == 422
    assert client.post(address, data={"area_code": "510107"}).status_code == 303
    assert client.post(address, data={"area_code": "510104"}).status_code == 303
    assert "510104" in client.get(OWN).text
    enter_as(client, make_user("王芳"))
    assert client.post(address, data={"area_code": "510104"}).status_code == 404


def test_a_person_without_an_agency_is_told_where_to_begin(client: FlaskClient) -> None:
    enter_as(client, make_user("韩雪"))
    page = client.get(OWN)
    assert page.status_code == 200
    assert "/credentials/employment/new" in page.text


def test_too_many_hours_are_said_to_the_person(client: FlaskClient) -> None:
    one, other = make_agency(), make_agency()
    user = make_member(one)
    make_terms(other, make_job(other, user))
    enter_as(client, user)
    assert "超过了一份全职" in client.get(OWN).text


def test_a_member_page_says_what_counts_and_what_to_learn(client: FlaskClient) -> None:
    agency = make_agency()
    user = make_member(agency)
    register(hold_certificate(user))
    job = db.session.query(Employment).filter_by(user_id=user.id).one()
    enter_as(client, make_manager(agency))
    page = client.get(f"{team_of(agency)}/{job.id}")
    assert page.status_code == 200
    assert "培养计划" in page.text


def test_a_base_reads_the_ratios_of_its_agencies(client: FlaskClient) -> None:
    place, agency = make_place(), make_agency()
    make_team(agency, 0, 2)
    make_case(place, agency)
    enter_as(client, place.people["officer"])
    page = client.get(f"/incubation/bases/{place.base.id}/teams")
    assert page.status_code == 200
    assert agency.name in page.text
    assert "0 / 2" in page.text


def test_the_list_of_teams_takes_the_same_number_of_statements(client: FlaskClient) -> None:
    few, many = make_place(), make_place()
    for place, number in ((few, 1), (many, 4)):
        for _one in range(number):
            agency = make_agency()
            make_team(agency, 1, 2)
            make_case(place, agency)
    counts = []
    for place in (few, many):
        enter_as(client, place.people["officer"])
        address = f"/incubation/bases/{place.base.id}/teams"
        counts.append(count_statements(client, address))
    assert counts[0] == counts[1]
