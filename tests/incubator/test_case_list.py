"""The list of cases: thousands of rows in as many statements as few, every filter, and for each reader their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from tests.factories_accounts import make_user, sign_in
from tests.factories_incubator import (
    NOON,
    Place,
    make_agency,
    make_case,
    make_expert,
    make_intake,
    make_manager,
    make_place,
    make_seat,
    make_workflow,
)
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries.cases import (
    PER_PAGE,
    Filters,
    count_stages,
    list_all_officers,
    list_cases,
    list_intakes,
    list_officers,
)
from trainingapp.rules.incubation.words import CLOSED, SeatState, Stage
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

URL = "/incubation/cases"


def fill(place: Place, many: int, *, prefix: str = "L", agencies: int = 1) -> None:
    """Many cases in every stage but the draft, with officers, calls and agencies in turn; in one statement."""
    intakes = [make_intake(place.base).id for _ in range(2)]
    agency_ids = [make_agency().id for _ in range(agencies)]
    officers = [place.people["officer"].id, place.people["second"].id, None]
    version_id, base_id = make_workflow().id, place.base.id
    stages = [stage for stage in Stage if stage is not Stage.DRAFT]
    found = [
        {
            "number": f"{prefix}-{number:05}",
            "base_id": base_id,
            "intake_id": intakes[number % 2],
            "agency_id": agency_ids[number % agencies],
            "officer_id": officers[number % 3],
            "workflow_version_id": version_id,
            "applicants": "registered",
            "track": "m12",
            "mode": "physical",
            "stage": stages[number % len(stages)],
            "stage_since": NOON - timedelta(minutes=number),
            "opened_at": NOON - timedelta(days=400),
            "turn": 0,
            "extensions": 0,
        }
        for number in range(many)
    ]
    db.session.rollback()
    with writing():
        db.session.execute(insert(Case), found)
        db.session.commit()
        db.session.remove()


def numbers(person: User, **filters: object) -> list[str]:
    """The numbers of the cases that somebody finds, in order."""
    user_id = person.id
    db.session.rollback()
    reader = db.session.get_one(User, user_id)
    found = db.session.scalars(list_cases(reader, Filters(**filters)))  # type: ignore[arg-type]
    return [case.number for case in found]


def test_five_thousand_cases_take_as_many_statements_as_sixty(client: FlaskClient) -> None:
    counts = {}
    for name, many, agencies in (("small", 60, 2), ("large", 5000, 12)):
        place = make_place()
        fill(place, many, prefix="LS"[many == 60], agencies=agencies)
        sign_in(client, place.people["head"])
        paths = ("", "?page=2", "?only_open=y", "?stage=incubating", "?q=-000")
        counts[name] = [count_statements(client, f"{URL}{path}") for path in paths]
    assert counts["small"] == counts["large"]
    assert max(counts["large"]) < 25
    page = client.get(f"{URL}?page=100").text
    assert "L-04999" in page
    assert "L-04949" not in page


@pytest.mark.parametrize("who", ["officer", "head", "finance", "authority", "auditor"])
def test_everybody_who_oversees_reads_a_long_list_in_few_statements(
    client: FlaskClient, who: str
) -> None:
    place = make_place()
    fill(place, 70, agencies=3)
    people = {**place.people, "auditor": make_user(roles=[Role.AUDITOR])}
    sign_in(client, people[who])
    assert count_statements(client, URL) < 25
    page = client.get(URL).text
    assert f"{URL}?page=2" in page
    assert f"{URL}?page=3" not in page


def cut(person: User, **filters: object) -> list[int]:
    """The numbers behind the dash."""
    return [int(number[2:]) for number in numbers(person, **filters)]


@pytest.mark.both_databases
def test_the_list_is_whole_in_order_and_without_double_rows(app: Flask) -> None:
    place = make_place()
    fill(place, 3 * PER_PAGE + 1, agencies=4)
    assert cut(place.people["officer"]) == list(range(3 * PER_PAGE + 1))


def test_cases_that_moved_at_the_same_time_stand_in_the_order_of_their_numbers(app: Flask) -> None:
    place = make_place()
    ids = [make_case(place, stage=Stage.REVIEW).number for _ in range(4)]
    assert numbers(place.people["officer"]) == ids[::-1]


def stages_in_turn() -> Iterator[Stage]:
    while True:
        yield from (stage for stage in Stage if stage is not Stage.DRAFT)


@pytest.mark.parametrize("stage", ["submitted", "incubating", "alumni", "draft", "moon", ""])
def test_a_stage_is_found_and_only_it(app: Flask, stage: str) -> None:
    place = make_place()
    fill(place, 57)
    expected = [n for n, one in enumerate(islice(stages_in_turn(), 57)) if stage in {"", one}]
    assert cut(place.people["officer"], stage=stage) == expected


def test_closed_cases_are_left_out_of_the_open_ones(app: Flask) -> None:
    place = make_place()
    fill(place, 38)
    expected = [n for n, one in enumerate(islice(stages_in_turn(), 38)) if one not in CLOSED]
    assert cut(place.people["officer"], is_open=True) == expected


def test_filters_are_all_true_at_once(app: Flask) -> None:
    place = make_place()
    fill(place, 114)
    officer = place.people["officer"]
    officer_id, stages = officer.id, list(islice(stages_in_turn(), 114))
    found = cut(officer, officer_id=officer_id, stage="review", is_open=True)
    expected = [n for n in range(114) if n % 3 == 0 and stages[n] == "review"]
    assert found == expected
    assert cut(officer, officer_id=officer_id, stage="rejected", is_open=True) == []


TEXTS = [
    ("", 3),
    ("春晖", 1),
    ("%", 1),
    ("_", 1),
    ("\\", 1),
    ("100%", 1),
    ("Spring", 1),
    ("spring", 1),
    ("SPRING", 1),
    ("'; DROP TABLE agency; --", 0),
    ("B-1", 1),
    ("b-1", 1),
    ("-", 3),
    ("没有", 0),
]


@pytest.mark.both_databases
def test_text_is_looked_for_in_names_and_numbers_and_means_itself(app: Flask) -> None:
    place = make_place()
    names = {"A-1": "春晖社工", "B-1": "百分百 100%_\\ 社工", "C-1": "Spring social work"}
    for number, name in names.items():
        make_case(place, make_agency(name), stage=Stage.REVIEW, number=number)
    for text, found in TEXTS:
        assert len(numbers(place.people["officer"], text=text)) == found, text


def test_numbers_of_each_stage_add_up_to_the_list(app: Flask) -> None:
    place = make_place()
    fill(place, 60)
    fill(make_place(), 20, prefix="O")
    head_id = place.people["head"].id
    head = db.session.get_one(User, head_id)
    counted = count_stages(head)
    assert sum(counted.values()) == 60
    assert set(counted) == {str(stage) for stage in Stage} - {"draft"}
    assert count_stages(head, Filters(stage="review")) == {"review": counted["review"]}
    still = count_stages(head, Filters(is_open=True))
    assert still == {name: count for name, count in counted.items() if name not in CLOSED}


def test_officers_to_choose_from_work_there_now(app: Flask) -> None:
    place, other = make_place(), make_place()
    found = [user.display_name for user in list_officers(place.base)]
    assert sorted(found) == ["何平", "方华", "罗静"]
    head = db.session.get_one(User, place.people["head"].id)
    ids = {user.id for user in list_all_officers(head)}
    assert ids == {place.people[name].id for name in ("officer", "second", "head")}
    assert other.people["officer"].id not in ids


def test_calls_to_choose_from_are_those_of_ones_bases_the_newest_first(app: Flask) -> None:
    place, other = make_place(), make_place()
    old = make_intake(place.base, opens_on=NOON.date() - timedelta(days=300))
    new = make_intake(place.base)
    make_intake(other.base)
    ids = [new.id, old.id]
    head = db.session.get_one(User, place.people["head"].id)
    assert [one.id for one in list_intakes(head)] == ids


def test_each_reader_finds_their_own_cases_and_no_filters_who_does_not_oversee(
    client: FlaskClient,
) -> None:
    place, other = make_place(), make_place()
    agency, applicant, expert = make_agency("甲机构社工"), make_user("申请人"), make_expert()
    case = make_case(place, agency, stage=Stage.REVIEW)
    make_seat(case, expert)
    hidden = make_case(place, make_agency("乙机构社工"), stage=Stage.REVIEW)
    make_seat(hidden, expert, state=SeatState.CONFLICT)
    make_case(other, make_agency("丙机构社工"), stage=Stage.REVIEW, applicant_id=applicant.id)
    make_case(other, make_agency("丁机构社工"), stage=Stage.DRAFT, applicant_id=applicant.id)
    readers = {
        "officer": (place.people["officer"], "甲乙"),
        "authority": (place.people["authority"], "甲乙"),
        "other_head": (other.people["head"], "丙"),
        "agency": (make_manager(agency), "甲"),
        "applicant": (applicant, "丙丁"),
        "expert": (expert, "甲"),
        "auditor": (make_user(roles=[Role.AUDITOR]), "甲乙丙"),
        "administrator": (make_user(roles=[Role.ADMINISTRATOR]), ""),
        "candidate": (make_user(), ""),
    }
    for name, (person, expected) in readers.items():
        sign_in(client, person)
        page = client.get(URL).text
        found = "".join(one for one in "甲乙丙丁" if f"{one}机构社工" in page)
        assert found == expected, name
        oversees = name in {"officer", "authority", "other_head", "auditor"}
        assert ('name="only_open"' in page) is oversees, name


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("stage=moon", 422),
        ("base=999999", 422),
        ("intake=999999", 422),
        ("officer=999999", 422),
        ("q=" + "长" * 61, 422),
        ("q=" + "长" * 60, 200),
        ("page=0", 200),
        ("page=-1", 200),
        ("page=x", 200),
        ("page=99999999999999999999", 200),
        ("officer=-1", 422),
        ("officer=99999999999999999999", 422),
        ("intake=-1", 422),
        ("intake=0", 422),
        ("intake=x", 422),
        ("base=-1", 422),
        ("only_open=banana", 200),
        ("stage=&base=&intake=&officer=&q=", 200),
    ],
)
def test_wrong_words_of_an_address_break_nothing(
    client: FlaskClient, query: str, status: int
) -> None:
    place = make_place()
    make_case(place, make_agency("仍在社工"), stage=Stage.REVIEW)
    sign_in(client, place.people["officer"])
    answer = client.get(f"{URL}?{query}")
    assert answer.status_code == status
    if query.startswith("q="):
        assert query[2:] in answer.text  # what was typed is kept
