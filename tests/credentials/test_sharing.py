"""Holders choose what they share, with whom and until when, see who looked, and end it at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.committing import written
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import FACTS, end_credential, make_credential
from tests.factories_sharing import LAST, end_share, make_manager, make_share
from tests.statements import count_statements
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.actions import sharing as actions
from trainingapp.credentials.kinds import CourseFacts
from trainingapp.credentials.models.sharing import Share, ShareCredential, ShareView
from trainingapp.extensions import db
from trainingapp.rules.sharing import MOST_CREDENTIALS, MOST_SHARES

EN = {"Accept-Language": "en"}
FORM = {"recipient": "春晖人事", "last": "2026-12-31"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def shares() -> list[Share]:
    db.session.remove()
    return list(db.session.scalars(select(Share).order_by(Share.id)))


def send(client: FlaskClient, **changes: object) -> tuple[int, str]:
    answer = client.post("/credentials/shares/new", data={**FORM, **changes}, headers=EN)
    return answer.status_code, answer.text


@pytest.mark.both_databases
def test_what_is_ticked_becomes_a_share_with_a_link_and_a_code(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    sign_in(client, lin)
    assert send(client, credentials=[public_id], parts=["degrees", "education"])[0] == 303
    (share,) = shares()
    assert (share.parts, share.recipient) == (["degrees", "education"], "春晖人事")
    assert [one.public_id for one in share.credentials] == [public_id]
    page = client.get(f"/credentials/shares/{share.id}", headers=EN).text
    (link,) = re.findall(r'href="(http://localhost/s/[\w-]{32})"', page)
    assert "QR code of the link" in page
    assert client.application.test_client().get(link).status_code == 200


def test_a_share_ends_with_its_last_day_in_shanghai(client: FlaskClient) -> None:
    lin = make_user()
    sign_in(client, lin)
    send(client, parts=["work"])
    (share,) = shares()
    assert share.ends_at.isoformat() == "2026-12-31T16:00:00+00:00"


def test_only_a_keyed_hash_of_the_secret_is_found_in_the_table(client: FlaskClient) -> None:
    _number, secret = make_share(make_user(), parts=["work"])
    (share,) = shares()
    assert len(secret) == 32
    stored = " ".join(str(value) for value in vars(share).values())
    assert secret not in stored
    assert len(share.secret_index) == 64


def test_no_two_shares_have_one_link(client: FlaskClient) -> None:
    lin = make_user()
    assert len({make_share(lin, parts=["work"])[1] for _ in range(3)}) == 3


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"recipient": " "}, "Write a word by which you know whom it is for."),
        ({"last": ""}, "Enter a date."),
        ({"last": "2026-11-21"}, "at most 365 days away"),
        ({"last": "2027-11-23"}, "at most 365 days away"),
        ({"parts": []}, "Choose at least one credential or one part"),
        ({"parts": ["identity"]}, "Please check these places"),
        ({"credentials": ["0" * 32]}, "Please check these places"),
    ],
)
def test_a_share_that_cannot_be_is_refused_beside_its_field(
    client: FlaskClient, changes: dict[str, object], told: str
) -> None:
    sign_in(client, make_user())
    status, page = send(client, **{"parts": ["work"], **changes})
    assert status == 422
    assert told in page
    assert shares() == []


def test_a_refused_share_keeps_everything_that_was_chosen(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    sign_in(client, lin)
    _status, page = send(client, last="2030-01-01", credentials=[public_id], parts=["passes"])
    assert 'value="春晖人事"' in page
    assert 'value="2030-01-01"' in page
    ticked = re.findall(r"<input[^>]*checked[^>]*>", page)
    assert len([box for box in ticked if public_id in box or "passes" in box]) == 2


@pytest.mark.parametrize("last", [date(2026, 11, 22), date(2027, 11, 22)])
def test_today_and_a_year_from_now_are_possible(client: FlaskClient, last: date) -> None:
    sign_in(client, make_user())
    assert send(client, parts=["work"], last=str(last))[0] == 303


def test_what_is_somebody_elses_cannot_be_shared(client: FlaskClient) -> None:
    foreign = make_credential(make_user("王建国"))
    sign_in(client, make_user())
    status, _page = send(client, credentials=[foreign], parts=["work"])
    assert status == 422
    assert shares() == []
    choice = actions.Choice("x", LAST, credentials=[foreign])
    with pytest.raises(actions.NothingShared):
        actions.open_share(make_user().id, choice, now=NOON)


@pytest.mark.parametrize("days", [-1, 366])
def test_the_act_itself_refuses_a_span_beyond_a_year(client: FlaskClient, days: int) -> None:
    last = date(2026, 11, 22) + timedelta(days=days)
    choice = actions.Choice("x", last, parts=["work"])
    with pytest.raises(actions.ShareTooLong):
        actions.open_share(make_user().id, choice, now=NOON)


def test_nobody_shares_more_than_twenty_at_once(client: FlaskClient) -> None:
    lin = make_user()
    ids = [
        make_credential(lin, CourseFacts(number, "课程", FACTS.completed_on))
        for number in range(MOST_CREDENTIALS + 1)
    ]
    with pytest.raises(actions.ShareTooLarge):
        actions.open_share(lin.id, actions.Choice("x", LAST, credentials=ids), now=NOON)
    sign_in(client, lin)
    status, page = send(client, credentials=ids)
    assert status == 422
    assert "Choose at most 20 credentials." in page
    assert send(client, credentials=ids[1:])[0] == 303


def test_fifty_open_shares_are_enough_and_an_ended_one_makes_room(client: FlaskClient) -> None:
    lin = make_user()
    choice = actions.Choice("x", LAST, parts=["work"])
    numbers = written(
        lambda: [actions.open_share(lin.id, choice, now=NOON).id for _ in range(MOST_SHARES)]
    )
    sign_in(client, lin)
    assert send(client, parts=["work"])[0] == 409
    end_share(numbers[0])
    assert send(client, parts=["work"])[0] == 303


def test_an_ended_share_opens_nothing_from_that_moment_and_is_ended_once(
    client: FlaskClient,
) -> None:
    lin = make_user()
    number, secret = make_share(lin, parts=["work"])
    guest = client.application.test_client()
    sign_in(client, lin)
    assert guest.get(f"/s/{secret}").status_code == 200
    assert client.post(f"/credentials/shares/{number}/end").status_code == 303
    assert guest.get(f"/s/{secret}").status_code == 410
    assert client.post(f"/credentials/shares/{number}/end").status_code == 409
    page = client.get(f"/credentials/shares/{number}", headers=EN).text
    assert "Ended by you" in page
    assert secret not in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_sees_or_ends_a_share_of_somebody_else(client: FlaskClient, method: str) -> None:
    number, secret = make_share(make_user("王建国"), parts=["work"])
    sign_in(client, make_user())
    path = f"/credentials/shares/{number}" + ("/end" if method == "post" else "")
    assert getattr(client, method)(path).status_code == 404
    assert client.get(f"/s/{secret}").status_code == 200


def test_the_list_tells_how_each_share_stands_and_who_has_looked(client: FlaskClient) -> None:
    lin = make_user()
    _open, secret = make_share(lin, parts=["work"])
    ended, _ = make_share(lin, parts=["work"])
    end_share(ended)
    make_share(lin, parts=["work"], last=date(2026, 11, 23))
    client.application.test_client().get(f"/s/{secret}", headers={"User-Agent": "Mozilla/5.0"})
    sign_in(client, lin)
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        sign_in(client, lin)
        page = client.get("/credentials/shares", headers=EN).text
    assert all(word in page for word in ("Open", "Expired", "Ended by you"))
    assert re.search(r">\s*1\s*<", page)


def test_an_empty_list_says_what_sharing_is_for(client: FlaskClient) -> None:
    sign_in(client, make_user())
    assert "Nothing is shared yet" in client.get("/credentials/shares", headers=EN).text
    form = client.get("/credentials/shares/new", headers=EN).text
    assert "You have no credential yet" in form
    assert 'value="2026-12-22"' in form


def test_long_lists_take_as_many_statements(client: FlaskClient) -> None:
    lin = make_user()
    number, _secret = make_share(lin, [make_credential(lin)], parts=["work"])
    sign_in(client, lin)
    paths = ("/credentials/shares", f"/credentials/shares/{number}")
    few = [count_statements(client, path) for path in paths]
    for device in ("phone", "computer", "tablet"):
        make_share(lin, parts=["work"])
        written(partial(actions.note_view, number, device, viewer_id=make_manager().id, now=NOON))
    assert [count_statements(client, path) for path in paths] == few


def test_the_log_tells_that_something_was_shared_and_not_with_whom(client: FlaskClient) -> None:
    lin = make_user()
    number, secret = make_share(lin, [make_credential(lin)], parts=["work"])
    end_share(number)
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == "share")).all()
    assert [row.action for row in rows] == ["credentials.open_share", "credentials.end_share"]
    told = " ".join(str(row.detail) for row in rows)
    assert "春晖人事" not in told
    assert secret not in told


@pytest.mark.both_databases
def test_who_leaves_takes_their_shares_along_and_their_looks_at_others(
    client: FlaskClient,
) -> None:
    lin, wang = make_user(), make_user("王建国")
    _mine, secret = make_share(lin, [make_credential(lin)], parts=["work"])
    theirs, _ = make_share(wang, parts=["work"])
    place = make_organisation()
    view = {"viewer_id": lin.id, "now": NOON}
    written(lambda: actions.note_view(theirs, "phone", **view))  # type: ignore[arg-type]
    written(lambda: actions.note_view(shares()[0].id, "phone", viewer_id=wang.id, now=NOON))
    assert len(collect_data(lin.id)["shares"]) == 1
    assert collect_data(lin.id)["share_views"][0]["viewer"] == "王建国"
    assert collect_data(lin.id)["shares_looked_at"] == [{"at": NOON, "device": "phone"}]
    written(lambda: erase(lin.id))
    assert client.get(f"/s/{secret}").status_code == 404
    assert [share.user_id for share in shares()] == [wang.id]
    (left,) = db.session.scalars(select(ShareView)).all()
    assert (left.share_id, left.viewer_id, left.organisation_id) == (theirs, None, None)
    assert db.session.scalars(select(ShareCredential)).all() == []
    assert place.id


def test_a_revoked_credential_may_be_shared_and_says_so(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    end_credential(public_id, reason="记录有误")
    _number, secret = make_share(lin, [public_id])
    page = client.get(f"/s/{secret}", headers=EN).text
    assert "It was revoked." in page
    assert "Reason: 记录有误" in page
