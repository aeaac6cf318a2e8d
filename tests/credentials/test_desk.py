"""The verification desk as verifiers use it: the queue, side by side, ticks, the second look, and what stays shut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_registrar, make_university, make_user, sign_in
from tests.factories_desk import (
    CODE,
    CODE_ENDS,
    NOON,
    PDF,
    case_of,
    evidence_of,
    find,
    findings_of,
    give_code,
    make_record,
    make_verifier,
    record_of,
    second,
    send_file,
)
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.comparing import list_compared
from trainingapp.credentials.models import DeskCase
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.rules.verification import Tick
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
DESK = "/credentials/desk"
KINDS = ("degree", "work", "certificate", "pass")


@pytest.fixture(autouse=True)
def noon(app: Flask) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def han(client: FlaskClient) -> User:
    found = make_verifier("韩立")
    sign_in(client, found)
    return found


def waiting(user: User, kind: str = "degree", **changes: Any) -> tuple[int, str]:
    """A record with a code; its id, and the address of its case."""
    number = make_record(user, kind, **changes)
    give_code(kind, number)
    return number, f"{DESK}/{case_of(kind, number).id}"


def form(kind: str, number: int, method: str = "official_lookup", **changes: str) -> dict[str, str]:
    """The form with every field ticked as matching, but for changes."""
    names = [one.name for one in list_compared(record_of(kind, number), "林美华")]
    ticks = {f"tick_{name}": "match" for name in names}
    return {"method": method, "evidence": "0", **ticks, **changes}


# The queue


def test_a_desk_without_work_says_so(client: FlaskClient, han: User) -> None:
    page = client.get(DESK, headers=EN).text
    assert "Nothing waits" in page
    assert "没有待核验的记录" in client.get(DESK).text
    for state in ("second", "answered", "settled"):
        page = client.get(f"{DESK}?state={state}", headers=EN).text
        assert "No record is in this state" in page


def test_who_has_waited_longest_comes_first(client: FlaskClient, han: User) -> None:
    for days, name in ((1, "第二"), (3, "第一"), (0, "第三")):
        number = make_record(make_user(name))
        give_code("degree", number, now=NOON - timedelta(days=days))
    page = client.get(DESK).text
    assert re.findall("第[一二三]", page) == ["第一", "第二", "第三"]
    assert page.count("持有人填写，未核验") == 3


def test_the_queue_is_filtered_by_state_kind_and_name(client: FlaskClient, han: User) -> None:
    for kind in KINDS:
        waiting(make_user(f"持有{kind}"), kind)
    done = make_user("已办结")
    number, _place = waiting(done)
    find("degree", number, han)
    assert "已办结" not in client.get(DESK).text
    assert "已办结" in client.get(f"{DESK}?state=settled").text
    work = client.get(f"{DESK}?kind=work").text
    assert "持有work" in work
    assert "持有degree" not in work
    named = client.get(f"{DESK}?name=持有pass").text
    assert "持有pass" in named
    assert "持有work" not in named
    assert "No record is found" in client.get(f"{DESK}?name=无此人", headers=EN).text
    assert "持有work" not in client.get(f"{DESK}?name=%25").text


@pytest.mark.parametrize("query", ["state=nonsense", "kind=nonsense", f"name={'长' * 61}"])
def test_a_filter_that_cannot_be_is_refused_and_the_desk_still_shown(
    client: FlaskClient, han: User, lin: User, query: str
) -> None:
    waiting(lin)
    answer = client.get(f"{DESK}?{query}")
    assert answer.status_code == 422
    assert "林美华" in answer.text


def test_a_long_queue_has_pages_and_costs_no_more(client: FlaskClient, han: User) -> None:
    for kind in KINDS:
        waiting(make_user(f"持有{kind}"), kind)
    few = count_statements(client, DESK)
    holder = make_user("王强")
    numbers = [make_record(holder, awarded_on=date(2026, 7, 1)) for _n in range(40)]
    with writing():
        for number in numbers:
            db.session.add(DeskCase(degree_id=number, user_id=holder.id, asked_at=NOON))
        db.session.commit()
        db.session.remove()
    assert count_statements(client, DESK) == few
    assert client.get(DESK).text.count("王强") == 26
    assert client.get(f"{DESK}?page=2&kind=degree").text.count("王强") == 11


# Side by side


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_that_we_have_stands_beside_its_ticks(
    client: FlaskClient, han: User, lin: User, kind: str
) -> None:
    number, place = waiting(lin, kind)
    page = client.get(place).text
    for one in list_compared(record_of(kind, number), "林美华"):
        assert one.ours in page
        assert page.count(f'name="tick_{one.name}"') == 3
        assert f'name="note_{one.name}"' in page


def test_a_field_that_we_do_not_have_is_not_compared(
    client: FlaskClient, han: User, lin: User
) -> None:
    _number, place = waiting(lin, enrolled_on=None)
    assert "tick_enrolled_on" not in client.get(place).text


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", KINDS)
def test_ticks_that_all_match_verify_the_record(
    client: FlaskClient, han: User, lin: User, kind: str
) -> None:
    number, place = waiting(lin, kind)
    answer = client.post(f"{place}/verification", data=form(kind, number))
    assert (answer.status_code, answer.location) == (303, place)
    assert record_of(kind, number).status == "verified"
    found = findings_of(kind, number)[0]
    assert {one["tick"] for one in found.fields.values()} == {"match"}
    assert found.verified_by_id == han.id


def test_the_outcome_cannot_be_typed(client: FlaskClient, han: User, lin: User) -> None:
    number, place = waiting(lin)
    typed = {"outcome": "match", "second": "none", "status": "authority"}
    data = form("degree", number, tick_level="mismatch", note_level="硕士", **typed)
    client.post(f"{place}/verification", data=data)
    assert findings_of("degree", number)[0].outcome == "mismatch"
    assert record_of("degree", number).status == "claimed"
    assert case_of("degree", number).state == "second"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"tick_level": ""}, "Tick one."),
        ({"tick_level": "perhaps"}, "Not a valid choice"),
        ({"tick_level": "mismatch"}, "Say what the evidence shows instead."),
        ({"method": ""}, "Choose how you looked."),
        ({"method": "issuer_signature"}, "Not a valid choice"),
        ({"method": "chsi_online"}, "one with a code"),
        ({"method": "document_review"}, "Choose the evidence that you looked at"),
        ({"evidence": "999999"}, "Not a valid choice"),
        ({"valid_until": "2026-02-30"}, "Not a valid date"),
        ({"note": "长" * 1001}, "longer than 1000"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_entered_is_lost(
    client: FlaskClient, han: User, lin: User, changes: dict[str, str], fault: str
) -> None:
    number, place = waiting(lin)
    data = form("degree", number, note_kind="页面显示学士学位", **changes)
    answer = client.post(f"{place}/verification", data=data, headers=EN)
    assert answer.status_code == 422
    assert fault in answer.text
    assert "页面显示学士学位" in answer.text
    assert findings_of("degree", number) == []


def test_a_code_that_has_expired_is_said_beside_the_evidence(
    client: FlaskClient, han: User, lin: User
) -> None:
    number, place = waiting(lin)
    evidence = str(evidence_of("degree", number)[0].id)
    data = form("degree", number, "chsi_online", evidence=evidence)
    with time_machine.travel(NOON + timedelta(days=90), tick=False):
        sign_in(client, han)
        answer = client.post(f"{place}/verification", data=data, headers=EN)
    assert answer.status_code == 422
    assert "This code works no longer." in answer.text
    assert "works no longer" in answer.text
    assert client.post(f"{place}/verification", data=data).status_code in {302, 303}


def test_the_holder_reads_what_was_not_shown_and_what_to_do(
    client: FlaskClient, han: User, lin: User
) -> None:
    number, place = waiting(lin)
    data = form("degree", number, tick_major_as_printed="unseen", note="请补充学位证书照片")
    client.post(f"{place}/verification", data=data)
    sign_in(client, lin)
    page = client.get(f"/eligibility/record/degree/{number}", headers=EN).text
    assert "The desk could not decide by this evidence." in page
    assert "请补充学位证书照片" in page
    assert "Major as printed on it: not shown" in page
    assert "韩立" not in page
    assert "could not be decided" in client.get("/notices", headers=EN).text


# The second look


def test_a_second_person_sees_what_was_found_and_decides(
    client: FlaskClient, han: User, lin: User
) -> None:
    number, place = waiting(lin)
    find("degree", number, han, level=Tick.MISMATCH)
    page = client.get(place, headers=EN).text
    assert "You found this yourself; somebody else must look at it." in page
    assert 'name="agrees"' not in page
    sign_in(client, make_verifier("乔安"))
    page = client.get(place, headers=EN).text
    assert "韩立 found this" in page
    assert "另一个" in page
    assert "tick_level" not in page
    answer = client.post(f"{place}/second", data={"agrees": "yes", "note": "学信网显示本科"})
    assert answer.status_code == 303
    assert record_of("degree", number).status == "rejected"
    sign_in(client, lin)
    page = client.get(f"/eligibility/record/degree/{number}", headers=EN).text
    assert "Two people found that it does not match." in page
    assert "乔安" not in page
    assert "学信网显示本科" not in page


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"note": "看过"}, "Choose one."),
        ({"agrees": "yes"}, "Say what you found."),
        ({"agrees": "maybe", "note": "看过"}, "Not a valid choice"),
        ({"agrees": "no", "note": "长" * 1001}, "longer than 1000"),
    ],
)
def test_a_second_look_without_a_word_is_refused(
    client: FlaskClient, han: User, lin: User, data: dict[str, str], fault: str
) -> None:
    number, place = waiting(lin)
    find("degree", number, make_verifier("乔安"), level=Tick.MISMATCH)
    answer = client.post(f"{place}/second", data=data, headers=EN)
    assert answer.status_code == 422
    assert fault in answer.text
    assert data.get("note", "") in answer.text
    assert record_of("degree", number).status == "claimed"


def test_the_first_person_cannot_be_the_second(client: FlaskClient, han: User, lin: User) -> None:
    number, place = waiting(lin)
    find("degree", number, han, level=Tick.MISMATCH)
    answer = client.post(f"{place}/second", data={"agrees": "yes", "note": "一致"}, headers=EN)
    assert answer.status_code == 409
    assert record_of("degree", number).status == "claimed"


def test_two_who_decide_at_once_are_told(client: FlaskClient, han: User, lin: User) -> None:
    number, place = waiting(lin)
    find("degree", number, make_verifier("乔安"), level=Tick.MISMATCH)
    data = form("degree", number)
    assert client.post(f"{place}/verification", data=data).status_code == 409
    second("degree", number, make_verifier("贺敏"))
    late = client.post(f"{place}/second", data={"agrees": "no", "note": "不同"}, headers=EN)
    assert late.status_code == 409
    assert "Nothing waits for a second person here any more." in late.text


# Who reaches what


def test_a_registrar_sees_the_graduates_of_the_own_university_alone(client: FlaskClient) -> None:
    here, there = make_university("滨江大学"), make_university("江南学院")
    assert here.id != there.id
    _number, own = waiting(make_user("本校生"))
    _number, other = waiting(make_user("外校生"), institution_name="江南学院")
    _number, nowhere = waiting(make_user("无校生"), institution_name="云岭大学")
    _number, work = waiting(make_user("在职者"), "work")
    sign_in(client, make_registrar(here))
    page = client.get(DESK).text
    assert "本校生" in page
    assert not re.search("外校生|无校生|在职者", page)
    assert client.get(own).status_code == 200
    for place in (other, nowhere, work):
        assert client.get(place).status_code == 404
        assert client.post(f"{place}/verification").status_code == 404
        assert client.post(f"{place}/second").status_code == 404


def test_a_registrar_speaks_for_the_university_and_looks_nothing_up(client: FlaskClient) -> None:
    here = make_university()
    number, place = waiting(make_user("林美华"))
    sign_in(client, make_registrar(here))
    page = client.get(place).text
    assert 'value="university_attestation"' in page
    assert 'value="chsi_online"' not in page
    refused = client.post(f"{place}/verification", data=form("degree", number))
    assert refused.status_code == 422
    data = form("degree", number, "university_attestation")
    assert client.post(f"{place}/verification", data=data).status_code == 303
    assert record_of("degree", number).status == "authority"


def test_a_registrar_of_the_site_reaches_no_university_by_that(client: FlaskClient) -> None:
    make_university()
    _number, place = waiting(make_user("林美华"))
    sign_in(client, make_user("何教务", roles=[Role.REGISTRAR]))
    assert "Nothing waits" in client.get(DESK, headers=EN).text
    assert client.get(place).status_code == 404


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.INSTRUCTOR, Role.AGENCY_MANAGER, Role.AUDITOR])  # fmt: skip
def test_the_desk_is_shut_to_everybody_else(client: FlaskClient, lin: User, role: Role) -> None:
    number, place = waiting(lin)
    evidence = evidence_of("degree", number)[0].id
    sign_in(client, make_user("周宁", roles=[role]))
    assert client.get(DESK).status_code == 403
    assert client.get(place).status_code == 403
    shut = (
        "verification",
        "second",
        "number",
        f"evidence/{evidence}/code",
        f"evidence/{evidence}/file",
    )
    for act in shut:
        assert client.post(f"{place}/{act}").status_code == 403


def test_a_verifier_does_not_see_a_case_of_their_own(client: FlaskClient, han: User) -> None:
    number, place = waiting(han)
    assert "Nothing waits" in client.get(DESK, headers=EN).text
    assert client.get(place).status_code == 404
    assert client.post(f"{place}/verification", data=form("degree", number)).status_code == 404


# Behind the mask


def acts() -> list[tuple[str, int | None]]:
    db.session.remove()
    names = ("evidence.see", "evidence.reveal", "degree.reveal")
    rows = db.session.query(AuditEntry).order_by(AuditEntry.number)
    return [(row.action, row.actor_id) for row in rows if row.action in names]


def test_a_file_is_opened_for_the_verifier_and_that_is_noted(
    app: Flask, client: FlaskClient, lin: User
) -> None:
    number = make_record(lin)
    sign_in(client, lin)
    send_file(client, "degree", number)
    case, evidence = case_of("degree", number).id, evidence_of("degree", number)[0].id
    han = make_verifier()
    sign_in(client, han)
    answer = client.post(f"{DESK}/{case}/evidence/{evidence}/file")
    assert answer.data == PDF
    assert answer.headers["Cache-Control"] == "no-store"
    assert acts() == [("evidence.see", han.id)]


def test_a_code_is_shown_on_asking_and_that_is_noted(
    client: FlaskClient, han: User, lin: User
) -> None:
    number, place = waiting(lin)
    evidence = evidence_of("degree", number)[0].id
    page = client.get(place, headers=EN).text
    assert "…G7H8" in page
    assert CODE not in page
    assert acts() == []
    shown = client.post(f"{place}/evidence/{evidence}/code", headers=EN)
    assert CODE in shown.text
    assert acts() == [("evidence.reveal", han.id)]
    log = " ".join(row.detail for row in db.session.query(AuditEntry))
    assert CODE not in log


def test_a_number_is_shown_on_asking_and_that_is_noted(
    client: FlaskClient, han: User, lin: User
) -> None:
    _number, place = waiting(lin, number="102342026050012345")
    page = client.get(place).text
    assert "…2345" in page
    assert "102342026050012345" not in page
    assert "102342026050012345" in client.post(f"{place}/number").text
    assert acts() == [("degree.reveal", han.id)]


@pytest.mark.parametrize("kind", ["degree", "work", "pass", "certificate"])
def test_where_there_is_no_number_none_is_shown(
    client: FlaskClient, han: User, lin: User, kind: str
) -> None:
    _number, place = waiting(lin, kind)
    assert f"{place}/number" not in client.get(place).text
    assert "none given" in client.post(f"{place}/number", headers=EN).text


def test_an_expired_code_is_not_offered_any_more(client: FlaskClient, han: User, lin: User) -> None:
    _number, place = waiting(lin)
    assert "Show the code" in client.get(place, headers=EN).text
    later = NOON.replace(year=CODE_ENDS.year, month=3)
    with time_machine.travel(later, tick=False):
        sign_in(client, han)
        page = client.get(place, headers=EN).text
    assert "Show the code" not in page
    assert "works no longer" in page


def test_evidence_of_one_case_is_not_opened_by_another(
    client: FlaskClient, han: User, lin: User
) -> None:
    number, _place = waiting(lin)
    _other, place = waiting(make_user("王强"))
    evidence = evidence_of("degree", number)[0].id
    assert client.post(f"{place}/evidence/{evidence}/file").status_code == 404
    assert client.post(f"{place}/evidence/{evidence}/code").status_code == 404
