"""The pages of laws: what counts for which exam, a new version by form, and who may do what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.factories_accounts import make_user, sign_in
from tests.factories_itembank import NOON, make_form, make_item, make_law
from tests.statements import count_statements
from trainingapp.extensions import db
from trainingapp.itembank.models import BankItem, Law, LawVersion
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

NEW = {"version": "2026-10-01", "effective_from": "2026-12-01", "source": "国家法律法规数据库"}
PAGES = ["/bank/laws", "/bank/laws/charity-law", "/bank/laws/charity-law/versions/new"]


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def bank(app: Flask) -> int:
    """Two laws, three items on one of them, a fixed form with two of these."""
    with writing():
        version = make_law()
        other = make_law("prison-law", version="2026-04-30", effective_from=date(2026, 11, 1))
        other.law.title, other.law.short = "中华人民共和国监狱法", "监狱法"
        anchors = [(version, "3", "自愿开展的下列公益活动")]
        items = [make_item("A", code=f"JC-01-100{n}", anchors=anchors) for n in range(3)]
        items.append(make_item("A", code="JC-01-2000"))
        form = make_form(items=items[1:], keys=["A"] * 3)
        db.session.commit()
        form_id = form.id
    db.session.remove()
    return form_id


@pytest.fixture
def chen(bank: int, client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_user("陈晨", roles=[Role.ITEM_EDITOR], language="zh"))


def add(client: FlaskClient, **changes: str) -> TestResponse:
    return client.post("/bank/laws/charity-law/versions", data={**NEW, **changes})


def text_of(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_in_both_languages(
    bank: int, client: FlaskClient, address: str, language: str
) -> None:
    reader = sign_in(client, make_user(roles=[Role.ITEM_EDITOR], language=language))
    answer = reader.get(address)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


def test_the_list_says_what_counts_today_and_for_the_exam(chen: FlaskClient) -> None:
    page = text_of(chen.get("/bank/laws"))
    assert "2027 年考试即 2026年12月31日" in page
    assert "中华人民共和国慈善法 2023-12-29 2023-12-29 1 3 全部适用" in page
    assert "中华人民共和国监狱法 2026-04-30 2026-04-30 1 0 还没有试题" in page


@pytest.mark.parametrize(
    ("words", "found"),
    [("慈善", ["charity-law"]), ("监狱法", ["prison-law"]), ("%", []), ("", None)],
)
def test_a_law_is_found_by_words(chen: FlaskClient, words: str, found: list[str] | None) -> None:
    page = chen.get("/bank/laws", query_string={"q": words}).text
    shown = [code for code in ("charity-law", "prison-law") if f"/bank/laws/{code}" in page]
    assert shown == (["charity-law", "prison-law"] if found is None else found)
    assert ("没有符合条件的法规" in page) is (found == [])


def test_an_empty_bank_says_so(app: Flask, client: FlaskClient) -> None:
    reader = sign_in(client, make_user(roles=[Role.ITEM_EDITOR], language="zh"))
    page = reader.get("/bank/laws").text
    assert "还没有法规" in page


def test_a_version_added_by_form_moves_items_at_once(chen: FlaskClient, bank: int) -> None:
    answer = add(chen)
    assert (answer.status_code, answer.location) == (303, "/bank/laws/charity-law")
    page = text_of(chen.get("/bank/laws/charity-law"))
    assert "新版本已登记。" in page
    assert "3 道试题已转入待复核。" in page
    assert "2024年9月5日 至 2026年11月30日" in page
    assert "自 2026年12月1日 起" in page
    assert "2023-12-29 现行" in page  # until the end of November the old version is law
    assert "已失效" in page
    rows = db.session.execute(select(BankItem.code, BankItem.status)).all()
    assert dict(rows) == {  # type: ignore[arg-type]
        "JC-01-1000": "needs-review",
        "JC-01-1001": "needs-review",
        "JC-01-1002": "needs-review",
        "JC-01-2000": "ready",
    }


def test_editors_see_which_fixed_forms_are_affected(chen: FlaskClient, bank: int) -> None:
    for address in ("/bank/laws", "/bank/laws/charity-law", f"/bank/forms/{bank}"):
        assert "下一次考试" not in chen.get(address).text
        assert "1 套固定试卷" not in chen.get(address).text
    add(chen)
    assert "1 套固定试卷" in chen.get("/bank/laws").text
    assert "JC-01-1001 、 JC-01-1002" in text_of(chen.get("/bank/laws/charity-law"))
    assert "1 套固定试卷" not in chen.get("/bank/laws/prison-law").text
    form = text_of(chen.get(f"/bank/forms/{bank}"))
    assert "2 道试题所依据的法规不适用于下一次考试" in form
    assert form.count("依据已失效") == 2


def test_papers_made_for_one_candidate_and_retired_items_are_not_counted(
    chen: FlaskClient, bank: int
) -> None:
    with writing():
        item = db.session.scalars(select(BankItem).where(BankItem.code == "JC-01-1000")).one()
        make_form(items=[item], keys=["A"], code="own-1", origin="assembled")
        item.status = "retired"
        db.session.commit()
    add(chen)
    assert "1 套固定试卷" in chen.get("/bank/laws").text
    assert "2023-12-29 2026-10-01 2 2 2 道依据已失效" in text_of(chen.get("/bank/laws"))


@pytest.mark.parametrize(("start", "is_affected"), [("2026-12-31", True), ("2027-01-01", False)])
def test_a_form_is_affected_to_the_day(
    chen: FlaskClient, bank: int, start: str, is_affected: bool
) -> None:
    add(chen, effective_from=start)
    assert ("1 套固定试卷" in chen.get("/bank/laws").text) is is_affected
    assert ("依据已失效" in chen.get(f"/bank/forms/{bank}").text) is is_affected


def test_a_version_of_a_later_exam_leaves_items_ready_and_says_until_when(
    chen: FlaskClient, bank: int
) -> None:
    add(chen, effective_from="2027-03-01")
    page = text_of(chen.get("/bank/laws"))
    assert "3 道仅适用至本次考试" in page
    assert "1 套固定试卷" not in page
    later = text_of(chen.get("/bank/laws?year=2028"))
    assert "3 道依据已失效" in later
    assert "1 套固定试卷" in later
    law = text_of(chen.get("/bank/laws/charity-law"))
    assert "2025–2027" in law  # the exams that ask for the old version
    assert "2028 年起" in law
    assert set(db.session.scalars(select(BankItem.status))) == {"ready"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"version": ""}, "必填"),
        ({"version": "soon"}, "日期"),
        ({"version": "0026-10-01"}, "请检查年份。"),
        ({"source": ""}, "必填"),
        ({"source": "字" * 201}, "200"),
        ({"version": "2023-12-29"}, "2023-12-29 的版本已经登记过了。"),
        ({"version": "2026-11-23"}, "尚未公布的版本还不是法律"),
        ({"version": "2026-11-22", "effective_from": "2026-11-21"}, "施行日期不能早于公布日期。"),
        ({"effective_from": "2024-09-05", "version": "2024-01-01"}, "新版本应晚于已登记的所有版本"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_lost(
    chen: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    answer = add(chen, **changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    kept = {**NEW, **changes}
    assert f'value="{kept["effective_from"]}"' in answer.text
    db.session.rollback()
    assert len(db.session.scalars(select(LawVersion)).all()) == 2
    assert set(db.session.scalars(select(BankItem.status))) == {"ready"}


def test_the_same_form_sent_twice_adds_one_version(chen: FlaskClient) -> None:
    assert add(chen).status_code == 303
    again = add(chen)
    assert again.status_code == 422
    assert "已经登记过了" in again.text


@pytest.mark.parametrize(
    ("role", "may_read", "may_add"),
    [
        (Role.ITEM_EDITOR, True, True),
        (Role.ITEM_REVIEWER, True, False),
        (Role.EXAM_OFFICER, True, False),
        (Role.ADMINISTRATOR, False, False),
        (Role.CANDIDATE, False, False),
    ],
)
def test_who_may_read_laws_and_who_may_add_a_version(
    bank: int, client: FlaskClient, role: Role, may_read: bool, may_add: bool
) -> None:
    reader = sign_in(client, make_user(roles=[role], language="zh"))
    page = reader.get("/bank/laws/charity-law")
    assert (page.status_code == 200) is may_read
    assert ("登记新版本" in page.text) is may_add
    assert (add(reader).status_code == 303) is may_add


def test_the_items_of_one_version_can_be_shown(chen: FlaskClient) -> None:
    add(chen)
    new = chen.get("/bank/laws/charity-law?version=2026-10-01").text
    old = chen.get("/bank/laws/charity-law?version=2023-12-29").text
    assert "还没有试题以它为依据" in new
    assert "JC-01-1000" in old
    assert "法律已变" not in new
    unknown = chen.get("/bank/laws/charity-law?version=1900-01-01").text
    assert "JC-01-1000" in unknown


@pytest.mark.parametrize(
    ("year", "status"), [("2026", 422), ("soon", 422), ("2030", 200), ("", 422)]
)
def test_only_coming_exams_can_be_looked_at(chen: FlaskClient, year: str, status: int) -> None:
    for address in ("/bank/laws", "/bank/laws/charity-law"):
        assert chen.get(address, query_string={"year": year}).status_code == status


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_law_that_is_not_there_is_not_found(chen: FlaskClient, method: str) -> None:
    if method == "GET":
        assert chen.get("/bank/laws/no-law").status_code == 404
        assert chen.get("/bank/laws/no-law/versions/new").status_code == 404
    else:
        assert chen.post("/bank/laws/no-law/versions", data=NEW).status_code == 404


@pytest.mark.parametrize("address", ["/bank/laws", "/bank/laws/charity-law"])
def test_more_laws_and_items_take_no_more_statements(chen: FlaskClient, address: str) -> None:
    few = count_statements(chen, address)
    with writing():
        version = db.session.scalars(
            select(LawVersion).join(Law).where(Law.code == "charity-law")
        ).one()
        for number in range(12):
            make_law(f"law-{number}")
            item = make_item("A", code=f"JC-01-5{number:03d}", anchors=[(version, "3", "公益")])
            make_form(items=[item], keys=["A"], code=f"more-{number}")
        db.session.commit()
    db.session.remove()
    assert count_statements(chen, address) == few
    add(chen)  # with forms affected and items fallen
    chen.get("/bank/laws")  # takes the flashed sentences
    assert count_statements(chen, address) == few


def test_script_in_a_law_stays_text(chen: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    add(chen, source=evil)
    page = chen.get("/bank/laws/charity-law").text
    assert evil not in page
    assert "&lt;script&gt;" in page
