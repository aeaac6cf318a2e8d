"""Codes sign by sign: every wrong character at every place of golden codes, exchanged neighbours, old numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.credit_code import (
    BEGINNINGS,
    SIGNS,
    CodeFinding,
    check_character,
    judge_code,
    tidy_code,
)
from trainingapp.rules.incubation.words import AgencyKind

# The weights of GB 32100-2015, written out: 3^i mod 31.
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# First 17 characters and the check by hand: (31 − Σ mod 31) mod 31, from 0 to 30.
EXAMPLE = "91350100M000100Y4"
FIRSTS = [
    f"52{region}MJ{number:07}"
    for region in ("130102", "310101", "510104")
    for number in (1, 7, 99, 4711)
]


def by_hand(first: str) -> str:
    total = sum(SIGNS.index(sign) * weight for sign, weight in zip(first, WEIGHTS, strict=True))
    return SIGNS[(31 - total % 31) % 31]


def of_remainder(remainder: int) -> str:
    """17 characters of an agency whose weighted sum leaves this remainder."""
    for number in range(5000):
        first = f"52130102MJ{number:07}"
        total = sum(SIGNS.index(sign) * weight for sign, weight in zip(first, WEIGHTS, strict=True))
        if total % 31 == remainder:
            return first
    raise AssertionError(remainder)


def test_the_alphabet_has_31_signs_and_neither_i_nor_o_nor_z_nor_s_nor_v() -> None:
    assert len(SIGNS) == len(set(SIGNS)) == 31
    assert set("IOZSV").isdisjoint(SIGNS)
    assert list(SIGNS) == sorted(SIGNS)


@pytest.mark.parametrize("remainder", range(31))
def test_every_remainder_has_its_check_character(remainder: int) -> None:
    first = of_remainder(remainder)
    check = SIGNS[0] if remainder == 0 else SIGNS[31 - remainder]
    assert check_character(first) == check
    assert judge_code(first + check, AgencyKind.SERVICE) is CodeFinding.SOUND


@pytest.mark.parametrize("remainder", range(31))
def test_the_common_port_without_the_last_modulo_differs_only_at_zero(remainder: int) -> None:
    first = of_remainder(remainder)
    if remainder == 0:  # `alphabet[31 − r]` has no such sign
        with pytest.raises(IndexError):
            SIGNS[31 - remainder]
    else:
        assert check_character(first) == SIGNS[31 - remainder]


@pytest.mark.parametrize("first", [EXAMPLE, *FIRSTS])
@pytest.mark.parametrize("place", range(17))
def test_every_other_sign_at_every_place_is_found(first: str, place: int) -> None:
    code = first + by_hand(first)
    assert judge_code(code, AgencyKind.TEAM) is CodeFinding.SOUND
    for sign in SIGNS:
        if sign != code[place]:
            slipped = code[:place] + sign + code[place + 1 :]
            assert judge_code(slipped, AgencyKind.TEAM) is CodeFinding.WRONG_CHECK, slipped


@pytest.mark.parametrize("first", FIRSTS)
def test_every_other_check_character_is_found(first: str) -> None:
    found = [s for s in SIGNS if judge_code(first + s, AgencyKind.SERVICE) is CodeFinding.SOUND]
    assert found == [by_hand(first)]


@pytest.mark.parametrize("first", [EXAMPLE, *FIRSTS])
def test_exchanged_neighbours_are_found(first: str) -> None:
    code = first + by_hand(first)
    for place, (one, two) in enumerate(pairwise(code[:17])):
        if one != two:
            slipped = code[:place] + two + one + code[place + 2 :]
            assert judge_code(slipped, AgencyKind.TEAM) is CodeFinding.WRONG_CHECK, slipped


@pytest.mark.parametrize(
    "sign", [*"IOZSV", *"iozsv", "-", " ", "/", "：", "五", "５", "\n", "\0", "é"]
)
@pytest.mark.parametrize("place", [0, 1, 7, 8, 16, 17])
def test_a_sign_outside_of_the_alphabet_is_no_code(sign: str, place: int) -> None:
    code = FIRSTS[0] + by_hand(FIRSTS[0])
    wrong = code[:place] + sign + code[place + 1 :]
    assert judge_code(wrong, AgencyKind.SERVICE) is CodeFinding.MALFORMED


@pytest.mark.parametrize("length", [n for n in range(41) if n != 18])
def test_another_length_is_no_code(length: int) -> None:
    assert judge_code(("5" + "A" * 50)[:length], AgencyKind.SERVICE) is CodeFinding.MALFORMED


@pytest.mark.parametrize("kind", list(AgencyKind))
@pytest.mark.parametrize("beginning", ["52", "51", "53", "59", "91", "11", "12", "Y1"])
def test_a_sound_code_begins_as_its_kind(kind: AgencyKind, beginning: str) -> None:
    first = f"{beginning}130102MJ0000017"
    code = first + by_hand(first)
    fits = BEGINNINGS.get(kind) in {None, beginning}
    assert judge_code(code, kind) is (CodeFinding.SOUND if fits else CodeFinding.OTHER_KIND)


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        (AgencyKind.SERVICE, "52"),  # 民办非企业单位
        (AgencyKind.ASSOCIATION, "51"),
        (AgencyKind.FOUNDATION, "53"),
        (AgencyKind.TEAM, None),
        (AgencyKind.FILED_GROUP, None),
    ],
)
def test_how_codes_begin(kind: AgencyKind, beginning: str | None) -> None:
    assert BEGINNINGS.get(kind) == beginning


@pytest.mark.parametrize(
    ("number", "is_legacy"),
    [
        ("12345", True),
        ("1234", False),
        ("123456789012345", True),
        ("1234567890123456", False),
        ("12345678X", True),
        ("12345678-X", True),
        ("12345678-9", True),
        ("1234567-89", False),
        ("12345678--9", False),
        ("ABCDEFGH9", True),
        ("ABCDEFGH-9", True),
        ("ABCDEFGHI", False),
        ("abcdefgh9", False),  # tidied before it is judged
        ("12345 ", False),
        ("１２３４５", False),
        ("民证字第12345号", False),
        ("", False),
    ],
)
def test_which_older_numbers_only_warn(number: str, is_legacy: bool) -> None:
    expected = CodeFinding.LEGACY if is_legacy else CodeFinding.MALFORMED
    for kind in AgencyKind:
        assert judge_code(number, kind) is expected


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("52130102mj0000017x", "52130102MJ0000017X"),
        ("  52 130102 MJ0000017 X ", "52130102MJ0000017X"),
        ("52130102\tMJ0000017X\n", "52130102MJ0000017X"),
        ("52130102\u3000MJ0000017X", "52130102MJ0000017X"),
        ("52130102\u00a0MJ0000017X", "52130102MJ0000017X"),
        ("12345678-x", "12345678-X"),
        ("   ", ""),
        ("", ""),
    ],
)
def test_how_a_code_is_tidied(typed: str, kept: str) -> None:
    assert tidy_code(typed) == kept


@given(st.text(max_size=40))
def test_any_text_is_judged_without_a_fault(text: str) -> None:
    for kind in AgencyKind:
        finding = judge_code(text, kind)
        assert finding in set(CodeFinding)
        if finding in {CodeFinding.SOUND, CodeFinding.OTHER_KIND}:
            assert text[17] == by_hand(text[:17])


@given(st.text(max_size=40))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy_code(tidy_code(text)) == tidy_code(text)


@given(st.text(alphabet=SIGNS, min_size=17, max_size=17))
def test_what_is_read_out_in_groups_is_the_same_code(first: str) -> None:
    code = first + by_hand(first)
    spoken = " ".join([code[:2], code[2:8], code[8:17], code[17:]]).lower()
    assert tidy_code(spoken) == code


@given(st.text(alphabet=SIGNS, min_size=17, max_size=17), st.data())
def test_two_wrong_signs_are_found_in_all_but_one_of_31_cases(
    first: str, data: st.DataObject
) -> None:
    """What a check character promises: of all second slips at a place exactly one hides the first."""
    one, two = sorted(data.draw(st.sets(st.integers(0, 16), min_size=2, max_size=2)))
    wrong = data.draw(st.sampled_from([s for s in SIGNS if s != first[one]]))
    base = first[:one] + wrong + first[one + 1 :]
    check = by_hand(first)
    hidden = [
        s
        for s in SIGNS
        if judge_code(base[:two] + s + base[two + 1 :] + check, AgencyKind.TEAM)
        is CodeFinding.SOUND
    ]
    assert len(hidden) == 1
    assert hidden[0] != first[two]
