"""An agency asks, the person decides what and until when, and takes it back whenever they want."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.committing import written
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import end_credential, make_credential
from tests.factories_sharing import LAST, agree, ask, make_manager, tell
from tests.statements import count_statements
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import Organisation, User
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.actions import watch_requests, watching as actions
from trainingapp.credentials.actions.sharing import ShareTooLong
from trainingapp.credentials.models import Watch
from trainingapp.credentials.models.sharing import WatchAlert, WatchedCredential
from trainingapp.extensions import db, limiter
from trainingapp.notices.models import Mail, Notice
from trainingapp.rules.permissions import Role

EN = {"Accept-Language": "en"}
ASKING = {"purpose": "在职人员证书核验", "last": "2026-12-31"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def place(client: FlaskClient) -> Organisation:
    return make_organisation("春晖社会工作服务中心")


@pytest.fixture
def manager(place: Organisation) -> User:
    return make_manager(place)


@pytest.fixture
def lin(place: Organisation) -> User:
    """Somebody of the agency's staff."""
    return make_user(roles=[Role.INSTRUCTOR], organisation=place)


def watches() -> list[Watch]:
    db.session.remove()
    return list(db.session.scalars(select(Watch).order_by(Watch.id)))


def told(user: User) -> list[str]:
    """The kinds of somebody's notices, in order."""
    db.session.remove()
    rows = select(Notice).where(Notice.user_id == user.id).order_by(Notice.id)
    return [row.kind.removeprefix("credentials.") for row in db.session.scalars(rows)]


def send(client: FlaskClient, **changes: object) -> tuple[int, str]:
    answer = client.post("/agency/watches/new", data={**ASKING, **changes}, headers=EN)
    return answer.status_code, answer.text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AGENCY_MANAGER}))
def test_no_other_role_asks_for_anything(client: FlaskClient, role: Role) -> None:
    sign_in(client, make_user("周考务", roles=[role]))
    for path in ("/agency/watches", "/agency/watches/new", "/agency/watches/1"):
        assert client.get(path).status_code == 403, path
    for path in ("/agency/watches/new", "/agency/watches/1/end"):
        assert client.post(path, data=ASKING).status_code == 403, path


def test_a_manager_asks_somebody_of_the_staff_who_is_told_by_notice_and_mail(
    client: FlaskClient, manager: User, lin: User
) -> None:
    sign_in(client, manager)
    assert send(client, person=lin.id)[0] == 303
    (watch,) = watches()
    assert (watch.user_id, watch.asked_as, watch.step) == (lin.id, "林美华", "asked")
    assert told(lin) == ["watch_asked"]
    mail = db.session.scalars(select(Mail)).one()
    assert mail.recipient == lin.email
    assert f"http://localhost/credentials/watches/{watch.id}" in mail.text
    assert "春晖社会工作服务中心" in mail.subject


def test_whoever_has_the_contact_is_asked_and_shown_by_a_mask(
    client: FlaskClient, manager: User
) -> None:
    wang = make_user("王建国", mobile="13800001234")
    sign_in(client, manager)
    assert send(client, contact="138 0000 1234")[0] == 303
    (watch,) = watches()
    assert (watch.user_id, watch.asked_as) == (wang.id, "138****1234")
    page = client.get("/agency/watches", headers=EN).text
    assert "138****1234" in page
    assert "王建国" not in page


def test_an_unknown_contact_is_answered_exactly_like_a_known_one(
    client: FlaskClient, manager: User
) -> None:
    make_user("王建国", email="wang@example.org")
    sign_in(client, manager)
    seen = []
    for contact in ("wang@example.org", "nobody@example.org"):
        first, again = send(client, contact=contact), send(client, contact=contact)
        seen.append((first[0], again[0]))
    assert seen == [(303, 409), (303, 409)]
    known, unknown = watches()
    assert (known.asked_as, unknown.asked_as) == ("w***@example.org", "n***@example.org")
    assert unknown.user_id is None
    pages = [client.get(f"/agency/watches/{one.id}", headers=EN).text for one in (known, unknown)]
    shown = [re.sub(r"[wn]\*\*\*|/\d+|-\d-end|wang|nobody|csrf[^>]*>", "", page) for page in pages]
    assert shown[0][shown[0].index("<main") :] == shown[1][shown[1].index("<main") :]


def test_staff_asked_again_under_their_contact_are_not_given_away(
    client: FlaskClient, manager: User, lin: User
) -> None:
    sign_in(client, manager)
    send(client, person=lin.id)
    assert send(client, contact=lin.email)[0] == 303
    assert [watch.user_id for watch in watches()] == [lin.id, None]
    assert told(lin) == ["watch_asked"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Choose somebody of the list or write a contact."),
        ({"contact": "wang"}, "neither a mobile number nor an e-mail"),
        ({"contact": "a@example.org", "purpose": " "}, "Say what you need the alerts for."),
        ({"contact": "a@example.org", "last": ""}, "Enter a date."),
        ({"contact": "a@example.org", "last": "2026-11-21"}, "at most 365 days away"),
        ({"contact": "a@example.org", "last": "2027-11-23"}, "at most 365 days away"),
        ({"person": "999"}, "Please check these places"),
    ],
)
def test_a_request_that_cannot_be_is_refused_and_kept(
    client: FlaskClient, manager: User, changes: dict[str, str], sentence: str
) -> None:
    sign_in(client, manager)
    status, page = send(client, **changes)
    assert status == 422
    assert sentence in page
    if "purpose" not in changes:
        assert "在职人员证书核验" in page
    assert watches() == []


def test_list_and_contact_together_are_refused(
    client: FlaskClient, manager: User, lin: User
) -> None:
    sign_in(client, manager)
    status, page = send(client, person=lin.id, contact="a@example.org")
    assert (status, "not both" in page) == (422, True)


def test_somebody_of_another_agency_is_not_on_the_list(client: FlaskClient, manager: User) -> None:
    other = make_user("外人", roles=[Role.INSTRUCTOR], organisation=make_organisation())
    sign_in(client, manager)
    assert "外人" not in client.get("/agency/watches/new").text
    assert send(client, person=other.id)[0] == 422


def test_a_manager_acts_for_no_agency_of_others(
    client: FlaskClient, place: Organisation, manager: User, lin: User
) -> None:
    watch_id = ask(lin, manager, place)
    sign_in(client, make_manager())
    assert client.get(f"/agency/watches/{watch_id}").status_code == 404
    assert client.post(f"/agency/watches/{watch_id}/end").status_code == 404
    for path in ("/agency/watches", "/agency/watches/new"):
        assert client.get(f"{path}?agency={place.id}").status_code == 404
    assert watches()[0].step == "asked"


def test_a_manager_of_the_whole_site_acts_for_no_agency(client: FlaskClient) -> None:
    sign_in(client, make_user("孙玉兰", roles=[Role.AGENCY_MANAGER]))
    page = client.get("/agency/watches", headers=EN)
    assert "You act for no organisation" in page.text
    assert client.get("/agency/watches/new").status_code == 404


def test_who_is_asked_reads_purpose_and_end_and_agrees_to_less(
    client: FlaskClient, place: Organisation, manager: User, lin: User
) -> None:
    public_id = make_credential(lin)
    watch_id = ask(lin, manager, place)
    sign_in(client, lin)
    path = f"/credentials/watches/{watch_id}"
    page = client.get(path, headers=EN).text
    assert "在职人员证书核验" in page
    assert 'value="2026-12-31"' in page
    data = {"credentials": [public_id], "last": "2026-12-01"}
    assert client.post(f"{path}/consent", data=data).status_code == 303
    (watch,) = watches()
    assert (watch.step, watch.ends_on) == ("consented", date(2026, 12, 1))
    assert [one.public_id for one in watch.credentials] == [public_id]
    assert watch.covers_registration is False
    assert told(manager) == ["watched_watch_consented"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"last": "2026-12-01"}, "Choose at least one credential, or your registration."),
        ({"covers_registration": "y", "last": "2027-01-01"}, "you may choose that day or an earl"),
        ({"covers_registration": "y", "last": "2026-11-21"}, "at most 365 days away"),
        ({"covers_registration": "y"}, "Enter a date."),
        ({"credentials": ["0" * 32], "last": "2026-12-01"}, "Please check these places"),
    ],
)
def test_a_consent_that_cannot_be_is_refused(
    client: FlaskClient,
    place: Organisation,
    manager: User,
    lin: User,
    data: dict[str, object],
    sentence: str,
) -> None:
    watch_id = ask(lin, manager, place)
    sign_in(client, lin)
    answer = client.post(f"/credentials/watches/{watch_id}/consent", data=data, headers=EN)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert watches()[0].step == "asked"
    assert told(manager) == []


def test_the_act_itself_refuses_a_later_day_and_nothing(
    place: Organisation, manager: User, lin: User
) -> None:
    watch_id = ask(lin, manager, place)
    watch = db.session.get_one(Watch, watch_id)
    with pytest.raises(ShareTooLong):
        actions.consent(watch, actions.Answer(LAST + timedelta(days=1), (), True), now=NOON)
    with pytest.raises(actions.NothingWatched):
        actions.consent(watch, actions.Answer(LAST), now=NOON)


def test_nobody_answers_for_somebody_else(
    client: FlaskClient, place: Organisation, manager: User, lin: User
) -> None:
    watch_id = ask(lin, manager, place)
    for person in (make_user("王建国"), manager):
        sign_in(client, person)
        path = f"/credentials/watches/{watch_id}"
        assert client.get(path).status_code == 404
        for word in ("consent", "refusal", "withdrawal"):
            data = {"covers_registration": "y", "last": "2026-12-01"}
            assert client.post(f"{path}/{word}", data=data).status_code == 404
    assert watches()[0].step == "asked"


def test_a_no_is_told_and_respected_for_a_month(
    client: FlaskClient, place: Organisation, manager: User, lin: User
) -> None:
    watch_id = ask(lin, manager, place)
    sign_in(client, lin)
    assert client.post(f"/credentials/watches/{watch_id}/refusal").status_code == 303
    assert told(manager) == ["watched_watch_declined"]
    with pytest.raises(watch_requests.AskedAlready):
        ask(lin, manager, place, now=NOON + timedelta(days=29))
    assert ask(lin, manager, place, now=NOON + timedelta(days=30)) > watch_id


def test_a_consent_is_withdrawn_at_any_time_and_nothing_is_told_after(
    client: FlaskClient, place: Organisation, manager: User, lin: User
) -> None:
    public_id = make_credential(lin)
    watch_id = ask(lin, manager, place)
    agree(watch_id, [public_id])
    sign_in(client, lin)
    path = f"/credentials/watches/{watch_id}/withdrawal"
    assert client.post(path).status_code == 303
    assert client.post(path).status_code == 409
    end_credential(public_id)
    tell()
    assert told(manager) == ["watched_watch_consented", "watched_watch_withdrawn"]
    sign_in(client, manager)
    page = client.get(f"/agency/watches/{watch_id}", headers=EN).text
    assert "There is no consent now" in page
    assert "社会工作方法入门" not in page


@pytest.mark.parametrize("word", ["consent", "refusal"])
def test_an_answer_is_given_once(
    client: FlaskClient, place: Organisation, manager: User, lin: User, word: str
) -> None:
    watch_id = ask(lin, manager, place)
    agree(watch_id, registration=True)
    sign_in(client, lin)
    data = {"covers_registration": "y", "last": "2026-12-01"}
    answer = client.post(f"/credentials/watches/{watch_id}/{word}", data=data)
    assert answer.status_code == 409
    assert watches()[0].ends_on == LAST


def test_a_request_lapses_after_thirty_days(
    client: FlaskClient, place: Organisation, manager: User, lin: User
) -> None:
    watch_id = ask(lin, manager, place)
    with time_machine.travel(NOON + timedelta(days=30), tick=False):
        sign_in(client, lin)
        page = client.get(f"/credentials/watches/{watch_id}", headers=EN).text
        assert "Lapsed without an answer" in page
        assert "I agree" not in page
        assert client.post(f"/credentials/watches/{watch_id}/refusal").status_code == 409


def test_the_agency_sees_what_was_chosen_and_its_state_and_nothing_else(
    client: FlaskClient, place: Organisation, manager: User, lin: User
) -> None:
    public_id = make_credential(lin)
    watch_id = ask(lin, manager, place)
    agree(watch_id, [public_id])
    sign_in(client, manager)
    page = client.get(f"/agency/watches/{watch_id}", headers=EN).text
    assert "社会工作方法入门" in page
    assert "Holds" in page
    assert public_id not in page
    assert client.get(f"/credentials/{public_id}").status_code == 404
    end_credential(public_id)
    assert "Revoked" in client.get(f"/agency/watches/{watch_id}", headers=EN).text


def test_the_agency_ends_what_it_needs_no_more(
    client: FlaskClient, place: Organisation, manager: User, lin: User
) -> None:
    watch_id = ask(lin, manager, place)
    sign_in(client, manager)
    path = f"/agency/watches/{watch_id}/end"
    assert client.post(path).status_code == 303
    assert client.post(path).status_code == 409
    assert watches()[0].step == "ended"


def test_without_requests_both_sides_read_what_it_is_for(
    client: FlaskClient, manager: User
) -> None:
    sign_in(client, manager)
    assert "Nobody was asked yet" in client.get("/agency/watches", headers=EN).text
    assert "Nobody has asked" in client.get("/credentials/watches", headers=EN).text


def test_long_lists_take_as_many_statements(
    client: FlaskClient, place: Organisation, manager: User, lin: User
) -> None:
    def count() -> list[int]:
        found = []
        for person, path in ((manager, "/agency/watches"), (lin, "/credentials/watches")):
            sign_in(client, person)
            found.append(count_statements(client, path))
        return found

    agree(ask(lin, manager, place), [make_credential(lin)])
    few = count()
    for number in range(3):
        asked = watch_requests.Request(place, "用途", LAST)
        written(
            lambda n=number, a=asked: watch_requests.ask_contact(  # type: ignore[misc]
                f"x{n}@example.org", a, actor_id=manager.id, now=NOON
            )
        )
        agree(ask(lin, make_manager(), make_organisation()), registration=True)
    assert count() == few


def test_the_log_names_acts_and_no_contact(
    client: FlaskClient, place: Organisation, manager: User
) -> None:
    sign_in(client, manager)
    send(client, contact="13900001111")
    row = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == "watch")).one()
    assert row.action == "credentials.ask_watch"
    assert "1390" not in str(row.detail)
    assert "1390000" not in str(vars(watches()[0]))


@pytest.mark.both_databases
def test_who_leaves_is_watched_no_more_and_named_nowhere(
    client: FlaskClient, place: Organisation, manager: User, lin: User
) -> None:
    public_id = make_credential(lin)
    agree(ask(lin, manager, place), [public_id])
    end_credential(public_id)
    tell()
    mine, theirs = collect_data(lin.id), collect_data(manager.id)
    assert mine["credential_watches"][0]["role"] == "watched"
    assert theirs["credential_watches"][0]["role"] == "asked"
    written(lambda: erase(lin.id))
    (watch,) = watches()
    assert (watch.user_id, watch.asked_as, watch.step) == (None, "", "ended")
    for table in (WatchAlert, WatchedCredential):
        assert db.session.scalars(select(table)).all() == []
    sign_in(client, manager)
    assert "has left the platform" in client.get("/agency/watches", headers=EN).text


def test_thirty_requests_a_day_are_enough(client: FlaskClient, manager: User) -> None:
    sign_in(client, manager)
    limiter.enabled = True
    try:
        codes = [send(client)[0] for _ in range(31)]
        assert client.get("/agency/watches/new").status_code == 200
    finally:
        limiter.enabled = False
        limiter.reset()
    assert codes == [422] * 30 + [429]
