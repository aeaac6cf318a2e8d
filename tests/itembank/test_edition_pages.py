"""The page that compares two editions of a syllabus shows what the command prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_itembank import make_item, make_syllabus
from tests.itembank.editions import with_new_edition
from tests.itembank.test_bank_editions import load
from tests.statements import count_statements
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

ADDRESS = "/bank/editions"


@pytest.fixture
def chen(app: Flask, client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_user("陈晨", roles=[Role.ITEM_EDITOR], language="zh"))


def test_the_newest_two_editions_are_compared(chen: FlaskClient, tmp_path: Path) -> None:
    load(tmp_path, **with_new_edition())
    page = " ".join(chen.get(ADDRESS).text.split())
    for words in ("JC03.1.01", "数字化服务", "功能", "社会工作的目标", "删去的内容", "移动的内容"):
        assert words in page
    orphans = page[page.index("所属知识点已删去的试题") : page.index("删去的内容")]
    assert "/bank/items/JC-01-0002" in orphans
    assert "/bank/items/JC-01-0009" in orphans
    assert "/bank/items/JC-02-0001" not in orphans  # its point has moved
    assert "旧知识点" not in page  # was retired before


def test_the_other_direction_can_be_asked(chen: FlaskClient, tmp_path: Path) -> None:
    load(tmp_path, **with_new_edition())
    page = chen.get(f"{ADDRESS}?old=2030&new=2025").text
    assert "所属知识点已删去的试题" not in page  # no item names the new point
    assert "数字化服务" in page


def test_equal_editions_say_so(chen: FlaskClient, tmp_path: Path) -> None:
    load(tmp_path, **with_new_edition())
    assert "两版大纲内容相同" in chen.get(f"{ADDRESS}?old=2025&new=2025").text


def test_one_edition_cannot_be_compared(chen: FlaskClient, tmp_path: Path) -> None:
    assert "还没有大纲" in chen.get(ADDRESS).text
    load(tmp_path)
    assert "这一科目只有一版大纲" in chen.get(ADDRESS).text


@pytest.mark.parametrize(
    ("query", "status"),
    [("subject=riddles", 422), ("old=x&new=y", 200), ("subject=junior-practice&old=2030", 200)],
)
def test_odd_addresses_still_show_a_page(
    chen: FlaskClient, tmp_path: Path, query: str, status: int
) -> None:
    load(tmp_path, **with_new_edition())
    assert chen.get(f"{ADDRESS}?{query}").status_code == status


def test_a_larger_difference_takes_no_more_statements(app: Flask, chen: FlaskClient) -> None:
    with writing():
        make_syllabus()
        make_syllabus(edition="2030", chapters=1)
        db.session.commit()
    few = count_statements(chen, ADDRESS)
    with writing():
        make_syllabus(edition="2031", chapters=30)
        for _n in range(20):
            make_item("A", knowledge=["JC02.1.01"])
        db.session.commit()
    assert count_statements(chen, ADDRESS) == few
