"""The career file: one page with what comes next, every line with its state, and the ladder; the same on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_credentials import end_credential, make_credential
from tests.factories_education import make_entry
from tests.factories_eligibility import JOB, MASTER, NOON, keep, make_claim, make_master
from tests.factories_registration import (
    begin,
    confirm,
    make_certificate,
    make_cycle,
    make_employment,
)
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.credentials import career_lines, career_words
from trainingapp.rules.career import Code, Link, State
from trainingapp.rules.permissions import Role

EN = {"Accept-Language": "en"}
FILE, PAPER = "/credentials/file", "/credentials/file/print"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def lin(client: FlaskClient) -> User:
    person = make_user()
    sign_in(client, person)
    return person


def read(client: FlaskClient, url: str = FILE, language: str = "en") -> str:
    """The words of a page's main part."""
    answer = client.get(url, headers={"Accept-Language": language})
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.text.split("<main", 1)[1].split("</main>", 1)[0])
    return re.sub(r"\s+", " ", text)


def body(client: FlaskClient, url: str = FILE) -> str:
    """A page's main part with its links."""
    html = client.get(url, headers=EN).text
    return html.split("<main", 1)[1].split("</main>", 1)[0]


def test_a_file_without_anything_says_where_to_begin(client: FlaskClient, lin: User) -> None:
    page = read(client)
    assert "Enter what you have studied and where you have worked" in page
    assert "Nothing is entered yet" in page
    assert 'href="/eligibility/record"' in body(client)


def test_every_link_of_the_chain_stands_there_in_its_order(client: FlaskClient, lin: User) -> None:
    chain = body(client).split('<ol class="chain">', 1)[1].split("</ol>", 1)[0]
    places = [chain.index(f">{label}<") for label in map(str, _labels(client))]
    assert places == sorted(places)
    assert chain.count("<li>") == len(Link)
    assert chain.count("not yet") == len(Link)


def _labels(client: FlaskClient) -> list[str]:
    with client.application.test_request_context(headers=EN):
        return [str(label) for label in career_words.LINKS.values()]


def test_every_line_says_how_sure_it_is_and_leads_to_its_record(
    client: FlaskClient, lin: User
) -> None:
    degree = make_claim(lin, "degree", MASTER, status="verified")
    work = make_claim(lin, "work", JOB)
    page = body(client)
    for kind, number in (("degree", degree), ("work", work)):
        assert f'href="/eligibility/record/{kind}/{number}"' in page
    lines = page.split('<ol class="timeline">')[1]
    assert re.search(r"滨江大学.*?verified", lines, re.S)
    assert re.search(r"滨江社会工作服务中心.*?entered by you, not verified", lines, re.S)


def test_the_newest_line_stands_first_and_what_is_ahead_stands_apart(
    client: FlaskClient, lin: User
) -> None:
    make_claim(lin, "degree", MASTER)
    make_claim(
        lin,
        "degree",
        MASTER | {"level": "doctor", "awarded_on": None, "expected_on": date(2029, 7, 1)},
    )
    make_claim(lin, "work", JOB)
    page = read(client)
    ahead, behind = page.index("Ahead"), page.index("Behind")
    assert ahead < page.index("Jul 1, 2029") < behind
    assert behind < page.index("Aug 1, 2026") < page.index("Jul 1, 2026")


def test_the_next_step_is_told_with_its_year_and_leads_on(client: FlaskClient, lin: User) -> None:
    make_master(lin)
    page = read(client)
    assert "Have what you entered verified for the exam of 2027" in page
    assert "You are not finished until it is verified" in page
    assert "核验通过才算完成" in read(client, language="zh")


def test_a_registration_that_is_due_comes_before_an_exam(client: FlaskClient, lin: User) -> None:
    make_claim(
        lin, "degree", MASTER | {"awarded_on": date(2018, 7, 1), "enrolled_on": None}, "verified"
    )
    make_claim(lin, "work", JOB | {"starts_on": date(2018, 8, 1)}, "verified")
    make_certificate(lin, "middle", issued_on=date(2026, 6, 14))
    page = read(client)
    assert "Have your certificate “Social worker (middle)” registered by Jun 13, 2027" in page
    assert "You are not finished until the registering body has registered you" in page


def test_hours_that_are_missing_are_told_with_their_last_day(
    client: FlaskClient, lin: User
) -> None:
    certificate = make_certificate(lin)
    make_cycle(lin, certificate, date(2024, 3, 1))
    make_entry(lin, 60, earned_on=date(2025, 5, 1))
    page = read(client)
    assert "by Feb 28, 2027" in page
    assert "71.0 hours (4260 minutes) are missing" in page
    assert "1.0 of 72.0 hours" in page
    assert "holds until Feb 28, 2027" in page


def test_a_registration_in_its_last_months_and_its_end_stand_ahead(
    client: FlaskClient, lin: User
) -> None:
    make_cycle(lin, make_certificate(lin), date(2024, 6, 1))
    ahead = read(client).split("Ahead", 1)[1].split("Behind", 1)[0]
    assert "Mar 1, 2027 From here on the registration can be renewed" in ahead
    assert "May 31, 2027 The registration ends" in ahead


def test_a_first_registration_that_is_not_finished_is_no_registration(
    client: FlaskClient, lin: User
) -> None:
    certificate = make_certificate(lin, issued_on=date(2026, 6, 14))
    make_cycle(lin, certificate, date(2026, 8, 1), proof="")
    page = read(client)
    assert "its certificate is still missing" in page
    assert "Finish your registration" not in page.split("What comes next", 1)[0]


def test_an_application_that_is_only_begun_has_no_line_yet(client: FlaskClient, lin: User) -> None:
    begin(lin, make_certificate(lin, issued_on=date(2026, 6, 14)))
    page = read(client)
    assert "Registered: " not in page
    assert "The time for the first registration ends" in page


def test_an_employment_says_whether_the_employer_confirmed_it(
    client: FlaskClient, lin: User
) -> None:
    agency = make_organisation("春晖社会工作服务中心")
    employment = make_employment(lin, agency.id, post="督导")
    assert "春晖社会工作服务中心 · 督导 entered, not confirmed" in read(client)
    confirm(lin, employment, make_user("孙玉兰"))
    assert "春晖社会工作服务中心 · 督导 confirmed by the employer" in read(client)


def test_an_employment_that_is_over_says_from_when_to_when(client: FlaskClient, lin: User) -> None:
    make_employment(lin, None, starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1))
    assert "Jan 1, 2024 – Dec 31, 2024" in read(client)


def test_credentials_stand_in_the_file_with_their_state(client: FlaskClient, lin: User) -> None:
    public_id = make_credential(lin)
    assert f'href="/credentials/{public_id}"' in body(client)
    end_credential(public_id)
    assert "Revoked" in read(client)


def test_a_kept_decision_stands_in_the_file_as_it_was_kept(client: FlaskClient, lin: User) -> None:
    make_master(lin)
    number = keep(lin)
    assert f'href="/eligibility/decisions/{number}"' in body(client)
    assert "decision kept" in read(client)


def test_the_ladder_names_what_was_supposed(client: FlaskClient, lin: User) -> None:
    make_claim(lin, "degree", MASTER | {"level": "bachelor"}, "verified")
    ladder = read(client).split("The ladder of the profession", 1)[1]
    assert "This supposes that you begin social work on Nov 22, 2026 and go on." in ladder
    assert "This supposes that you pass the level below in" in ladder
    assert "What is missing" in ladder


def test_the_paper_holds_the_same_lines_and_says_what_it_is_not(
    client: FlaskClient, lin: User
) -> None:
    make_master(lin)
    page = read(client, PAPER)
    for word in ("滨江大学", "滨江社会工作服务中心", "What comes next", "Senior social worker"):
        assert word in page
    assert "no official document and no national certificate" in page
    assert "林美华的职业档案" in read(client, PAPER, "zh")
    assert "<nav" not in client.get(PAPER, headers=EN).text


def test_nobody_reads_the_file_of_somebody_else(client: FlaskClient, lin: User) -> None:
    make_master(make_user("王建国"))
    assert "滨江大学" not in read(client)


def test_who_is_signed_out_has_no_file(client: FlaskClient) -> None:
    for url in (FILE, PAPER):
        assert client.get(url).status_code in (302, 303, 401)


def test_a_longer_life_asks_no_more_statements(client: FlaskClient, lin: User) -> None:
    make_master(lin)
    make_cycle(lin, make_certificate(lin), date(2024, 3, 1))
    short = count_statements(client, FILE)
    for year in range(2010, 2020):
        make_claim(lin, "work", JOB | {"starts_on": date(year, 1, 1), "ends_on": date(year, 6, 1)})
        make_entry(lin, 30, earned_on=date(year, 3, 1))
    make_employment(lin, None)
    assert count_statements(client, FILE) <= short + 1  # the employer of the employment


@pytest.mark.parametrize("role", [Role.AGENCY_MANAGER, Role.INCUBATOR_STAFF])
def test_the_home_of_agency_staff_shows_the_next_step_too(client: FlaskClient, role: Role) -> None:
    person = make_user(roles=[role])
    make_master(person)
    sign_in(client, person)
    page = read(client, "/home")
    assert page.count("What comes next in my career file") == 1
    assert "Have what you entered verified" in page


def test_the_home_of_a_candidate_leads_to_the_file(client: FlaskClient, lin: User) -> None:
    assert f'href="{FILE}"' in body(client, "/home")


def test_every_step_and_kind_of_line_has_words() -> None:
    assert set(career_words.STEPS) == set(Code)
    assert set(career_words.LINKS) == set(career_words.PLACES) == set(Link)
    assert set(career_words.STATES) == set(State)
    kinds = {"degree", "work", "certificate", "pass", "decision", "opening", "cycle", "window"}
    assert set(career_lines.KINDS) == kinds | {"end", "employment", "education", "credential"}
