"""Which passes count, on the page of somebody's record: how long each counts, what is missing, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_eligibility import NOON, make_claim
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.credentials import link_words
from trainingapp.credentials.queries.standings import list_regional_lines, list_stood
from trainingapp.rules.exam_passes import PassState

EN, ZH = {"Accept-Language": "en"}, {"Accept-Language": "zh"}
PAGE = "/eligibility/record"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def enter(user: User, level: str, paper: str, year: int, **more: Any) -> int:
    return make_claim(user, "pass", {"level": level, "paper": paper, "year": year, **more})


def read(client: FlaskClient, user: User, language: dict[str, str] = ZH) -> str:
    sign_in(client, user)
    return client.get(PAGE, headers=language).text


def test_middle_passes_of_this_year_count_until_next_years_exam(client: FlaskClient) -> None:
    lin = make_user()
    enter(lin, "middle", "comprehensive", 2026)
    enter(lin, "middle", "practice", 2026)
    page = read(client, lin)
    assert page.count("2026年通过，单科成绩有效到2027年考试") == 2
    assert "还差：社会工作法规与政策，最晚在2027年考试中通过。" in page
    assert "全部科目须在连续2个考试年度内通过。" in page


def test_what_has_lapsed_is_told_and_when_all_could_be_passed(client: FlaskClient) -> None:
    lin = make_user()
    enter(lin, "middle", "comprehensive", 2025)
    page = read(client, lin)
    assert "合格成绩已失效" in page
    assert "以下成绩已失效：" in page
    assert "最晚到2028年考试全部通过。" in page


def test_a_single_junior_pass_is_not_carried_over(client: FlaskClient) -> None:
    lin = make_user()
    enter(lin, "junior", "practice", 2026)
    page = read(client, lin)
    assert (
        "还差：社会工作综合能力、社会工作实务，须在同一次考试中全部通过，下一次是2027年考试。"
        in page
    )
    assert "单科成绩不保留到下一年。" in page


def test_whoever_has_passed_everything_is_told_so(client: FlaskClient) -> None:
    lin = make_user()
    enter(lin, "junior", "practice", 2026)
    enter(lin, "junior", "comprehensive", 2026)
    page = read(client, lin, EN)
    assert "Every paper was passed with the exam of 2026." in page
    assert "counts until" not in page


def test_a_senior_proof_is_told_with_its_last_day(client: FlaskClient) -> None:
    lin = make_user()
    enter(lin, "senior", "practice", 2025, proof_on=date(2025, 9, 10))
    page = read(client, lin)
    assert "成绩合格证明在2028年9月10日之前有效" in page
    assert "自签发之日起3年内有效" in page


def test_a_senior_pass_without_the_day_of_its_proof_asks_for_it(client: FlaskClient) -> None:
    lin = make_user()
    enter(lin, "senior", "practice", 2025)
    page = read(client, lin)
    assert "请补填成绩合格证明的签发日期" in page
    assert "2028年1月1日" in page


def test_a_proof_that_has_run_out_is_no_proof(client: FlaskClient) -> None:
    lin = make_user()
    enter(lin, "senior", "practice", 2022, proof_on=date(2022, 9, 10))
    page = read(client, lin, EN)
    assert "The proof has run out; the paper has to be passed again." in page
    assert "These passes do not count any more" not in page


def test_nobody_without_passes_reads_of_them(client: FlaskClient) -> None:
    assert "Which passes count" not in read(client, make_user(), EN)


def test_a_rejected_pass_counts_nowhere(client: FlaskClient) -> None:
    lin = make_user()
    values = {"level": "middle", "paper": "law", "year": 2026}
    make_claim(lin, "pass", values, "rejected")
    assert list_stood(lin.id, now=NOON) == []


def test_a_pass_of_a_region_is_told_with_its_line_and_how_sure_that_is(
    client: FlaskClient,
) -> None:
    lin = make_user()
    enter(lin, "middle", "law", 2026, region="54")
    page = read(client, lin)
    assert "仅在西藏有效（2026年）" in page
    assert "人社厅发〔2022〕25号" in page
    assert "据说在50到60分之间" in page
    assert 'href="/link-policies"' in page


def test_the_line_of_a_certificate_of_a_region_is_told_too(client: FlaskClient) -> None:
    lin = make_user()
    values = {"level": "junior", "issued_on": date(2023, 6, 11), "region": "63"}
    make_claim(lin, "certificate", values)
    (line,) = list_regional_lines(lin.id)
    assert (line.region, line.year, line.line.points) == ("63", 2023, None)
    assert "valid in the stated area only" in read(client, lin, EN)


def test_no_line_is_told_of_years_before_there_were_any(client: FlaskClient) -> None:
    lin = make_user()
    enter(lin, "middle", "law", 2015, region="54")
    enter(lin, "middle", "practice", 2026)
    assert list_regional_lines(lin.id) == []
    assert "单独划线" not in read(client, lin)


def test_the_passes_of_one_are_not_anothers(client: FlaskClient) -> None:
    enter(make_user(), "middle", "law", 2026)
    assert "哪些成绩仍然有效" not in read(client, make_user("王强"))


def test_the_page_asks_the_same_of_the_database_for_few_and_many_passes(
    client: FlaskClient,
) -> None:
    few, many = make_user(), make_user("王强")
    enter(few, "middle", "law", 2026, region="54")
    for year in range(2012, 2027):
        enter(many, "middle", "law", year)
        enter(many, "middle", "practice", year, region="54")
    counts = []
    for user in (few, many):
        sign_in(client, user)
        counts.append(count_statements(client, PAGE))
    assert counts[0] == counts[1]


def test_every_state_has_its_words() -> None:
    assert set(link_words.STATES) == set(PassState)
