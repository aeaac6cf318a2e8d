"""Shares, alerts and the register meet the rest of a life: many at once, sign-in, tokens of forms, both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.committing import written
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import credential_of, make_credential
from tests.factories_eligibility import make_claim
from tests.factories_sharing import (
    LAST,
    agree,
    ask,
    enter_register,
    make_manager,
    make_share,
    make_verified_certificate,
)
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import Organisation, User
from trainingapp.credentials.actions.claiming import RecordVerified, remove_record
from trainingapp.credentials.actions.watch_requests import mask_address
from trainingapp.credentials.models import RegistrationCycle
from trainingapp.credentials.models.sharing import RegisterEntry, Share, Watch, WatchAlert
from trainingapp.credentials.sharing_words import (
    ALERTS,
    DEVICES,
    PARTS,
    SHARES,
    STATES_THEN,
    STATUSES,
    WATCHES,
    day_before,
    last_day,
    place,
)
from trainingapp.credentials.watch_telling import SENTENCES
from trainingapp.extensions import db
from trainingapp.rules.credential_history import STATE_AFTER
from trainingapp.rules.permissions import PERMISSIONS, Grant, Permission, Role, may
from trainingapp.rules.sharing import Device, Part, ShareState
from trainingapp.rules.watches import RegistrationNews, WatchState

EN, ZH = {"Accept-Language": "en"}, {"Accept-Language": "zh-CN"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def agency(client: FlaskClient) -> Organisation:
    return make_organisation("春晖社会工作服务中心")


@pytest.fixture
def manager(agency: Organisation) -> User:
    return make_manager(agency)


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (PARTS, set(Part)),
        (SHARES, set(ShareState)),
        (DEVICES, set(Device)),
        (WATCHES, set(WatchState)),
        (STATES_THEN, {*STATE_AFTER.values(), "expired", None}),
        (ALERTS, set(SENTENCES) - {"watch_consented", "watch_declined", "watch_withdrawn"}),
    ],
)
def test_every_state_has_a_word_and_no_word_is_left_over(
    words: dict[str, object], values: set[str]
) -> None:
    assert set(words) == values


def test_what_is_told_of_a_registration_has_a_sentence() -> None:
    assert {str(news) for news in RegistrationNews} <= set(SENTENCES)


def test_every_status_of_a_record_has_a_word_for_others() -> None:
    assert set(STATUSES) == {
        *("claimed", "document", "verified", "authority", "rejected", "expired")
    }


def test_a_last_day_is_the_shanghai_day_before_the_end(client: FlaskClient) -> None:
    number, _secret = make_share(make_user(), parts=["work"], last=date(2026, 12, 24))
    assert last_day(db.session.get_one(Share, number).ends_at) == date(2026, 12, 24)
    assert day_before(date(2027, 1, 1)) == date(2026, 12, 31)


def test_a_place_is_a_province_or_the_whole_country() -> None:
    assert str(place("44")) == "Guangdong"
    assert str(place(None)) == "nationwide"


@pytest.mark.parametrize(
    ("address", "masked"),
    [("wang@example.org", "w***@example.org"), ("a@b.cn", "a***@b.cn"), ("x", "x***@")],
)
def test_of_an_address_its_first_letter_and_host_are_shown(address: str, masked: str) -> None:
    assert mask_address(address) == masked


def test_only_who_manages_an_agency_watches_and_only_for_it() -> None:
    assert PERMISSIONS[Permission.CREDENTIAL_WATCH] == {Role.AGENCY_MANAGER}
    grants = [Grant(Role.AGENCY_MANAGER, 7)]
    assert may(grants, Permission.CREDENTIAL_WATCH, within=7)
    assert not may(grants, Permission.CREDENTIAL_WATCH, within=8)


@pytest.mark.parametrize(
    "path",
    [
        "/credentials/shares",
        "/credentials/shares/new",
        "/credentials/watches",
        "/credentials/register",
        "/agency/watches",
        "/agency/watches/new",
    ],
)
def test_who_is_signed_out_is_led_to_the_sign_in(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert "/accounts/sign-in" in answer.location


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/credentials/shares", "分享"),
        ("/credentials/shares/new", "新建分享"),
        ("/credentials/watches", "用人单位"),
        ("/credentials/register", "公开名册"),
        ("/agency/watches", "本机构人员凭证"),
        ("/agency/watches/new", "提出请求"),
        ("/public-register", "公开名册"),
    ],
)
def test_each_page_speaks_chinese_throughout(
    client: FlaskClient, manager: User, path: str, title: str
) -> None:
    sign_in(client, manager)
    page = client.get(path, headers=ZH).text
    assert f"<h1>{title}</h1>" in page
    main = re.sub(r"<[^>]*>", " ", page[page.index("<main") : page.index("</main>")])
    assert not re.search(r"\b(the|you|of|and|your)\b", main)


def test_pages_with_a_life_behind_them_speak_chinese_throughout(
    client: FlaskClient, agency: Organisation, manager: User
) -> None:
    lin = make_user()
    number, _secret = make_share(lin, [make_credential(lin)], parts=list(Part))
    asked = ask(lin, manager, agency)
    sign_in(client, lin)
    for path in (f"/credentials/shares/{number}", f"/credentials/watches/{asked}"):
        page = client.get(path, headers=ZH).text
        main = re.sub(r"<[^>]*>", " ", page[page.index("<main") : page.index("</main>")])
        assert not re.search(r"\b(the|you|of|and|your)\b", main), path


def test_a_verified_certificate_of_the_register_is_not_taken_back_by_a_click(
    client: FlaskClient,
) -> None:
    lin = make_user()
    found = make_verified_certificate(lin)
    enter_register(lin)
    with pytest.raises(RecordVerified):
        remove_record(lin.id, "certificate", found, now=NOON)


def test_the_database_refuses_an_entry_that_was_withdrawn_and_is_still_found(
    client: FlaskClient,
) -> None:
    lin = make_user()
    make_verified_certificate(lin)
    enter_register(lin)

    def forge() -> None:
        db.session.scalars(select(RegisterEntry)).one().withdrawn_at = NOON

    with pytest.raises(IntegrityError):
        written(forge)
    db.session.rollback()


def test_the_database_refuses_to_tell_of_one_event_twice(
    client: FlaskClient, agency: Organisation, manager: User
) -> None:
    watch_id = ask(make_user(), manager, agency)

    def tell_twice() -> None:
        for _ in range(2):
            db.session.add(WatchAlert(watch_id=watch_id, about="event:1", word="revoked", at=NOON))
        db.session.flush()

    with pytest.raises(IntegrityError):
        written(tell_twice)
    db.session.rollback()


def test_the_database_refuses_a_share_that_ends_before_it_begins(client: FlaskClient) -> None:
    number, _secret = make_share(make_user(), parts=["work"])

    def forge() -> None:
        share = db.session.get_one(Share, number)
        share.ends_at = share.made_at

    with pytest.raises(IntegrityError):
        written(forge)
    db.session.rollback()


def test_a_share_shows_what_stands_on_the_day_of_the_look(client: FlaskClient) -> None:
    lin = make_user()
    _number, secret = make_share(lin, parts=["work"])
    assert "晨光中心" not in client.get(f"/s/{secret}").text
    make_claim(lin, "work", {"employer": "晨光中心", "starts_on": date(2026, 10, 1)})
    assert "晨光中心" in client.get(f"/s/{secret}").text


@pytest.mark.parametrize(
    ("starts_on", "state"),
    [
        (date(2026, 11, 23), "Begins later"),
        (date(2026, 11, 22), "In force"),
        (date(2023, 11, 23), "In force"),
        (date(2023, 11, 22), "Over"),
    ],
)
def test_a_shared_registration_says_whether_it_is_in_force(
    client: FlaskClient, starts_on: date, state: str
) -> None:
    lin = make_user()
    found = make_claim(lin, "certificate", {"level": "middle", "issued_on": date(2019, 6, 1)})
    values = {"certificate_id": found, "number": 1, "kind": "first", "state": "issued"}
    ends_on = starts_on.replace(year=starts_on.year + 3)
    written(
        lambda: db.session.add(
            RegistrationCycle(
                user_id=lin.id, starts_on=starts_on, ends_on=ends_on, entered_at=NOON, **values
            )
        )
    )
    _number, secret = make_share(lin, parts=["registration"])
    page = client.get(f"/s/{secret}", headers=EN).text
    shown = [word for word in ("Begins later", "In force", "Over") if f"{word}</span>" in page]
    assert shown == [state]
    assert "the registration body has the last word" in page


def test_markup_in_words_of_people_stays_text(
    client: FlaskClient, agency: Organisation, manager: User
) -> None:
    lin = make_user("<i>林</i>")
    number, secret = make_share(lin, parts=["work"])

    def rename() -> None:
        db.session.get_one(Share, number).recipient = "<script>alert(1)</script>"

    written(rename)
    make_claim(lin, "work", {"employer": "<b>中心</b>", "starts_on": date(2026, 10, 1)})
    shared = client.get(f"/s/{secret}").text
    sign_in(client, lin)
    own = client.get(f"/credentials/shares/{number}").text + client.get("/credentials/shares").text
    for mark in ("<script>alert", "<i>林", "<b>中心"):
        assert mark not in shared + own
    assert "&lt;b&gt;中心" in shared


def test_a_consent_that_is_over_can_be_asked_for_anew_and_shows_nothing_meanwhile(
    client: FlaskClient, agency: Organisation, manager: User
) -> None:
    lin = make_user()
    watch_id = ask(lin, manager, agency)
    agree(watch_id, [make_credential(lin)])
    later = NOON + timedelta(days=60)
    with time_machine.travel(later, tick=False):
        sign_in(client, manager)
        page = client.get(f"/agency/watches/{watch_id}", headers=EN).text
        assert "There is no consent now" in page
        assert "社会工作方法入门" not in page
        again = ask(lin, manager, agency, last=date(2027, 6, 1), now=later)
    assert [row.step for row in db.session.scalars(select(Watch).order_by(Watch.id))] == [
        "consented",
        "asked",
    ]
    assert again != watch_id


def test_the_export_of_who_asked_tells_nothing_of_what_was_chosen(
    client: FlaskClient, agency: Organisation, manager: User
) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    agree(ask(lin, manager, agency), [public_id], last=LAST)
    told = str(collect_data(manager.id)["credential_watches"])
    assert "asked" in told
    assert credential_of(public_id).short_code not in told
    assert "林美华" not in told


def test_an_export_of_shares_names_credentials_by_code_and_no_secret(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    _number, secret = make_share(lin, [public_id], parts=["work", "degrees"])
    (row,) = collect_data(lin.id)["shares"]
    assert row["credentials"] == credential_of(public_id).short_code
    assert row["parts"] == "degrees work"
    assert secret not in str(row)
