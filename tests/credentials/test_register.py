"""The public register: found by name and number together, by consent alone, and nothing tells the other cases apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import event, select

from tests.committing import written
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_sharing import NUMBER, enter_register, make_verified_certificate
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.actions import register as actions
from trainingapp.credentials.actions.names import keep_name
from trainingapp.credentials.models import NationalCertificate, RegisterEntry
from trainingapp.credentials.queries.register import TEXT_VERSION
from trainingapp.extensions import db, limiter

EN = {"Accept-Language": "en"}
LAST4 = NUMBER[-4:]
NOT_FOUND = "No entry is found."


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def look_up(client: FlaskClient, name: str = "林美华", last4: str = LAST4) -> str:
    """The outcome that the page shows."""
    data = {"name": name, "last4": last4}
    answer = client.post("/public-register", data=data, headers=EN)
    assert answer.status_code == 200
    return answer.text[answer.text.index("<main") : answer.text.index("</main>")]


def entries() -> list[RegisterEntry]:
    db.session.remove()
    return list(db.session.scalars(select(RegisterEntry).order_by(RegisterEntry.id)))


@pytest.mark.both_databases
def test_who_agreed_is_found_by_name_and_number_together_under_a_mask(
    client: FlaskClient,
) -> None:
    lin = make_user()
    make_verified_certificate(lin)
    enter_register(lin)
    page = look_up(client)
    assert "林**" in page
    assert "Social worker (middle)" in page
    assert "verified by this platform" in page
    outcome = page[: page.index("<form")]
    assert "林美华" not in outcome
    assert NUMBER not in page


@pytest.mark.parametrize(
    ("name", "last4"),
    [("林美华", "9999"), ("林美", LAST4), ("林", LAST4), ("王建国", LAST4), ("%", LAST4)],
)
def test_half_of_it_finds_nobody(client: FlaskClient, name: str, last4: str) -> None:
    lin = make_user()
    make_verified_certificate(lin)
    enter_register(lin)
    assert NOT_FOUND in look_up(client, name, last4)


@pytest.mark.parametrize("name", [" 林美华　", "林 美华", "林美华\u3000"])
def test_blanks_in_a_name_are_forgiven(client: FlaskClient, name: str) -> None:
    lin = make_user()
    make_verified_certificate(lin)
    enter_register(lin)
    assert "林**" in look_up(client, name)


@pytest.mark.parametrize(
    ("name", "last4", "sentence"),
    [
        ("", LAST4, "Write the full name."),
        ("林美华", "", "Write the last four characters."),
        ("林美华", "123", "Exactly four characters."),
        ("林美华", "12345", "Exactly four characters."),
        ("林" * 61, LAST4, "Please check these places"),
    ],
)
def test_both_are_needed_and_what_was_typed_stays(
    client: FlaskClient, name: str, last4: str, sentence: str
) -> None:
    data = {"name": name, "last4": last4}
    answer = client.post("/public-register", data=data, headers=EN)
    assert answer.status_code == 422
    assert sentence in answer.text
    if name == "林美华":
        assert 'value="林美华"' in answer.text


def count(client: FlaskClient, name: str) -> tuple[str, list[str]]:
    """The page of a search and the statements it took."""
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        page = look_up(client, name)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return page.replace(name, "…"), statements


def test_who_is_unknown_and_who_has_not_agreed_get_one_answer_for_the_same_work(
    client: FlaskClient,
) -> None:
    make_verified_certificate(make_user())  # has not agreed
    gone = make_user("王建国")
    make_verified_certificate(gone)
    enter_register(gone)
    written(lambda: actions.withdraw_consent(gone.id, now=NOON))
    claimed = make_user("陈晓")
    make_verified_certificate(claimed)
    enter_register(claimed)
    written(lambda: unverify(claimed.id))
    look_up(client)  # what only the first request does
    pages = [count(client, name) for name in ("查无此人", "林美华", "王建国", "陈晓")]
    assert NOT_FOUND in pages[0][0]
    assert len({re.sub(r'name="csrf[^>]*>', "", page) for page, _ in pages}) == 1
    assert [work for _, work in pages] == [pages[0][1]] * 4


def unverify(user_id: int) -> None:
    query = select(NationalCertificate).where(NationalCertificate.user_id == user_id)
    db.session.scalars(query).one().status = "expired"


def test_a_search_is_logged_without_name_and_number(client: FlaskClient) -> None:
    lin = make_user()
    make_verified_certificate(lin)
    enter_register(lin)
    look_up(client)
    look_up(client, "查无此人")
    query = select(AuditEntry).where(AuditEntry.action == "credentials.search_register")
    rows = db.session.scalars(query.order_by(AuditEntry.number)).all()
    assert [row.detail for row in rows] == ['{"found":true}', '{"found":false}']


def test_neither_robots_nor_addresses_learn_a_name(client: FlaskClient) -> None:
    answer = client.get("/public-register?name=林美华&last4=2345", headers=EN)
    assert "林美华" not in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_ten_searches_a_minute_are_enough(client: FlaskClient) -> None:
    limiter.enabled = True
    try:
        data = {"name": "林美华", "last4": LAST4}
        codes = [client.post("/public-register", data=data).status_code for _ in range(11)]
    finally:
        limiter.enabled = False
        limiter.reset()
    assert codes == [200] * 10 + [429]


def test_the_page_says_what_the_register_is_not(client: FlaskClient) -> None:
    page = client.get("/public-register").text
    assert "中国人事考试网" in page
    assert "noindex" in client.get("/public-register").headers["X-Robots-Tag"]


def test_a_consent_is_given_by_ticking_it_and_kept_with_its_text(client: FlaskClient) -> None:
    lin = make_user()
    found = make_verified_certificate(lin)
    sign_in(client, lin)
    page = client.get("/credentials/register", headers=EN).text
    assert "林**" in page
    assert not re.search(r'name="agrees"[^>]*checked', page)
    refused = client.post("/credentials/register", data={}, headers=EN)
    assert refused.status_code == 422
    assert "Tick this if you agree." in refused.text
    assert entries() == []
    assert client.post("/credentials/register", data={"agrees": "y"}).status_code == 303
    (entry,) = entries()
    assert (entry.certificate_id, entry.text_version, entry.given_at) == (
        found,
        TEXT_VERSION,
        NOON,
    )
    assert "You can be found" in client.get("/credentials/register", headers=EN).text


def test_withdrawing_works_at_once_and_the_consent_stays_on_record(client: FlaskClient) -> None:
    lin = make_user()
    make_verified_certificate(lin)
    enter_register(lin)
    sign_in(client, lin)
    assert client.post("/credentials/register/withdrawal").status_code == 303
    assert NOT_FOUND in look_up(client)
    (entry,) = entries()
    assert (entry.lookup, entry.withdrawn_at) == (None, NOON)
    assert "Nobody finds you" in client.get("/credentials/register", headers=EN).text
    assert client.post("/credentials/register", data={"agrees": "y"}).status_code == 303
    assert "林**" in look_up(client)
    assert len(entries()) == 2


def test_agreeing_twice_is_one_entry(client: FlaskClient) -> None:
    lin = make_user()
    make_verified_certificate(lin)
    enter_register(lin)
    enter_register(lin)
    assert len(entries()) == 1


@pytest.mark.parametrize("status", ["claimed", "document", "rejected", "expired"])
def test_what_is_not_verified_cannot_be_entered(client: FlaskClient, status: str) -> None:
    lin = make_user()
    make_verified_certificate(lin, status=status)
    sign_in(client, lin)
    assert "Not possible yet" in client.get("/credentials/register", headers=EN).text
    assert client.post("/credentials/register", data={"agrees": "y"}).status_code == 409
    assert entries() == []


def test_without_a_verified_name_or_a_number_nobody_is_entered(client: FlaskClient) -> None:
    lin = make_user()
    found = make_verified_certificate(lin)

    def lose_number() -> None:
        db.session.get_one(NationalCertificate, found).number_last4 = None

    written(lose_number)
    with pytest.raises(actions.NothingToEnter):
        actions.give_consent(lin.id, now=NOON)


def test_the_verified_name_counts_and_not_the_one_of_the_account(client: FlaskClient) -> None:
    lin = make_user("小林")
    make_verified_certificate(lin, name="林美华")
    enter_register(lin)
    assert NOT_FOUND in look_up(client, "小林")
    assert "林**" in look_up(client, "林美华")


def test_a_name_verified_anew_needs_a_new_consent(client: FlaskClient) -> None:
    lin = make_user()
    make_verified_certificate(lin)
    enter_register(lin)
    written(lambda: keep_name(lin.id, "林美", actor_id=None, now=NOON))
    assert NOT_FOUND in look_up(client, "林美华")
    assert NOT_FOUND in look_up(client, "林美")


def test_the_lookup_in_the_table_is_no_hash_that_can_be_tried(client: FlaskClient) -> None:
    lin, wang = make_user(), make_user("王建国")
    for person in (lin, wang):
        make_verified_certificate(person)
        enter_register(person)
    found = {entry.lookup for entry in entries()}
    assert len(found) == 2
    assert all(lookup and len(lookup) == 64 for lookup in found)


@pytest.mark.both_databases
def test_who_leaves_is_in_the_register_no_more(client: FlaskClient) -> None:
    lin = make_user()
    make_verified_certificate(lin)
    enter_register(lin)
    (row,) = collect_data(lin.id)["public_register"]
    assert (row["text_version"], row["withdrawn_at"]) == (TEXT_VERSION, None)
    written(lambda: erase(lin.id))
    assert entries() == []
    assert NOT_FOUND in look_up(client)


@pytest.mark.parametrize("path", ["/credentials/register", "/credentials/register/withdrawal"])
def test_who_is_signed_out_agrees_to_nothing(client: FlaskClient, path: str) -> None:
    answer = client.post(path, data={"agrees": "y"})
    assert answer.status_code == 302
    assert "sign-in" in answer.location
