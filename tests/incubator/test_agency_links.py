"""Lists and pages name no way that is closed to their reader: found by the tours, where a link ended at 403."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user
from tests.factories_checks import make_sound_agency
from tests.factories_incubator import (
    NOON,
    Place,
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
)
from tests.factories_staffing import enter_as
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions.checking import check_agencies
from trainingapp.incubator.models import Agency
from trainingapp.incubator.queries.agencies import Filters, select_found
from trainingapp.incubator.tabs import OF_AGENCY, opens
from trainingapp.rules.incubation.words import Actor, Duty, SeatState, Stage
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def place(app: Flask) -> Place:
    return make_place()


def listed(person: User, **changes: object) -> set[int]:
    filters = Filters(**changes)  # type: ignore[arg-type]
    return {one.id for one in db.session.scalars(select_found(person, filters))}


SEATS = [
    pytest.param(Duty.REVIEWER, SeatState.TAKEN, False, id="reviews"),
    pytest.param(Duty.REVIEWER, SeatState.ASKED, False, id="is asked to review"),
    pytest.param(Duty.REVIEWER, SeatState.ENDED, False, id="has reviewed"),
    pytest.param(Duty.REVIEWER, SeatState.CONFLICT, False, id="has a conflict"),
    pytest.param(Duty.MENTOR, SeatState.TAKEN, True, id="advises"),
    pytest.param(Duty.MENTOR, SeatState.ASKED, False, id="is asked to advise"),
    pytest.param(Duty.MENTOR, SeatState.ENDED, False, id="has advised"),
    pytest.param(Duty.SUPERVISOR, SeatState.TAKEN, True, id="supervises"),
    pytest.param(Duty.ASSESSOR, SeatState.TAKEN, True, id="assesses"),
    pytest.param(Duty.ASSESSOR, SeatState.CONFLICT, False, id="assesses with a conflict"),
]


class TestTheListOfAnExpert:
    @pytest.mark.both_databases
    @pytest.mark.parametrize(("duty", "state", "is_listed"), SEATS)
    def test_it_names_the_agencies_whose_pages_open(
        self, place: Place, duty: Duty, state: SeatState, is_listed: bool
    ) -> None:
        case = make_case(place)
        expert = make_expert()
        make_seat(case, expert, duty=duty, state=state)
        assert (case.agency_id in listed(expert)) is is_listed

    @pytest.mark.parametrize(("duty", "state", "is_listed"), SEATS)
    def test_a_listed_agency_opens_and_no_other_does(
        self, client: FlaskClient, place: Place, duty: Duty, state: SeatState, is_listed: bool
    ) -> None:
        case = make_case(place)
        agency_id = case.agency_id
        expert = make_expert()
        make_seat(case, expert, duty=duty, state=state)
        enter_as(client, expert)
        answer = client.get(f"/incubation/agencies/{agency_id}")
        assert (answer.status_code == 200) is is_listed
        page = client.get("/incubation/agencies").get_data(as_text=True)
        assert (f"/incubation/agencies/{agency_id}" in page) is is_listed

    def test_a_second_seat_that_opens_the_agency_is_enough(self, place: Place) -> None:
        agency = make_agency()
        expert = make_expert()
        make_seat(make_case(place, agency, stage=Stage.TERMINATED), expert)
        assert listed(expert) == set()
        make_seat(make_case(place, agency), expert, duty=Duty.MENTOR)
        assert listed(expert) == {agency.id}

    def test_an_expert_who_runs_an_agency_finds_it(self, place: Place) -> None:
        agency = make_agency()
        manager = make_user(
            "孙玉兰", roles=[Role.AGENCY_MANAGER, Role.EXPERT], organisation=agency.organisation
        )
        reviewed = make_case(place)
        make_seat(reviewed, manager)
        assert listed(manager) == {agency.id}

    def test_an_expert_who_applies_finds_what_they_apply_for(self, place: Place) -> None:
        expert = make_expert()
        case = make_case(place, stage=Stage.SUBMITTED, applicant_id=expert.id)
        assert listed(expert) == {case.agency_id}

    def test_an_expert_who_works_in_the_base_finds_all_of_its_agencies(self, place: Place) -> None:
        base = place.base.organisation
        expert = make_user("秦若兰", roles=[Role.INCUBATOR_STAFF, Role.EXPERT], organisation=base)
        mine, reviewed = make_case(place), make_case(place, stage=Stage.REVIEW)
        make_seat(reviewed, expert)
        assert listed(expert) == {mine.agency_id, reviewed.agency_id}

    def test_filters_hold_for_experts_too(self, place: Place) -> None:
        expert = make_expert()
        case = make_case(place, make_agency("知行社会工作服务中心"))
        make_seat(case, expert, duty=Duty.MENTOR)
        assert listed(expert, text="知行") == {case.agency_id}
        assert listed(expert, text="晨曦") == set()

    def test_the_list_costs_the_same_for_many_as_for_few(
        self, client: FlaskClient, place: Place
    ) -> None:
        expert = make_expert()
        make_seat(make_case(place), expert, duty=Duty.MENTOR)
        enter_as(client, expert)
        few = count_statements(client, "/incubation/agencies")
        for _ in range(6):
            make_seat(make_case(place), expert, duty=Duty.MENTOR)
        assert count_statements(client, "/incubation/agencies") == few


@pytest.mark.parametrize("who", ["officer", "head", "finance", "authority"])
def test_the_base_and_its_authority_find_every_agency(place: Place, who: str) -> None:
    cases = [make_case(place), make_case(place, stage=Stage.REVIEW)]
    make_case(make_place())
    assert listed(place.people[who]) == {one.agency_id for one in cases}


def test_an_auditor_finds_every_agency_even_as_an_expert(place: Place) -> None:
    auditor = make_user("许诚", roles=[Role.AUDITOR, Role.EXPERT])
    case = make_case(place)
    make_seat(case, auditor, duty=Duty.REVIEWER, state=SeatState.ENDED)
    assert case.agency_id in listed(auditor)


class TestWhereACheckIsPutRight:
    @pytest.fixture
    def agency(self, place: Place) -> Agency:
        agency = make_sound_agency()
        with writing():
            check_agencies([agency.id], now=NOON)
            db.session.commit()
        return agency

    def links_of(self, client: FlaskClient, agency_id: int, code: str) -> bool:
        """Whether the page of a check leads to the team."""
        answer = client.get(f"/incubation/agencies/{agency_id}/checks/{code}")
        assert answer.status_code == 200
        return f"/incubation/agencies/{agency_id}/team" in answer.get_data(as_text=True)

    @pytest.mark.parametrize("who", ["officer", "head", "manager"])
    def test_it_leads_to_the_team_for_those_who_open_that(
        self, client: FlaskClient, place: Place, agency: Agency, who: str
    ) -> None:
        agency_id = agency.id
        make_case(place, agency)
        enter_as(client, make_manager(agency) if who == "manager" else place.people[who])
        assert self.links_of(client, agency_id, "R13")
        assert client.get(f"/incubation/agencies/{agency_id}/team").status_code == 200

    def test_an_applicant_who_runs_nothing_yet_is_not_sent_to_a_closed_page(
        self, client: FlaskClient, place: Place, agency: Agency
    ) -> None:
        agency_id, applicant = agency.id, make_user("申请人")
        make_case(place, agency, stage=Stage.SUBMITTED, applicant_id=applicant.id)
        enter_as(client, applicant)
        assert not self.links_of(client, agency_id, "R13")
        assert client.get(f"/incubation/agencies/{agency_id}/team").status_code == 403


@pytest.mark.parametrize("tab", OF_AGENCY, ids=lambda tab: str(tab.endpoint))
@pytest.mark.parametrize("actor", list(Actor))
def test_a_page_opens_for_the_capacities_of_its_tab(tab: object, actor: Actor) -> None:
    endpoint, actors = tab.endpoint, tab.actors  # type: ignore[attr-defined]
    assert opens(endpoint, [actor]) is (actor in actors)


def test_a_page_without_a_tab_opens_for_nobody() -> None:
    assert not opens("incubator.show_nothing", list(Actor))
    assert not opens("incubator.show_team", [])
