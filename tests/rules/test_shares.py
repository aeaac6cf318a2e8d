"""A chapter's share of the bank against the bounds of a paper, at every edge."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.shares import ShareState, judge_share
from trainingapp.rules.specifications import Bounds

BOUNDS = Bounds(5, 9)


@pytest.mark.parametrize(
    ("ready", "on_paper", "state"),
    [
        (0, 0.0, ShareState.BELOW),
        (44, 4.4, ShareState.BELOW),
        (45, 4.5, ShareState.WITHIN),  # rounded in its favour it is five
        (50, 5.0, ShareState.WITHIN),
        (90, 9.0, ShareState.WITHIN),
        (95, 9.5, ShareState.WITHIN),
        (96, 9.6, ShareState.ABOVE),
        (800, 80.0, ShareState.ABOVE),
    ],
)
def test_a_share_at_the_edges_of_its_bounds(ready: int, on_paper: float, state: ShareState) -> None:
    found = judge_share(ready, 800, size=80, bounds=BOUNDS)
    assert (found.on_paper, found.state, found.bounds) == (on_paper, state, BOUNDS)


@pytest.mark.parametrize(
    ("ready", "bounds", "state"),
    [
        (0, Bounds(0, 0), ShareState.WITHIN),  # a chapter that no paper asks
        (1, Bounds(0, 0), ShareState.ABOVE),
        (0, Bounds(1, 4), ShareState.BELOW),  # a hole is never rounded away
        (0, Bounds(0, 4), ShareState.WITHIN),
        (7, None, ShareState.UNBOUND),
    ],
)
def test_holes_and_chapters_that_no_paper_asks(
    ready: int, bounds: Bounds | None, state: ShareState
) -> None:
    assert judge_share(ready, 800, size=80, bounds=bounds).state is state


def test_a_hole_is_below_even_where_rounding_would_hide_it() -> None:
    assert judge_share(0, 800, size=80, bounds=Bounds(0, 4)).state is ShareState.WITHIN
    hidden = judge_share(4, 800, size=80, bounds=Bounds(1, 4))  # 0.4 of an item
    assert hidden.state is ShareState.BELOW


def test_an_empty_bank_is_no_division_by_nothing() -> None:
    assert judge_share(0, 0, size=80, bounds=BOUNDS).state is ShareState.BELOW


@given(ready=st.integers(0, 500), others=st.integers(0, 500))
def test_more_items_never_move_a_share_down(ready: int, others: int) -> None:
    order = [ShareState.BELOW, ShareState.WITHIN, ShareState.ABOVE]
    now, then = (
        judge_share(n, n + others, size=80, bounds=BOUNDS).state for n in (ready, ready + 1)
    )
    assert order.index(then) >= order.index(now)
