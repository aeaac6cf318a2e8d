"""Each reader is offered exactly the places that open, and told where they are."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_credentials import make_credential
from trainingapp.dashboards.navigation import ACCOUNT_LINKS, PLACES
from trainingapp.extensions import db
from trainingapp.jobs.actions import enqueue
from trainingapp.jobs.models import Job
from trainingapp.notices.actions import notify
from trainingapp.rules.permissions import PERMISSIONS, Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}


def addresses(app: Flask) -> dict[str, str]:
    with app.test_request_context():
        return {endpoint: app.url_for(endpoint) for _, endpoint, _, _ in PLACES}


def offered(client: FlaskClient, page: str = "/accounts/profile") -> set[str]:
    """Every address in the header and the bottom bar of a page."""
    html = client.get(page).text
    frame = re.sub(r"<main.*?</main>", "", html, flags=re.S)
    return set(re.findall(r'href="(/[^"#?]*)"', frame))


def marked(client: FlaskClient, page: str) -> set[str]:
    """The addresses that are marked as the present page."""
    links = re.findall(r"<a\b[^>]*aria-current=[^>]*>", client.get(page).text)
    return {found[1] for link in links if (found := re.search(r'href="([^"]*)"', link))}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_offered_exactly_what_opens_for_it(
    app: Flask, client: FlaskClient, role: Role
) -> None:
    sign_in(client, make_user(roles=[role]))
    found = offered(client)
    for _label, endpoint, permission, _icon in PLACES:
        address = addresses(app)[endpoint]
        opens = bool({role, Role.CANDIDATE} & PERMISSIONS[permission])
        assert (address in found) is opens, address
        assert (client.get(address).status_code == 200) is opens, address


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_a_role_within_an_organisation_opens_nothing_of_the_whole_site(
    app: Flask, client: FlaskClient, role: Role
) -> None:
    # Such a grant can no longer be made; one in an older database must not open the site either.
    sign_in(client, make_user(roles=[role], organisation=make_organisation()))
    found = offered(client)
    closed = ["/accounts/users", "/accounts/organisations", "/audit/entries", "/jobs", "/mail"]
    for address in [*closed, "/styleguide", "/audit/verification"]:
        assert address not in found
        assert client.get(address).status_code == 403, address


def test_who_is_signed_out_is_offered_no_place(app: Flask, client: FlaskClient) -> None:
    found = offered(client, "/accounts/sign-in")
    assert not found & (set(addresses(app).values()) - {"/"})


def test_the_account_menu_leads_to_pages_that_open(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_user())
    found = offered(client)
    for _label, endpoint in ACCOUNT_LINKS:
        with app.test_request_context():
            address = app.url_for(endpoint)
        assert address in found
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_each_place_marks_itself_and_nothing_else(
    app: Flask, client: FlaskClient, role: Role
) -> None:
    sign_in(client, make_user(roles=[role]))
    for address in offered(client) & set(addresses(app).values()):
        assert marked(client, address) & set(addresses(app).values()) == {address}


def test_a_page_below_a_place_marks_the_place(app: Flask, client: FlaskClient) -> None:
    admin = make_user(roles=[Role.ADMINISTRATOR])
    with writing():
        enqueue("test.job")
        db.session.commit()
    job = db.session.query(Job.id).scalar()
    sign_in(client, admin)
    assert "/jobs" in marked(client, f"/jobs/{job}")
    assert "/accounts/users" in marked(client, f"/accounts/users/{admin.id}")
    assert "/home" not in marked(client, f"/accounts/users/{admin.id}")


def test_of_two_places_around_a_page_the_innermost_is_marked(
    app: Flask, client: FlaskClient
) -> None:
    public_id = make_credential()
    sign_in(client, make_user(roles=[Role.ADMINISTRATOR]))
    found = marked(client, f"/credentials/office/{public_id}")
    assert "/credentials/office" in found
    assert "/credentials" not in found


@pytest.mark.parametrize(("unread", "words"), [(0, ""), (3, "3"), (120, "99")])
def test_the_bell_counts_what_is_unread(
    app: Flask, client: FlaskClient, unread: int, words: str
) -> None:
    user = make_user()
    with writing():
        for _ in range(unread):
            notify(user_id=user.id, kind="x", arguments={}, url="/home", now=now())
        db.session.commit()
    html = sign_in(client, user).get("/home", headers=EN).text
    bell = html.split('href="/notices"', 1)[1].split("</a>", 1)[0]
    figures = re.findall(r">\s*(\d+)\+?\s*<", bell)
    assert (figures[:1] or [""])[0] in {words, str(unread) if unread else ""}


def test_a_name_with_markup_stays_text_in_the_frame(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_user('"><img src=x onerror=alert(1)>'))
    assert "<img src=x" not in client.get("/home").text


@pytest.mark.parametrize(("language", "word"), [("zh", "首页"), ("en", "Home")])
def test_the_places_are_named_in_the_readers_language(
    app: Flask, client: FlaskClient, language: str, word: str
) -> None:
    sign_in(client, make_user(language=language))
    assert word in client.get("/home").text


def test_the_front_door_leads_in_who_is_signed_in(app: Flask, client: FlaskClient) -> None:
    front = client.get("/", headers=EN)
    assert front.status_code == 200
    assert 'href="/accounts/register"' in front.text
    assert 'href="/accounts/sign-in"' in front.text
    sign_in(client, make_user())
    assert client.get("/").location == "/home"


def test_the_front_door_holds_nothing_of_the_database(app: Flask, client: FlaskClient) -> None:
    make_user("林美华")
    assert "林美华" not in client.get("/").text


@pytest.mark.parametrize(("role", "status"), [(Role.ADMINISTRATOR, 200), (Role.ITEM_EDITOR, 403)])
def test_the_style_guide_is_for_administrators(
    app: Flask, client: FlaskClient, role: Role, status: int
) -> None:
    assert sign_in(client, make_user(roles=[role])).get("/styleguide").status_code == status


def test_places_known_in_one_language_are_shown_in_the_next_readers(
    app: Flask, client: FlaskClient
) -> None:
    for language, label in (("zh", "模考"), ("en", "Mock exams"), ("zh", "模考")):
        sign_in(client, make_user(language=language))
        assert label in client.get("/home").text


def test_of_two_places_the_inner_one_is_current(client: FlaskClient) -> None:
    sign_in(client, make_user())
    assert marked(client, "/exams/attempts") == {"/exams/attempts"}
