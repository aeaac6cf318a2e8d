"""What is said of continuing education: every state and kind has its words, and none of them promises too much."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import make_published
from tests.factories_education import make_entry, make_officer, make_rule
from trainingapp.audit.words import ACTS, SUBJECTS, act_text, subject_text
from trainingapp.courses import wording as course_wording
from trainingapp.education import wording
from trainingapp.education.routes import mount
from trainingapp.notices.kinds import notice_sentence
from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.education import Basis, Category, RuleState
from trainingapp.rules.permissions import Grant, Permission, Role, may

EN = {"Accept-Language": "en"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
KINDS = [
    "education.proposed",
    "education.approved",
    "education.declined",
    "education.ended",
    "education.corrected",
]
ACTS_OF_EDUCATION = [
    "approve",
    "correct",
    "create_provider",
    "decline",
    "end",
    "enter",
    "propose",
    "recall",
    "update_provider",
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_reads_in_both_languages_and_names_the_course(app: Flask, kind: str) -> None:
    with app.test_request_context():
        with force_locale("zh"):
            chinese = notice_sentence(kind, {"title": "督导入门"})
        with force_locale("en"):
            english = notice_sentence(kind, {"title": "Supervision"})
    assert "督导入门" in chinese
    assert "Supervision" in english
    assert not CHINESE.search(english)


@pytest.mark.parametrize("act", ACTS_OF_EDUCATION)
def test_the_auditor_reads_each_act_in_words(app: Flask, act: str) -> None:
    code = f"education.{act}"
    assert code in ACTS
    with app.test_request_context(), force_locale("zh"):
        assert CHINESE.search(act_text(code))


@pytest.mark.parametrize("act", ["courses.pass_check", "courses.fail_check"])
def test_the_auditor_reads_of_checks_in_words(app: Flask, act: str) -> None:
    with app.test_request_context(), force_locale("zh"):
        assert "结业测验" in act_text(act)


@pytest.mark.parametrize("subject", ["ce_rule", "ce_provider"])
def test_the_auditor_reads_what_acts_are_about(app: Flask, subject: str) -> None:
    assert subject in SUBJECTS
    with app.test_request_context(), force_locale("zh"):
        assert "继续教育" in subject_text(subject)


def test_every_state_category_and_basis_has_a_name_and_a_tone() -> None:
    assert set(wording.STATES) == set(wording.TONES) == set(RuleState)
    assert set(wording.CATEGORIES) == set(Category)
    assert set(wording.BASES) == set(Basis)


def test_every_kind_of_lesson_is_called_as_courses_call_it(app: Flask) -> None:
    with app.test_request_context(), force_locale("zh"):
        for kind in LessonKind:
            assert wording.kind_name(kind) == str(course_wording.KINDS[kind])
        assert wording.kind_name("unheard-of") == "unheard-of"


def test_a_place_without_a_name_shows_its_code(app: Flask) -> None:
    with app.test_request_context(), force_locale("zh"):
        assert mount.ce_place("CN") == "全国"
        assert mount.ce_place("CN-31") == "CN-31"


def test_minutes_are_shown_as_hours_rounded_down(app: Flask) -> None:
    assert mount.ce_hours(90) == "1.5"
    assert mount.ce_hours(59) == "0.9"


def test_without_a_standard_no_hours_are_shown_and_the_page_still_works(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mount, "find_standard", lambda *_a, **_k: None)
    assert mount.ce_hours(90) is None
    lin = make_user()
    make_entry(lin, 90)
    sign_in(client, lin)
    page = client.get("/education", headers=EN).text
    assert ">90<" in page
    assert "hours" not in page
    assert client.get("/education/statement").status_code == 200


def test_without_any_standard_the_page_of_standards_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainingapp.education.routes.record.list_standards", tuple)
    sign_in(client, make_user())
    page = client.get("/education/standards", headers=EN)
    assert page.status_code == 200
    assert "No standard is known" in page.text


@pytest.mark.parametrize(
    "word", ["合格证", "学时证书", "兹证明", "特此证明", "登记证书", "人力资源和社会保障部", "印章"]
)
def test_a_statement_uses_no_word_of_official_certificates(client: FlaskClient, word: str) -> None:
    lin = make_user()
    make_entry(lin, 90)
    sign_in(client, lin)
    page = client.get("/education/statement").text
    assert word not in page
    assert "非官方继续教育证书" in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_wherever_minutes_are_promised_acceptance_is_not(
    client: FlaskClient, language: str
) -> None:
    course = make_published()
    make_rule(course)
    lin = make_user()
    make_entry(lin)
    sign_in(client, lin)
    caution = {"zh": "由各省（区、市）决定", "en": "Each province decides what it accepts"}[
        language
    ]
    for address in (f"/courses/{course}", "/education", "/education/statement"):
        page = client.get(address, headers={"Accept-Language": language}).text
        assert caution in page, address


def test_unread_documents_are_marked_on_the_page_of_a_course(client: FlaskClient) -> None:
    course = make_published()
    rule = make_rule(course, is_approved=False)
    sign_in(client, make_officer())
    client.post(f"/education-office/rules/{rule}/approval")
    page = client.get(f"/courses/{course}", headers=EN).text
    assert "Documents not verified" in page
    assert "Documents read" not in page


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_a_record_and_administrators_alone_the_office(
    client: FlaskClient, role: Role
) -> None:
    sign_in(client, make_user(roles=[role]))
    page = client.get("/education").text
    assert 'href="/education"' in page
    assert ('href="/education-office"' in page) is (role is Role.ADMINISTRATOR)


def test_the_office_is_the_business_of_the_whole_site() -> None:
    admin = Grant(Role.ADMINISTRATOR)
    local = Grant(Role.ADMINISTRATOR, 7)
    assert may([admin], Permission.EDUCATION_MANAGE)
    assert not may([local], Permission.EDUCATION_MANAGE)
    assert not may([local], Permission.EDUCATION_MANAGE, within=7)


@pytest.mark.parametrize(
    "address",
    [
        "/education",
        "/education/standards",
        "/education/statement",
        "/education-office",
        "/education-office/providers",
        "/education-office/providers/new",
        "/education-office/people",
    ],
)
def test_pages_in_chinese_hold_no_english_sentence(client: FlaskClient, address: str) -> None:
    officer = make_officer()
    make_rule(make_published())
    make_entry(officer)
    sign_in(client, officer)
    page = client.get(address, headers={"Accept-Language": "zh"}).text
    body = re.sub(r"<[^>]+>|&[a-z]+;", " ", page.split("<main", 1)[1].split("</main>", 1)[0])
    words = re.findall(r"[A-Za-z]{3,} [A-Za-z]{3,} [A-Za-z]{3,}", body)
    assert words == []
