"""What each reader finds on the pages of an application: letters, submissions, both languages, cases without one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import sign_in
from tests.factories_applying import begin, fill, give_papers, make_applicant, make_submitted, take
from tests.factories_incubator import (
    NOON,
    TODAY,
    make_agency,
    make_case,
    make_expert,
    make_intake,
    make_manager,
    make_place,
    make_seat,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions import screening as checking
from trainingapp.incubator.actions.application_papers import TooManyPapers, add_papers, take_away
from trainingapp.incubator.actions.applications import ApplicationSent
from trainingapp.incubator.applying_telling import LETTERS, day_in, signal_sentence
from trainingapp.incubator.models import ApplicationPaper, CaseLetter
from trainingapp.incubator.queries import applications as queries
from trainingapp.incubator.queries.parties import list_applicant_ids, list_checker_ids
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.document_words import Audience
from trainingapp.rules.incubation.words import Applicants, SeatState, Stage
from trainingapp.web.transactions import writing


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def speak_english(user_id: int) -> None:
    with writing():
        db.session.get_one(User, user_id).language = "en"
        db.session.commit()


def read(client: FlaskClient, user_id: int, url: str) -> str:
    sign_in(client, db.session.get_one(User, user_id))
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.text


LETTER_DETAILS = {
    "received": {"day": "2026-11-30", "revision": 1},
    "returned": {"day": "2026-12-17", "asked": ["请补充名册", "请盖章"], "reason": "材料不全"},
    "refused": {
        "ground_zh": "近两年受过行政处罚",
        "ground_en": "Penalised in the last two years",
        "reason": "处罚决定书第 3 号",
    },
    "withdrawn": {"reason": ""},
}
SAID = {
    "received": ["申请受理回执", "2026年11月30日"],
    "returned": ["补正通知", "2026年12月17日", "请补充名册", "请盖章", "材料不全"],
    "refused": ["不予受理通知", "近两年受过行政处罚", "处罚决定书第 3 号"],
    "withdrawn": ["撤回确认", "重新申请"],
}


@pytest.mark.parametrize("kind", [str(one) for one in LETTERS])
def test_each_letter_says_what_it_was_written_from(client: FlaskClient, kind: str) -> None:
    place, person = make_place(), make_applicant()
    case = begin(place, person)
    with writing():
        letter = CaseLetter(
            case_id=case.id, kind=kind, details=LETTER_DETAILS[kind], written_at=NOON
        )
        db.session.add(letter)
        db.session.commit()
    url = f"/incubation/cases/{case.id}/letters/{letter.id}"
    number, person_id = case.number, person.id
    page = read(client, person_id, url)
    assert all(text in page for text in [*SAID[kind], number])
    speak_english(person_id)
    english = read(client, person_id, url)
    assert f"No. {number}" in english


def test_a_letter_of_another_case_is_not_found(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    mine = begin(place, person)
    other = make_submitted(place, make_applicant("王芳"))
    letter = queries.list_letters(other)[0]
    url = f"/incubation/cases/{mine.id}/letters/{letter.id}"
    sign_in(client, person)
    assert client.get(url).status_code == 404


def test_what_an_officer_has_not_sent_is_hidden_from_the_applicant(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    officer = place.people["officer"]
    case = make_submitted(place, person)
    with writing():
        for text in ("先问的", "后问的"):
            checking.name_missing(case, text, place="", person_id=officer.id, now=NOON)
        db.session.commit()
    url = f"/incubation/cases/{case.id}/application"
    person_id = person.id
    assert "先问的" not in read(client, person_id, url)


def test_an_answer_to_what_was_not_sent_is_not_found(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    officer = place.people["officer"]
    case = make_submitted(place, person)
    with writing():
        asked = checking.name_missing(case, "未发", place="", person_id=officer.id, now=NOON)
        db.session.commit()
    url = f"/incubation/cases/{case.id}/application/asked/{asked.id}"
    sign_in(client, person)
    client.application.config["WTF_CSRF_ENABLED"] = False
    try:
        assert client.post(url, data={"reply": "抢答"}).status_code == 404
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = True


@pytest.mark.parametrize("page", ["application", "screening"])
def test_a_case_without_an_application_says_so(client: FlaskClient, page: str) -> None:
    place = make_place()
    case = make_case(place, stage=Stage.INCUBATING)
    manager = make_manager(case.agency)
    person = manager if page == "application" else place.people["officer"]
    url, person_id = f"/incubation/cases/{case.id}/{page}", person.id
    assert "没有已提交的申请" in read(client, person_id, url)


def test_a_returned_application_shows_what_is_asked_and_until_when(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    officer = place.people["officer"]
    case = make_submitted(place, person)
    with writing():
        checking.name_missing(case, "请盖章", place="service", person_id=officer.id, now=NOON)
        db.session.commit()
    take(case, "return", officer, reason="材料不全")
    url, person_id = f"/incubation/cases/{case.id}/application", person.id
    page = read(client, person_id, url)
    assert "请盖章" in page
    assert "2026年12月17日" in page
    assert f"{url}/parts/service" in page


def test_a_submission_in_english_names_its_fields_in_english(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    case = make_submitted(place, person)
    url, person_id = f"/incubation/cases/{case.id}/application/revisions/1", person.id
    speak_english(person_id)
    page = read(client, person_id, url)
    assert "Fields of service" in page
    assert "Elder care" in page


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (SeatState.TAKEN, 200),
        (SeatState.ASKED, 404),
        (SeatState.CONFLICT, 404),
        (SeatState.DECLINED, 404),
    ],
)
def test_a_reviewer_reads_the_submission_only_from_a_seat_that_is_taken(
    client: FlaskClient, state: SeatState, status: int
) -> None:
    case = make_submitted(make_place())
    expert = make_expert()
    make_seat(case, expert, state=state)
    url = f"/incubation/cases/{case.id}/application/revisions/1"
    sign_in(client, expert)
    assert client.get(url).status_code == status


def test_the_list_of_calls_says_when_there_is_none(client: FlaskClient) -> None:
    page = client.get("/incubation/calls").text
    assert "目前没有基地在征集" in page


@pytest.mark.parametrize(
    ("opens", "closes", "words", "can_apply"),
    [(-1, 1, "接受申请", True), (1, 2, "即将开始", False), (-2, -1, "已截止", False)],
)
def test_a_call_offers_to_apply_only_in_its_days(
    client: FlaskClient, opens: int, closes: int, words: str, can_apply: bool
) -> None:
    day = timedelta(days=1)
    place = make_place()
    call = make_intake(place.base, opens_on=TODAY + opens * day, closes_on=TODAY + closes * day)
    url = f"/incubation/calls/{call.id}"
    page = client.get(url).text
    assert words in page
    assert (f"{url}/applications" in page) is can_apply


def test_a_long_text_of_a_call_cannot_bring_markup(client: FlaskClient) -> None:
    call = make_intake(make_place().base, text="<script>alert(1)</script>\n第二段")
    page = client.get(f"/incubation/calls/{call.id}").text
    assert "<script>alert" not in page
    assert "第二段" in page


def test_what_an_applicant_types_cannot_bring_markup_to_the_officer(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    bad = {"basics": {"name": "<img src=x onerror=alert(1)>"}}
    case = make_submitted(place, person, changes=bad)
    url = f"/incubation/cases/{case.id}"
    officer_id = place.people["officer"].id
    for page in ("/screening", "/application/revisions/1"):
        assert "<img src=x" not in read(client, officer_id, url + page)


def test_papers_are_for_reviewers_but_proof_of_identity_is_not(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = begin(place, person)
    papers = give_papers(case, person)
    assert {one.document.audience for one in papers} == {Audience.EXPERTS}
    spec = queries.spec_for(queries.get_application(case))
    (identity,) = [one for one in spec.papers_for(Applicants.TEAM) if one.key == "identity"]
    assert not identity.is_required


def test_an_application_has_room_for_so_many_papers(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = begin(place, person)
    (paper, *_rest) = give_papers(case, person)
    application = queries.get_application(case)
    with writing():
        for number in range(60):
            if number >= len(queries.list_papers(application)):
                row = ApplicationPaper(
                    application_id=application.id,
                    paper="roster",
                    document_id=copy_of(paper, person),
                    added_at=NOON,
                )
                db.session.add(row)
                db.session.flush()
        db.session.commit()
    roster = queries.spec_for(application).papers_for(Applicants.TEAM)[2]
    settings = app.config["SETTINGS"]
    with pytest.raises(TooManyPapers):
        add_papers(
            application,
            roster,
            [None],  # type: ignore[list-item]
            person_id=person.id,
            settings=settings,
            now=NOON,
        )


def copy_of(paper: ApplicationPaper, person: User) -> int:
    known = paper.document
    copy = type(known)(
        agency_id=known.agency_id,
        case_id=known.case_id,
        base_id=known.base_id,
        category=known.category,
        audience=known.audience,
        title=known.title,
        entered_by_id=person.id,
        entered_at=NOON,
    )
    db.session.add(copy)
    db.session.flush()
    return copy.id


def test_papers_of_a_submitted_application_stay(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = make_submitted(place, person)
    application = queries.get_application(case)
    paper = queries.list_papers(application)[0]
    with pytest.raises(ApplicationSent):
        take_away(paper, application, person_id=person.id, now=NOON)
    roster = queries.spec_for(application).papers_for(Applicants.TEAM)[2]
    settings = app.config["SETTINGS"]
    with pytest.raises(ApplicationSent):
        add_papers(application, roster, [], person_id=person.id, settings=settings, now=NOON)


def test_a_paper_taken_away_is_missing_again(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = begin(place, person)
    fill(case, person)
    papers = give_papers(case, person)
    application = queries.get_application(case)
    assert queries.list_faults(application) == []
    with writing():
        take_away(papers[0], application, person_id=person.id, now=NOON)
        db.session.commit()
    assert [one.field for one in queries.list_faults(application)] == [papers[0].paper]


def test_a_submission_keeps_its_papers_when_they_are_withdrawn_later(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = make_submitted(place, person)
    revision = queries.get_revision(case, 1)
    given = queries.list_given(revision)
    with writing():
        given[0][1].withdrawn_at = NOON
        db.session.commit()
    assert [key for key, _document in queries.list_given(revision)] == ["roster", "project_plan"]
    assert len(queries.list_papers(queries.get_application(case))) == 1


def test_those_who_apply_are_the_applicant_and_the_managers_of_the_agency(app: Flask) -> None:
    place, agency, person = make_place(), make_agency(), make_applicant()
    managers = [make_manager(agency), make_manager(agency, "周洁")]
    make_manager(make_agency(), "别家")
    numbers = [one.id for one in managers]
    case = make_case(place, agency, stage=Stage.REVIEW, applicant_id=person.id)
    assert list_applicant_ids(case) == sorted([person.id, *numbers])
    moved_in = make_case(place, agency, stage=Stage.INCUBATING, applicant_id=person.id)
    assert list_applicant_ids(moved_in) == sorted(numbers)
    assert list_applicant_ids(make_case(place, make_agency(is_registered=False))) == []


def test_a_case_with_an_officer_concerns_that_officer_only(app: Flask) -> None:
    place = make_place()
    people = place.people
    mine = make_case(place, officer_id=people["second"].id)
    assert list_checker_ids(mine) == [people["second"].id]
    nobodys = make_case(place, stage=Stage.SUBMITTED)
    wanted = sorted(people[name].id for name in ("officer", "second", "head"))
    assert list_checker_ids(nobodys) == wanted


def test_notices_lead_each_to_their_own_page(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = make_submitted(place, person)
    urls = {row.user_id: row.url for row in db.session.scalars(select(Notice))}
    assert urls[person.id] == f"/incubation/cases/{case.id}/application"
    assert urls[place.people["head"].id] == f"/incubation/cases/{case.id}/screening"


def test_words_kept_with_a_submission_are_written_out_again(app: Flask) -> None:
    with app.test_request_context():
        assert day_in("") == ""
        assert day_in("2028-02-29") == "2028年2月29日"
        row = {
            "key": "share",
            "message": "The agency stands on a credit list: %(name)s.",
            "parameters": {"name": "异常名录"},
        }
        assert signal_sentence(row) == "机构在信用名单上：异常名录。"
