"""What a graduate sees of their university's records: only their own, taken with the number, refused with a click."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_eligibility import MASTER, make_claim
from tests.factories_exams import at_once
from tests.factories_graduates import Office, degrees, make_loaded, make_office, rows_of
from tests.factories_teaching import committed
from tests.graduates import make_graduate, make_id_number
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.credentials.actions.claiming import remove_record
from trainingapp.credentials.actions.offers import look_up
from trainingapp.credentials.actions.taking import OfferGone, take_offer
from trainingapp.credentials.batch_jobs import tell_graduates
from trainingapp.credentials.models.batches import DegreeBatchRow
from trainingapp.credentials.queries.facts import collect_facts
from trainingapp.credentials.queries.names import find_verified_name
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.eligibility_facts import Assurance

URL = "/eligibility/offers"
HEADING = "您的学校录入了一条学历记录"
ROW = make_graduate(1)
NUMBER = ROW["graduation_number"]


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office()


@pytest.fixture
def batch(office: Office) -> int:
    return make_loaded(office, 1)


@pytest.fixture
def lin(batch: int) -> User:
    return make_user(ROW["name"], id_number=ROW["id_number"])


def post(client: FlaskClient, answer: str = "", **changes: str) -> Any:
    data = {"name": ROW["name"], "number": NUMBER, "answer": answer, **changes}
    return client.post(URL, data=data)


def test_a_graduate_with_the_same_id_number_and_name_sees_their_records(
    client: FlaskClient, lin: User
) -> None:
    page = sign_in(client, lin).get(URL)
    assert page.text.count(HEADING) == 2
    assert "滨江大学" in page.text
    assert NUMBER not in page.text


@pytest.mark.parametrize(
    "person",
    [
        {"display_name": ROW["name"]},
        {"display_name": ROW["name"], "id_number": make_id_number(2)},
        {"display_name": "王建国", "id_number": ROW["id_number"]},
    ],
)
def test_nobody_sees_a_record_when_a_fact_of_identity_differs(
    client: FlaskClient, batch: int, person: dict[str, Any]
) -> None:
    page = sign_in(client, make_user(**person)).get(URL)
    assert page.status_code == 200
    assert HEADING not in page.text
    assert "滨江大学" not in page.text


def test_who_has_another_name_in_the_account_is_told_to_enter_that_of_the_paper(
    client: FlaskClient, batch: int
) -> None:
    sign_in(client, make_user("小雨", id_number=ROW["id_number"]))
    assert "姓名却与您的账号不同" in client.get(URL).text
    assert post(client).status_code == 200
    assert post(client, "take").status_code == 303


def test_a_record_is_taken_by_its_number(client: FlaskClient, lin: User, batch: int) -> None:
    sign_in(client, lin)
    looked = post(client)
    assert "这条记录是您的吗" in looked.text
    assert degrees()[0].user_id is None
    db.session.rollback()
    assert post(client, "take").status_code == 303
    assert degrees()[0].user_id == lin.id
    assert degrees()[1].user_id is None
    row = rows_of(batch)[0]
    assert (row.state, row.answered_by_id) == ("claimed", lin.id)


def test_what_was_taken_counts_as_confirmed_by_the_university(
    client: FlaskClient, lin: User
) -> None:
    post(sign_in(client, lin), "take")
    degree = collect_facts(lin.id).degrees[0]
    assert degree.assurance is Assurance.AUTHORITY
    assert find_verified_name(lin.id) == ROW["name"]


@pytest.mark.parametrize(
    "changes",
    [
        {"number": NUMBER[:-1] + "9"},
        {"number": "12"},
        {"number": ""},
        {"name": "王建国"},
        {"name": ""},
        {"number": "<script>"},
    ],
)
def test_a_name_or_number_that_does_not_fit_takes_nothing_and_is_kept_in_the_form(
    client: FlaskClient, lin: User, changes: dict[str, str]
) -> None:
    answer = post(sign_in(client, lin), "take", **changes)
    assert answer.status_code == 422
    assert {record.user_id for record in degrees()} == {None}
    kept = next(iter(changes.values()))
    assert kept == "<script>" or f'value="{kept}"' in answer.text
    assert "<script>" not in answer.text.split("<main", 1)[1]


def test_a_thief_with_name_and_number_but_another_id_number_takes_nothing(
    client: FlaskClient, batch: int
) -> None:
    for person in (make_user("张三", id_number=make_id_number(2)), make_user("李四")):
        assert post(sign_in(client, person), "take").status_code == 422
    assert {record.user_id for record in degrees()} == {None}


def test_a_record_without_an_id_number_is_taken_by_name_and_number(
    client: FlaskClient, office: Office
) -> None:
    make_loaded(office, 1, id_number="")
    person = make_user("小雨")
    assert post(sign_in(client, person), "take").status_code == 303
    assert degrees()[0].user_id == person.id


def test_the_number_may_be_typed_with_blanks_and_the_name_with_dots(
    client: FlaskClient, lin: User
) -> None:
    spaced = f"{NUMBER[:6]} {NUMBER[6:]}"
    name = f" {ROW['name'][0]} {ROW['name'][1:]} "
    assert post(sign_in(client, lin), "take", number=spaced, name=name).status_code == 303


def test_a_refused_record_is_shown_no_more_and_its_university_reads_so(
    client: FlaskClient, lin: User, batch: int, office: Office
) -> None:
    sign_in(client, lin)
    row = rows_of(batch)[0]
    assert client.post(f"{URL}/{row.id}/refusal").status_code == 303
    assert client.get(URL).text.count(HEADING) == 1
    assert post(client, "take").status_code == 422
    page = sign_in(client, office.registrar).get(f"/credentials/batches/{batch}")
    assert "毕业生说不是自己的" in page.text


def test_nobody_refuses_for_somebody_else(client: FlaskClient, batch: int) -> None:
    row = rows_of(batch)[0].id
    for person in (make_user("王建国"), make_user("李四", id_number=make_id_number(2))):
        assert sign_in(client, person).post(f"{URL}/{row}/refusal").status_code == 404
    assert rows_of(batch)[0].state == "offered"


def test_the_id_number_is_entered_once_and_finds_the_record(
    client: FlaskClient, batch: int
) -> None:
    sign_in(client, make_user(ROW["name"]))
    assert HEADING not in client.get(URL).text
    answer = client.post(f"{URL}/identity", data={"id_number": ROW["id_number"]})
    assert answer.status_code == 303
    assert HEADING in client.get(URL).text
    client.post(f"{URL}/identity", data={"id_number": make_id_number(2)})
    assert HEADING in client.get(URL).text


@pytest.mark.parametrize("typed", ["", "330106", make_id_number(1)[:17] + "?"])
def test_a_misspelt_id_number_is_refused_beside_its_field(
    client: FlaskClient, batch: int, typed: str
) -> None:
    sign_in(client, make_user(ROW["name"]))
    answer = client.post(f"{URL}/identity", data={"id_number": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text or not typed


def test_ones_own_unverified_entry_of_the_same_paper_is_replaced(
    client: FlaskClient, lin: User
) -> None:
    own = make_claim(lin, "degree", {**MASTER, "level": "bachelor"})
    other = make_claim(lin, "degree", MASTER)
    post(sign_in(client, lin), "take")
    assert degrees()[0].supersedes_id == own
    ids = {degree.id for degree in collect_facts(lin.id).degrees}
    assert ids == {f"degree:{degrees()[0].id}", f"degree:{other}"}


@pytest.mark.both_databases
def test_what_was_replaced_can_still_be_removed(app: Flask) -> None:
    make_loaded(make_office(), 1)
    person = make_user(ROW["name"], id_number=ROW["id_number"])
    own = make_claim(person, "degree", {**MASTER, "level": "bachelor"})
    with committed():
        user = db.session.get_one(User, person.id)
        found = look_up(user, name=ROW["name"], number=NUMBER)
        assert found is not None
        take_offer(found, user, now=NOON)
    with committed():
        remove_record(person.id, "degree", own, now=NOON)
    assert [record.supersedes_id for record in degrees()] == [None, None]


@pytest.mark.both_databases
def test_two_people_who_take_one_record_at_once_do_not_both_get_it(app: Flask) -> None:
    make_loaded(make_office(), 1, id_number="")
    people = [make_user("甲").id, make_user("乙").id]

    def take(person: int) -> str:
        with committed():
            user = db.session.get_one(User, person)
            found = look_up(user, name=ROW["name"], number=NUMBER)
            if found is None:
                return "nothing"
            try:
                take_offer(found, user, now=NOON)
            except OfferGone:
                db.session.rollback()
                return "gone"
        return "taken"

    assert sorted(at_once(app, take, people))[-1] == "taken"
    states = db.session.scalars(select(DegreeBatchRow.state)).all()
    assert sorted(states) == ["claimed", "offered"]


def test_those_whose_identity_agrees_are_told_once(lin: User, batch: int) -> None:
    make_user("王建国", id_number=make_id_number(3))
    for _time in range(2):
        with committed():
            tell_graduates(batch_id=batch, now=NOON)
    notices = db.session.scalars(select(Notice)).all()
    assert [(notice.user_id, notice.url) for notice in notices] == [(lin.id, URL)]


def test_a_sheet_that_is_gone_tells_nobody(lin: User) -> None:
    with committed():
        tell_graduates(batch_id=999, now=NOON)
    assert db.session.scalars(select(Notice)).all() == []


def test_an_export_holds_what_somebody_answered(
    client: FlaskClient, lin: User, batch: int, office: Office
) -> None:
    post(sign_in(client, lin), "take")
    mine = collect_data(lin.id)
    assert [(row["batch"], row["answer"]) for row in mine["degree_offers"]] == [(batch, "claimed")]
    theirs = collect_data(office.registrar.id)
    assert [row["batch"] for row in theirs["degree_sheets"]] == [batch]


def test_who_leaves_takes_their_record_along_and_leaves_no_name_in_the_sheet(
    client: FlaskClient, lin: User, batch: int
) -> None:
    post(sign_in(client, lin), "take")
    with committed():
        erase(lin.id)
    assert [record.kind for record in degrees()] == ["degree"]
    row = rows_of(batch)[0]
    assert (row.state, row.answered_by_id, row.degree_id) == ("left", None, None)
    assert (row.name_sealed, row.name_index, row.person_index) == ("", None, None)


def test_who_leaves_after_a_refusal_is_cut_from_it(
    client: FlaskClient, lin: User, batch: int
) -> None:
    row = rows_of(batch)[0].id
    sign_in(client, lin).post(f"{URL}/{row}/refusal")
    with committed():
        erase(lin.id)
    found = rows_of(batch)[0]
    assert (found.state, found.answered_by_id) == ("refused", None)
