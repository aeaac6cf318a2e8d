"""A pilot becomes law by a readable document alone: neither a raw row nor a crafted file or form makes it so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from tests.credentials.test_link_policies import AWARD, BASIS, EN, URL, insert
from tests.factories_accounts import make_user, sign_in
from trainingapp.cli import main
from trainingapp.credentials.actions.links import put_in_force
from trainingapp.credentials.models import LinkPolicy
from trainingapp.credentials.queries.links import get_policy
from trainingapp.credentials.shipped_links import PACKAGE, find_links, read_folder
from trainingapp.extensions import db
from trainingapp.itembank.checks.links import check_links
from trainingapp.rules.eligibility_rulesets import RulesetFaulty, parse_ruleset
from trainingapp.rules.link_policies import (
    Force,
    LinkKind,
    NoLegalBasis,
    may_be_in_force,
    read_links,
)
from trainingapp.rules.permissions import Role

FILE = PACKAGE.parent / "question_bank" / "links" / "cn-social-work-2026.1.json"
TEXT = FILE.read_text(encoding="utf-8")
Change = Callable[[dict[str, Any]], object]

BAD_ADDRESSES = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)//https://www.mohrss.gov.cn",
    "data:text/html,https://www.mohrss.gov.cn",
    "http://www.mohrss.gov.cn",
    "HTTPS://www.mohrss.gov.cn",
    "https:/www.mohrss.gov.cn",
    "https:///award",
    "https://.",
    "https://?",
    "https://#",
    "https://\0",
    "https://\t",
    "https://\n",
    "https://www.mohrss.gov.cn\0.example",
    "https://www.mohrss.gov.cn\njavascript:alert(1)",
    "https://www.mohrss.gov.cn\n",
    "https://www.mohrss.gov.cn/a b",
    "https://www.mohrss.gov.cn/\u200b",
    "https://www.mohrss.gov.cn/\u202egnp.exe",
    "https://www.mohrss.gov.cn@evil.example/",
    'https://www.mohrss.gov.cn/"onclick="alert(1)',
    "https://www.mohrss.gov.cn/<script>",
    "https://www.mohrss.gov.cn\\@evil.example",
    "https://www.mohrss.gov.cn:99999999/",
    "\ufeffhttps://www.mohrss.gov.cn",
]
EMPTY_NAMES = ["", " ", "\t\n", "\u3000", "\0", "\u200b", "—", "（）〔〕", "x\0", "文\u202e件"]


@pytest.mark.parametrize("url", BAD_ADDRESSES)
@pytest.mark.parametrize("kind", [LinkKind.DIRECT_AWARD, LinkKind.SUBJECT_EXEMPTION])
def test_no_such_address_lets_a_pilot_be_law(kind: LinkKind, url: str) -> None:
    assert not may_be_in_force(kind, BASIS, url)


@pytest.mark.parametrize("basis", EMPTY_NAMES)
@pytest.mark.parametrize("kind", list(LinkKind))
def test_no_document_without_a_readable_name_lets_anything_be_law(
    kind: LinkKind, basis: str
) -> None:
    assert not may_be_in_force(kind, basis, URL)


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "https://www.gov.cn",
        "https://www.gov.cn/",
        "https://www.gov.cn:8443/zhengce/2030-01/01/content_1.htm?a=1&b=%20#s",
        "https://人社.中国/文件/直接取证",
        "https://www.gov.cn?id=1",
    ],
)
def test_an_address_that_can_be_read_does(url: str) -> None:
    assert may_be_in_force(LinkKind.DIRECT_AWARD, BASIS, url)


# rows by raw SQL


def test_a_pilot_under_the_name_of_another_kind_is_not_believed(
    app: Flask, client: FlaskClient
) -> None:
    insert(code="direct-award", kind="ce_credit", basis_url="")
    stated = get_policy("direct-award")
    assert (stated.force, stated.basis, stated.url) == (Force.PROPOSED, "", "")
    page = client.get("/link-policies", headers=EN).text
    assert BASIS not in page


@pytest.mark.parametrize("url", ["https://\t", "https://x y", 'https://x/"><b>', "https://?"])
def test_a_row_whose_address_nobody_can_read_is_not_believed_nor_shown(
    app: Flask, client: FlaskClient, url: str
) -> None:
    insert(code="direct-award", basis_url=url)
    assert not get_policy("direct-award").is_in_force
    page = client.get("/link-policies", headers=EN).text
    assert url not in page
    assert 'href="https://x' not in page


@pytest.mark.parametrize("basis", ["\t", "\u3000", "—"])
def test_a_row_whose_document_has_no_name_is_not_believed(app: Flask, basis: str) -> None:
    insert(code="subject-exemption", kind="subject_exemption", legal_basis=basis)
    assert not get_policy("subject-exemption").is_in_force


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "HTTPS://x", "https:/x"]
)
def test_the_database_itself_refuses_an_address_of_another_kind(app: Flask, url: str) -> None:
    with pytest.raises(IntegrityError):
        insert(code="direct-award", basis_url=url)
    db.session.rollback()
    assert not get_policy("direct-award").is_in_force


def test_a_row_of_a_policy_that_is_in_no_file_is_shown_nowhere(
    app: Flask, client: FlaskClient
) -> None:
    insert(code="free-certificates", legal_basis="没有这样的文件")
    assert "没有这样的文件" not in client.get("/link-policies", headers=EN).text


def test_a_sound_row_is_believed(app: Flask) -> None:
    insert(code="direct-award")
    stated = get_policy("direct-award")
    assert (stated.is_in_force, stated.basis, stated.url) == (True, BASIS, URL)


# the form


@pytest.mark.parametrize("url", [one for one in BAD_ADDRESSES if one.strip() == one])
def test_the_form_says_so_beside_the_field_or_tidies_what_no_eye_sees(
    client: FlaskClient, url: str
) -> None:
    sign_in(client, make_user("规则员", roles=[Role.ADMINISTRATOR]))
    answer = client.post(f"{AWARD}/basis", data={"basis": BASIS, "url": url}, headers=EN)
    if "\0" in url and answer.status_code == 303:
        assert "\0" not in get_policy("direct-award").url
        return
    assert answer.status_code in (409, 422)
    assert db.session.query(LinkPolicy).count() == 0


@pytest.mark.parametrize("url", BAD_ADDRESSES)
def test_the_act_itself_refuses_it_too(app: Flask, url: str) -> None:
    with pytest.raises(NoLegalBasis):
        put_in_force(get_policy("direct-award"), basis=BASIS, url=url, actor_id=1, now=None)  # type: ignore[arg-type]


# files


def broken(change: Change) -> str:
    links = json.loads(TEXT)
    change(links)
    return json.dumps(links, ensure_ascii=True)


def place(tmp_path: Path, text: str | bytes, name: str = FILE.name) -> Path:
    folder = tmp_path / "links"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return tmp_path


def award(**values: Any) -> Change:
    return lambda links: links["policies"][-1].update(values)


def line(number: int, **values: Any) -> Change:
    return lambda links: links["lines"][number].update(values)


def law_by(**source: Any) -> Change:
    """Direct award as law by a source of its own."""

    def change(links: dict[str, Any]) -> None:
        links["sources"]["NEW"] = {**links["sources"]["CE"], **source}
        links["policies"][-1].update(force="in_force", sources=["NEW"])

    return change


@pytest.mark.parametrize(
    ("change", "place_of_it", "words"),
    [
        (award(force="in_force"), "policies[8]", "without a legal basis"),
        (law_by(), "policies[8]", "without a legal basis"),
        (law_by(url="javascript:alert(1)"), "sources/NEW/url", "must be an address"),
        (law_by(url="https://\0"), "sources/NEW/url", "must be an address"),
        (law_by(url="https://gov.cn\nx"), "sources/NEW/url", "must be an address"),
        (law_by(url=["https://gov.cn"]), "sources/NEW/url", "must be an address"),
        (law_by(document="\0", number="\0", url=URL), "policies[8]", "without a legal basis"),
        (law_by(number="一\u200b", url=URL), "policies[8]", "without a legal basis"),
        (award(kind=None), "policies[8]/kind", "is none of"),
        (award(force=True), "policies[8]/force", "is none of"),
        (award(code=""), "policies[8]/code", "must be text"),
        (award(name="直接取证"), "policies[8]/name", "zh and en"),
        (award(text={"zh": "x", "en": 1}), "policies[8]/text/en", "must be text"),
        (award(signed_by="us"), "policies[8]", "there is no field 'signed_by'"),
        (line(1, lowest="60", highest="50"), "lines[1]", "lowest lies above highest"),
        (line(0, lowest="50"), "lines[0]", "either points, or lowest and highest"),
        (line(1, points="60"), "lines[1]", "either points, or lowest and highest"),
        (line(1, scope="national", from_year=2008), "lines", "begin in the same year"),
        (line(0, from_year=True), "lines[0]/from_year", "whole number"),
        (line(0, points="1e3"), "lines[0]/points", "between 0 and 100"),
        (line(0, scope=["national"]), "lines[0]/scope", "national or separate"),
        (lambda links: links.update(policies={}), "policies", "must be a list"),
        (lambda links: links.update(lines=None), "lines", "must be a list"),
        (lambda links: links.update(sources=[]), "sources", "must be an object"),
        (lambda links: links["policies"].append(7), "policies[9]", "must be an object"),
    ],
)
def test_a_slip_is_told_with_its_file_and_place(
    tmp_path: Path, change: Change, place_of_it: str, words: str
) -> None:
    root = place(tmp_path, broken(change))
    found = [(one.file, str(one.parameters.get("fault"))) for one in check_links(root)]
    assert any(
        file == f"links/{FILE.name}" and fault.startswith(place_of_it) and words in fault
        for file, fault in found
    ), found
    assert read_folder(root / "links") == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "[" * 100_000,
        '{"id": NaN}',
        TEXT + "x",
        TEXT.replace('"version"', '"id": "a", "version"', 1),
        TEXT.replace("民发", "\\ud800", 1),
        TEXT.replace('"note"', '"\\udfff"', 1),
        b"\xff\xfe" + TEXT.encode(),
        TEXT + " " * 300_000,
    ],
    ids=range(11),
)
def test_what_is_no_such_file_is_refused_and_never_breaks_the_check(
    tmp_path: Path, text: str | bytes
) -> None:
    root = place(tmp_path, text)
    assert [one.file for one in check_links(root)] == [f"links/{FILE.name}"]
    assert read_folder(root / "links") == ()


def test_half_a_character_is_refused_wherever_rules_are_read() -> None:
    with pytest.raises(RulesetFaulty, match="half a character"):
        parse_ruleset('{"a": "\\ud83d"}')
    assert parse_ruleset('{"a": "\\ud83d\\ude00"}') == {"a": "😀"}


def test_the_command_names_the_file_and_the_place(tmp_path: Path) -> None:
    root = place(tmp_path, broken(award(force="in_force")))
    done = CliRunner().invoke(main, ["bank", "check", str(root), "--language", "en"])
    assert done.exit_code == 1
    assert f"links/{FILE.name}" in done.output
    assert "policies[8]" in done.output


@pytest.mark.parametrize("name", ["links.yaml", "other-2026.1.json", "deep/cn.json"])
def test_a_file_under_another_name_or_elsewhere_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "links" / name).parent.mkdir(parents=True)
    root = place(tmp_path, TEXT, name)
    assert [one.file for one in check_links(root)] == [f"links/{name}"]


def test_the_newest_version_counts_and_not_the_last_name(tmp_path: Path) -> None:
    for version in ("2026.9", "2026.10", "2025.12", "2026.1"):
        text = TEXT.replace('"2026.1"', f'"{version}"', 1)
        place(tmp_path, text, f"cn-social-work-{version}.json")
    found = read_folder(tmp_path / "links")
    assert [one.version for one in found] == ["2025.12", "2026.1", "2026.9", "2026.10"]
    assert list(check_links(tmp_path)) == []


def test_the_shipped_file_stands() -> None:
    assert find_links() == read_links(json.loads(TEXT))
