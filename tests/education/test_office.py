"""The office: rules are decided on, providers entered, ledgers corrected; by those who may, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import insert

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_assignments import add_teacher
from tests.factories_courses import NOON, article, make_published
from tests.factories_education import (
    CHECK,
    end_rule,
    make_entry,
    make_officer,
    make_provider,
    make_rule,
    minutes_of,
    rule_of,
)
from tests.factories_itembank import make_item
from tests.statements import count_statements
from trainingapp.audit.models import AuditEntry
from trainingapp.education.models import CeProvider, CeRule
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.education import Basis, Terms
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
PROVIDER = {
    "name": "江城社工培训中心（演示）",
    "organisation": "",
    "jurisdiction": "CN",
    "recognised_by": "江城市委社会工作部（演示）",
    "document": "江社工〔2026〕演示3号",
    "valid_from": "2026-01-01",
    "valid_to": "",
}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def acts() -> list[str]:
    return [act for (act,) in db.session.query(AuditEntry.action).order_by(AuditEntry.number)]


def told(user_id: int) -> list[str]:
    return [kind for (kind,) in db.session.query(Notice.kind).filter_by(user_id=user_id)]


def test_an_empty_office_says_what_comes_first(client: FlaskClient) -> None:
    sign_in(client, make_officer())
    page = client.get("/education-office", headers=EN).text
    assert "No rule yet" in page
    assert "/education-office/providers/new" in page
    assert "No provider yet" in client.get("/education-office/providers", headers=EN).text


def test_what_waits_for_a_decision_stands_first(client: FlaskClient) -> None:
    waiting = make_published(title="等审批的课")
    make_rule(waiting, is_approved=False)
    make_rule(make_published(title="已批准的课"))
    sign_in(client, make_officer())
    page = client.get("/education-office").text
    assert page.index("等审批的课") < page.index("已批准的课")
    only = client.get("/education-office?state=approved").text
    assert "等审批的课" not in only
    assert client.get("/education-office?state=nonsense").status_code == 422
    empty = client.get("/education-office?state=declined", headers=EN).text
    assert "No rule stands there" in empty


def test_approving_lets_a_course_grant_and_tells_its_instructor(client: FlaskClient) -> None:
    with writing():
        for _ in range(CHECK.items):
            make_item(knowledge=["JC01.1.01"])
        db.session.commit()
    course = make_published(article(points=["JC01.1"]))
    rule = make_rule(course, is_approved=False, check=CHECK)
    sign_in(client, make_officer())
    page = client.get(f"/education-office/rules/{rule}", headers=EN).text
    assert "2 items, 50 percent right, 2 tries, 24 hours between them" in page
    assert "滨社工〔2026〕演示1号" in page
    assert "Documents not verified" in page
    answer = client.post(f"/education-office/rules/{rule}/approval", data={"is_verified": "y"})
    assert answer.status_code == 303
    row = rule_of(rule)
    assert (row.state, row.is_verified) == ("approved", True)
    assert "education.approved" in told(row.proposed_by_id)
    assert "education.approve" in acts()


def test_a_check_that_lacks_items_is_told_and_not_approved(client: FlaskClient) -> None:
    with writing():
        make_item(knowledge=["JC01.1.01"])
        db.session.commit()
    course = make_published(article(points=["JC01.1"]))
    rule = make_rule(course, is_approved=False, check=CHECK)
    sign_in(client, make_officer())
    address = f"/education-office/rules/{rule}"
    assert "lacks 1 items" in client.get(address, headers=EN).text
    assert client.post(f"{address}/approval", headers=EN).status_code == 409
    assert (rule_of(rule).state, "education.approve" in acts()) == ("proposed", False)
    with writing():
        make_item(knowledge=["JC01.1.01"])
        db.session.commit()
    assert "lacks" not in client.get(address, headers=EN).text


def test_without_the_document_read_the_rule_stays_unverified(client: FlaskClient) -> None:
    rule = make_rule(make_published(), is_approved=False)
    sign_in(client, make_officer())
    client.post(f"/education-office/rules/{rule}/approval")
    assert rule_of(rule).is_verified is False
    assert rule_of(rule).state == "approved"


def test_declining_needs_a_reason_and_the_instructor_reads_it(client: FlaskClient) -> None:
    rule = make_rule(make_published(), is_approved=False)
    sign_in(client, make_officer())
    address = f"/education-office/rules/{rule}/refusal"
    assert client.post(address, data={"reason": " "}).status_code == 422
    assert rule_of(rule).state == "proposed"
    client.post(address, data={"reason": "文件里没有这门课"})
    row = rule_of(rule)
    assert (row.state, row.reason) == ("declined", "文件里没有这门课")
    assert "education.declined" in told(row.proposed_by_id)


def test_ending_a_rule_needs_a_reason(client: FlaskClient) -> None:
    rule = make_rule(make_published())
    sign_in(client, make_officer())
    address = f"/education-office/rules/{rule}/end"
    assert client.post(address, data={}).status_code == 422
    client.post(address, data={"reason": "认可到期"})
    assert rule_of(rule).state == "ended"
    assert "education.end" in acts()


def test_a_decided_rule_is_not_decided_again(client: FlaskClient) -> None:
    rule = make_rule(make_published())
    sign_in(client, make_officer())
    for act, data in (("approval", {}), ("refusal", {"reason": "不行"})):
        answer = client.post(f"/education-office/rules/{rule}/{act}", data=data)
        assert answer.status_code == 409, act
    end_rule(rule)
    answer = client.post(f"/education-office/rules/{rule}/end", data={"reason": "再次"})
    assert answer.status_code == 409


def test_two_rules_of_a_course_do_not_hold_on_the_same_day(client: FlaskClient) -> None:
    course = make_published()
    make_rule(course, valid_to=date(2026, 12, 31))
    second = make_rule(course, is_approved=False)
    third = make_rule(course, is_approved=False, valid_from=date(2027, 1, 1))
    sign_in(client, make_officer())
    assert "End it before you approve" in (
        client.get(f"/education-office/rules/{second}", headers=EN).text
    )
    assert client.post(f"/education-office/rules/{second}/approval").status_code == 409
    assert rule_of(second).state == "proposed"
    assert client.post(f"/education-office/rules/{third}/approval").status_code == 303


def test_who_makes_a_course_does_not_decide_on_what_a_colleague_proposed(
    client: FlaskClient,
) -> None:
    both = make_user(roles=[Role.INSTRUCTOR, Role.ADMINISTRATOR])
    course = make_published()
    rule = make_rule(course, is_approved=False)
    add_teacher(course, both, can_edit=True)
    sign_in(client, both)
    address = f"/education-office/rules/{rule}"
    assert "made its course" in client.get(address, headers=EN).text
    assert client.post(f"{address}/approval").status_code == 409
    assert rule_of(rule).state == "proposed"


def test_nobody_decides_on_their_own_proposal(client: FlaskClient) -> None:
    both = make_user(roles=[Role.INSTRUCTOR, Role.ADMINISTRATOR])
    rule = make_rule(make_published(), is_approved=False)
    with writing():
        db.session.query(CeRule).update({"proposed_by_id": both.id})
        db.session.commit()
        db.session.remove()
    sign_in(client, both)
    page = client.get(f"/education-office/rules/{rule}", headers=EN).text
    assert "somebody else decides" in page
    assert "/approval" not in page
    assert client.post(f"/education-office/rules/{rule}/approval").status_code == 409
    answer = client.post(f"/education-office/rules/{rule}/refusal", data={"reason": "不行"})
    assert answer.status_code == 409


def test_a_provider_is_entered_and_corrected(client: FlaskClient) -> None:
    university = make_organisation()
    sign_in(client, make_officer())
    data = {**PROVIDER, "organisation": str(university.id), "is_verified": "y"}
    assert client.post("/education-office/providers/new", data=data).status_code == 303
    [provider] = db.session.query(CeProvider).all()
    assert (provider.name, provider.is_verified) == (PROVIDER["name"], True)
    assert provider.organisation_id == university.id
    assert provider.valid_to is None
    address = f"/education-office/providers/{provider.id}"
    assert f'value="{PROVIDER["document"]}"' in client.get(address).text
    client.post(address, data={**PROVIDER, "valid_to": "2026-06-30"})
    [changed] = db.session.query(CeProvider).all()
    assert changed.valid_to == date(2026, 6, 30)
    assert changed.is_verified is False
    assert "Expired" in client.get("/education-office/providers", headers=EN).text
    assert acts()[-2:] == ["education.create_provider", "education.update_provider"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "name"),
        ({"document": " "}, "document"),
        ({"recognised_by": ""}, "recognised_by"),
        ({"valid_from": ""}, "Enter a date."),
        ({"valid_from": "1066-10-14"}, "between 1990 and 2100"),
        ({"valid_to": "2025-01-01"}, "ends before it begins"),
        ({"jurisdiction": "US"}, "jurisdiction"),
        ({"organisation": "99"}, "organisation"),
        ({"name": "滨江社工学院（演示）"}, "There is a provider of this name"),
    ],
)
def test_a_faulty_provider_is_refused_and_nothing_typed_is_lost(
    client: FlaskClient, changes: dict[str, str], told: str
) -> None:
    make_provider()
    sign_in(client, make_officer())
    answer = client.post(
        "/education-office/providers/new", data={**PROVIDER, **changes}, headers=EN
    )
    assert answer.status_code == 422
    assert told in answer.text
    assert "江社工〔2026〕演示3号" in answer.text or "document" in changes
    assert db.session.query(CeProvider).count() == 1


def test_a_ledger_is_found_by_name_and_corrected(client: FlaskClient) -> None:
    lin = make_user("林美华")
    make_user("王建国")
    entry = make_entry(lin, 60)
    officer = make_officer()
    sign_in(client, officer)
    people = client.get("/education-office/people?q=林").text
    assert "林美华" in people
    assert "王建国" not in people
    ledger = client.get(f"/education-office/people/{lin.id}", headers=EN).text
    assert "The chain of rows is whole" in ledger
    address = f"/education-office/people/{lin.id}/entries/{entry}"
    assert address in ledger
    assert "60 minutes" in client.get(address, headers=EN).text
    data = {"way": "take", "minutes": "20", "reason": "重复签到"}
    assert client.post(address, data=data).status_code == 303
    assert minutes_of(lin) == [60, -20]
    client.post(address, data={"way": "give", "minutes": "5", "reason": "其中五分钟有效"})
    assert minutes_of(lin) == [60, -20, 5]
    assert told(lin.id) == ["education.corrected"] * 2
    assert acts()[-1] == "education.correct"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"way": "take", "minutes": "61", "reason": "多了"}, 409),
        ({"way": "give", "minutes": "1", "reason": "没有扣过"}, 409),
        ({"way": "take", "minutes": "0", "reason": "零"}, 422),
        ({"way": "take", "minutes": "-5", "reason": "负数"}, 422),
        ({"way": "take", "minutes": "", "reason": "空"}, 422),
        ({"way": "take", "minutes": "5", "reason": ""}, 422),
        ({"way": "steal", "minutes": "5", "reason": "无此"}, 422),
        ({"way": "take", "minutes": "9" * 30, "reason": "太大"}, 422),
    ],
)
def test_a_correction_that_is_not_possible_changes_nothing(
    client: FlaskClient, data: dict[str, str], status: int
) -> None:
    lin = make_user()
    entry = make_entry(lin, 60)
    sign_in(client, make_officer())
    answer = client.post(f"/education-office/people/{lin.id}/entries/{entry}", data=data)
    assert answer.status_code == status
    assert minutes_of(lin) == [60]


def test_a_correction_that_is_sent_twice_is_entered_once(client: FlaskClient) -> None:
    lin = make_user("林美华")
    entry = make_entry(lin, 60)
    sign_in(client, make_officer())
    address = f"/education-office/people/{lin.id}/entries/{entry}"
    assert 'name="seen"' in client.get(address).text
    data = {"way": "take", "minutes": "20", "reason": "重复签到", "seen": "0"}
    assert [client.post(address, data=data).status_code for _ in range(2)] == [303, 409]
    assert minutes_of(lin) == [60, -20]
    assert client.post(address, data={**data, "seen": "1"}).status_code == 303
    assert client.post(address, data={**data, "seen": "9" * 30}).status_code == 303  # says nothing
    assert minutes_of(lin) == [60, -20, -20, -20]


def test_nobody_corrects_their_own_record(client: FlaskClient) -> None:
    officer = make_officer()
    entry = make_entry(officer, 60)
    sign_in(client, officer)
    address = f"/education-office/people/{officer.id}/entries/{entry}"
    assert "Somebody else corrects" in client.get(address, headers=EN).text
    data = {"way": "take", "minutes": "20", "reason": "自己"}
    assert client.post(address, data=data).status_code == 409
    assert minutes_of(officer) == [60]


def test_an_entry_is_reached_under_its_owner_alone(client: FlaskClient) -> None:
    entry = make_entry(make_user())
    wang = make_user()
    sign_in(client, make_officer())
    address = f"/education-office/people/{wang.id}/entries/{entry}"
    assert client.get(address).status_code == 404
    data = {"way": "take", "minutes": "5", "reason": "别人的"}
    assert client.post(address, data=data).status_code == 404


def test_a_correction_offers_no_correction(client: FlaskClient) -> None:
    lin = make_user()
    entry = make_entry(lin, 60)
    sign_in(client, make_officer())
    data = {"way": "take", "minutes": "20", "reason": "重复签到"}
    client.post(f"/education-office/people/{lin.id}/entries/{entry}", data=data)
    page = client.get(f"/education-office/people/{lin.id}/entries/{entry + 1}", headers=EN).text
    assert "This row is a correction." in page
    answer = client.post(f"/education-office/people/{lin.id}/entries/{entry + 1}", data=data)
    assert answer.status_code == 409


def test_an_empty_ledger_and_an_empty_search_say_so(client: FlaskClient) -> None:
    lin = make_user()
    sign_in(client, make_officer())
    assert "Nothing earned yet" in client.get(f"/education-office/people/{lin.id}", headers=EN).text
    assert "Nobody fits" in client.get("/education-office/people?q=没有此人", headers=EN).text
    assert client.get("/education-office/people/999999").status_code == 404


ADDRESSES = [
    ("GET", "/education-office"),
    ("GET", "/education-office/rules/{rule}"),
    ("POST", "/education-office/rules/{rule}/approval"),
    ("POST", "/education-office/rules/{rule}/refusal"),
    ("POST", "/education-office/rules/{rule}/end"),
    ("GET", "/education-office/providers"),
    ("GET", "/education-office/providers/new"),
    ("POST", "/education-office/providers/new"),
    ("GET", "/education-office/providers/{provider}"),
    ("POST", "/education-office/providers/{provider}"),
    ("GET", "/education-office/people"),
    ("GET", "/education-office/people/{user}"),
    ("GET", "/education-office/people/{user}/entries/{entry}"),
    ("POST", "/education-office/people/{user}/entries/{entry}"),
]


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_the_office_is_closed_to_everybody_else(
    client: FlaskClient, method: str, address: str
) -> None:
    lin = make_user()
    ids = {
        "rule": make_rule(make_published(), is_approved=False),
        "provider": make_provider(name="另一家（演示）"),
        "user": lin.id,
        "entry": make_entry(lin),
    }
    path = address.format(**ids)
    assert client.open(path, method=method).status_code == 302
    data = {**PROVIDER, "reason": "强行", "way": "take", "minutes": "9"}
    university = make_organisation()
    for person in (
        lin,
        make_user(roles=[Role.INSTRUCTOR]),
        make_user(roles=[Role.ITEM_REVIEWER, Role.AUDITOR]),
        make_user(roles=[Role.ADMINISTRATOR], organisation=university),
    ):
        sign_in(client, person)
        sent = data if method == "POST" else None
        assert client.open(path, method=method, data=sent).status_code == 403
    assert rule_of(ids["rule"]).state == "proposed"
    assert minutes_of(lin) == [60]


@pytest.mark.parametrize("path", ["/education-office/rules/9", "/education-office/providers/9"])
def test_what_does_not_exist_is_not_found(client: FlaskClient, path: str) -> None:
    sign_in(client, make_officer())
    assert client.get(path).status_code == 404


def test_lists_take_as_many_statements_for_many_rows_as_for_few(client: FlaskClient) -> None:
    course = make_published()
    rule = rule_of(make_rule(course, Terms(Basis.LESSONS, by_kind={"article": 5})))
    values = {c.name: getattr(rule, c.name) for c in CeRule.__table__.columns if c.name != "id"}
    provider = db.session.query(CeProvider).one()
    known = {c.name: getattr(provider, c.name) for c in CeProvider.__table__.columns}
    known.pop("id")
    db.session.rollback()
    make_entry(make_user())
    sign_in(client, make_officer())
    pages = ["/education-office", "/education-office/providers", "/education-office/people"]
    few = [count_statements(client, page) for page in pages]
    with writing():
        db.session.execute(insert(CeRule), [{**values} for _ in range(100)])
        more = [{**known, "name": f"机构{number}（演示）"} for number in range(100)]
        db.session.execute(insert(CeProvider), more)
        db.session.commit()
        db.session.remove()
    for number in range(3):
        make_entry(make_user(), 10 + number)
    assert [count_statements(client, page) for page in pages] == few
