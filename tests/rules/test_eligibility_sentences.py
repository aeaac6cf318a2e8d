"""Why a condition holds and what is missing: alternatives, the surest enough facts, and the nearest way."""

from __future__ import annotations

from datetime import date

import pytest

from tests.rules.eligibility_cases import certificate, degree, passed, work
from trainingapp.rules.eligibility_facts import (
    Assurance,
    CertificateLevel,
    DegreeLevel,
    Facts,
    Paper,
    StudyField,
)
from trainingapp.rules.eligibility_reading import Case
from trainingapp.rules.eligibility_rulesets import Counting
from trainingapp.rules.eligibility_sentences import distance, explain, list_missing
from trainingapp.rules.eligibility_terms import (
    All,
    CertificateHeld,
    DegreeHeld,
    FinalYear,
    Sentence,
    Some,
    SubjectsWithin,
    Term,
    WorkYears,
)

TODAY = date(2026, 3, 20)
SW = StudyField.SOCIAL_WORK
BACHELOR = DegreeHeld(DegreeLevel.BACHELOR, True, SW)
MASTER = DegreeHeld(DegreeLevel.MASTER, False, None)
MIDDLE_HELD = CertificateHeld(CertificateLevel.MIDDLE, 5)
ONE_YEAR = WorkYears(1, None)
SENIOR_PAPER = SubjectsWithin(CertificateLevel.SENIOR, (Paper.PRACTICE,), 1, 3)
JUNIOR_PAPERS = SubjectsWithin(
    CertificateLevel.JUNIOR, (Paper.COMPREHENSIVE, Paper.PRACTICE), 1, None
)


def of(*facts: Facts, region: str | None = None, year: int = 2026) -> Case:
    together = Facts(
        degrees=tuple(one for each in facts for one in each.degrees),
        work=tuple(one for each in facts for one in each.work),
        certificates=tuple(one for each in facts for one in each.certificates),
        passes=tuple(one for each in facts for one in each.passes),
    )
    return Case(together, TODAY, year, region, Counting.EXAM_YEAR, ())


def codes(lines: tuple[Sentence, ...]) -> list[str]:
    return [line.code for line in lines]


def test_of_alternatives_the_first_that_holds_is_the_reason() -> None:
    term = Some((BACHELOR, MASTER))
    (line,) = explain(term, of(degree("master")), TODAY)
    assert (line.code, line.evidence) == ("degree", ("degree:master-sw",))
    assert line.parameters["level"] is DegreeLevel.MASTER
    both = of(degree("bachelor"), degree("master", awarded="2020-07-01"))
    (line,) = explain(term, both, TODAY)
    assert line.parameters["level"] is DegreeLevel.BACHELOR


def test_conditions_that_hold_together_have_a_sentence_each_in_their_order() -> None:
    term = All((ONE_YEAR, BACHELOR))
    found = explain(term, of(degree("bachelor"), work("2020-01-01")), TODAY)
    assert codes(found) == ["work", "degree"]


def test_the_reason_rests_on_the_surest_facts_that_are_enough() -> None:
    sure, unsure = degree("bachelor"), degree("bachelor", awarded="2010-07-01", sure="claimed")
    (line,) = explain(BACHELOR, of(unsure, sure), TODAY)
    assert line.assurance is Assurance.VERIFIED
    assert line.parameters["awarded_on"] == "2018-07-01"
    (line,) = explain(BACHELOR, of(unsure), TODAY)
    assert line.assurance is Assurance.CLAIMED


@pytest.mark.parametrize("term", [BACHELOR, MIDDLE_HELD, ONE_YEAR, SENIOR_PAPER])
def test_what_does_not_hold_has_no_reason(term: Term) -> None:
    with pytest.raises(AssertionError, match="does not hold"):
        explain(term, of(), TODAY)


def test_a_degree_of_tomorrow_is_no_reason_today() -> None:
    with pytest.raises(AssertionError):
        explain(BACHELOR, of(degree("bachelor", awarded="2026-03-21")), TODAY)
    assert explain(BACHELOR, of(degree("bachelor", awarded="2026-03-20")), TODAY)


def test_of_alternatives_the_nearest_is_what_is_missing() -> None:
    term = Some((All((BACHELOR, ONE_YEAR)), MIDDLE_HELD, FinalYear(DegreeLevel.BACHELOR, SW)))
    assert codes(list_missing(term, of(degree("bachelor")), TODAY)) == ["need_work"]
    held = of(certificate("middle", "2024-07-01"))
    assert codes(list_missing(term, held, TODAY)) == ["need_certificate_held"]
    assert codes(list_missing(term, of(), TODAY)) == ["need_certificate"]


def test_where_an_alternative_holds_nothing_is_missing() -> None:
    assert list_missing(Some((BACHELOR, MASTER)), of(degree("master")), TODAY) == ()


def test_a_certificate_of_another_region_is_named_with_its_region() -> None:
    elsewhere = certificate("middle", "2015-07-01", region="54")
    (line,) = list_missing(MIDDLE_HELD, of(elsewhere), TODAY)
    assert line.code == "certificate_elsewhere"
    assert line.parameters == {"level": CertificateLevel.MIDDLE, "region": "54"}
    assert line.evidence == ("certificate:middle",)
    (line,) = list_missing(MIDDLE_HELD, of(elsewhere, region="63"), TODAY)
    assert line.parameters["region"] == "54"
    assert list_missing(MIDDLE_HELD, of(elsewhere, region="54"), TODAY) == ()


def test_a_certificate_of_another_level_is_none() -> None:
    (line,) = list_missing(MIDDLE_HELD, of(certificate("junior", "2015-07-01")), TODAY)
    assert line.code == "need_certificate"


def test_years_since_a_certificate_of_29_february_are_full_on_1_march() -> None:
    held = of(certificate("middle", "2020-02-29"))
    (line,) = list_missing(MIDDLE_HELD, held, date(2025, 2, 28))
    assert line.parameters["held_on"] == "2025-03-01"
    assert list_missing(MIDDLE_HELD, held, date(2025, 3, 1)) == ()


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((), ["need_subjects"]),
        ((passed("junior", "c", 2026),), ["need_subjects"]),
        ((passed("junior", "c", 2024),), ["need_subjects", "lapsed_subjects"]),
        ((passed("junior", "cp", 2026),), []),
    ],
)
def test_papers_that_are_missing_or_count_no_more(
    facts: tuple[Facts, ...], expected: list[str]
) -> None:
    assert codes(list_missing(JUNIOR_PAPERS, of(*facts), TODAY)) == expected


def test_a_proof_that_has_run_out_names_the_paper_again() -> None:
    over = of(passed("senior", "p", 2026, proof="2021-10-01"))
    (line,) = list_missing(SENIOR_PAPER, over, TODAY)
    assert (line.code, line.parameters["papers"]) == ("lapsed_subjects", [Paper.PRACTICE])


def test_a_field_and_a_higher_degree_lie_further_away() -> None:
    def away(term: Term) -> int:
        return distance(list_missing(term, of(), TODAY))

    any_field = DegreeHeld(DegreeLevel.BACHELOR, False, None)
    assert away(any_field) < away(BACHELOR) < away(MASTER)
    assert away(All((BACHELOR, ONE_YEAR))) == away(BACHELOR) + away(ONE_YEAR)
    assert away(FinalYear(DegreeLevel.BACHELOR, SW)) == 3000
    assert away(ONE_YEAR) == 365


def test_work_of_a_day_short_lacks_that_day() -> None:
    last = date(2026, 12, 31)
    started = date(2026, 1, 2)
    (line,) = list_missing(ONE_YEAR, of(work(started.isoformat())), TODAY)
    assert line.parameters["have_days"] == (last - started).days + 1 == 364
    assert line.parameters["lacking_days"] == 1
    assert list_missing(ONE_YEAR, of(work("2026-01-01")), last) == ()
