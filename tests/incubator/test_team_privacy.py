"""What nobody reads of a person on the pages of teams: numbers, contacts, other employers, papers without consent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from tests.factories_accounts import make_organisation, make_user
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
)
from tests.factories_staffing import (
    LONG_AGO,
    change,
    enter_as,
    hold_certificate,
    hold_degree,
    make_consent,
    make_job,
    make_post,
    make_request,
    make_supervision,
    make_talk,
    make_terms,
    register,
    settle,
)
from tests.statements import count_statements
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.models import User
from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, AgencyConsent, StaffRequest
from trainingapp.incubator.queries.standing import find_standing
from trainingapp.rules.incubation.words import Duty, Stage
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

ID_NUMBER, MOBILE, EMAIL = "130102199001010018", "13800001234", "hanxue.private@example.org"
LAST4, OTHER = "7391", "别处的机构"
SECRETS = (ID_NUMBER, MOBILE, EMAIL, LAST4, OTHER, "管理号", "滨江大学")
PAGES = ("team", "team/{job}", "team/{job}/terms", "posts", "supervision")


class Scene:
    """An agency in incubation with one person who holds much and works elsewhere too."""

    def __init__(self, *, has_consented: bool = True) -> None:
        self.place: Place = make_place()
        self.agency: Agency = make_agency()
        self.case = make_case(self.place, self.agency)
        self.user: User = make_user("韩雪", id_number=ID_NUMBER, mobile=MOBILE, email=EMAIL)
        self.job: Employment = make_job(self.agency, self.user)
        make_terms(self.agency, self.job)
        if has_consented:
            make_consent(self.agency, self.user)
        held = hold_certificate(self.user, "middle", number_last4=LAST4)
        register(held, area="130102")
        hold_degree(self.user, number_last4=LAST4)
        other = make_agency(OTHER)
        part = make_job(other, self.user)
        make_terms(other, part, form="part_time", share=Decimal("0.20"))
        make_post(self.agency, least_level="junior")
        make_talk(make_supervision(self.agency, make_user("督导"), self.user), 77)
        self.manager = make_manager(self.agency)

    def address(self, page: str) -> str:
        return f"/incubation/agencies/{self.agency.id}/{page.format(job=self.job.id)}"


@pytest.mark.parametrize("reader", ["manager", "officer", "head"])
def test_no_page_of_a_team_holds_numbers_contacts_or_other_employers(
    client: FlaskClient, reader: str
) -> None:
    scene = Scene()
    enter_as(client, scene.manager if reader == "manager" else scene.place.people[reader])
    for name in PAGES:
        page = client.get(scene.address(name))
        assert page.status_code == 200, name
        assert not [one for one in SECRETS if one in page.text], name


@pytest.mark.parametrize("reader", ["manager", "officer", "head"])
def test_without_consent_no_page_holds_anything_of_the_papers(
    client: FlaskClient, reader: str
) -> None:
    scene = Scene(has_consented=False)
    enter_as(client, scene.manager if reader == "manager" else scene.place.people[reader])
    for name in ("team", "team/{job}"):
        page = client.get(scene.address(name)).text
        main = page[page.index("<main") : page.index("</main>")]
        for word in ("2027年2月28日", "继续教育学时达", "培养计划", "本科"):
            assert word not in main, (name, word)
    page = client.get(scene.address("team/{job}")).text
    assert "没有同意" in page or "未同意" in page or "尚未同意" in page


@pytest.mark.parametrize("reader", ["finance", "authority", "auditor", "mentor"])
def test_whoever_reads_figures_reads_no_name_and_no_request(
    client: FlaskClient, reader: str
) -> None:
    scene = Scene()
    make_request(scene.agency, None, scene.manager)
    people = {
        **scene.place.people,
        "auditor": make_user("审计", roles=[Role.AUDITOR]),
        "mentor": make_expert("导师"),
    }
    make_seat(scene.case, people["mentor"], duty=Duty.MENTOR)
    enter_as(client, people[reader])
    page = client.get(scene.address("team"))
    assert page.status_code == 200
    assert "韩雪" not in page.text
    assert "138****0000" not in page.text
    assert f"/team/{scene.job.id}" not in page.text
    for name in PAGES[1:]:
        assert client.get(scene.address(name)).status_code == 403


def test_the_list_of_a_base_names_agencies_and_nobody(client: FlaskClient) -> None:
    scene = Scene()
    for reader in ("officer", "head", "finance", "authority"):
        enter_as(client, scene.place.people[reader])
        page = client.get(f"/incubation/bases/{scene.place.base.id}/teams").text
        assert scene.agency.name in page
        assert "韩雪" not in page


@pytest.mark.parametrize(
    ("stage", "is_listed"),
    [
        (Stage.DRAFT, False),
        (Stage.SUBMITTED, False),
        (Stage.INCUBATING, True),
        (Stage.MIDTERM, True),
        (Stage.FOLLOWUP, False),
        (Stage.TERMINATED, False),
    ],
)
def test_only_agencies_in_incubation_are_listed(
    client: FlaskClient, stage: Stage, is_listed: bool
) -> None:
    place, agency = make_place(), make_agency()
    make_case(place, agency, stage=stage)
    enter_as(client, place.people["head"])
    page = client.get(f"/incubation/bases/{place.base.id}/teams")
    assert page.status_code == 200
    assert (agency.name in page.text) is is_listed


def test_an_agency_twice_in_incubation_is_listed_once(client: FlaskClient) -> None:
    place, agency = make_place(), make_agency()
    make_case(place, agency)
    make_case(place, agency, stage=Stage.MIDTERM)
    enter_as(client, place.people["head"])
    page = client.get(f"/incubation/bases/{place.base.id}/teams").text
    assert page.count(f'href="/incubation/agencies/{agency.id}/team"') == 1


def test_the_person_sees_what_the_agency_does_not(client: FlaskClient) -> None:
    scene = Scene(has_consented=False)
    enter_as(client, scene.user)
    page = client.get("/incubation/my-agency").text
    assert scene.agency.name in page
    assert OTHER in page


def test_a_colleague_has_no_page_of_the_team(client: FlaskClient) -> None:
    scene = Scene()
    colleague = make_user("同事")
    make_terms(scene.agency, make_job(scene.agency, colleague))
    enter_as(client, colleague)
    for name in PAGES:
        assert client.get(scene.address(name)).status_code == 404
    page = client.get("/incubation/my-agency").text
    assert "韩雪" not in page


# ----- somebody leaves the site -------------------------------------------------------------------


@pytest.mark.both_databases
def test_who_has_left_the_site_is_on_no_page_and_counts_nowhere(client: FlaskClient) -> None:
    scene = Scene()
    enter_as(client, scene.manager)
    assert "韩雪" in client.get(scene.address("team")).text
    user_id, agency_id, other_page = scene.user.id, scene.agency.id, scene.address("team/{job}")
    settle()
    with writing():
        erase(user_id)
        person = db.session.get_one(User, user_id)
        person.anonymised_at, person.display_name = NOON, ""
        db.session.commit()
    for name in ("team", "posts", "supervision"):
        page = client.get(f"/incubation/agencies/{agency_id}/{name}")
        assert page.status_code == 200
        assert "韩雪" not in page.text
    assert client.get(other_page).status_code == 404
    db.session.rollback()
    standing = find_standing(agency_id, on=TODAY)
    assert (standing.ratio.full_time, standing.members) == (0, ())
    assert db.session.query(AgencyConsent).filter_by(user_id=user_id).count() == 0


def test_a_request_of_who_has_left_shows_no_contact(client: FlaskClient) -> None:
    agency, user = make_agency(), make_user("韩雪")
    manager = make_manager(agency)
    row_id, user_id = make_request(agency, user, manager).id, user.id
    settle()
    with writing():
        erase(user_id)
        db.session.commit()
    row = db.session.get_one(StaffRequest, row_id)
    assert (row.user_id, row.asked_as, row.contact_index, row.post) == (None, "", None, "")
    enter_as(client, db.session.get_one(User, manager.id))
    page = client.get(f"/incubation/agencies/{agency.id}/team")
    assert page.status_code == 200
    assert "138****0000" not in page.text


@pytest.mark.usefixtures("app")
def test_a_supervisor_who_leaves_takes_the_talks_of_nobody_else() -> None:
    agency = make_agency()
    one, other, member = make_user("甲"), make_user("乙"), make_user("丙")
    make_job(agency, member)
    make_talk(make_supervision(agency, one, member), 30)
    kept = make_talk(make_supervision(agency, other, member), 45)
    ids = (one.id, kept.id)
    settle()
    with writing():
        erase(ids[0])
        db.session.commit()
    assert [row.id for row in db.session.query(type(kept))] == [ids[1]]


# ----- many rows ----------------------------------------------------------------------------------


def test_a_long_team_is_cut_at_fifty_and_the_figures_are_of_all(client: FlaskClient) -> None:
    agency = make_agency()
    for number in range(51):
        make_terms(agency, make_job(agency, make_user(f"成员{number:03}")))
    enter_as(client, make_manager(agency))
    first = client.get(f"/incubation/agencies/{agency.id}/team").text
    second = client.get(f"/incubation/agencies/{agency.id}/team?page=2").text
    assert ("成员000" in first, "成员050" in first) == (True, False)
    assert ("成员000" in second, "成员050" in second) == (False, True)
    assert "51" in first
    assert "51" in second


@pytest.mark.parametrize("name", ["posts", "supervision", "team"])
def test_pages_take_the_same_number_of_statements_for_any_number_of_rows(
    client: FlaskClient, name: str
) -> None:
    agencies = [make_agency(), make_agency()]
    for agency, number in zip(agencies, (1, 4), strict=True):
        for place in range(number):
            user = make_user(f"社工{place}")
            post = make_post(agency, f"岗位{place}")
            make_terms(agency, make_job(agency, user), post_id=post.id)
            make_consent(agency, user)
            register(hold_certificate(user))
            make_talk(make_supervision(agency, make_user("督导"), user))
            make_request(agency, None, user)
    managers = [make_manager(agency) for agency in agencies]
    counts = []
    for agency, manager in zip(agencies, managers, strict=True):
        enter_as(client, manager)
        counts.append(count_statements(client, f"/incubation/agencies/{agency.id}/{name}"))
    assert counts[0] == counts[1]


def test_a_member_page_takes_the_same_number_of_statements_for_any_history(
    client: FlaskClient,
) -> None:
    counts = []
    for number in (1, 6):
        agency, user = make_agency(), make_user("韩雪")
        job = make_job(agency, user)
        for place in range(number):
            make_terms(agency, job, weekly_hours=30 + place)
        make_consent(agency, user)
        register(hold_certificate(user))
        enter_as(client, make_manager(agency))
        counts.append(count_statements(client, f"/incubation/agencies/{agency.id}/team/{job.id}"))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_team_is_there_in_both_languages(
    client: FlaskClient, language: str, name: str
) -> None:
    scene = Scene()
    change(scene.manager, language=language)
    enter_as(client, scene.manager)
    page = client.get(scene.address(name)).text
    main = page[page.index("<main") : page.index("</main>")]
    assert ("%(" in main, "None" in main) == (False, False)
    assert 'lang="en"' in page if language == "en" else 'lang="zh' in page


@pytest.mark.parametrize("name", ["team", "posts", "supervision", "posts/new", "team/requests/new"])
def test_every_page_of_an_agency_without_anybody_is_there(client: FlaskClient, name: str) -> None:
    agency = make_agency()
    enter_as(client, make_manager(agency))
    page = client.get(f"/incubation/agencies/{agency.id}/{name}")
    assert page.status_code == 200
    assert "None" not in page.text


@pytest.mark.usefixtures("app")
def test_the_organisation_of_no_agency_lends_nobody() -> None:
    agency, stranger = make_agency(), make_organisation(name="别的单位")
    job = make_job(agency, make_user("韩雪"), organisation_id=stranger.id)
    make_terms(agency, job, answered_at=LONG_AGO + timedelta(days=1))
    assert find_standing(agency.id, on=date(2026, 11, 23)).members == ()


@pytest.mark.parametrize(
    ("stage", "is_named"),
    [
        (Stage.SUBMITTED, False),
        (Stage.RETURNED, False),
        (Stage.REVIEW, False),
        (Stage.DECISION, False),
        (Stage.NOTICE, False),
        (Stage.WAITLIST, False),
        (Stage.ONBOARDING, False),
        (Stage.TRIAL, True),
        (Stage.INCUBATING, True),
        (Stage.GRADUATION, True),
        (Stage.EXITING, True),
        (Stage.FOLLOWUP, True),
        (Stage.ALUMNI, False),
        (Stage.REJECTED, False),
        (Stage.WITHDRAWN, False),
        (Stage.TERMINATED, False),
    ],
)
@pytest.mark.parametrize("reader", ["officer", "head"])
def test_a_base_reads_names_from_moving_in_until_the_case_is_closed(
    client: FlaskClient, stage: Stage, is_named: bool, reader: str
) -> None:
    scene = Scene()
    change(scene.case, stage=stage)
    enter_as(client, scene.place.people[reader])
    page = client.get(scene.address("team"))
    assert page.status_code == 200
    assert ("韩雪" in page.text) is is_named
    found = {name: client.get(scene.address(name)).status_code for name in PAGES[1:]}
    assert set(found.values()) == {200 if is_named else 403}
    typed = {"form": "part_time", "percent": "1", "post": "0", "lead": "0"}
    entered = client.post(scene.address("team/{job}/terms"), data=typed)
    assert entered.status_code == (303 if is_named else 403)
