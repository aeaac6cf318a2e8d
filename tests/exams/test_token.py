"""The attempt token: only what was signed here, unchanged, for its time."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, strategies as st

from trainingapp.exams.lean.token import LIFETIME_MS, Claims, read_token, sign_token

SECRET = "a secret that only the site knows"
CLAIMS = Claims(7, 3, 1, 12, 0xABCDEF01, 60_000, 5_000)

numbers = st.integers(0, 1 << 45)
claims = st.builds(Claims, *[numbers] * 7)


@given(claims)
def test_a_token_says_what_was_signed(signed: Claims) -> None:
    token = sign_token(SECRET, signed)
    assert read_token(SECRET, token, now=signed.expires - 1) == signed


@given(claims, st.integers(0, 6), st.integers(1, 1000))
def test_no_figure_of_a_token_can_be_changed(signed: Claims, place: int, more: int) -> None:
    parts = sign_token(SECRET, signed).split(".")
    parts[place] = str(int(parts[place]) + more)
    assert read_token(SECRET, ".".join(parts), now=0) is None


@given(st.text(max_size=80))
def test_whatever_is_sent_as_a_token_is_refused_quietly(text: str) -> None:
    assert read_token(SECRET, text, now=0) is None


@pytest.mark.parametrize(("now", "is_good"), [(4_999, True), (5_000, False), (9_999, False)])
def test_a_token_ends(now: int, is_good: bool) -> None:
    found = read_token(SECRET, sign_token(SECRET, CLAIMS), now=now)
    assert (found is not None) is is_good


def test_a_token_of_another_site_is_worth_nothing() -> None:
    assert read_token("another secret", sign_token(SECRET, CLAIMS), now=0) is None


def test_a_token_outlives_the_longest_paper_and_its_night() -> None:
    assert LIFETIME_MS >= (3 + 12) * 3600 * 1000


def test_a_token_fits_into_a_header() -> None:
    assert len(sign_token(SECRET, Claims(*[1 << 45] * 7))) < 200


@dataclass(frozen=True)
class Case:
    """A token that is cut or glued wrongly."""

    token: str


GOOD = sign_token(SECRET, CLAIMS)


@pytest.mark.parametrize(
    "case",
    [
        Case(GOOD[:-1]),
        Case(GOOD + "A"),
        Case(GOOD.rpartition(".")[0]),
        Case("." + GOOD),
        Case(GOOD.replace(".", ",")),
        Case(GOOD.replace("7.", "7.0.", 1)),
        Case(GOOD.upper()),
    ],
)
def test_a_cut_token_is_refused(case: Case) -> None:
    assert read_token(SECRET, case.token, now=0) is None
