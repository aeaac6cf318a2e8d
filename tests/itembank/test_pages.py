"""What editors and reviewers see of the item bank, and that nobody else does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_itembank import NOON, make_form, make_item
from tests.itembank.banks import ITEMS, ON, changed, write_bank
from trainingapp.extensions import db
from trainingapp.itembank.actions import load_bank
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.models import BankItem, Syllabus, TestForm
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

PAGES = ["/bank/items", "/bank/items/JC-02-0001", "/bank/items/JC-01-0009", "/bank/syllabi"]
PAGES += ["/bank/syllabi/{syllabus}", "/bank/forms", "/bank/forms/{form}"]


@pytest.fixture
def bank(app: Flask, tmp_path: Path) -> dict[str, int]:
    """The small bank, loaded; the ids that addresses need."""
    found = check_bank(write_bank(tmp_path), on=ON)
    with writing():
        load_bank(found, now=NOON, progress=lambda done, total: None)
        db.session.commit()
    ids = {
        "syllabus": db.session.scalars(select(Syllabus.id).where(Syllabus.code == "JC")).one(),
        "form": db.session.scalars(select(TestForm.id)).one(),
    }
    db.session.remove()
    return ids


@pytest.fixture
def chen(app: Flask, client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_user("陈晨", roles=[Role.ITEM_EDITOR]))


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_in_both_languages(
    bank: dict[str, int], chen: FlaskClient, address: str, language: str
) -> None:
    chen.set_cookie("display", f"{language}.auto.off")
    answer = chen.get(address.format(**bank))
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("roles", "status"),
    [
        ([Role.ITEM_REVIEWER], 200),
        ([Role.INSTRUCTOR], 200),
        ([Role.EXAM_OFFICER], 200),
        ([], 403),
        ([Role.INCUBATOR_STAFF], 403),
        ([Role.ADMINISTRATOR], 403),
    ],
)
def test_only_those_who_work_with_items_may_read_them(
    bank: dict[str, int], client: FlaskClient, address: str, roles: list[Role], status: int
) -> None:
    reader = sign_in(client, make_user("某人", roles=roles))
    assert reader.get(address.format(**bank)).status_code == status


def test_who_is_not_signed_in_is_sent_to_sign_in(bank: dict[str, int], client: FlaskClient) -> None:
    assert client.get("/bank/items").status_code == 302


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["JC-01-0001", "JC-01-0002", "JC-01-0003", "JC-01-0009", "JC-02-0001"]),
        ("q=慈善", ["JC-02-0001"]),
        ("q=老人", ["JC-01-0001", "JC-01-0002", "JC-01-0003"]),
        ("q=助残 扶贫", ["JC-02-0001"]),
        ("q=jc-02", ["JC-02-0001"]),
        ("q=%25", []),
        ("q=_C", []),
        ("status=draft", ["JC-01-0009"]),
        ("kind=multiple", ["JC-02-0001"]),
        ("level=recall", ["JC-01-0002"]),
        ("subject=junior-comprehensive&chapter=JC02", ["JC-02-0001"]),
        ("subject=middle-law", []),
        ("chapter=JC02", ["JC-01-0001", "JC-01-0002", "JC-01-0003", "JC-01-0009", "JC-02-0001"]),
    ],
)
def test_filters_and_words_narrow_the_list(
    bank: dict[str, int], chen: FlaskClient, query: str, codes: list[str]
) -> None:
    page = chen.get(f"/bank/items?{query}").text
    every = ["JC-01-0001", "JC-01-0002", "JC-01-0003", "JC-01-0009", "JC-02-0001"]
    assert [code for code in every if f"/bank/items/{code}" in page] == codes


def test_a_list_without_hits_says_what_to_do(bank: dict[str, int], chen: FlaskClient) -> None:
    assert "没有符合条件的试题" in chen.get("/bank/items?q=不存在").text


def test_an_empty_bank_says_so_on_every_list(chen: FlaskClient) -> None:
    for address in ("/bank/items", "/bank/syllabi", "/bank/forms"):
        page = chen.get(address)
        assert page.status_code == 200
        assert "载入" in page.text


def test_a_filter_that_does_not_exist_is_said_beside_the_field(
    bank: dict[str, int], chen: FlaskClient
) -> None:
    answer = chen.get("/bank/items?kind=riddle&q=慈善")
    assert answer.status_code == 422
    assert 'value="慈善"' in answer.text


def test_the_item_page_shows_key_whys_law_and_reviews(
    bank: dict[str, int], chen: FlaskClient
) -> None:
    page = chen.get("/bank/items/JC-02-0001").text
    for words in (
        "答案 ABD",
        "第三条也列明",
        "自愿开展的下列公益活动",
        "审题组乙",
        "慈善活动",
        "初级综合能力 模拟卷一",
    ):
        assert words in page
    assert "自 2024年9月5日 起" in page


def test_a_written_item_shows_its_rubric(bank: dict[str, int], chen: FlaskClient) -> None:
    page = chen.get("/bank/items/JC-01-0009").text
    for words in ("某街道拟开展", "评估需求；需求调查", "先评估需求", "没有目标"):
        assert words in page


def test_an_older_revision_can_be_read(
    bank: dict[str, int], chen: FlaskClient, tmp_path: Path
) -> None:
    texts = changed(ITEMS, "why: 第三条列明", "why: 慈善法写明")
    with writing():
        load_bank(
            check_bank(write_bank(tmp_path, **texts), on=ON), now=NOON, progress=lambda d, t: None
        )
        db.session.commit()
    assert "慈善法写明" in chen.get("/bank/items/JC-02-0001").text
    old = chen.get("/bank/items/JC-02-0001?revision=1").text
    assert "慈善法写明" not in old
    assert "现行的是第 2 次修订" in old
    assert chen.get("/bank/items/JC-02-0001?revision=7").status_code == 404


@pytest.mark.parametrize(
    "address", ["/bank/items/JC-99-9999", "/bank/syllabi/99", "/bank/forms/99"]
)
def test_what_does_not_exist_is_not_found(chen: FlaskClient, address: str) -> None:
    assert chen.get(address).status_code == 404


def test_the_syllabus_shows_where_items_are_missing(
    bank: dict[str, int], chen: FlaskClient
) -> None:
    page = chen.get(f"/bank/syllabi/{bank['syllabus']}").text
    assert "可用试题 3 道" in page  # JC01: three ready, one draft
    assert "官方原文" in page
    assert "已停用" in page


def test_script_in_an_item_stays_text(app: Flask, chen: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    with writing():
        make_item("A", code="JC-01-6666", content={"stem": evil, "rationale": evil})
        db.session.commit()
    for address in ("/bank/items", "/bank/items/JC-01-6666"):
        page = chen.get(address).text
        assert evil not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("address", ["/bank/items", "/bank/forms", "/bank/forms/{form}"])
def test_a_longer_list_takes_no_more_statements(
    app: Flask, chen: FlaskClient, address: str
) -> None:
    with writing():
        form_id = make_form(["A"] * 2, code="short").id
        db.session.commit()
    few = count_statements(chen, address.format(form=form_id))
    with writing():
        items = [make_item("A") for _ in range(25)]
        for number in range(12):
            form_id = make_form(["A"] * 25, items=items, code=f"long-{number}").id
        db.session.commit()
    assert db.session.query(BankItem).count() == 27
    assert count_statements(chen, address.format(form=form_id)) == few


def count_statements(client: FlaskClient, address: str) -> int:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    client.get(address)  # whatever only the first request does
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


@pytest.mark.parametrize("words", ["endpoint=x", "_external=1&_scheme=javascript", "q=\xff"])
def test_words_of_the_address_of_the_list_go_no_further_than_its_links(
    bank: dict[str, int], chen: FlaskClient, words: str
) -> None:
    answer = chen.get("/bank/items", environ_overrides={"QUERY_STRING": words})
    assert answer.status_code == 200
    links = re.findall(r'href="([^"]*items\.xlsx[^"]*)"', answer.text)
    assert all(link.startswith("/bank/items.xlsx") for link in links)


def test_the_way_back_from_many_items_keeps_every_filter(
    bank: dict[str, int], chen: FlaskClient
) -> None:
    page = chen.get("/bank/items?status=ready&status=draft&q=%E7%A4%BE").text
    assert 'name="back" value="status=ready&amp;status=draft&amp;q=%E7%A4%BE"' in page


@pytest.mark.parametrize("role", [Role.ITEM_EDITOR, Role.ITEM_REVIEWER, Role.INSTRUCTOR])
def test_the_staff_of_one_organisation_read_the_bank_of_all_and_change_nothing(
    bank: dict[str, int], client: FlaskClient, role: Role
) -> None:
    sign_in(client, make_user(roles=[role], organisation=make_organisation()))
    page = client.get("/bank/items/JC-02-0001")
    assert page.status_code == 200
    assert "/bank/items/JC-02-0001/" not in page.text.replace("/history", "")
    for address in ("items/JC-02-0001/edit", "items/new", "reviews", "reviews/JC-02-0001"):
        assert client.get(f"/bank/{address}").status_code == 403, address
    for address in ("items/JC-02-0001/state", "items/acts", "laws/charity-law/versions"):
        assert client.post(f"/bank/{address}").status_code == 403, address
