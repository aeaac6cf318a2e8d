"""The page that explains every flaw, and the list of an item's flaws that links to it."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from trainingapp.rules.item_flaws.catalogue import CATALOGUE
from trainingapp.rules.item_flaws.flaw import Flaw, Strategy
from trainingapp.rules.permissions import Role

LIST = "{% from 'itembank/_flaws.html' import flaw_list %}{{ flaw_list(flaws) }}"


@pytest.fixture
def chen(app: Flask, client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_user("陈晨", roles=[Role.ITEM_EDITOR]))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("答案明显偏长", "定稿的试题不能有", "A. 3至5年", "为什么要紧")),
        ("en", ("The key is much longer", "Keeps a ready item", "A. 3 to 5", "Why it matters")),
    ],
)
def test_every_flaw_is_explained_in_both_languages(
    chen: FlaskClient, language: str, words: tuple[str, ...]
) -> None:
    chen.set_cookie("display", f"{language}.auto.off")
    answer = chen.get("/bank/flaws")
    assert answer.status_code == 200
    assert [name for name in CATALOGUE if f'id="{name}"' not in answer.text] == []
    assert [word for word in words if word not in answer.text] == []
    assert "%(" not in answer.text


@pytest.mark.parametrize(
    ("roles", "status"),
    [([Role.ITEM_EDITOR], 200), ([Role.ITEM_REVIEWER], 200), ([], 403)],
)
def test_the_page_is_for_those_who_read_items(
    app: Flask, client: FlaskClient, roles: list[Role], status: int
) -> None:
    assert sign_in(client, make_user("赵", roles=roles)).get("/bank/flaws").status_code == status


def test_strangers_are_sent_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/bank/flaws").status_code == 302


def test_a_flaw_is_told_with_its_parameters_and_a_link(app: Flask) -> None:
    flaws = [
        Flaw("key_longest", ("options", "B"), {"letter": "B", "length": 20, "other": 6}),
        Flaw("guessable", (), {"strategy": Strategy.MIDDLE, "score": "35.0", "limit": 33}),
    ]
    with app.test_request_context():
        text = render_template_string(LIST, flaws=flaws)
    assert "答案 B 有 20 个字，干扰项最多 6 个字" in text
    assert "专选中间的字母，百分制就能得 35.0 分" in text
    assert 'href="/bank/flaws#key_longest"' in text
    assert "danger" in text


def test_an_item_without_flaws_says_so(app: Flask) -> None:
    with app.test_request_context():
        assert "没有发现瑕疵" in render_template_string(LIST, flaws=[])
