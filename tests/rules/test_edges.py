"""The edges of identity, passwords and items that a change of one sign would move."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.identity import (
    IdNumberMisspelt,
    PersonTooYoung,
    age_on,
    id_check_character,
    is_credit_code,
    read_email,
    read_id_number,
    read_mobile,
)
from trainingapp.rules.items import Kind, check_facility, check_options
from trainingapp.rules.passwords import (
    PasswordAboutYou,
    PasswordGuessable,
    PasswordTooLong,
    PasswordTooShort,
    check_password,
    personal_words,
    rest_after,
)

TODAY = date(2026, 11, 22)
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def id_of(born_on: date, *, region: str = "110105", order: str = "002") -> str:
    """A number that is right in every character."""
    digits = f"{region}{born_on:%Y%m%d}{order}"
    return digits + id_check_character(digits)


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_check_character_is_that_of_iso_7064(digits: str) -> None:
    """MOD 11-2: read from the left as a number of base 2, with the check character it leaves 1."""
    found = id_check_character(digits)
    value = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(digits))
    assert (value + (10 if found == "X" else int(found))) % 11 == 1


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_changes_the_check_character(digits: str, place: int, by: int) -> None:
    other = str((int(digits[place]) + by) % 10)
    changed = digits[:place] + other + digits[place + 1 :]
    assert id_check_character(changed) != id_check_character(digits)


@pytest.mark.parametrize(
    "born_on", [date(1900, 1, 1), date(1900, 1, 2), date(2000, 2, 29), date(2012, 11, 22)]
)
def test_a_birthday_from_1900_to_fourteen_years_ago_is_read(born_on: date) -> None:
    found = read_id_number(id_of(born_on), today=TODAY)
    assert (found.born_on, found.province) == (born_on, "11")


def test_who_is_fourteen_tomorrow_is_too_young_and_who_is_born_today_as_well() -> None:
    for born_on in (date(2012, 11, 23), TODAY):
        with pytest.raises(PersonTooYoung) as refusal:
            read_id_number(id_of(born_on), today=TODAY)
        assert refusal.value.parameters == {"years": 14}


@pytest.mark.parametrize("born_on", [date(1899, 12, 31), TODAY + timedelta(days=1)])
def test_a_birthday_that_nobody_living_has_is_misspelt(born_on: date) -> None:
    with pytest.raises(IdNumberMisspelt):
        read_id_number(id_of(born_on), today=TODAY)


@pytest.mark.parametrize("region", ["16", "24", "38", "47", "55", "66", "70", "72", "84", "00"])
def test_a_region_that_does_not_exist_is_misspelt(region: str) -> None:
    with pytest.raises(IdNumberMisspelt):
        read_id_number(id_of(date(1990, 1, 1), region=f"{region}0101"), today=TODAY)


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)), st.integers(0, 40_000))
def test_an_age_grows_by_one_on_every_birthday(born_on: date, days: int) -> None:
    day = born_on + timedelta(days=days)
    age = age_on(born_on, day)
    assert 0 <= age_on(born_on, day + timedelta(days=1)) - age <= 1
    assert (day - born_on).days // 366 <= age <= (day - born_on).days // 365


@given(st.text(SIGNS, min_size=17, max_size=17))
def test_a_credit_code_has_exactly_one_right_last_sign(code: str) -> None:
    assert sum(is_credit_code(code + sign) for sign in SIGNS) == 1


@pytest.mark.parametrize("sign", ["I", "O", "S", "V", "Z", "a", "０", "-"])
def test_a_sign_that_credit_codes_leave_out_is_wrong(sign: str) -> None:
    assert not is_credit_code(sign * 18)
    assert not is_credit_code(f"91350100M000100Y{sign}3")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("！a@x.cn", "!a@x.cn"),  # the first of the full-width signs
        ("a～b@x.cn", "a~b@x.cn"),  # and the last
        ("Ａ＠Ｘ．ＣＮ", "a@x.cn"),
        ("a" * 64 + "@x.cn", "a" * 64 + "@x.cn"),
        ("a" * 65 + "@x.cn", None),
        ("a@x", None),
        ("a@x..cn", None),
        ("a b@x.cn", None),
    ],
)
def test_an_address_is_read_in_one_spelling(typed: str, read: str | None) -> None:
    assert read_email(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("13812345678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("12812345678", None),  # no network begins with 12
        ("1381234567", None),
        ("138123456789", None),
        ("+8513812345678", None),
    ],
)
def test_a_mobile_number_is_read_however_it_is_grouped(typed: str, read: str | None) -> None:
    assert read_mobile(typed) == read


@pytest.mark.parametrize(
    ("password", "personal"),
    [
        ("wangweiabcdef", ["wang", "wangwei"]),  # the longest word is taken first: 7 of 13
        ("liwabcde", ["liw"]),  # five characters are left
        ("WANGabcd", ["Wang"]),  # capitals are no disguise
        ("wangxyzwangxyzwang", ["wang"]),  # every time it stands there
    ],
)
def test_a_password_around_a_name_is_refused(password: str, personal: list[str]) -> None:
    with pytest.raises(PasswordAboutYou):
        check_password(password, strength=4, personal=personal)


@pytest.mark.parametrize(
    ("password", "personal"),
    [
        ("wangabcdef", ["wang"]),  # six characters are left, four are taken
        ("123456abcdef", ["123456"]),  # just half
        ("abcdefgh", []),
        ("abcdefgh", ["xyz"]),
    ],
)
def test_a_name_in_a_longer_password_may_stand(password: str, personal: list[str]) -> None:
    check_password(password, strength=3, personal=personal)


@pytest.mark.parametrize(
    ("length", "is_staff", "refusal"),
    [
        (7, False, PasswordTooShort),
        (8, False, None),
        (9, True, PasswordTooShort),
        (10, True, None),
        (72, False, None),
        (73, False, PasswordTooLong),
    ],
)
def test_lengths_to_the_character(
    length: int, is_staff: bool, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        check_password("x" * length, strength=3, is_staff=is_staff)
        return
    with pytest.raises(refusal):
        check_password("x" * length, strength=3, is_staff=is_staff)


@pytest.mark.parametrize("strength", [0, 1, 2])
def test_a_weak_password_is_guessable_whoever_it_is_for(strength: int) -> None:
    with pytest.raises(PasswordGuessable):
        check_password("abcdefghijkl", strength=strength, is_staff=True)


def test_pieces_of_three_letters_or_two_chinese_characters_are_personal() -> None:
    assert personal_words("Lin Xu") == ("lin xu", "lin")
    assert personal_words("陈晨") == ("陈晨",)
    assert personal_words("陈") == ()
    assert "123456" in personal_words("12-34-56")
    assert {"12345678", "345678"} <= set(personal_words("138 1234 5678"))
    assert personal_words(None, "") == ()


@given(st.integers(0, 500))
def test_rests_come_every_fifth_failure_and_never_shrink(failures: int) -> None:
    rest = rest_after(failures)
    assert (rest is None) == (failures == 0 or failures % 5 != 0)
    if rest is not None:
        assert timedelta(minutes=15) <= rest <= timedelta(hours=24)
        before = rest_after(failures - 5)
        assert before is None or rest == min(2 * before, timedelta(hours=24))


SOUND = {letter: (f"做法{letter}", f"理由{letter}") for letter in "ABCD"}


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\n\t"])
def test_white_space_is_no_text_and_no_why(blank: str) -> None:
    options = {**SOUND, "A": (blank, "理由"), "C": ("做法C", blank)}
    faults = list(check_options(Kind.SINGLE, options, "B"))
    assert [fault.code for fault in faults] == ["empty_text", "missing_why"]
    assert [fault.path for fault in faults] == [("options", "A", "text"), ("options", "C")]


def test_texts_that_differ_in_white_space_only_are_the_same() -> None:
    options = {**SOUND, "A": (" 做法B ", "理由")}
    assert [fault.code for fault in check_options(Kind.SINGLE, options, "B")] == ["same_options"]


def test_what_is_missing_altogether_is_said_with_a_dash() -> None:
    faults = {fault.code: fault.parameters for fault in check_options(Kind.SINGLE, {}, "")}
    assert faults == {"single_options": {"letters": "–"}, "single_key": {"key": "–"}}
    there = {f.code: f.parameters for f in check_options(Kind.MULTIPLE, SOUND, "A")}
    assert there == {
        "multiple_options": {"letters": "A, B, C, D"},
        "multiple_key": {"key": "A"},
    }


@pytest.mark.parametrize(
    ("expected", "is_fault"), [(0.0, True), (0.001, False), (0.999, False), (1.0, True), (-1, True)]
)
def test_nobody_and_everybody_is_no_expectation(expected: float, is_fault: bool) -> None:
    assert bool(list(check_facility(expected, "两种做法容易混淆"))) is is_fault
