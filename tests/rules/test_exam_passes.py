"""Which passes count, what is missing and by when: tables as the regulations read, and against brute force."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, strategies as some

from tests.rules.eligibility_cases import load_document
from trainingapp.rules.eligibility_facts import CertificateLevel, Facts, Paper, Pass
from trainingapp.rules.eligibility_reading import Case, find_when
from trainingapp.rules.eligibility_rulesets import Counting, Ruleset, read_ruleset
from trainingapp.rules.eligibility_terms import SubjectsWithin
from trainingapp.rules.exam_passes import (
    PassState,
    Standing,
    find_standing,
    list_rules,
    list_standings,
)

C, P, L = Paper.COMPREHENSIVE, Paper.PRACTICE, Paper.LAW
JUNIOR = SubjectsWithin(CertificateLevel.JUNIOR, (C, P), 1, None)
MIDDLE = SubjectsWithin(CertificateLevel.MIDDLE, (C, P, L), 2, None)
SENIOR = SubjectsWithin(CertificateLevel.SENIOR, (P,), 1, 3)
TODAY = date(2026, 11, 22)


def passed(
    rule: SubjectsWithin, paper: Paper, year: int, region: str | None = None, **more: date
) -> Pass:
    return Pass(
        id=f"pass:{year}-{paper}-{region}",
        level=rule.level,
        paper=paper,
        year=year,
        region=region,
        **more,  # type: ignore[arg-type]
    )


def stand(
    rule: SubjectsWithin,
    *passes: Pass,
    next_year: int = 2027,
    region: str | None = None,
    today: date = TODAY,
) -> Standing:
    return find_standing(rule, passes, region=region, next_year=next_year, today=today)


def rules() -> Ruleset:
    return read_ruleset(load_document())


# the rules of the three levels


@pytest.mark.parametrize(
    ("papers", "state", "missing", "by_year"),
    [
        ([], PassState.NOTHING, (C, P, L), 2028),
        ([(C, 2026)], PassState.PARTLY, (P, L), 2027),
        ([(C, 2026), (P, 2026)], PassState.PARTLY, (L,), 2027),
        ([(C, 2025), (P, 2026)], PassState.PARTLY, (C, L), 2027),
        ([(C, 2025)], PassState.LAPSED, (C, P, L), 2028),
        ([(C, 2024), (P, 2025)], PassState.LAPSED, (C, P, L), 2028),
        ([(C, 2025), (P, 2025), (L, 2026)], PassState.COMPLETE, (), None),
        ([(C, 2024), (P, 2025), (L, 2026)], PassState.PARTLY, (C, P), 2027),
        ([(C, 2024), (P, 2025), (L, 2026), (C, 2026)], PassState.COMPLETE, (), None),
        ([(C, 2010), (P, 2011), (L, 2010)], PassState.COMPLETE, (), None),
    ],
)
def test_the_middle_papers_count_for_two_years_in_a_row(
    papers: list[tuple[Paper, int]],
    state: PassState,
    missing: tuple[Paper, ...],
    by_year: int | None,
) -> None:
    found = stand(MIDDLE, *(passed(MIDDLE, paper, year) for paper, year in papers))
    assert (found.state, found.missing, found.by_year) == (state, missing, by_year)


@pytest.mark.parametrize(
    ("papers", "state", "missing", "by_year"),
    [
        ([], PassState.NOTHING, (C, P), 2027),
        ([(C, 2026)], PassState.LAPSED, (C, P), 2027),
        ([(C, 2025), (P, 2026)], PassState.LAPSED, (C, P), 2027),
        ([(C, 2026), (P, 2026)], PassState.COMPLETE, (), None),
    ],
)
def test_the_junior_papers_are_passed_in_one_year(
    papers: list[tuple[Paper, int]],
    state: PassState,
    missing: tuple[Paper, ...],
    by_year: int | None,
) -> None:
    found = stand(JUNIOR, *(passed(JUNIOR, paper, year) for paper, year in papers))
    assert (found.state, found.missing, found.by_year) == (state, missing, by_year)


def test_before_the_exam_of_the_year_the_passes_of_the_year_before_still_count() -> None:
    found = stand(MIDDLE, passed(MIDDLE, C, 2025), next_year=2026, today=date(2026, 3, 1))
    assert (found.state, found.missing, found.by_year) == (PassState.PARTLY, (P, L), 2026)


def test_of_several_windows_the_one_with_the_most_papers_counts() -> None:
    found = stand(
        MIDDLE, passed(MIDDLE, C, 2025), passed(MIDDLE, P, 2025), passed(MIDDLE, P, 2026),
        next_year=2026,
    )  # fmt: skip
    assert (found.missing, found.by_year) == ((L,), 2026)
    assert [one.year for one in found.counted] == [2025, 2025, 2026]


def test_of_equal_windows_the_one_that_lasts_longest_counts() -> None:
    found = stand(MIDDLE, passed(MIDDLE, C, 2025), passed(MIDDLE, C, 2026), next_year=2026)
    assert (found.missing, found.by_year) == ((P, L), 2027)


def test_what_has_lapsed_is_told_beside_what_counts() -> None:
    found = stand(MIDDLE, passed(MIDDLE, C, 2025), passed(MIDDLE, L, 2026))
    assert [one.paper for one in found.counted] == [L]
    assert [one.paper for one in found.lapsed] == [C]


def test_complete_is_told_with_the_year_in_which_it_was() -> None:
    papers = [passed(MIDDLE, C, 2020), passed(MIDDLE, P, 2021), passed(MIDDLE, L, 2020)]
    assert stand(MIDDLE, *papers, passed(MIDDLE, C, 2026)).full_year == 2021


def test_a_senior_proof_lasts_three_years_from_its_issue() -> None:
    one = passed(SENIOR, P, 2024, proof_on=date(2024, 8, 20))
    found = stand(SENIOR, one)
    assert (found.state, found.ends_on) == (PassState.COMPLETE, date(2027, 8, 20))
    assert found.is_proof_dated
    assert stand(SENIOR, one, today=date(2027, 8, 19)).state is PassState.COMPLETE
    over = stand(SENIOR, one, today=date(2027, 8, 20))
    assert (over.state, over.missing) == (PassState.PROOF_OVER, (P,))
    assert (over.counted, over.lapsed, over.by_year) == ((), (one,), None)


def test_a_proof_without_its_day_lasts_to_the_end_of_its_last_full_year_and_says_so() -> None:
    found = stand(SENIOR, passed(SENIOR, P, 2024))
    assert (found.ends_on, found.is_proof_dated) == (date(2027, 1, 1), False)


def test_of_several_proofs_the_one_that_lasts_longest_counts() -> None:
    old = passed(SENIOR, P, 2020, proof_on=date(2020, 9, 1))
    new = passed(SENIOR, P, 2025, proof_on=date(2025, 9, 1))
    found = stand(SENIOR, old, new)
    assert (found.state, found.full_year) == (PassState.COMPLETE, 2025)
    assert found.ends_on == date(2028, 9, 1)


def test_a_proof_of_29_february_lasts_to_1_march() -> None:
    one = passed(SENIOR, P, 2023, proof_on=date(2024, 2, 29))
    assert stand(SENIOR, one).ends_on == date(2027, 3, 1)


# regions


def test_a_pass_of_a_region_counts_there_only() -> None:
    here = [passed(JUNIOR, C, 2026, "54"), passed(JUNIOR, P, 2026)]
    assert stand(JUNIOR, *here).state is PassState.LAPSED
    assert stand(JUNIOR, *here, region="54").state is PassState.COMPLETE
    assert stand(JUNIOR, *here, region="63").state is PassState.LAPSED


def test_each_region_has_a_standing_of_its_own_and_levels_without_passes_have_none() -> None:
    passes = [passed(MIDDLE, C, 2026), passed(MIDDLE, P, 2026, "54"), passed(JUNIOR, C, 2026, "63")]
    found = list_standings(rules(), passes, next_year=2027, today=TODAY)
    assert [(one.level, one.region, one.missing) for one in found] == [
        ("junior", "63", (C, P)),
        ("middle", None, (P, L)),
        ("middle", "54", (L,)),
    ]
    assert list_standings(rules(), [], next_year=2027, today=TODAY) == []


def test_the_windows_are_those_of_the_ruleset() -> None:
    assert [(r.level, r.window, r.proof_years) for r in list_rules(rules())] == [
        ("junior", 1, None),
        ("middle", 2, None),
        ("senior", 1, 3),
    ]


def test_a_level_without_a_rule_is_left_out() -> None:
    document = load_document()
    del document["targets"]["senior_review"]
    assert [rule.level for rule in list_rules(read_ruleset(document))] == ["junior", "middle"]


# against brute force

YEARS = some.integers(2020, 2028)


@some.composite
def cases(draw: some.DrawFn) -> tuple[SubjectsWithin, list[Pass], int]:
    rule = SubjectsWithin(CertificateLevel.MIDDLE, (C, P, L), draw(some.integers(1, 4)), None)
    wanted = some.tuples(some.sampled_from([C, P, L]), YEARS, some.sampled_from([None, "54"]))
    passes = [passed(rule, *one) for one in draw(some.lists(wanted, max_size=7, unique=True))]
    last = max((one.year for one in passes), default=2026)
    return rule, passes, draw(some.integers(last, last + 3))


def is_complete(rule: SubjectsWithin, passes: list[Pass]) -> bool:
    held = [one for one in passes if one.region is None]
    return any(
        {one.paper for one in held if year <= one.year < year + rule.window} == set(rule.papers)
        for year in range(2000, 2050)
    )


@given(cases())
def test_complete_is_what_lies_in_one_window(case: tuple[SubjectsWithin, list[Pass], int]) -> None:
    rule, passes, next_year = case
    found = stand(rule, *passes, next_year=next_year)
    assert (found.state is PassState.COMPLETE) is is_complete(rule, passes)


@given(cases())
def test_complete_is_what_the_decision_says_too(
    case: tuple[SubjectsWithin, list[Pass], int],
) -> None:
    rule, passes, next_year = case
    facts = Case(Facts(passes=tuple(passes)), TODAY, 2027, None, Counting.EXAM_YEAR, ())
    found = stand(rule, *passes, next_year=next_year)
    assert (found.state is PassState.COMPLETE) is bool(find_when(rule, facts))


@given(cases())
def test_whoever_passes_what_is_missing_in_time_is_complete(
    case: tuple[SubjectsWithin, list[Pass], int],
) -> None:
    rule, passes, next_year = case
    found = stand(rule, *passes, next_year=next_year)
    if found.by_year is None:
        return
    assert found.by_year >= next_year
    late = [passed(rule, Paper(paper), found.by_year) for paper in found.missing]
    assert stand(rule, *passes, *late, next_year=found.by_year + 1).state is PassState.COMPLETE


@given(cases())
def test_no_smaller_set_of_papers_and_no_later_year_would_do(
    case: tuple[SubjectsWithin, list[Pass], int],
) -> None:
    rule, passes, next_year = case
    found = stand(rule, *passes, next_year=next_year)
    if found.state is not PassState.PARTLY:
        return
    assert found.by_year is not None
    for count in range(len(found.missing)):
        for papers in combinations(rule.papers, count):
            for year in range(next_year, next_year + rule.window):
                assert not is_complete(rule, [*passes, *(passed(rule, p, year) for p in papers)])
    late = [passed(rule, Paper(paper), found.by_year + 1) for paper in found.missing]
    assert not is_complete(rule, [*passes, *late])


@given(cases())
def test_every_pass_is_counted_or_lapsed_and_the_counted_ones_lie_in_one_window(
    case: tuple[SubjectsWithin, list[Pass], int],
) -> None:
    rule, passes, next_year = case
    found = stand(rule, *passes, next_year=next_year)
    mine = {one.id for one in passes if one.region is None}
    assert {one.id for one in (*found.counted, *found.lapsed)} <= mine
    assert not {one.id for one in found.counted} & {one.id for one in found.lapsed}
    years = [one.year for one in found.counted]
    assert not years or max(years) - min(years) < rule.window
    if found.state is PassState.PARTLY:
        assert set(found.missing) == set(rule.papers) - {one.paper for one in found.counted}


@given(cases(), some.tuples(some.sampled_from([C, P, L]), YEARS))
def test_one_more_pass_never_takes_completeness_away(
    case: tuple[SubjectsWithin, list[Pass], int], more: tuple[Paper, int]
) -> None:
    rule, passes, next_year = case
    before = stand(rule, *passes, next_year=next_year)
    after = stand(rule, *passes, passed(rule, *more), next_year=next_year)
    if before.state is PassState.COMPLETE:
        assert after.state is PassState.COMPLETE
