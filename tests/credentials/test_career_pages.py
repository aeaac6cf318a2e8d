"""The career file: one page with what comes next, every line with its state, and the ladder; the same on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_credentials import make_credential
from tests.factories_eligibility import JOB, MASTER, NOON, keep, make_claim, make_master
from tests.statements import count_statements
from trainingapp.rules.permissions import Role

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def read(client: FlaskClient, url: str = "/credentials/file", language: str = "en") -> str:
    """The words of a page's main part."""
    answer = client.get(url, headers={"Accept-Language": language})
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.text.split("<main", 1)[1].split("</main>", 1)[0])
    return re.sub(r"\s+", " ", text)


def test_a_file_without_anything_says_where_to_begin(client: FlaskClient) -> None:
    sign_in(client, make_user())
    page = read(client)
    assert "Enter what you have studied and where you have worked" in page
    assert "Nothing is entered yet" in page


def test_smoke(client: FlaskClient) -> None:
    lin = make_user()
    make_master(lin)
    keep(lin)
    make_credential(lin)
    sign_in(client, lin)
    print(read(client))
    print(read(client, language="zh"))
    print(read(client, "/credentials/file/print", language="zh"))
    print(read(client, "/home", language="zh"))
