"""The pages of eligibility: entering, the explained outcome with sources, trying out, keeping, publishing rules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_eligibility import (
    JOB,
    MASTER,
    NOON,
    decisions_of,
    keep,
    make_claim,
    make_master,
    other_rules,
)
from tests.statements import count_statements
from trainingapp.credentials import eligibility_words
from trainingapp.credentials.queries import eligibility as queries
from trainingapp.credentials.queries.facts import KINDS, collect_facts, list_records
from trainingapp.credentials.routes import rulesets
from trainingapp.credentials.shipped import list_shipped
from trainingapp.rules.eligibility import Target
from trainingapp.rules.eligibility_facts import Facts
from trainingapp.rules.permissions import Role

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh"}
JOB_KIND = "work"
ASK = "/eligibility?goal=middle_exam&year=2027&region=&start="
DEGREE = {
    "institution_name": "滨江大学",
    "level": "bachelor",
    "kind": "graduation",
    "major_as_printed": "社会工作",
    "is_social_work": "y",
    "mode": "full_time",
    "enrolled_on": "2020-09-01",
    "day": "2024-06-30",
}
JOB_FORM = {"employer": "滨江社会工作服务中心", "starts_on": "2024-08-01", "last_day": ""}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def post(client: FlaskClient, url: str, values: dict[str, str]) -> int:
    return client.post(url, data=values, headers=EN).status_code


@pytest.fixture(autouse=True)
def no_csrf(request: pytest.FixtureRequest) -> Iterator[None]:
    app = request.getfixturevalue("sqlite_app")
    before = app.config.get("WTF_CSRF_ENABLED", True)
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = before


def test_somebody_who_entered_nothing_is_told_what_to_enter(client: FlaskClient) -> None:
    sign_in(client, make_user())
    page = client.get("/eligibility", headers=EN).text
    assert "Nothing is entered yet" in page
    assert "You do not meet the conditions yet" in page
    assert 'href="/eligibility/record"' in page


def test_from_the_diploma_to_the_explained_date(client: FlaskClient) -> None:
    lin = make_user()
    sign_in(client, lin)
    assert post(client, "/eligibility/record/degree", DEGREE) == 303
    assert post(client, "/eligibility/record/work", JOB_FORM) == 303
    page = client.get("/eligibility?goal=middle_exam&year=2026&region=&start=", headers=ZH).text
    assert "自 2027年1月1日 起符合条件，前提是您填写的内容核验通过" in page
    assert "国人部发〔2006〕71号" in page
    assert "条款未核对原文" in page
    assert "将在2027年7月31日满3年" in page
    assert "到2026年12月31日从事社会工作满3年" in page
    assert "未核验" in page


def test_the_same_in_english(client: FlaskClient) -> None:
    lin = make_user()
    make_claim(lin, "degree", MASTER, "verified")
    make_claim(lin, "work", JOB)
    sign_in(client, lin)
    page = client.get(ASK, headers=EN).text
    assert "You meet the conditions once what you entered is verified" in page
    assert "What has to be verified" in page
    assert 'id="source-R-M4"' in page
    assert 'href="#source-R-M4"' in page


def test_trying_out_a_job_enters_and_keeps_nothing(client: FlaskClient) -> None:
    lin = make_user()
    make_claim(lin, "degree", MASTER)
    sign_in(client, lin)
    page = client.get(ASK + "2026-12-01", headers=EN).text
    assert "This supposes that you begin social work on" in page
    assert "You meet the conditions once what you entered is verified" in page
    assert "Keep this decision" not in page
    assert collect_facts(lin.id).work == ()
    assert decisions_of(lin) == []


@pytest.mark.parametrize("goal", list(eligibility_words.GOALS))
@pytest.mark.parametrize("language", [EN, ZH])
def test_every_goal_has_its_page(client: FlaskClient, goal: str, language: dict[str, str]) -> None:
    lin = make_user()
    make_master(lin)
    make_claim(lin, "pass", {"level": "middle", "paper": "law", "year": 2026})
    sign_in(client, lin)
    answer = client.get(f"/eligibility?goal={goal}&year=2027&region=54", headers=language)
    assert answer.status_code == 200
    assert "source-" in answer.text
    assert "%(" not in answer.text


def test_every_goal_of_the_rules_has_words() -> None:
    assert set(eligibility_words.GOALS) == set(list_shipped()[-1].rules.goals)


@pytest.mark.parametrize(
    "query",
    [
        "goal=direct_award&year=2027",
        "goal=middle_exam&year=2025",
        "goal=middle_exam&year=many",
        "goal=middle_exam&year=2027&region=99",
        "goal=middle_exam&year=2027&start=tomorrow",
        "goal=middle_exam&year=2027&start=9999-12-31",
        "goal=middle_exam&year=2027&start=0001-01-01",
        "goal=",
    ],
)
def test_a_strange_question_is_said_to_be_so(client: FlaskClient, query: str) -> None:
    sign_in(client, make_user())
    assert client.get(f"/eligibility?{query}", headers=EN).status_code == 422


def test_a_decision_is_kept_and_shown_with_its_hashes(client: FlaskClient) -> None:
    lin = make_user()
    make_master(lin)
    sign_in(client, lin)
    asked = {"goal": "middle_exam", "year": "2027", "region": ""}
    answer = client.post("/eligibility", data=asked, headers=EN)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/eligibility/decisions/1")
    page = client.get("/eligibility/decisions/1", headers=EN).text
    assert "comes out the same" in page
    assert decisions_of(lin)[0].hash in page
    assert "/eligibility/decisions/1" in client.get("/eligibility/decisions", headers=EN).text


def test_a_strange_decision_is_not_kept(client: FlaskClient) -> None:
    lin = make_user()
    sign_in(client, lin)
    assert post(client, "/eligibility", {"goal": "direct_award", "year": "2027"}) == 400
    assert decisions_of(lin) == []


def test_nobody_reads_the_decision_of_another(client: FlaskClient) -> None:
    lin = make_user()
    make_master(lin)
    keep(lin)
    sign_in(client, make_user("王强"))
    assert client.get("/eligibility/decisions/1").status_code == 404
    assert "No decision kept yet" in client.get("/eligibility/decisions", headers=EN).text


# entering


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("degree", DEGREE),
        ("work", JOB_FORM),
        ("certificate", {"level": "junior", "issued_on": "2024-06-16", "region": ""}),
        ("pass", {"level": "middle", "paper": "law", "year": "2026", "region": "54"}),
    ],
)
def test_each_kind_is_entered_shown_and_removed(
    client: FlaskClient, kind: str, values: dict[str, str]
) -> None:
    lin = make_user()
    sign_in(client, lin)
    assert client.get(f"/eligibility/record/{kind}").status_code == 200
    assert post(client, f"/eligibility/record/{kind}", values) == 303
    (row,) = list_records(kind, lin.id)
    url = f"/eligibility/record/{kind}/{row.id}/removal"
    assert url in client.get("/eligibility/record", headers=EN).text
    assert post(client, url, {}) == 303
    assert collect_facts(lin.id) == Facts()


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        ("degree", {**DEGREE, "institution_name": " "}, "required"),
        ("degree", {**DEGREE, "day": "2020-09-01"}, "It ends before it begins."),
        ("degree", {**DEGREE, "day": ""}, "Enter a date."),
        ("degree", {**DEGREE, "day": "1900-01-01", "enrolled_on": ""}, "between 1950 and 2100"),
        ("degree", {**DEGREE, "major_as_printed": "社" * 121}, "120"),
        ("work", {**JOB_FORM, "last_day": "2024-07-31"}, "It ends before it begins."),
        ("work", {**JOB_FORM, "starts_on": "9999-12-31"}, "between 1950 and 2100"),
        ("certificate", {"level": "junior", "issued_on": "2027-01-01"}, "still to come"),
        ("pass", {"level": "junior", "paper": "law", "year": "2026"}, "does not have this paper"),
        ("pass", {"level": "middle", "paper": "law", "year": "2027"}, "still to come"),
        ("pass", {"level": "middle", "paper": "law", "year": ""}, "Enter a year."),
        (
            "pass",
            {"level": "senior", "paper": "practice", "year": "2026", "proof_on": "2025-01-01"},
            "cannot be older",
        ),
    ],
)
def test_a_wrong_entry_is_explained_and_nothing_typed_is_lost(
    client: FlaskClient, kind: str, values: dict[str, str], sentence: str
) -> None:
    lin = make_user()
    sign_in(client, lin)
    answer = client.post(f"/eligibility/record/{kind}", data=values, headers=EN)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(value in answer.text for value in values.values() if value.strip())
    assert list_records(kind, lin.id) == []


def test_a_day_to_come_is_an_expected_graduation(client: FlaskClient) -> None:
    lin = make_user()
    sign_in(client, lin)
    post(client, "/eligibility/record/degree", {**DEGREE, "day": "2027-06-30"})
    (fact,) = collect_facts(lin.id).degrees
    assert fact.awarded_on is None
    assert str(fact.expected_on) == "2027-06-30"
    page = client.get("/eligibility?goal=junior_exam&year=2027", headers=EN).text
    assert "You are a final-year student" in page


def test_the_last_day_of_work_still_counts(client: FlaskClient) -> None:
    lin = make_user()
    sign_in(client, lin)
    post(client, "/eligibility/record/work", {**JOB_FORM, "last_day": "2024-08-01"})
    (fact,) = collect_facts(lin.id).work
    assert str(fact.ends_on) == "2024-08-02"
    assert "2024" in client.get("/eligibility/record", headers=EN).text


def test_the_same_paper_twice_is_refused(client: FlaskClient) -> None:
    sign_in(client, make_user())
    values = {"level": "middle", "paper": "law", "year": "2026", "region": ""}
    assert post(client, "/eligibility/record/pass", values) == 303
    assert post(client, "/eligibility/record/pass", values) == 409


def test_nobody_removes_what_is_somebody_elses(client: FlaskClient) -> None:
    lin = make_user()
    record = make_claim(lin, "work", JOB)
    sign_in(client, make_user("王强"))
    assert post(client, f"/eligibility/record/{JOB_KIND}/{record}/removal", {}) == 404
    assert len(collect_facts(lin.id).work) == 1


@pytest.mark.parametrize("kind", ["salary", "degree%00"])
def test_there_is_no_other_kind(client: FlaskClient, kind: str) -> None:
    sign_in(client, make_user())
    assert client.get(f"/eligibility/record/{kind}").status_code == 404
    assert post(client, f"/eligibility/record/{kind}/1/removal", {}) == 404


def test_a_verified_record_offers_no_removal(client: FlaskClient) -> None:
    lin = make_user()
    record = make_claim(lin, "work", JOB, "verified")
    sign_in(client, lin)
    assert "removal" not in client.get("/eligibility/record", headers=EN).text
    assert post(client, f"/eligibility/record/{JOB_KIND}/{record}/removal", {}) == 409


def test_markup_in_a_name_stays_text(client: FlaskClient) -> None:
    lin = make_user()
    make_claim(lin, "work", {**JOB, "employer": "<script>alert(1)</script>"})
    sign_in(client, lin)
    assert "<script>alert" not in client.get("/eligibility/record").text


def test_many_records_need_no_more_statements(client: FlaskClient) -> None:
    lin = make_user()
    make_master(lin)
    sign_in(client, lin)
    before = count_statements(client, ASK)
    for _number in range(5):
        make_claim(lin, "work", JOB)
    assert count_statements(client, ASK) == before


# rules


def offer(monkeypatch: pytest.MonkeyPatch) -> str:
    """Let another version wait in the question bank; its hash."""
    waiting = other_rules()
    monkeypatch.setattr(rulesets, "list_shipped", lambda: (*list_shipped(), waiting))
    return waiting.rules.sha256


def test_the_approver_sees_whom_a_version_changes_and_publishes_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = make_user()
    make_master(lin)
    keep(lin)
    sha256 = offer(monkeypatch)
    sign_in(client, make_user("何管理", roles=[Role.ADMINISTRATOR]))
    assert sha256 in client.get("/eligibility-rules", headers=EN).text
    page = client.get(f"/eligibility-rules/{sha256}", headers=EN).text
    assert "1 kept decisions would come out otherwise" in page
    assert "林美华" in page
    assert "meets them later if verified" in page
    assert post(client, f"/eligibility-rules/{sha256}", {}) == 303
    assert queries.find_rules().version == "2099.1"
    assert post(client, f"/eligibility-rules/{sha256}", {}) == 409
    assert sha256 not in client.get("/eligibility-rules", headers=EN).text.split("Published")[0]


def test_a_version_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    sign_in(client, make_user("何管理", roles=[Role.ADMINISTRATOR]))
    assert client.get("/eligibility-rules/" + "0" * 64).status_code == 404
    assert post(client, "/eligibility-rules/" + "0" * 64, {}) == 404


@pytest.mark.parametrize("roles", [[], [Role.REGISTRAR], [Role.INSTRUCTOR], [Role.EXAM_OFFICER]])
def test_only_administrators_publish_rules(client: FlaskClient, roles: list[Role]) -> None:
    sign_in(client, make_user("周考务", roles=roles))
    sha256 = list_shipped()[-1].rules.sha256
    assert client.get("/eligibility-rules").status_code == 403
    assert client.get(f"/eligibility-rules/{sha256}").status_code == 403
    assert post(client, f"/eligibility-rules/{sha256}", {}) == 403
    assert queries.find_published() is None


def test_a_gone_rule_is_named(client: FlaskClient) -> None:
    with client.application.test_request_context(headers=EN):
        assert eligibility_words.outcome_name(None) == "no rule any more"


@pytest.mark.parametrize(
    "url",
    ["/eligibility", "/eligibility/record", "/eligibility/decisions", "/eligibility-rules"],
)
def test_strangers_sign_in_first(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code in (302, 303, 401)


def test_there_are_words_for_every_kind_and_another_target_is_apart(client: FlaskClient) -> None:
    assert set(eligibility_words.RECORDS) == set(KINDS)
    lin = make_user()
    make_master(lin)
    assert [keep(lin), keep(lin, Target("senior_exam", 2028))] == [1, 2]
