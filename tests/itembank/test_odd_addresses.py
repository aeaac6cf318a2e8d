"""Every page of the item bank that only reads, with addresses that nobody meant: never a fault of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.factories_accounts import make_user, sign_in
from tests.factories_itembank import NOON, make_form, make_item, make_law, make_syllabus
from tests.statements import count_statements
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

CODE = "JC-01-0001"
LISTS = ["/bank/items", "/bank/forms", "/bank/laws", "/bank/laws/charity-law", "/bank/coverage"]
PAGES = [
    *LISTS,
    "/bank/syllabi",
    "/bank/flaws",
    "/bank/editions",
    "/bank/reviews",
    f"/bank/items/{CODE}",
    f"/bank/items/{CODE}/history",
    "/bank/laws/charity-law/versions/new",
]
NAMES = ["page", "q", "subject", "chapter", "status", "kind", "level", "point", "law", "author"]
NAMES += ["waiting", "flaw", "year", "version", "edition", "old", "new", "revision", "nothing"]
HUGE = 10**30
WRITERS = [Role.ITEM_EDITOR, Role.ITEM_REVIEWER]


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def make_bank() -> int:
    """One of everything; the id of the form."""
    with writing():
        make_syllabus()
        make_syllabus(edition="2030", first_exam_year=2031)
        version = make_law()
        item = make_item("A", code=CODE, anchors=[(version, "3", "扶贫")])
        make_law("prison-law", effective_from=date(2027, 3, 1))
        form_id = make_form(items=[item], keys=["A"]).id
        db.session.commit()
    db.session.remove()
    return form_id


@pytest.fixture
def form_id(app: Flask) -> int:
    return make_bank()


@pytest.fixture
def chen(form_id: int, client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_user("陈晨", roles=WRITERS, language="zh"))


@pytest.fixture
def english(form_id: int, client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_user("Chen", roles=WRITERS, language="en"))


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_in_english_without_a_word_of_chinese_of_its_own(
    english: FlaskClient, address: str
) -> None:
    answer = english.get(address)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
    assert heading
    if "charity-law" not in address:  # a law has the name that it has
        assert not re.search("[\u4e00-\u9fff]", heading.group(1))


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_in_chinese_with_a_chinese_heading(
    chen: FlaskClient, address: str
) -> None:
    answer = chen.get(address)
    assert answer.status_code == 200
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
    assert heading
    assert re.search("[\u4e00-\u9fff]", heading.group(1)) or CODE in heading.group(1)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("value", ["", "0", "-1", "x", str(HUGE), "%00", "%F0%9F%92%A9", "%ff"])
def test_no_parameter_of_any_name_breaks_a_page(
    chen: FlaskClient, address: str, value: str
) -> None:
    every = "&".join(f"{name}={value}" for name in NAMES)
    assert chen.get(f"{address}?{every}").status_code in {200, 404, 422}


@pytest.mark.parametrize("address", PAGES)
def test_no_parameter_alone_breaks_a_page(chen: FlaskClient, address: str) -> None:
    for name, value in zip(NAMES, ["x", str(HUGE), "%00", "-1"] * 5, strict=False):
        answer = chen.get(f"{address}?{name}={value}")
        assert answer.status_code in {200, 404, 422}, name
        assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("address", PAGES)
def test_a_name_that_is_not_asked_for_changes_nothing(chen: FlaskClient, address: str) -> None:
    def plain(text: str) -> str:
        return re.sub(r'href="[^"]*"|value="[^"]*"|nothing=1|nonce="[^"]*"', "", text)

    assert plain(chen.get(f"{address}?nothing=1").text) == plain(chen.get(address).text)


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("page", ["0", "-5", "x", "", "2", str(HUGE), "1.5", "１"])
def test_a_page_that_is_not_there_shows_the_nearest(
    chen: FlaskClient, address: str, page: str
) -> None:
    answer = chen.get(f"{address}?page={page}")
    assert answer.status_code == 200
    assert "没有符合条件" not in answer.text


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", ["forms", "syllabi"])
@pytest.mark.parametrize("number", [0, 2**31 - 1, 2**31, 2**63 - 1, 2**63, HUGE])
def test_a_number_beyond_every_row_is_not_found(chen: FlaskClient, kind: str, number: int) -> None:
    assert chen.get(f"/bank/{kind}/{number}").status_code == 404


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "address",
    [
        "/bank/items/{}",
        "/bank/items/{}/history",
        "/bank/laws/{}",
        "/bank/laws/{}/versions/new",
        "/bank/reviews/{}",
        "/bank/items/{}/edit",
    ],
)
@pytest.mark.parametrize("code", ["nobody", "%25", "_", "x" * 3000, "'", "🦉"])
def test_a_code_that_nothing_has_is_not_found(chen: FlaskClient, address: str, code: str) -> None:
    assert chen.get(address.format(code)).status_code == 404


@pytest.mark.both_databases
@pytest.mark.parametrize("address", ["/bank/items/a%00b", "/bank/laws/%00", "/bank/reviews/%00"])
def test_a_code_with_a_sign_that_no_text_has_is_refused(chen: FlaskClient, address: str) -> None:
    assert chen.get(address).status_code in {400, 404}  # PostgreSQL will not even look for it


@pytest.mark.parametrize("number", ["0", "2", "-1", str(HUGE)])
def test_a_revision_that_is_not_there_is_not_found(chen: FlaskClient, number: str) -> None:
    assert chen.get(f"/bank/items/{CODE}?revision={number}").status_code == 404
    assert chen.get(f"/bank/items/{CODE}/history?new={number}").status_code == 404
    assert chen.get(f"/bank/items/{CODE}/history?old={number}").status_code == 404


@pytest.mark.parametrize("number", ["", "x", "1.0", "一"])
def test_a_revision_that_is_no_number_is_the_latest(chen: FlaskClient, number: str) -> None:
    assert chen.get(f"/bank/items/{CODE}?revision={number}").status_code == 200
    assert chen.get(f"/bank/items/{CODE}/history?old={number}&new={number}").status_code == 200


def test_an_item_without_an_earlier_revision_is_compared_with_itself(chen: FlaskClient) -> None:
    pages = [chen.get(f"/bank/items/{CODE}/history{query}") for query in ("", "?old=1&new=1")]
    assert [page.status_code for page in pages] == [200, 200]
    plain, asked = (re.sub(r'"/bank/items/[^"]*"', "", page.text) for page in pages)
    assert plain == asked


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    address=st.sampled_from(PAGES),
    query=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=20), max_size=6),
)
def test_whatever_stands_in_an_address_there_is_an_answer(
    chen: FlaskClient, address: str, query: dict[str, str]
) -> None:
    assert chen.get(address, query_string=query).status_code in {200, 404, 422}


@pytest.mark.parametrize("address", [*PAGES, "/bank/coverage.xlsx", "/bank/items.xlsx"])
def test_looking_twice_takes_the_same_statements_and_few(chen: FlaskClient, address: str) -> None:
    first = count_statements(chen, address)
    assert count_statements(chen, address) == first
    assert first <= 30


@pytest.mark.parametrize("address", [*PAGES, "/bank/forms/{form}", "/bank/coverage.xlsx"])
def test_pages_that_read_refuse_to_be_sent_anything(
    chen: FlaskClient, form_id: int, address: str
) -> None:
    if address.endswith(("/items", "/laws/charity-law/versions")):
        return
    answer = chen.post(address.format(form=form_id), data={"code": CODE})
    assert answer.status_code == 405


@pytest.mark.parametrize("address", [*PAGES, "/bank/coverage.xlsx"])
def test_who_only_sits_exams_or_manages_accounts_sees_none_of_it(
    form_id: int, client: FlaskClient, address: str
) -> None:
    for role in (Role.CANDIDATE, Role.ADMINISTRATOR, Role.REGISTRAR, Role.AUDITOR):
        assert sign_in(client, make_user(roles=[role])).get(address).status_code == 403
