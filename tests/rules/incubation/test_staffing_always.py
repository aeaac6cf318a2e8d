"""What holds of the one-third rule for every team, at every place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from tests.rules.incubation.test_staffing import (
    CHENGDU,
    DAY,
    ELSEWHERE,
    HEBEI,
    LAPSED,
    NATIONAL,
    NOWHERE,
    STANDING,
    certificate,
    degree,
    worker,
    workers,
)
from trainingapp.rules.incubation.staffing import COUNTING, NEAREST, Why, count, judge
from trainingapp.rules.incubation.staffing_facts import Registered, StaffingRules, Worker

PLACES = (NATIONAL, HEBEI, CHENGDU)


def test_every_ground_of_a_certificate_has_its_place_in_the_order() -> None:
    assert len(set(NEAREST)) == len(NEAREST)
    assert NEAREST[0] in COUNTING
    assert {Why.CERTIFICATE, Why.DEGREE} == COUNTING


@pytest.mark.parametrize("rules", PLACES)
@pytest.mark.parametrize("held", [STANDING, LAPSED, ELSEWHERE, NOWHERE])
def test_without_consent_papers_change_nothing(rules: StaffingRules, held: Registered) -> None:
    silent = worker(has_consented=False)
    with_papers = replace(silent, certificates=(certificate(held),), degrees=(degree(),))
    assert judge(with_papers, rules, DAY) == judge(silent, rules, DAY)


@given(workers, st.permutations(range(8)), st.sampled_from(PLACES))
def test_the_order_of_people_changes_nothing(
    staff: list[Worker], order: list[int], rules: StaffingRules
) -> None:
    turned = [staff[place] for place in order if place < len(staff)]
    assert count(turned, rules, DAY) == count(staff, rules, DAY)


@given(workers, st.sampled_from(PLACES))
def test_one_more_without_papers_never_helps(staff: list[Worker], rules: StaffingRules) -> None:
    before = count(staff, rules, DAY)
    after = count([*staff, worker(99)], rules, DAY)
    assert (after.qualified, after.full_time) == (before.qualified, before.full_time + 1)
    assert after.to_certify >= before.to_certify


@given(workers, st.sampled_from(PLACES))
def test_one_more_with_a_degree_never_harms(staff: list[Worker], rules: StaffingRules) -> None:
    before = count(staff, rules, DAY)
    after = count([*staff, worker(99, degrees=(degree(),))], rules, DAY)
    assert after.qualified == before.qualified + 1
    assert (after.to_hire or 0) <= max(0, (before.to_hire or 0))


@given(workers)
def test_a_list_read_twice_counts_once(staff: list[Worker]) -> None:
    assert count([*staff, *staff], HEBEI, DAY) == count(staff, HEBEI, DAY)
