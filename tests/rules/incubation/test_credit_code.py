"""Codes of agencies: golden codes, the check character with remainder 0, older numbers, slips of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.credit_code import (
    SIGNS,
    CodeFinding,
    check_character,
    judge_code,
    tidy_code,
)
from trainingapp.rules.incubation.words import AgencyKind

# 17 characters whose weighted sum leaves remainder 0, so that the check is SIGNS[0].
ZERO = next(
    first for number in range(1000) if check_character(first := f"52130102MJ{number:07}") == "0"
)


def test_the_example_of_the_standard_is_sound() -> None:
    example = "91350100M000100Y43"  # as validators of GB 32100-2015 quote it
    assert check_character(example[:17]) == "3" == SIGNS[_by_hand(example[:17])]
    assert judge_code(example, AgencyKind.TEAM) is CodeFinding.SOUND
    assert judge_code(example, AgencyKind.SERVICE) is CodeFinding.OTHER_KIND


def _by_hand(first: str) -> int:
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    remainder = sum(SIGNS.index(s) * w for s, w in zip(first, weights, strict=True)) % 31
    return 0 if remainder == 0 else 31 - remainder


def test_a_remainder_of_zero_gives_the_first_sign_and_not_a_fault() -> None:
    assert _by_hand(ZERO) == 0
    assert judge_code(ZERO + "0", AgencyKind.SERVICE) is CodeFinding.SOUND


@given(st.text(alphabet=SIGNS, min_size=17, max_size=17))
def test_every_code_with_its_own_check_is_sound_and_with_any_other_is_not(first: str) -> None:
    right = check_character(first)
    assert SIGNS.index(right) == _by_hand(first)
    assert judge_code(first + right, AgencyKind.TEAM) is CodeFinding.SOUND
    wrong = SIGNS[(SIGNS.index(right) + 1) % 31]
    assert judge_code(first + wrong, AgencyKind.TEAM) is CodeFinding.WRONG_CHECK


@given(
    st.text(alphabet=SIGNS, min_size=17, max_size=17),
    st.integers(0, 16),
    st.sampled_from(SIGNS),
)
def test_one_wrong_character_is_always_found(first: str, place: int, sign: str) -> None:
    code = first + check_character(first)
    slipped = code[:place] + sign + code[place + 1 :]
    finding = judge_code(slipped, AgencyKind.TEAM)
    assert (finding is CodeFinding.SOUND) is (slipped == code)


@pytest.mark.parametrize(
    ("code", "kind", "finding"),
    [
        (ZERO + "0", AgencyKind.SERVICE, CodeFinding.SOUND),
        (ZERO + "0", AgencyKind.FILED_GROUP, CodeFinding.SOUND),
        (ZERO + "0", AgencyKind.ASSOCIATION, CodeFinding.OTHER_KIND),
        (ZERO + "0", AgencyKind.FOUNDATION, CodeFinding.OTHER_KIND),
        (ZERO + "1", AgencyKind.SERVICE, CodeFinding.WRONG_CHECK),
        ("MJ0001000", AgencyKind.SERVICE, CodeFinding.LEGACY),
        ("MJ000100-X", AgencyKind.SERVICE, CodeFinding.LEGACY),
        ("130102000123456", AgencyKind.SERVICE, CodeFinding.LEGACY),
        ("010234", AgencyKind.SERVICE, CodeFinding.LEGACY),
        ("1234", AgencyKind.SERVICE, CodeFinding.MALFORMED),
        ("52130102MJ000100I0", AgencyKind.SERVICE, CodeFinding.MALFORMED),
        ("521301020000000000 ", AgencyKind.SERVICE, CodeFinding.MALFORMED),
        ("", AgencyKind.SERVICE, CodeFinding.MALFORMED),
    ],
)
def test_what_is_said_of_a_code(code: str, kind: AgencyKind, finding: CodeFinding) -> None:
    assert judge_code(code, kind) is finding


def test_a_code_is_kept_in_capitals_without_blanks() -> None:
    assert tidy_code(" 52 1301 02mj 0001 ") == "52130102MJ0001"


def test_a_sign_that_no_code_has_is_refused() -> None:
    with pytest.raises(ValueError, match="substring"):
        check_character("I" * 17)
