"""Each version of the privacy notice stays as it was agreed to; the present one names what credentials do with data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import String

from tests.factories_accounts import fresh, make_user, sign_in
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import Consent, User
from trainingapp.accounts.queries import NOTICE_VERSION
from trainingapp.accounts.routes.privacy import VERSIONS
from trainingapp.extensions import db

FOLDER = Path("trainingapp/templates/accounts/privacy")
FIRST = "2026-11"
NOTICE_PAGE = "/accounts/privacy/consent"

# What a reader must find in the notice before they use credentials: shares, alerts, the register, names, evidence,
# sheets.
NAMED = {
    "zh": ("分享链接", "用人单位", "公开名册", "经核验的姓名", "证明材料", "高校送来的名单"),
    "en": (
        "link of a share",
        "An employer that you agreed to",
        "public register",
        "Verified name",
        "Evidence",
        "Sheets of universities",
    ),
}


def read(client: FlaskClient, language: str, version: str = "") -> str:
    path = f"/accounts/privacy/{version}".rstrip("/")
    return client.get(path, headers={"Accept-Language": language}).text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_present_notice_names_what_credentials_do_with_data(
    client: FlaskClient, language: str
) -> None:
    html = read(client, language)
    assert [word for word in NAMED[language] if word not in html] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_agreed_to_first_is_still_there_as_it_was(
    client: FlaskClient, language: str
) -> None:
    html = read(client, language, FIRST)
    assert [word for word in NAMED[language] if word in html] == []
    assert FIRST in html


def test_the_newest_version_is_the_one_that_is_asked_for() -> None:
    assert VERSIONS[-1] == NOTICE_VERSION
    assert list(VERSIONS) == sorted(set(VERSIONS))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_complete_in_both_languages(version: str) -> None:
    outlines = []
    for language in ("zh", "en"):
        text = (FOLDER / f"{version}.{language}.html").read_text(encoding="utf-8")
        outlines.append(re.findall(r"<(h2|li|tr|p)\b", text))
    assert outlines[0] == outlines[1], "a sentence stands in one language only"


def test_every_version_that_lies_in_the_folder_can_be_read() -> None:
    lying = {path.name.split(".")[0] for path in FOLDER.glob("*.html")}
    assert lying == set(VERSIONS)


@pytest.mark.parametrize("version", VERSIONS)
def test_versions_fit_their_column(version: str) -> None:
    for table in (User.__table__, Consent.__table__):
        kind = table.columns["notice_version"].type
        assert isinstance(kind, String)
        assert len(version) <= (kind.length or 0)


def test_every_version_is_linked_from_the_page(client: FlaskClient, app: Flask) -> None:
    html = read(client, "zh")
    for version in VERSIONS:
        assert f'href="/accounts/privacy/{version}"' in html


def test_whoever_agreed_to_the_first_notice_is_asked_again_and_the_consent_names_the_version(
    client: FlaskClient, app: Flask
) -> None:
    lin = make_user("林美华", notice_version=FIRST)
    sign_in(client, lin)
    for page in ("/credentials/shares", "/credentials/file", "/credentials/register"):
        assert client.get(page).location == f"{NOTICE_PAGE}?next={page}"
    asked = client.get(NOTICE_PAGE).text
    assert "高校送来的名单" in asked, "what is agreed to is on the page of the consent"
    assert client.post(NOTICE_PAGE, data={"consent": "y"}).status_code == 303
    assert fresh(lin).notice_version == NOTICE_VERSION
    assert client.get("/credentials/shares").status_code == 200
    kept = collect_data(lin.id)["consents"]
    assert [row["notice_version"] for row in kept] == [NOTICE_VERSION]


def test_whoever_does_not_agree_to_the_new_notice_shares_nothing_and_may_leave(
    client: FlaskClient, app: Flask
) -> None:
    lin = make_user("林美华", notice_version=FIRST)
    sign_in(client, lin)
    refused = client.post(NOTICE_PAGE, data={})
    assert refused.status_code == 422
    for page in ("/credentials/register", "/credentials/shares/new"):
        assert client.post(page, data={"agrees": "y"}).location == NOTICE_PAGE
    assert fresh(lin).notice_version == FIRST
    assert client.get("/accounts/my-data").status_code == 200
    assert client.get("/accounts/deletion").status_code == 200
    assert db.session.query(Consent).count() == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_way_to_take_consents_back_is_in_the_notice(client: FlaskClient, language: str) -> None:
    html = read(client, language)
    for path in ("/credentials/shares", "/credentials/watches", "/credentials/register"):
        assert f'href="{path}"' in html
