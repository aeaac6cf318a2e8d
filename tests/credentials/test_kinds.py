"""What each kind says: whose word it is, what it is not, until when, and never more of a person than a name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.factories_accounts import make_user
from tests.factories_credentials import FACTS, credential_of, document_of, make_credential
from tests.factories_kinds import (
    CERTIFICATE,
    DEGREE,
    ELIGIBILITY,
    KINDS,
    MOCK,
    SINGLE,
    bundle_of,
    make_kind,
    verify_name,
)
from trainingapp.credentials import wording
from trainingapp.credentials.actions.issuing import NAMED, NameNotVerified, NothingLeft
from trainingapp.credentials.eligibility_words import GOALS as ASKED
from trainingapp.credentials.kinds import Claim, Kind, achievement_of
from trainingapp.credentials.kinds_bundle import BundleFacts, Part
from trainingapp.credentials.kinds_practice import number
from trainingapp.credentials.kinds_words import CERTIFICATES, DEGREES, GOALS, MODES
from trainingapp.rules.eligibility_facts import (
    CertificateLevel,
    DegreeKind,
    DegreeLevel,
    StudyMode,
)

BASE = "https://example.org"


def told(facts: Any) -> str:
    """What a single kind says in one or two sentences."""
    return str(achievement_of({"credentialSubject": facts.subject(BASE)})["criteria"]["narrative"])


def test_there_is_a_kind_for_everything_that_is_issued_and_words_for_it() -> None:
    assert set(KINDS) == set(Kind) == set(wording.KINDS) == set(wording.LEADS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_says_that_it_is_not_the_national_certificate(app: Flask, kind: str) -> None:
    document = document_of(make_kind(kind, make_user()))
    description = achievement_of(document)["description"]
    assert re.search("不是[^。]*国家职业资格证书|也不是国家职业资格证书", description)
    assert re.search("not [^.]*national professional certificate|nor a national", description)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_takes_the_name_of_the_national_certificate(app: Flask, kind: str) -> None:
    row = credential_of(make_kind(kind, make_user()))
    for words in ("中华人民共和国", "职业水平证书", "登记证书"):
        assert words not in row.document
    assert not row.title["zh"].startswith(("国家职业", "社会工作师", "助理社会工作师"))


@pytest.mark.parametrize(
    ("kind", "claim"),
    [
        ("course", Claim.ISSUED_BY_US),
        ("education", Claim.ISSUED_BY_US),
        ("mock", Claim.ISSUED_BY_US),
        ("degree", Claim.VERIFIED_BY_US),
        ("certificate", Claim.VERIFIED_BY_US),
        ("eligibility", Claim.ISSUED_BY_US),
        ("bundle", Claim.ISSUED_BY_US),
    ],
)
def test_each_kind_says_whose_word_it_is_in_the_row_and_in_the_document(
    app: Flask, kind: str, claim: Claim
) -> None:
    row = credential_of(make_kind(kind, make_user()))
    assert row.claim == claim
    assert achievement_of(document_of(row.public_id))["tag"] == [claim]


def test_this_site_has_no_kind_that_is_the_authoritys_word() -> None:
    assert Claim.ISSUED_BY_AUTHORITY not in {facts.claim for facts in SINGLE.values()}


def test_a_practice_score_says_that_it_is_practice_wherever_it_says_the_score() -> None:
    subject = MOCK.subject(BASE)
    assert MOCK.title()["zh"].startswith("练习记录")
    assert MOCK.title()["en"].startswith("Practice record")
    assert "（练习）" in told(MOCK)
    described = subject["achievement"]["resultDescription"][0]
    assert "练习" in described["name"]
    assert subject["achievement"]["achievementType"] == "Assessment"
    assert described["valueMax"] == "100"
    assert subject["result"][0] == {
        "type": ["Result"],
        "resultDescription": described["id"],
        "value": "72.5",
    }
    assert "合格" not in told(MOCK)


@pytest.mark.parametrize(
    ("points", "text"),
    [("72.50", "72.5"), ("100", "100"), ("0", "0"), ("60.00", "60"), ("0.25", "0.25")],
)
def test_points_are_written_as_one_writes_them(points: str, text: str) -> None:
    assert number(Decimal(points)) == text


def test_a_note_on_a_degree_names_university_major_kind_level_mode_and_days() -> None:
    assert told(DEGREE) == (
        "经本平台核验：持有人于 2026-07-01 取得青禾大学社会工作专业的学士学位（全日制）。"
        "由该校颁发，本平台于 2026-11-19 核验。"
    )
    subject = DEGREE.subject(BASE)
    assert subject["source"]["name"] == "青禾大学"
    assert subject["achievement"]["achievementType"] == "ext:VerificationNote"
    again = replace(DEGREE, record_id=99).subject(BASE)
    assert subject["source"]["id"] == again["source"]["id"]  # the same university


@pytest.mark.parametrize(
    ("kind", "level", "words"),
    [
        ("graduation", "bachelor", "本科学历（毕业）"),
        ("degree", "master", "硕士学位"),
        ("completion", "associate", "大专结业证书"),
        ("graduation", "secondary", "高中或中专学历（毕业）"),
    ],
)
def test_diploma_and_degree_are_told_apart(kind: str, level: str, words: str) -> None:
    assert words in told(replace(DEGREE, degree_kind=kind, level=level))


def test_there_are_words_for_every_level_kind_mode_and_goal() -> None:
    assert set(DEGREES) == {(kind, level) for kind in DegreeKind for level in DegreeLevel}
    assert set(MODES) == set(StudyMode)
    assert set(CERTIFICATES) == set(CertificateLevel)
    assert set(GOALS) == set(ASKED)
    assert all(all(words) for table in (DEGREES, MODES, GOALS) for words in table.values())


def test_a_note_on_a_certificate_has_the_last_four_characters_of_its_number_alone() -> None:
    subject = CERTIFICATE.subject(BASE)
    assert subject["licenseNumber"] == "尾号 0X17"
    assert "社会工作师（中级）" in told(CERTIFICATE)
    assert "由国家主管机关颁发" in told(CERTIFICATE)
    assert "有效" not in told(CERTIFICATE)


def test_a_regional_certificate_says_where_alone_it_is_valid() -> None:
    assert "仅在广西有效" in told(replace(CERTIFICATE, region="广西"))


def test_a_statement_names_rules_sources_and_its_last_day() -> None:
    assert told(ELIGIBILITY) == (
        "按规则 cn-social-worker-exam 2026.1，依据已核验的材料，截至 2026-11-20，持有人符合 2027 年"
        "社会工作师考试报名的条件。依据：国人部发〔2006〕71号，社会工作师报考条件第（二）项。"
        "本说明有效至 2027 年 12 月 31 日。"
    )
    assert "（广西）" in told(replace(ELIGIBILITY, region="广西"))


@pytest.mark.parametrize(
    ("kind", "until"),
    [
        ("course", None),
        ("education", None),
        ("mock", None),
        ("certificate", None),
        ("degree", "2027-11-18T16:00:00Z"),  # the day before is the last in Shanghai
        ("eligibility", "2027-12-31T16:00:00Z"),  # midnight after 31 December in Shanghai
        ("bundle", "2027-11-18T16:00:00Z"),  # as its first part
    ],
)
def test_kinds_end_when_what_they_rest_on_does(app: Flask, kind: str, until: str | None) -> None:
    assert document_of(make_kind(kind, make_user())).get("validUntil") == until


def test_a_degree_that_need_not_be_verified_again_has_no_end() -> None:
    assert replace(DEGREE, recheck_on=None).valid_until is None


def test_a_bundle_of_what_does_not_end_does_not_end_either() -> None:
    soon, late = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    parts = [Part(1, "甲", {}), Part(2, "乙", {}, late), Part(3, "丙", {}, soon)]
    assert BundleFacts((parts[0],)).valid_until is None
    assert BundleFacts(tuple(parts)).valid_until == soon


def test_what_has_ended_is_not_issued(app: Flask) -> None:
    lin = make_user()
    verify_name(lin)
    with pytest.raises(NothingLeft):
        make_credential(lin, replace(DEGREE, recheck_on=date(2026, 11, 22)))


@pytest.mark.parametrize("kind", sorted(NAMED))
def test_notes_and_statements_need_a_verified_name(app: Flask, kind: Kind) -> None:
    lin = make_user()
    with pytest.raises(NameNotVerified):
        make_credential(lin, SINGLE[kind])
    verify_name(lin, "林 美华")
    document = document_of(make_credential(lin, SINGLE[kind]))
    assert document["credentialSubject"]["identifier"][0]["identityHash"] == "林 美华"


@pytest.mark.parametrize("kind", ["course", "education", "mock"])
def test_own_records_go_by_the_name_that_somebody_chose(app: Flask, kind: str) -> None:
    lin = make_user("小林")
    verify_name(lin, "林美华")
    document = document_of(make_credential(lin, SINGLE[kind]))
    assert document["credentialSubject"]["identifier"][0]["identityHash"] == "小林"


def test_another_verified_name_is_a_correction(app: Flask) -> None:
    lin = make_user()
    verify_name(lin)
    first = make_credential(lin, DEGREE)
    verify_name(lin, "林美华（曾用名）")
    second = make_credential(lin, DEGREE)
    assert credential_of(first).state == "superseded"
    assert credential_of(second).version == 2


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_facts_are_signed_once_whatever_the_kind(app: Flask, kind: str) -> None:
    lin = make_user()
    first = make_kind(kind, lin)
    assert make_kind(kind, lin) == first


def test_a_statement_on_a_newer_decision_takes_the_place_of_the_older(app: Flask) -> None:
    lin = make_user()
    verify_name(lin)
    first = make_credential(lin, ELIGIBILITY)
    second = make_credential(lin, replace(ELIGIBILITY, decision_id=52))
    assert credential_of(first).state == "superseded"
    assert credential_of(second).key == credential_of(first).key
    other = make_credential(lin, replace(ELIGIBILITY, decision_id=53, year=2028))
    assert credential_of(other).version == 1


def test_a_bundle_of_other_parts_is_another_bundle(app: Flask) -> None:
    lin = make_user()
    parts = [make_credential(lin, facts) for facts in (FACTS, MOCK)]
    third = make_credential(lin, replace(MOCK, attempt_id=62))
    first = make_credential(lin, bundle_of(*parts))
    other = make_credential(lin, bundle_of(*parts, third))
    assert credential_of(first).key != credential_of(other).key
    assert credential_of(first).state == "issued"
