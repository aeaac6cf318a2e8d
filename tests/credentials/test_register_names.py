"""Names as they are printed and as they are typed: rare characters, dots, widths; and how little of one is shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.committing import written
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_sharing import enter_register, make_verified_certificate
from trainingapp.credentials.actions import register as actions
from trainingapp.credentials.queries.register import lookup_of

EN = {"Accept-Language": "en"}
NOT_FOUND = "No entry is found."


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def look_up(client: FlaskClient, name: str, last4: str = "2345") -> str:
    answer = client.post("/public-register", data={"name": name, "last4": last4}, headers=EN)
    assert answer.status_code == 200
    main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return main[: main.index("<form")]


def enter(name: str) -> None:
    person = make_user(name)
    make_verified_certificate(person)
    enter_register(person)


@pytest.mark.parametrize(
    ("printed", "typed", "shown"),
    [
        ("阿依古丽·买买提", "阿依古丽·买买提", "阿***"),
        ("阿依古丽·买买提", "阿依古丽•买买提", "阿***"),
        ("阿依古丽·买买提", "阿依古丽・买买提", "阿***"),
        ("阿依古丽·买买提", "阿依古丽･买买提", "阿***"),
        ("阿依古丽·买买提", "阿依古丽‧买买提", "阿***"),
        ("阿依古丽·买买提", "阿依古丽．买买提", "阿***"),
        ("阿依古丽·买买提", "阿依古丽 · 买买提", "阿***"),
        ("阿依古丽•买买提", "阿依古丽·买买提", "阿***"),
        ("𠮷田䶮", "𠮷田䶮", "𠮷**"),
        ("朱镕", "朱镕", "朱*"),
        ("葛\U000e0100城", "葛城", "葛*"),
        ("葛城", "葛\U000e0100城", "葛*"),
        ("羅敏", "\uf90f敏", "羅*"),
        ("José Li", "JOSE\u0301 LI", "J***"),
        ("林美华", "林\u200b美华", "林**"),
        ("Li Wei", "ＬＩ ＷＥＩ", "L***"),
    ],
)
def test_a_name_is_found_however_it_is_typed(
    client: FlaskClient, printed: str, typed: str, shown: str
) -> None:
    enter(printed)
    outcome = look_up(client, typed)
    assert f">{shown}<" in outcome
    assert printed not in outcome


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("𠮷田", "吉田"),
        ("朱镕", "朱熔"),
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("阿依古丽·买买提", "阿依古丽"),
        ("陈辉", "陳輝"),
        ("林美华", "林美华林美华"),
        ("林美华", "林美华|2345"),
    ],
)
def test_a_name_that_is_another_finds_nobody(client: FlaskClient, printed: str, typed: str) -> None:
    enter(printed)
    assert NOT_FOUND in look_up(client, typed)


@pytest.mark.parametrize("last4", ["２３４５", "2３4５", "２３45"])
def test_digits_of_any_width_are_the_same(client: FlaskClient, last4: str) -> None:
    enter("林美华")
    assert "林**" in look_up(client, "林美华", last4)


@pytest.mark.parametrize("last4", ["二三四五", "２３４６", "23 5", "%%%%", "____", "5432"])
def test_other_digits_find_nobody(client: FlaskClient, last4: str) -> None:
    enter("林美华")
    assert NOT_FOUND in look_up(client, "林美华", last4)


def test_of_a_name_of_one_character_nothing_is_shown(client: FlaskClient) -> None:
    enter("李")
    outcome = look_up(client, "李")
    assert "An entry is found." in outcome
    assert "李" not in outcome


def test_people_see_themselves_as_strangers_would(client: FlaskClient) -> None:
    person = make_user("阿依古丽·买买提")
    make_verified_certificate(person)
    sign_in(client, person)
    assert "阿***" in client.get("/credentials/register", headers=EN).text


def test_name_and_number_do_not_run_into_each_other(client: FlaskClient) -> None:
    assert lookup_of("林a", "2345") != lookup_of("林", "a234")


def test_of_two_people_of_one_name_and_ending_only_who_agreed_is_found(
    client: FlaskClient,
) -> None:
    first, second = make_user("林美华"), make_user("林美华")
    for person in (first, second):
        make_verified_certificate(person)
    enter_register(first)
    assert "林**" in look_up(client, "林美华")
    written(lambda: actions.withdraw_consent(first.id, now=NOON))
    assert NOT_FOUND in look_up(client, "林美华")


def test_who_withdraws_does_not_hide_a_namesake_who_agreed(client: FlaskClient) -> None:
    first, second = make_user("林美华"), make_user("林美华")
    for person in (first, second):
        make_verified_certificate(person)
        enter_register(person)
    written(lambda: actions.withdraw_consent(second.id, now=NOON))
    assert "林**" in look_up(client, "林美华")


def test_no_cache_keeps_what_was_found(client: FlaskClient) -> None:
    enter("林美华")
    for answer in (
        client.post("/public-register", data={"name": "林美华", "last4": "2345"}),
        client.get("/public-register"),
    ):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("query", ["?name=林美华&last4=2345", "/林美华/2345"])
def test_an_address_finds_nobody(client: FlaskClient, query: str) -> None:
    enter("林美华")
    answer = client.get(f"/public-register{query}")
    assert "林*" not in answer.text
