"""Every word of teams stands in both languages, and the person is spoken to in their own voice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from trainingapp.incubator import staffing_wording as words
from trainingapp.incubator.forms.staffing import AskForm, PlaceForm, PostForm, TermsForm
from trainingapp.incubator.forms.supervision import TalkForm
from trainingapp.incubator.models import EmploymentTerms
from trainingapp.rules.eligibility_facts import CertificateLevel, DegreeLevel
from trainingapp.rules.incubation.staff_words import Answer, Ladder, TalkKind
from trainingapp.rules.incubation.staffing import Verdict, Why
from trainingapp.rules.incubation.staffing_facts import WorkForm
from trainingapp.rules.incubation.staffing_forecast import What

TODAY = date(2026, 11, 23)

TABLES: list[tuple[Mapping[Any, Any], type[StrEnum]]] = [
    (words.FORMS, WorkForm),
    (words.LEVELS, CertificateLevel),
    (words.WHY, Why),
    (words.HAPPENINGS, What),
    (words.LADDERS, Ladder),
    (words.TALKS, TalkKind),
    (words.ANSWERS, Answer),
]


@pytest.mark.parametrize(("table", "kinds"), TABLES)
def test_every_kind_has_a_word_in_both_languages(
    app: Flask, table: Mapping[Any, Any], kinds: type[StrEnum]
) -> None:
    assert set(table) == set(kinds)
    with app.test_request_context():
        for kind, told in table.items():
            word = told[0] if isinstance(told, tuple) else told
            with force_locale("en"):
                english = str(word)
            with force_locale("zh"):
                chinese = str(word)
            assert english.isascii(), kind
            assert not chinese.isascii(), kind


def test_no_two_reasons_read_alike(app: Flask) -> None:
    with app.test_request_context(), force_locale("zh"):
        said = [str(word) for word in words.WHY.values()]
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (
            Verdict(True, None, True, Why.CERTIFICATE, CertificateLevel.JUNIOR),
            "Assistant social worker",
        ),
        (Verdict(True, None, True, Why.DEGREE, degree=DegreeLevel.MASTER), "Master of social work"),
        (Verdict(True, None, False, Why.LAPSED), "Registration has lapsed"),
    ],
)
def test_a_ground_is_told_by_its_level_or_its_reason(
    app: Flask, verdict: Verdict, expected: str
) -> None:
    with app.test_request_context(), force_locale("en"):
        assert words.ground_of(verdict) == expected


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [
        (Verdict(True, None, True, Why.CERTIFICATE), "success"),
        (Verdict(True, None, False, Why.LAPSED), "warning"),
        (Verdict(False, Why.NOT_FULL_TIME, True, Why.CERTIFICATE), "neutral"),
    ],
)
def test_the_badge_says_whether_somebody_counts(app: Flask, verdict: Verdict, kind: str) -> None:
    with app.test_request_context():
        assert words.badge_of(verdict)[1] == kind


@pytest.mark.parametrize("why", list(words.OWN_WHY))
def test_the_person_is_spoken_to(app: Flask, why: Why) -> None:
    with app.test_request_context(), force_locale("zh"):
        told = words.own_ground_of(Verdict(True, None, False, why))
    assert told.startswith("您")


def test_the_person_reads_other_reasons_as_everybody_does(app: Flask) -> None:
    verdict = Verdict(True, None, False, Why.LAPSED)
    with app.test_request_context():
        assert words.own_ground_of(verdict) == words.ground_of(verdict)


def test_an_unanswered_thing_waits(app: Flask) -> None:
    with app.test_request_context():
        assert words.answer_of(None)[1] == "warning"
        assert words.answer_of("denied")[1] == "danger"


def test_an_end_is_told_as_the_last_day(app: Flask) -> None:
    with app.test_request_context(), force_locale("zh"):
        assert words.last_day(date(2027, 3, 1)) == "2027年2月28日"
        assert words.last_day(None) is None


def test_a_share_is_told_as_a_percentage(app: Flask) -> None:
    terms = EmploymentTerms(form="part_time", share=Decimal("0.45"))
    with app.test_request_context(), force_locale("en"):
        assert words.describe(terms) == "Part time by the hour · 45% of full hours"


# ----- forms --------------------------------------------------------------------------------------


TERMS = {"form": "full_time", "percent": "100", "post": "0", "lead": "0"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"percent": "101"}, "percent"),
        ({"percent": "-1"}, "percent"),
        ({"percent": ""}, "percent"),
        ({"percent": "0"}, None),
        ({"weekly_hours": "81"}, "weekly_hours"),
        ({"form": "slavery"}, "form"),
        ({"post": "7"}, "post"),
        ({"contract_signed_on": "1949-12-31"}, "contract_signed_on"),
        ({"contract_signed_on": "2026-11-24"}, "contract_signed_on"),
        ({"contract_signed_on": "2026-11-23"}, None),
        ({"contract_until": "2030-01-01"}, None),
        ({"record_queried_on": "2026-11-24"}, "record_queried_on"),
        ({"protocol_signed_on": "2027-01-01"}, "protocol_signed_on"),
        ({"insured_from": "2026-12-01"}, None),
        ({"contract_signed_on": "2026-05-01", "contract_until": "2026-05-01"}, None),
        (
            {"contract_signed_on": "2026-05-02", "contract_until": "2026-05-01"},
            "contract_until",
        ),
    ],
)
def test_terms_are_refused_beside_the_field(
    app: Flask, changes: dict[str, str], field: str | None
) -> None:
    with app.test_request_context(method="POST", data=TERMS | changes):
        form = TermsForm([], [], meta={"csrf": False})
        is_sound = form.validate() and form.is_sound(TODAY)
        assert is_sound is (field is None)
        assert set(form.errors) == ({field} if field else set())


def test_terms_are_read_as_they_are_kept(app: Flask) -> None:
    typed = TERMS | {"percent": "85", "works_with_minors": "y", "contract_until": "2027-12-31"}
    with app.test_request_context(method="POST", data=typed):
        values = TermsForm([], [], meta={"csrf": False}).values
    assert values["share"] == Decimal("0.85")
    assert values["works_with_minors"] is True
    assert values["contract_until"] == date(2027, 12, 31)
    assert (values["post_id"], values["lead_id"]) == (None, None)


@pytest.mark.parametrize(
    ("code", "is_sound"),
    [
        ("510104", True),
        ("51010", False),
        ("5101040", False),
        ("51010A", False),
        ("", False),
        ("５１０１０４", False),
    ],
)
def test_an_area_code_has_six_digits(app: Flask, code: str, is_sound: bool) -> None:
    with app.test_request_context(method="POST", data={"area_code": code}):
        assert PlaceForm(meta={"csrf": False}).validate() is is_sound


@pytest.mark.parametrize(
    ("day", "is_sound"),
    [
        (TODAY, True),
        (TODAY + timedelta(days=1), False),
        (date(1950, 1, 1), True),
        (date(1949, 12, 31), False),
    ],
)
def test_a_first_day_of_work_is_not_to_come(app: Flask, day: date, is_sound: bool) -> None:
    typed = {"contact": "han@example.org", "starts_on": day.isoformat()}
    with app.test_request_context(method="POST", data=typed):
        form = AskForm(meta={"csrf": False})
        assert (form.validate() and form.is_sound(TODAY)) is is_sound


@pytest.mark.parametrize(
    ("pay", "is_sound"),
    [
        (("", ""), True),
        (("5000", ""), True),
        (("5000", "5000"), True),
        (("5000", "4999"), False),
        (("-1", ""), False),
    ],
)
def test_the_pay_of_a_post_is_in_order(app: Flask, pay: tuple[str, str], is_sound: bool) -> None:
    typed = {"title": "社工", "ladder": "front", "rank": "1", "least_level": "", "least_years": "0"}
    typed |= {"pay_least": pay[0], "pay_most": pay[1]}
    with app.test_request_context(method="POST", data=typed):
        form = PostForm(meta={"csrf": False})
        assert (form.validate() and form.is_sound()) is is_sound


@pytest.mark.parametrize(
    ("day", "is_sound"),
    [
        (TODAY, True),
        (TODAY + timedelta(days=1), False),
        (TODAY - timedelta(days=366), True),
        (TODAY - timedelta(days=367), False),
    ],
)
def test_a_talk_lies_within_the_last_year(app: Flask, day: date, is_sound: bool) -> None:
    typed = {"supervision": "3", "held_on": day.isoformat(), "minutes": "60", "kind": "group"}
    with app.test_request_context(method="POST", data=typed):
        form = TalkForm([(3, "督导 → 社工")])
        assert form.is_sound(TODAY) is is_sound
