"""What is past its last moment has expired, and nobody is told that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.committing import written
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import credential_of, end_credential
from tests.factories_kinds import make_kind
from tests.factories_sharing import agree, ask, make_manager, make_share
from trainingapp.credentials.actions.revoking import add_event
from trainingapp.credentials.queries.verifiable import state_now, state_on

EN = {"Accept-Language": "en"}
LAST_MOMENT = datetime(2027, 12, 31, 16, tzinfo=UTC)  # 2028 begins in Shanghai
DAY_AFTER = LAST_MOMENT + timedelta(hours=8)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def statement(*, is_open: bool = False) -> str:
    """What a decision said of the exam of 2027: it holds to the end of that year."""
    return make_kind("eligibility", make_user(), is_open=is_open)


def status(client: FlaskClient, public_id: str, day: str, moment: datetime) -> object:
    with time_machine.travel(moment, tick=False):
        answer = client.get(f"/api/credentials/{public_id}/status", query_string={"on": day})
    return answer.get_json().get("status")


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2026-11-01", "not_yet_issued"),
        ("2027-06-30", "issued"),
        ("2027-12-31", "issued"),
        ("2028-01-01", "expired"),
        ("2028-02-29", "expired"),
    ],
)
def test_a_day_after_the_last_one_says_expired(client: FlaskClient, day: str, state: str) -> None:
    public_id = statement(is_open=True)
    assert status(client, public_id, day, DAY_AFTER + timedelta(days=90)) == state


def test_the_last_day_ends_at_midnight_in_shanghai(client: FlaskClient) -> None:
    public_id = statement(is_open=True)
    before = LAST_MOMENT - timedelta(seconds=1)
    assert status(client, public_id, "2027-12-31", before) == "issued"
    assert status(client, public_id, "2028-01-01", LAST_MOMENT) == "expired"
    with time_machine.travel(before, tick=False):
        answer = client.get(f"/api/credentials/{public_id}/status?on=2028-01-01")
        assert answer.status_code == 422, "that day has not begun in Shanghai"


def test_today_is_told_as_it_is_now_and_not_as_it_will_end(client: FlaskClient) -> None:
    public_id = statement(is_open=True)
    row = credential_of(public_id)
    noon = LAST_MOMENT - timedelta(hours=12)
    assert state_on(row, noon.date() + timedelta(days=9), now=noon) == "issued"
    assert state_on(row, LAST_MOMENT.date() + timedelta(days=9), now=DAY_AFTER) == "expired"


@pytest.mark.parametrize("word", ["revoked", "superseded"])
def test_what_was_ended_before_is_not_said_to_have_expired(client: FlaskClient, word: str) -> None:
    public_id = statement(is_open=True)
    written(lambda: add_event(credential_of(public_id), word, actor_id=None, now=NOON))
    assert status(client, public_id, "2028-01-01", DAY_AFTER) == word


def test_what_is_suspended_when_its_time_is_over_has_expired(client: FlaskClient) -> None:
    public_id = statement(is_open=True)
    written(lambda: add_event(credential_of(public_id), "suspended", actor_id=None, now=NOON))
    assert status(client, public_id, "2027-12-31", DAY_AFTER) == "suspended"
    assert status(client, public_id, "2028-01-01", DAY_AFTER) == "expired"


def test_what_has_no_last_moment_never_expires(client: FlaskClient) -> None:
    public_id = make_kind("course", make_user(), is_open=True)
    assert status(client, public_id, "2046-11-22", NOON + timedelta(days=365 * 21)) == "issued"


def test_the_public_page_says_expired_on_a_day(client: FlaskClient) -> None:
    public_id = statement(is_open=True)
    with time_machine.travel(DAY_AFTER, tick=False):
        english = client.get(f"/credentials/{public_id}?on=2028-01-01", headers=EN).text
        chinese = client.get(f"/credentials/{public_id}?on=2028-01-01").text
        earlier = client.get(f"/credentials/{public_id}?on=2027-12-31", headers=EN).text
    assert "At the end of Jan 1, 2028 it had expired." in english
    assert "结束时的状态：已过期" in chinese
    assert "At the end of Dec 31, 2027 it was valid." in earlier


def test_a_share_does_not_say_that_an_expired_credential_holds(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_kind("eligibility", lin)
    opened = LAST_MOMENT - timedelta(days=5)
    last = (LAST_MOMENT + timedelta(days=30)).date()
    _number, secret = make_share(lin, [public_id], last=last, now=opened)
    with time_machine.travel(LAST_MOMENT - timedelta(seconds=1), tick=False):
        before = client.get(f"/s/{secret}", headers=EN).text
    with time_machine.travel(LAST_MOMENT, tick=False):
        after = client.get(f"/s/{secret}", headers=EN).text
    assert ">Holds<" in before
    assert ">Holds<" not in after
    assert ">Expired<" in after


def test_an_employer_does_not_read_that_an_expired_credential_holds(client: FlaskClient) -> None:
    agency = make_organisation()
    lin, manager = make_user("林美华"), make_manager(agency)
    public_id = make_kind("eligibility", lin)
    start = LAST_MOMENT - timedelta(days=5)
    last = (LAST_MOMENT + timedelta(days=30)).date()
    watch = ask(lin, manager, agency, last=last, now=start)
    agree(watch, [public_id], last=last, now=start)
    for moment, word in ((start, "Holds"), (DAY_AFTER, "Expired")):
        with time_machine.travel(moment, tick=False):
            sign_in(client, manager)
            page = client.get(f"/agency/watches/{watch}", headers=EN).text
        assert f">{word}</span>" in page
        assert (">Holds</span>" in page) == (word == "Holds")


def test_the_state_of_what_lost_its_content_is_the_one_that_is_stored(client: FlaskClient) -> None:
    public_id = statement()
    end_credential(public_id)
    row = credential_of(public_id)
    row.document = ""
    assert state_now(row, now=DAY_AFTER) == "revoked"
    assert state_on(row, NOON.date(), now=DAY_AFTER) == "revoked"
