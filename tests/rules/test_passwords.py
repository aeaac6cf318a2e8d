"""Which passwords are refused and why, and how long an account rests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.passwords import (
    COMMON_WORDS,
    PasswordAboutYou,
    PasswordGuessable,
    PasswordTooLong,
    PasswordTooShort,
    check_password,
    personal_words,
    rest_after,
)

LIN = personal_words("林美华 Lin", "lin.meihua@example.org", "13800138000")


@pytest.mark.parametrize(
    ("password", "strength", "is_staff", "fault"),
    [
        ("sieben7", 4, False, PasswordTooShort),
        ("achtzehn", 4, False, None),
        ("achtzehn", 4, True, PasswordTooShort),
        ("neunzehn9", 4, True, PasswordTooShort),
        ("neunzehn99", 4, True, None),
        ("x" * 72, 4, False, None),
        ("x" * 73, 4, False, PasswordTooLong),
        ("achtzehn", 3, False, None),
        ("achtzehn", 2, False, PasswordGuessable),
        ("neunzehn99", 2, True, PasswordGuessable),
        ("neunzehn99", 3, True, None),
        ("meihua99", 4, False, PasswordAboutYou),
        ("MeiHua99", 4, False, PasswordAboutYou),
        ("林美华林美华林美华", 4, False, PasswordAboutYou),
        ("13800138000", 4, False, PasswordAboutYou),
        ("ab138000!", 4, False, PasswordAboutYou),
        ("lin.meihua@example.org", 4, False, PasswordAboutYou),
        ("meihua-kranich-7", 4, False, None),
    ],
)
def test_passwords(
    password: str, strength: int, is_staff: bool, fault: type[RuleViolation] | None
) -> None:
    if fault is None:
        check_password(password, strength=strength, personal=LIN, is_staff=is_staff)
    else:
        with pytest.raises(fault):
            check_password(password, strength=strength, personal=LIN, is_staff=is_staff)


def test_personal_words_are_the_telling_pieces() -> None:
    assert personal_words("Li Na", None, "13800138000", "") == (
        "li na",
        "13800138000",
        "00138000",
        "138000",
    )
    assert personal_words("王芳") == ("王芳",)
    assert personal_words("王") == ()


def test_the_sentence_says_what_to_do() -> None:
    with pytest.raises(PasswordTooShort, match="at least 8 characters"):
        check_password("kurz", strength=0)


def test_common_words_are_small_letters_and_listed_once() -> None:
    assert all(word == word.lower() for word in COMMON_WORDS)
    assert len(COMMON_WORDS) == len(set(COMMON_WORDS))


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [
        *[(0, None), (1, None), (4, None), (5, 15), (6, None), (10, 30), (15, 60), (20, 120)],
        *[(35, 960), (40, 1440), (500, 1440)],
    ],
)
def test_an_account_rests_longer_each_time(failures: int, minutes: int | None) -> None:
    assert rest_after(failures) == (None if minutes is None else timedelta(minutes=minutes))
