"""ID numbers, mobile numbers, credit codes and their masks, as tables."""

from __future__ import annotations

from datetime import date

import pytest

from trainingapp.rules.identity import (
    IdNumberMisspelt,
    PersonTooYoung,
    age_on,
    id_check_character,
    is_credit_code,
    mask_email,
    mask_id_number,
    mask_ip,
    mask_mobile,
    read_email,
    read_id_number,
    read_mobile,
)

TODAY = date(2026, 11, 22)


def spell(first_17: str) -> str:
    return first_17 + id_check_character(first_17)


def test_the_example_of_the_standard_is_accepted() -> None:
    found = read_id_number("11010519491231002X", today=TODAY)
    assert (found.number, found.province, found.born_on) == (
        "11010519491231002X",
        "11",
        date(1949, 12, 31),
    )


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "110105-19491231-002X",
        "１１０１０５１９４９１２３１００２Ｘ",
    ],
)
def test_spelling_habits_are_forgiven(text: str) -> None:
    assert read_id_number(text, today=TODAY).number == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("110105194912310021", "wrong check character"),
        ("11010519491231002", "17 characters"),
        ("11010519491231002XX", "19 characters"),
        ("1101051949123100AX", "a letter in the middle"),
        ("①②０１０５１９４９１２３１００２X", "digits of another kind"),
        (spell("99010519491231002"), "no such region"),
        (spell("11010519490231002"), "31 February"),
        (spell("11010520270101002"), "born tomorrow"),
        (spell("11010518991231002"), "born before 1900"),
        ("110105491231002", "15 digits, the old kind, not valid since 2013"),
    ],
)
def test_what_cannot_be_an_id_number_is_refused(text: str, why: str) -> None:
    with pytest.raises(IdNumberMisspelt):
        read_id_number(text, today=TODAY)


@pytest.mark.parametrize("place", range(17))
def test_every_single_wrong_digit_is_noticed(place: int) -> None:
    right = "11010519491231002X"
    wrong = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]
    with pytest.raises(IdNumberMisspelt):
        read_id_number(wrong, today=TODAY)


def test_a_child_under_fourteen_is_refused_and_its_birthday_is_not() -> None:
    assert read_id_number(spell("11010520121122002"), today=TODAY).born_on == date(2012, 11, 22)
    with pytest.raises(PersonTooYoung):
        read_id_number(spell("11010520121123002"), today=TODAY)


def test_residence_permits_of_taiwan_residents_are_accepted() -> None:
    assert read_id_number(spell("83000019900101002"), today=TODAY).province == "83"


@pytest.mark.parametrize(
    ("born_on", "years"),
    [
        (date(2000, 11, 22), 26),
        (date(2000, 11, 23), 25),
        (date(2000, 12, 1), 25),
        (date(2026, 1, 1), 0),
    ],
)
def test_age_counts_full_years(born_on: date, years: int) -> None:
    assert age_on(born_on, TODAY) == years


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("12800138000", None),
        ("1380013800", None),
        ("138001380000", None),
        ("lin@example.org", None),
        ("", None),
    ],
)
def test_mobile_numbers(text: str, number: str | None) -> None:
    assert read_mobile(text) == number


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Lin@Example.org ", "lin@example.org"),
        ("ｌin＠example.org", "lin@example.org"),
        ("lin@example", None),
        ("lin example.org", None),
        ("a@b@c.org", None),
        ("lin@example..org", None),
        ("", None),
    ],
)
def test_email_addresses(text: str, address: str | None) -> None:
    assert read_email(text) == address


@pytest.mark.parametrize(
    ("code", "is_right"),
    [
        ("91350100M000100Y43", True),  # the worked example of GB 32100-2015
        ("91350100M000100Y44", False),
        ("91350100M000100Y4", False),
        ("91350100M000100YI3", False),
        ("", False),
    ],
)
def test_credit_codes(code: str, is_right: bool) -> None:
    assert is_credit_code(code) is is_right


def test_masks_show_little() -> None:
    assert mask_mobile("13800138000") == "138****8000"
    assert mask_id_number("11010519491231002X") == "110***********002X"
    assert mask_email("lin@example.org") == "l***@example.org"
    assert mask_ip("203.0.113.7") == "203.0.113.*"
    assert mask_ip("2001:db8:85a3::7") == "2001:db8:85a3:*"
    assert mask_ip("unknown") == "*"
