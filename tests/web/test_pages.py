"""Addresses of lists and rows: whatever number stands in them, a page answers."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.audit.writing import write_entries
from tests.factories_accounts import make_user, sign_in
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.accounts.queries import select_users
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.pages import paginate

HUGE = "9" * 30
LISTS = {
    "/accounts/users": Role.ADMINISTRATOR,
    "/accounts/organisations": Role.ADMINISTRATOR,
    "/jobs": Role.ADMINISTRATOR,
    "/mail": Role.ADMINISTRATOR,
    "/audit/entries": Role.AUDITOR,
    "/bank/items": Role.ITEM_EDITOR,
    "/bank/forms": Role.ITEM_EDITOR,
    "/notices": Role.CANDIDATE,
    "/exams/sittings": Role.CANDIDATE,
    "/exams/attempts": Role.CANDIDATE,
    "/exams/office": Role.EXAM_OFFICER,
}


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("asked", "number", "shown"),
    [
        ("1", 1, 3),
        ("2", 2, 3),
        ("3", 3, 1),
        ("4", 3, 1),
        ("0", 1, 3),
        ("-1", 1, 3),
        ("-1000000000", 1, 3),
        ("1000000000", 3, 1),
        (HUGE, 3, 1),
        ("two", 1, 3),
        ("1.5", 1, 3),
        ("", 1, 3),
        ("2 OR 1=1", 1, 3),
        ("1" * 5000, 1, 3),
        ("%00", 1, 3),
        ("２", 2, 3),
    ],
)
def test_the_page_that_is_asked_for_or_the_nearest_there_is(
    app: Flask, asked: str, number: int, shown: int
) -> None:
    for _ in range(7):
        make_user()
    with app.test_request_context(f"/?page={asked}"):
        found = paginate(select_users(), per_page=3)
    assert (found.number, len(found.items), found.pages, found.total) == (number, shown, 3, 7)


def test_an_empty_list_has_one_page(app: Flask) -> None:
    with app.test_request_context("/?page=5"):
        found = paginate(select_users())
    assert (found.number, found.pages, found.total, list(found.items)) == (1, 1, 0, [])


@pytest.mark.parametrize(("rows", "pages"), [(1, 1), (3, 1), (4, 2), (6, 2)])
def test_the_last_page_is_never_empty(app: Flask, rows: int, pages: int) -> None:
    for _ in range(rows):
        make_user()
    with app.test_request_context("/?page=99"):
        found = paginate(select_users(), per_page=3)
    assert found.pages == found.number == pages
    assert found.items


def test_all_pages_together_hold_each_row_once(app: Flask) -> None:
    made = [make_user().id for _ in range(8)]
    seen: list[int] = []
    for number in (1, 2, 3):
        with app.test_request_context():
            seen += [u.id for u in paginate(select_users(), number=number, per_page=3).items]
    assert seen == sorted(made, reverse=True)


@pytest.mark.parametrize("asked", ["0", "-1", "1000000000", "x", HUGE, "", "%00"])
@pytest.mark.parametrize("address", list(LISTS))
def test_no_list_fails_on_the_number_of_its_page(
    app: Flask, client: FlaskClient, address: str, asked: str
) -> None:
    sign_in(client, make_user(roles=[LISTS[address]]))
    assert client.get(f"{address}?page={asked}").status_code == 200


def test_the_links_to_other_pages_keep_the_filters(app: Flask, client: FlaskClient) -> None:
    write_entries(45)
    sign_in(client, make_user(roles=[Role.AUDITOR]))
    html = client.get("/audit/entries?action=test.act&subject=thing&page=2").text
    for number in (1, 3):
        assert f"action=test.act&amp;subject=thing&amp;page={number}" in html


def test_a_filter_in_a_link_cannot_break_out_of_it(app: Flask, client: FlaskClient) -> None:
    for _ in range(40):
        make_user("同名")
    sign_in(client, make_user(roles=[Role.ADMINISTRATOR]))
    html = client.get('/accounts/users?q=同名&x="><script>alert(1)</script>').text
    assert "page=2" in html
    assert "<script>alert(1)" not in html


OWN_WORDS = [
    "endpoint=x",
    "self=1",
    "values=1",
    "_anchor=x",
    "_method=PUT",
    "_external=1&_scheme=gopher",
]


@pytest.mark.parametrize("words", [*OWN_WORDS, "page=2&endpoint=y", "q=\xff"])
def test_no_word_of_an_address_is_taken_for_a_word_of_ours(
    app: Flask, client: FlaskClient, words: str
) -> None:
    write_entries(45)
    sign_in(client, make_user(roles=[Role.AUDITOR]))
    answer = client.get("/audit/entries", environ_overrides={"QUERY_STRING": words})
    assert answer.status_code == 200
    assert re.search(r'href="/audit/entries\?[^"]*\bpage=2"', answer.text)


@pytest.mark.parametrize("address", ["/audit/entries", "/accounts/users"])
def test_a_later_page_takes_no_more_statements_than_the_first(
    app: Flask, client: FlaskClient, address: str
) -> None:
    write_entries(45)
    for _ in range(35):
        make_user()
    sign_in(client, make_user(roles=[LISTS[address]]))
    assert count_statements(client, f"{address}?page=2") == count_statements(client, address)


ROWS = [
    ("/jobs/{}", Role.ADMINISTRATOR),
    ("/mail/{}", Role.ADMINISTRATOR),
    ("/accounts/users/{}", Role.ADMINISTRATOR),
    ("/accounts/organisations/{}", Role.ADMINISTRATOR),
    ("/audit/entries/{}", Role.AUDITOR),
    ("/bank/forms/{}", Role.ITEM_EDITOR),
    ("/bank/syllabi/{}", Role.ITEM_EDITOR),
    ("/bank/items/{}", Role.ITEM_EDITOR),
    ("/exams/sittings/{}", Role.CANDIDATE),
    ("/exams/attempts/{}", Role.CANDIDATE),
    ("/exams/office/{}", Role.EXAM_OFFICER),
]


@pytest.mark.both_databases
@pytest.mark.parametrize(("address", "role"), ROWS)
def test_a_row_that_no_column_could_number_is_not_found(
    app: Flask, client: FlaskClient, address: str, role: Role
) -> None:
    sign_in(client, make_user(roles=[role]))
    for number in ("0", "-1", str(2**31 - 1), str(2**31), str(2**63), HUGE, "1e3", "1%00"):
        status = client.get(address.format(number)).status_code
        assert status == 404 or ("%00" in number and status == 400), number


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("address", "role"),
    [
        ("/accounts/users?q=", Role.ADMINISTRATOR),
        ("/accounts/organisations?q=", Role.ADMINISTRATOR),
        ("/bank/items?q=", Role.ITEM_EDITOR),
        ("/audit/entries?actor=", Role.AUDITOR),
        ("/audit/entries?action=", Role.AUDITOR),
    ],
)
@pytest.mark.parametrize(
    "words",
    ["%00", "a%00b", "'", '"', "%25", "_", "\\", "'; DROP TABLE user; --", "%F0%9F%92%A9", "%FF"],
)
def test_no_search_fails_on_any_sign(
    app: Flask, client: FlaskClient, address: str, role: Role, words: str
) -> None:
    sign_in(client, make_user(roles=[role]))
    assert client.get(address + words).status_code < 500
    assert db.session.query(User).count() == 1
