"""Codes of CHSI: what they look like, and how long they work."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from trainingapp.rules.chsi import CodeExpired, CodeMalformed, CodeTooLong, check_code

TODAY = date(2026, 11, 23)
SOON = TODAY + timedelta(days=30)


@pytest.mark.parametrize("code", ["123456789012", "A1B2C3D4E5F6G7H8", "1234567890123456"])
def test_twelve_digits_or_sixteen_letters_and_digits_are_a_code(code: str) -> None:
    check_code(code, SOON, TODAY)


@pytest.mark.parametrize(
    "code",
    ["", "12345678901", "1234567890123", "A1B2C3D4E5F6", "a1b2c3d4e5f6g7h8", "A1B2C3D4E5F6G7H8X",
     "A1B2C3D4E5F6G7H!", "123456789012\n", "一二三四五六七八九十一二", "１２３４５６７８９０１２"],
)  # fmt: skip
def test_anything_else_is_none(code: str) -> None:
    with pytest.raises(CodeMalformed):
        check_code(code, SOON, TODAY)


@pytest.mark.parametrize("days", [-400, -1, 0])
def test_a_code_that_works_no_longer_is_refused(days: int) -> None:
    with pytest.raises(CodeExpired):
        check_code("123456789012", TODAY + timedelta(days=days), TODAY)


@pytest.mark.parametrize("days", [1, 30, 185])
def test_a_code_works_from_a_day_to_six_months(days: int) -> None:
    check_code("123456789012", TODAY + timedelta(days=days), TODAY)


@pytest.mark.parametrize("days", [186, 365])
def test_no_code_works_longer_than_six_months(days: int) -> None:
    with pytest.raises(CodeTooLong):
        check_code("123456789012", TODAY + timedelta(days=days), TODAY)


def test_six_months_fit_wherever_they_begin() -> None:
    for month in range(1, 7):
        begin, end = date(2026, month, 1), date(2026, month + 6, 1)
        check_code("123456789012", end + timedelta(days=1), begin)
