"""What is said of registrations, hours and employments: one sentence for each case, and what was not seen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from trainingapp.credentials import employment_wording, registration_wording as words
from trainingapp.credentials.models.employment import Employment, EmploymentEvent
from trainingapp.credentials.models.registration import RegistrationCycle
from trainingapp.credentials.queries.registration import CycleHours
from trainingapp.credentials.registration_terms import find_regulation, read_regulations
from trainingapp.rules.registration import Cycle, Situation, Standing, Window
from trainingapp.rules.registration_words import (
    EmploymentAct,
    EmploymentState,
    RegistrationKind,
    Step,
)

TODAY = date(2026, 11, 22)
WINDOW = Window(RegistrationKind.RENEWAL, date(2026, 12, 1), date(2027, 3, 1))
UNDER_WAY = Cycle(1, RegistrationKind.FIRST, Step.PENDING)


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing.FIRST_OPEN, "请最迟在 2027年2月28日 提出申请，还有 99 天。"),
        (Standing.RENEWAL_OPEN, "请最迟在 2027年2月28日 提出申请，还有 99 天。"),
        (Standing.IN_FORCE, "再登记的办理时间：2026年12月1日 至 2027年2月28日。"),
        (Standing.RENEWED, "再登记的办理时间：2026年12月1日 至 2027年2月28日。"),
        (Standing.REFUSED, "请向登记机关了解原因，修改后重新提交。"),
        (Standing.LAPSED, "申请期限已于 2027年2月28日 截止，请咨询登记机关。"),
        (Standing.FIRST_MISSED, "申请期限已于 2027年2月28日 截止，请咨询登记机关。"),
    ],
)
def test_what_is_next_is_said_for_every_standing(app: Flask, standing: Standing, said: str) -> None:
    found = Situation(standing, None, WINDOW, None, ())
    with app.test_request_context(), force_locale("zh"):
        assert words.next_sentence(found, TODAY) == said


@pytest.mark.parametrize("step", list(words.UNTIL))
def test_what_is_unfinished_goes_before_everything_but_a_refusal(app: Flask, step: Step) -> None:
    with app.test_request_context(), force_locale("zh"):
        found = Situation(Standing.APPLIED, None, WINDOW, UNDER_WAY, (step, Step.ISSUED))
        assert words.next_sentence(found, TODAY).startswith("您还没有办完，还差：")
        refused = Situation(Standing.REFUSED, None, WINDOW, UNDER_WAY, (step,))
        assert "了解原因" in words.next_sentence(refused, TODAY)


def test_without_a_time_to_apply_nothing_is_said(app: Flask) -> None:
    with app.test_request_context():
        found = Situation(Standing.IN_FORCE, None, None, None, ())
        assert words.next_sentence(found, TODAY) == ""


def test_every_word_of_the_rules_has_a_name() -> None:
    assert set(words.STANDINGS) == set(Standing)
    assert set(words.STEPS) == set(Step)
    assert set(words.KINDS) == set(RegistrationKind)
    assert set(employment_wording.STATES) == set(EmploymentState)
    assert set(employment_wording.ACTS) == set(EmploymentAct)


@pytest.mark.parametrize(
    ("minutes", "hours"), [(0, "0.0"), (59, "0.9"), (60, "1.0"), (4320, "72.0")]
)
def test_minutes_are_told_in_hours_rounded_down(app: Flask, minutes: int, hours: str) -> None:
    assert words.told_hours(minutes, on=TODAY) == Decimal(hours)


def test_a_cycle_without_days_has_neither_hours_nor_pace(app: Flask) -> None:
    bare = CycleHours(RegistrationCycle(state=Step.PENDING), None, [], None, None)
    assert words.tally_text(bare) == ""
    assert words.pace_sentences(bare) == []
    assert words.last_day(bare.row) is None


def test_what_was_not_seen_is_said_so(app: Flask) -> None:
    regulation = find_regulation(on=TODAY)
    with app.test_request_context(), force_locale("zh"):
        assert words.source_of(regulation.carry_over) == "（未见原文）"
        assert words.source_of(regulation.renewal_months) == "(民发〔2009〕44号)"
        assert words.source_of(None) == ""
        assert "不结转" in words.note_of(regulation.carry_over)


def test_an_employment_says_how_it_stands_and_from_when_to_when(app: Flask) -> None:
    row = Employment(starts_on=date(2025, 3, 1), state=EmploymentState.STATED)
    with app.test_request_context(), force_locale("zh"):
        assert str(employment_wording.state_of(row)[0]) == "本人填写，无法在这里确认"
        assert employment_wording.period(row) == "自 2025年3月1日 至今"
        row.organisation_id, row.ends_on = 1, date(2026, 3, 1)
        assert str(employment_wording.state_of(row)[0]) == "已填写，等待单位确认"
        assert employment_wording.period(row) == "2025年3月1日 – 2026年2月28日"
        end = EmploymentEvent(act=EmploymentAct.END, reason="2026-02-28")
        assert employment_wording.reason_of(end) == "2026年2月28日"
        why = EmploymentEvent(act=EmploymentAct.REFUSE, reason="入职日期不符")
        assert employment_wording.reason_of(why) == "入职日期不符"


def test_a_regulation_that_says_something_else_is_not_read(tmp_path: Path) -> None:
    folder = Path("question_bank/registration")
    text = (folder / "cn.yaml").read_text(encoding="utf-8")
    for wrong in (
        text.replace("renewal_months:", "renewal_month:"),
        text.replace("    value: 3\n", "    value: 0\n"),
        text.replace("[180, 90, 30]", "[]"),
    ):
        assert wrong != text
        (tmp_path / "cn.yaml").write_text(wrong, encoding="utf-8")
        found, faults = read_regulations(tmp_path)
        assert (found, len(faults) > 0) == ([], True)
    found, faults = read_regulations(folder)
    assert (len(found), faults) == (1, [])
