"""Every form on the way in with every bad value: 422, the sentence beside the field, what was typed kept, no row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_applying import begin, make_applicant
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_expert,
    make_place,
)
from tests.factories_reviewing import (
    CODES,
)
from tests.factories_way_in import (
    for_answer,
    for_appeal,
    for_asking,
    for_base,
    for_begin,
    for_call,
    for_conflict,
    for_decision,
    for_duplicate,
    for_ending,
    for_interview,
    for_missing,
    for_moderation,
    for_objection,
    for_pledge,
    for_refusal,
    for_review,
    for_scheme,
    for_screening,
    for_settling,
    for_taking,
)
from trainingapp.accounts.models import OrganisationKind, User
from trainingapp.extensions import Base, db
from trainingapp.incubator.models import (
    Appeal,
    Case,
    CaseSeat,
    Determination,
    IncubationBase,
    Intake,
    Interview,
    Moderation,
    Objection,
    PaperAsked,
    Review,
    ReviewScheme,
    RubricVersion,
)
from trainingapp.rules.permissions import Role

EN = {"Accept-Language": "en"}
LONG = "长" * 2001
FUTURE = (TODAY + timedelta(days=1)).isoformat()
LONG_AGO = (TODAY - timedelta(days=367)).isoformat()
NO_DAY = "2026-02-30"
MOST = "Field cannot be longer than"
NO_CHOICE = "Not a valid choice"
RUBRIC = "the published sheet"  # its number is known when it stands


@dataclass
class Form:
    """A form ready to be sent: who sends it where, good values, and what is said to bad ones."""

    make: Callable[[Place], tuple[str, User]]
    good: Mapping[str, object]
    bad: list[tuple[str, object, str]]
    row: type[Base]
    kept: str = ""  # a field whose value shows again


SCORES = {f"points_{code}": "4" for code in CODES}
VISIT = {"kind": "visit", "held_on": "2026-11-20", "people": "何平", "findings": "场地合适"}
DECISION = {
    "result": "admit",
    "body": "孵化工作领导小组",
    "decided_on": "2026-11-20",
    "others": "李主任",
    "reasons": "服务对象明确",
}
CALL = {
    "name": "2027年第一批",
    "text": "欢迎社区养老团队",
    "opens_on": "2027-01-10",
    "closes_on": "2027-02-10",
    "places": "8",
    "track": "m12",
}
BASE_DETAILS = {"address": "青园街 1 号", "desks": "20", "area_m2": "600", "is_open": "y"}

FORMS = {
    "a review": Form(
        for_review,
        {**SCORES, "recommendation": "yes", "comment": "团队可靠", "act": "submit"},
        [
            ("points_need", "6", NO_CHOICE),
            ("points_need", "-1", NO_CHOICE),
            ("points_need", "4.5", NO_CHOICE),
            ("points_need", "４", NO_CHOICE),
            ("points_need", "很好", NO_CHOICE),
            ("points_need", "", "Choose 0 to 5 points."),
            ("recommendation", "perhaps", NO_CHOICE),
            ("recommendation", "", "Choose what you recommend."),
            ("vetoes", "ugly", "is not a valid choice"),
            ("remark_need", "长" * 501, MOST),
            ("advice", LONG, MOST),
        ],
        Review,
        "comment",
    ),
    "a draft": Form(
        for_review,
        {**SCORES, "comment": "先存一下", "act": "save"},
        [
            ("points_team", "7", NO_CHOICE),
            ("recommendation", "maybe not", NO_CHOICE),
            ("advice", LONG, MOST),
            ("remark_team", "长" * 501, MOST),
        ],
        Review,
        "comment",
    ),
    "taking a seat": Form(
        for_taking,
        {"is_free": "y"},
        [("is_free", "", "Tick this, or declare the conflict below.")],
        Review,
    ),
    "a conflict": Form(
        for_conflict,
        {"conflict": "曾任理事"},
        [
            ("conflict", "", "Say in a few words what it is."),
            ("conflict", " 　", "Say in a few words what it is."),
            ("conflict", "长" * 501, MOST),
        ],
        Review,
    ),
    "declining": Form(for_refusal, {}, [("reason", "长" * 201, MOST)], Review),
    "a moderation": Form(
        for_moderation,
        {"note": "已沟通"},
        [
            ("note", "", "Say what was spoken about."),
            ("note", "\u3000\t\n", "Say what was spoken about."),
            ("note", LONG, MOST),
        ],
        Moderation,
    ),
    "asking a reviewer": Form(
        for_asking,
        {"due_on": "2026-12-01", "expert": "1"},
        [
            ("due_on", "", "Enter a date."),
            ("due_on", NO_DAY, "Not a valid date value"),
            ("due_on", "2026-11-22", "Choose a day within the next year."),
            ("due_on", "2027-11-24", "Choose a day within the next year."),
            ("due_on", "9999-12-31", "Choose a day within the next year."),
        ],
        CaseSeat,
    ),
    "ending a seat": Form(
        for_ending,
        {"reason": "换人"},
        [("reason", "", "Say why."), ("reason", "长" * 201, MOST)],
        Review,
    ),
    "an interview": Form(
        for_interview,
        VISIT,
        [
            ("kind", "", "Choose one."),
            ("kind", "party", NO_CHOICE),
            ("held_on", "", "Enter a date."),
            ("held_on", NO_DAY, "Not a valid date value"),
            ("held_on", FUTURE, "within the last year"),
            ("held_on", LONG_AGO, "within the last year"),
            ("held_on", "0001-01-01", "within the last year"),
            ("people", "", "Name who took part."),
            ("people", "长" * 301, MOST),
            ("place", "长" * 121, MOST),
        ],
        Interview,
        "findings",
    ),
    "a decision": Form(
        for_decision,
        DECISION,
        [
            ("result", "", "Choose how it was decided."),
            ("result", "maybe", NO_CHOICE),
            ("result", "graduate", NO_CHOICE),  # of another round
            ("body", "", "Name the body that decided."),
            ("body", "长" * 121, MOST),
            ("decided_on", "", "Enter a date."),
            ("decided_on", FUTURE, "within the last year"),
            ("decided_on", LONG_AGO, "within the last year"),
            ("others", "", "Name at least one person who decided."),
            ("others", " \n　\n", "Name at least one person who decided."),
            ("others", "长" * 61, "One name of at most 60 letters in each line."),
            ("others", "\n".join("甲乙丙" for _ in range(21)), "One name of at most 60"),
            ("people", "999999", "is not a valid choice"),
            ("people", "x", "is not a valid choice"),
        ],
        Determination,
        "reasons",
    ),
    "settling an objection": Form(
        for_settling,
        {"outcome": "refused", "answer": "经核实不属实"},
        [
            ("outcome", "", "Choose one."),
            ("outcome", "perhaps", NO_CHOICE),
            ("answer", "", "Give the reasons."),
            ("answer", LONG, MOST),
        ],
        Appeal,
    ),
    "an appeal": Form(
        for_appeal,
        {"appeal": "得分有误"},
        [
            ("appeal", "", "Say why you disagree."),
            ("appeal", "　", "Say why you disagree."),
            ("appeal", LONG, MOST),
        ],
        Appeal,
    ),
    "answering an appeal": Form(
        for_answer,
        {"outcome": "refused", "answer": "维持原决定"},
        [
            ("outcome", "", "Choose one."),
            ("outcome", "both", NO_CHOICE),
            ("answer", "", "Give the reasons."),
            ("answer", LONG, MOST),
        ],
        Objection,
    ),
    "an objection": Form(
        for_objection,
        {"text": "团队负责人情况不实"},
        [
            ("text", "", "Say what you object to."),
            ("text", "\0", "Say what you object to."),
            ("text", LONG, MOST),
        ],
        Objection,
    ),
    "the first check": Form(
        for_screening,
        {"note": "材料齐全"},
        [
            ("credit_checked_on", FUTURE, "This day has not come yet."),
            ("credit_checked_on", NO_DAY, "Not a valid date value"),
            ("credit_source", "长" * 201, MOST),
            ("ground", "ugly", NO_CHOICE),
            ("state_local", "perhaps", NO_CHOICE),
            ("note_local", "长" * 301, MOST),
            ("is_passed", "y", "Look at every point first: none may be lacking or left open."),
        ],
        PaperAsked,
        "note",
    ),
    "what is missing": Form(
        for_missing,
        {"text": "请补充场地证明", "place": "papers"},
        [
            ("text", "", "Name what is missing."),
            ("text", "长" * 601, MOST),
            ("place", "nowhere", NO_CHOICE),
        ],
        PaperAsked,
    ),
    "a duplicate": Form(
        for_duplicate,
        {"note": "两家机构同楼"},
        [("note", "", "Please say why."), ("note", "长" * 601, MOST)],
        PaperAsked,
    ),
    "a call": Form(
        for_call,
        CALL,
        [
            ("name", "", "Give it a name."),
            ("name", "长" * 121, MOST),
            ("opens_on", "", "Enter a day."),
            ("opens_on", NO_DAY, "Enter a day."),
            ("closes_on", "", "Enter a day."),
            ("closes_on", "2027-01-09", "It closes before it opens."),
            ("places", "", "Enter a whole number."),
            ("places", "-1", "Number must be between 0 and 500."),
            ("places", "501", "Number must be between 0 and 500."),
            ("places", "8.5", "Not a valid integer value."),
            ("places", "八", "Not a valid integer value."),
            ("places", "9" * 40, "Number must be between 0 and 500."),
            ("track", "m24x", NO_CHOICE),
        ],
        Intake,
        "text",
    ),
    "a base": Form(
        for_base,
        BASE_DETAILS,
        [
            ("phone", "1" * 41, MOST),
            ("operator", "长" * 121, MOST),
            ("introduction", "长" * 8001, MOST),
            ("desks", "", "Enter a whole number."),
            ("desks", "-1", "Number must be between 0 and 2000."),
            ("desks", "2001", "Number must be between 0 and 2000."),
            ("area_m2", "200001", "Number must be between 0 and 200000."),
            ("area_m2", "60.5", "Not a valid integer value."),
            ("opened_on", NO_DAY, "Not a valid date value"),
        ],
        Intake,
        "address",
    ),
    "a bonus": Form(
        for_scheme,
        {"bonus": "2", "rubric": RUBRIC},
        [
            ("bonus", "", "Enter a number, or 0."),
            ("bonus", "-1", "Number must be between 0 and 100."),
            ("bonus", "101", "Number must be between 0 and 100."),
            ("bonus", "3.01", "allows a bonus of at most 3 points"),
            ("bonus", "NaN", "Not a valid decimal value."),
            ("bonus", "Infinity", "Not a valid decimal value."),
            ("bonus", "drei", "Not a valid decimal value."),
            ("rubric", "999999", NO_CHOICE),
            ("rubric", "", NO_CHOICE),
            ("fields", "beauty", "is not a valid choice"),
        ],
        ReviewScheme,
    ),
    "beginning": Form(
        for_begin,
        {"who": "team"},
        [
            ("who", "", "Choose one."),
            ("who", "nobody", NO_CHOICE),
            ("who", "agency-1", NO_CHOICE),  # of somebody else
            ("who", "agency-", NO_CHOICE),
            ("who", "TEAM", NO_CHOICE),
        ],
        Case,
    ),
    "the pledge": Form(
        for_pledge, {"pledge": "y"}, [("pledge", "", "Please tick the pledge.")], PaperAsked
    ),
}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def send(client: FlaskClient, url: str, values: Mapping[str, object]) -> tuple[int, str]:
    answer = client.post(url, data=values, headers=EN, content_type="multipart/form-data")
    return answer.status_code, str(answer.text)


def good_of(form: Form) -> dict[str, object]:
    """The good values, with the number of the sheet that stands now."""
    number = db.session.scalar(db.select(RubricVersion.id)) if RUBRIC in form.good.values() else 0
    return {key: number if value == RUBRIC else value for key, value in form.good.items()}


def count(model: type[Base]) -> int:
    db.session.rollback()
    return db.session.scalar(db.select(db.func.count()).select_from(model)) or 0


@pytest.mark.parametrize("name", FORMS)
def test_a_bad_value_is_said_beside_its_field_and_nothing_is_lost(
    client: FlaskClient, name: str
) -> None:
    form = FORMS[name]
    url, person = form.make(make_place())
    good = good_of(form)
    sign_in(client, person)
    before = count(form.row)
    wrong: list[tuple[object, ...]] = []
    for key, value, told in form.bad:
        status, text = send(client, url, {**good, key: value})
        if status != 422 or told not in text:
            wrong.append((key, value, status))
        if form.kept and key != form.kept and str(form.good[form.kept]) not in text:
            wrong.append((key, value, "what was typed is lost"))
    assert wrong == []
    assert count(form.row) == before


GOOD = sorted(set(FORMS) - {"a decision", "asking a reviewer"})


@pytest.mark.parametrize("name", GOOD)
def test_the_same_form_with_good_values_is_taken(client: FlaskClient, name: str) -> None:
    form = FORMS[name]
    url, person = form.make(make_place())
    good = good_of(form)
    sign_in(client, person)
    status, _text = send(client, url, good)
    assert status == 303


@pytest.mark.parametrize("name", GOOD)
def test_a_second_click_on_the_same_form_breaks_nothing(client: FlaskClient, name: str) -> None:
    form = FORMS[name]
    url, person = form.make(make_place())
    good = good_of(form)
    sign_in(client, person)
    send(client, url, good)
    before = count(form.row)
    status, _text = send(client, url, good)
    assert status in {303, 403, 404, 409, 422}
    more = count(form.row) - before
    assert more == (1 if name in {"a moderation", "an interview", "what is missing"} else 0)


def test_an_objection_says_whose_it_is_to_nobody_outside(client: FlaskClient) -> None:
    url, person = for_objection(make_place())
    name = person.display_name
    sign_in(client, person)
    send(client, url, {"text": "情况不实"})
    sign_in(client, make_user("路人"))
    text = client.get(url.removesuffix("/objections"), headers=EN).text
    assert name not in text
    assert "情况不实" not in text


NUMBERS = [0, 999_999, 2**31 - 1, 2**31, 2**63, 10**30]
ADDRESSES = [
    ("expert", "/incubation/seats/{n}"),
    ("expert", "/incubation/cases/{n}/review"),
    ("officer", "/incubation/cases/{n}/reviews"),
    ("officer", "/incubation/cases/{n}/reviewers"),
    ("officer", "/incubation/cases/{n}/screening"),
    ("officer", "/incubation/cases/{n}/determinations"),
    ("officer", "/incubation/intakes/{n}/ranking"),
    ("officer", "/incubation/bases/{n}"),
    ("applicant", "/incubation/calls/{n}"),
    ("applicant", "/incubation/calls/{n}/applications"),
    ("applicant", "/incubation/cases/{n}/application"),
    ("applicant", "/incubation/cases/{n}/application/papers"),
    ("applicant", "/incubation/cases/{n}/outcome"),
    ("applicant", "/incubation/cases/{n}/outcome/letter.pdf"),
    ("applicant", "/incubation/notices/{n}"),
]


@pytest.mark.parametrize("who", ["expert", "officer", "applicant"])
@pytest.mark.both_databases
def test_a_number_that_nobody_has_is_not_found_however_large(client: FlaskClient, who: str) -> None:
    place = make_place()
    people = {
        "expert": make_expert(),
        "officer": place.people["officer"],
        "applicant": make_applicant(),
    }
    sign_in(client, people[who])
    found = {
        (path, number): client.get(path.format(n=number)).status_code
        for person, path in ADDRESSES
        if person == who
        for number in NUMBERS
    }
    assert {key: status for key, status in found.items() if status != 404} == {}


def test_a_new_base_has_a_code_and_an_area(client: FlaskClient) -> None:
    admin = make_user("管理员", roles=[Role.ADMINISTRATOR])
    organisation = make_organisation(kind=OrganisationKind.INCUBATION_BASE, name="新基地")
    good = {"organisation": str(organisation.id), "code": "BJ01", "area_code": "110101"}
    bad = [
        ("organisation", "", "Choose one."),
        ("organisation", "999999", NO_CHOICE),
        ("authority", "999999", NO_CHOICE),
        ("code", "", "Enter a code."),
        ("code", "B", "2 to 12 capital letters and digits."),
        ("code", "bj01", "2 to 12 capital letters and digits."),
        ("code", "BJ-01", "2 to 12 capital letters and digits."),
        ("code", "B" * 13, "2 to 12 capital letters and digits."),
        ("code", "ＢＪ01", "2 to 12 capital letters and digits."),
        ("area_code", "", "Enter a code."),
        ("area_code", "11010", "Six digits, as in the statistics."),
        ("area_code", "1101011", "Six digits, as in the statistics."),
        ("area_code", "011010", "Six digits, as in the statistics."),
        ("area_code", "１１０１０１", "Six digits, as in the statistics."),
    ]
    sign_in(client, admin)
    url = "/incubation/settings/bases"
    if client.get(url, headers=EN).status_code == 404:
        url = "/incubation/settings/bases/new"
    for key, value, told in bad:
        status, text = send(client, url, {**good, key: value})
        assert (status, told in text) == (422, True), (key, value)
    assert count(IncubationBase) == 0
    assert send(client, url, good)[0] == 303


def test_a_draft_of_somebody_else_is_nobodys_business(client: FlaskClient) -> None:
    place = make_place()
    case = begin(place, make_applicant())
    number = case.id
    for person in (place.people["officer"], place.people["head"], make_applicant("周明")):
        sign_in(client, person)
        status = client.get(f"/incubation/cases/{number}/application").status_code
        assert status in {403, 404}, person.display_name
