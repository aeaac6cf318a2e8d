"""What is due comes first: the new password, then the second step, then the privacy notice; and the way on is kept."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import PASSWORD, fresh, make_user, sign_in
from trainingapp.accounts.destinations import same_site_path
from trainingapp.accounts.queries import NOTICE_VERSION
from trainingapp.rules.permissions import Role

JSON = {"Accept": "application/json"}
PASSWORD_PAGE = "/accounts/password"
FACTOR_PAGE = "/accounts/second-factor"
NOTICE_PAGE = "/accounts/privacy/consent"
NEW = "kiefer-und-roter-tee-9"


@pytest.mark.parametrize(
    ("roles", "is_temporary", "has_factor", "notice", "due"),
    [
        ([Role.MARKER], True, False, None, PASSWORD_PAGE),
        ([Role.MARKER], True, True, NOTICE_VERSION, PASSWORD_PAGE),
        ([Role.MARKER], False, False, None, FACTOR_PAGE),
        ([Role.MARKER], False, True, None, NOTICE_PAGE),
        ([Role.MARKER], False, True, "2020-01", NOTICE_PAGE),
        ([Role.MARKER], False, True, NOTICE_VERSION, None),
        ([], True, False, None, PASSWORD_PAGE),
        ([], False, False, None, NOTICE_PAGE),
        ([], False, False, NOTICE_VERSION, None),
        ([], False, True, NOTICE_VERSION, None),
    ],
)
def test_what_is_due_is_asked_in_order(
    client: FlaskClient,
    app: Flask,
    roles: list[Role],
    is_temporary: bool,
    has_factor: bool,
    notice: str | None,
    due: str | None,
) -> None:
    user = make_user(
        roles=roles,
        must_change_password=is_temporary,
        second_factor_on=has_factor,
        notice_version=notice,
    )
    sign_in(client, user)
    answer = client.get("/accounts/profile?tab=a")
    if due is None:
        assert answer.status_code == 200
        return
    assert answer.location == f"{due}?next=/accounts/profile?tab%3Da"
    assert client.get(due).status_code == 200, "the page that is due does not lead to itself"
    refused = client.get("/accounts/profile", headers=JSON)
    assert refused.status_code == 403
    names = {
        PASSWORD_PAGE: "change_password",
        FACTOR_PAGE: "set_up_second_factor",
        NOTICE_PAGE: "accept_notice",
    }
    assert refused.json == {"error": names[due]}


def test_what_is_sent_before_that_is_not_done(client: FlaskClient, app: Flask) -> None:
    user = make_user("林美华", notice_version=None)
    sign_in(client, user)
    answer = client.post("/accounts/profile", data={"display_name": "Mallory"})
    assert answer.location == NOTICE_PAGE, "a form cannot be sent again by an address"
    assert fresh(user).display_name == "林美华"


@pytest.mark.parametrize("page", ["my-data", "deletion"])
def test_leaving_is_open_to_who_refuses_the_notice_but_not_with_a_borrowed_password(
    client: FlaskClient, app: Flask, page: str
) -> None:
    sign_in(client, make_user(notice_version=None))
    assert client.get(f"/accounts/{page}").status_code == 200
    sign_in(client, make_user(notice_version=None, must_change_password=True))
    assert client.get(f"/accounts/{page}").location.startswith(PASSWORD_PAGE)


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("my-data/export.json", {}),
        ("deletion", {"password": PASSWORD}),
        ("deletion/cancellation", {}),
    ],
)
def test_who_refuses_the_notice_takes_the_data_along_and_leaves(
    client: FlaskClient, app: Flask, act: str, data: dict[str, str]
) -> None:
    sign_in(client, make_user(notice_version=None))
    answer = client.post(f"/accounts/{act}", data=data)
    assert answer.status_code in {200, 303}
    assert answer.location in {None, "/accounts/my-data"}


@pytest.mark.parametrize(
    "state",
    [
        {"must_change_password": True},
        {"roles": [Role.MARKER], "second_factor_on": False},
        {"notice_version": None},
    ],
)
def test_the_way_out_is_always_open(
    client: FlaskClient, app: Flask, state: dict[str, object]
) -> None:
    sign_in(client, make_user(**state))  # type: ignore[arg-type]
    assert client.post("/accounts/sign-out").location == "/"
    assert client.get("/accounts/profile").location.startswith("/accounts/sign-in")


def test_from_the_temporary_password_one_gets_where_one_wanted(
    client: FlaskClient, app: Flask
) -> None:
    user = make_user(must_change_password=True)
    sign_in(client, user)
    due = client.get("/accounts/my-data").location
    data = {"password": PASSWORD, "new_password": NEW}
    assert client.post(due, data=data).location == "/accounts/my-data"
    assert not fresh(user).must_change_password
    assert client.get("/accounts/my-data").status_code == 200


def test_from_the_notice_one_gets_where_one_wanted(client: FlaskClient, app: Flask) -> None:
    user = make_user(notice_version=None)
    sign_in(client, user)
    due = client.get("/accounts/sign-ins").location
    assert client.post(due, data={"consent": "1"}).location == "/accounts/sign-ins"
    assert fresh(user).notice_version == NOTICE_VERSION


@pytest.mark.parametrize("page", ["password", "privacy/consent"])
def test_without_a_wish_one_gets_to_a_page_of_ones_own(
    client: FlaskClient, app: Flask, page: str
) -> None:
    sign_in(client, make_user())
    data = {"consent": "1", "password": PASSWORD, "new_password": NEW}
    next_page = {"password": "/accounts/security", "privacy/consent": "/home"}
    assert client.post(f"/accounts/{page}", data=data).location == next_page[page]


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example"])
@pytest.mark.parametrize("page", ["password", "privacy/consent", "display"])
def test_no_way_on_leads_to_another_site(
    client: FlaskClient, app: Flask, page: str, target: str
) -> None:
    sign_in(client, make_user())
    data = {"consent": "1", "password": PASSWORD, "new_password": NEW, "next": target}
    answer = client.post(f"/accounts/{page}", data=data)
    assert answer.status_code == 303
    assert "evil" not in answer.location


@pytest.mark.parametrize(
    "path", ["/", "/a", "/a/b?c=d&e=//f#g", "/考试", "/a%20b", "/a//b", "/:80"]
)
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert same_site_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "a",
        "//a",
        "/\\a",
        "\\/a",
        "/a\\b",
        "/a b",
        "/a\n",
        "/\t/a",
        "/a\x7f",
        "/\x00",
        " /a",
    ],
)
def test_what_a_browser_may_read_as_another_site_is_not_kept(path: str | None) -> None:
    assert same_site_path(path) is None
