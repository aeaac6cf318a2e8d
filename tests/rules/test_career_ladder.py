"""The ladder: what is held, which exams are open from when, and what was supposed to say so."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date

import pytest

from tests.rules.eligibility_cases import load_document
from trainingapp.rules.career_ladder import Rung, climb, find_next, find_region
from trainingapp.rules.eligibility import Outcome
from trainingapp.rules.eligibility_facts import (
    Assurance,
    Certificate,
    CertificateLevel,
    Degree,
    DegreeLevel,
    Facts,
    Paper,
    Pass,
    StudyField,
    Work,
)
from trainingapp.rules.eligibility_rulesets import read_ruleset

TODAY = date(2026, 11, 23)
RULES = read_ruleset(load_document())
VERIFIED = Assurance.VERIFIED
JUNIOR, MIDDLE, SENIOR = CertificateLevel


def degree(
    level: DegreeLevel = DegreeLevel.BACHELOR,
    field: StudyField = StudyField.SOCIAL_WORK,
    awarded_on: date | None = date(2024, 6, 30),
    expected_on: date | None = None,
) -> Degree:
    return Degree(
        id="degree:1",
        assurance=VERIFIED,
        level=level,
        field=field,
        enrolled_on=date(2020, 9, 1),
        awarded_on=awarded_on,
        expected_on=expected_on,
    )


def work(starts_on: date, ends_on: date | None = None) -> Work:
    return Work(id="work:1", assurance=VERIFIED, starts_on=starts_on, ends_on=ends_on)


def held(level: CertificateLevel, issued_on: date, region: str | None = None) -> Certificate:
    number = f"certificate:{level}:{region}"
    return Certificate(
        id=number, assurance=VERIFIED, level=level, issued_on=issued_on, region=region
    )


def rungs_of(facts: Facts) -> tuple[Rung, ...]:
    return climb(RULES, facts, TODAY, first_year=2027)


def years(facts: Facts) -> list[int | None]:
    return [rung.year for rung in rungs_of(facts)]


def test_the_ladder_has_every_level_from_the_lowest() -> None:
    assert [rung.level for rung in rungs_of(Facts())] == [JUNIOR, MIDDLE, SENIOR]


def test_who_has_entered_nothing_has_no_year_on_any_rung() -> None:
    assert years(Facts()) == [None, None, None]
    assert find_next(rungs_of(Facts())) == rungs_of(Facts())[0]


def test_a_bachelor_at_work_sees_a_year_on_every_rung() -> None:
    facts = Facts((degree(),), (work(date(2025, 8, 1)),))
    junior, middle, senior = rungs_of(facts)
    assert (junior.year, junior.is_open, junior.after) == (2027, True, None)
    assert (middle.year, middle.is_open, middle.after) == (2028, False, None)
    # Five years after a certificate of the end of 2028 are full at the end of 2033.
    assert (senior.year, senior.is_open, senior.after) == (2033, False, date(2028, 12, 31))


def test_who_does_not_work_is_told_what_beginning_now_would_open() -> None:
    junior, middle, _ = rungs_of(Facts((degree(),)))
    assert (junior.year, junior.works_from) == (2027, None)
    assert (middle.year, middle.works_from) == (2029, TODAY)
    assert middle.is_open is False


def test_who_works_already_is_not_supposed_to_begin() -> None:
    facts = Facts((degree(DegreeLevel.SECONDARY),), (work(date(2026, 8, 1)),))
    assert {rung.works_from for rung in rungs_of(facts)} == {None}


def test_who_stopped_working_is_supposed_to_begin_again() -> None:
    facts = Facts((degree(),), (work(date(2024, 8, 1), date(2025, 8, 1)),))
    assert rungs_of(facts)[1].works_from == TODAY


def test_a_student_is_supposed_to_begin_after_the_studies_and_to_finish_them() -> None:
    facts = Facts((degree(awarded_on=None, expected_on=date(2027, 6, 30)),))
    junior, middle, _ = rungs_of(facts)
    assert (junior.year, junior.is_open) == (2027, True)
    assert (middle.year, middle.works_from) == (2030, date(2027, 6, 30))
    assert middle.after == date(2027, 12, 31)


def test_studies_that_end_after_the_certificate_are_not_taken_as_finished() -> None:
    facts = Facts(
        (
            degree(DegreeLevel.ASSOCIATE, awarded_on=date(2022, 6, 30)),
            replace(
                degree(DegreeLevel.MASTER, awarded_on=None, expected_on=date(2040, 6, 30)),
                enrolled_on=date(2038, 9, 1),
            ),
        ),
        (work(date(2019, 1, 1)),),
    )
    _, middle, senior = rungs_of(facts)
    assert (middle.year, senior.year) == (2027, None)


def test_secondary_school_needs_the_junior_certificate_for_the_middle_exam() -> None:
    facts = Facts((degree(DegreeLevel.SECONDARY),), (work(date(2024, 1, 1)),))
    junior, middle, senior = rungs_of(facts)
    assert junior.year == 2028  # four years from the end of full-time study on
    assert (middle.year, middle.after) == (2034, date(2028, 12, 31))
    assert (senior.year, senior.exam and senior.exam.outcome) == (None, Outcome.NOT_ELIGIBLE)


def test_what_is_held_and_what_lies_below_ask_for_nothing() -> None:
    certificate = held(MIDDLE, date(2023, 6, 18))
    facts = Facts(
        (degree(awarded_on=date(2019, 6, 30)),), (work(date(2019, 8, 1)),), (certificate,)
    )
    junior, middle, senior = rungs_of(facts)
    assert junior == Rung(JUNIOR)
    assert middle == Rung(MIDDLE, certificate)
    assert (senior.year, senior.after) == (2028, None)
    assert find_next((junior, middle, senior)) == senior


def test_nobody_climbs_above_the_top() -> None:
    rungs = rungs_of(Facts(certificates=(held(SENIOR, date(2023, 6, 18)),)))
    assert [rung.year for rung in rungs] == [None, None, None]
    assert find_next(rungs) is None


def test_a_nationwide_certificate_is_shown_before_a_regional_one() -> None:
    regional, national = held(JUNIOR, date(2020, 6, 1), "11"), held(JUNIOR, date(2022, 6, 1))
    assert rungs_of(Facts(certificates=(regional, national)))[0].held == national


def test_of_two_open_exams_the_higher_one_is_next() -> None:
    facts = Facts((degree(DegreeLevel.MASTER),), (work(date(2025, 8, 1)),))
    rungs = rungs_of(facts)
    assert [rung.is_open for rung in rungs] == [True, True, False]
    assert find_next(rungs) == rungs[1]


def test_papers_that_were_begun_are_next_even_when_a_higher_exam_is_open() -> None:
    passed = Pass(id="pass:1", assurance=VERIFIED, level=JUNIOR, paper=Paper.PRACTICE, year=2026)
    facts = Facts((degree(DegreeLevel.MASTER),), (work(date(2025, 8, 1)),), passes=(passed,))
    rungs = rungs_of(facts)
    assert find_next(rungs) == rungs[0]
    assert rungs[0].papers is not None
    assert rungs[1].papers is None


def test_a_senior_proof_is_counted_as_papers_of_the_senior_level() -> None:
    passed = Pass(id="pass:1", level=SENIOR, paper=Paper.PRACTICE, year=2026)
    senior = rungs_of(Facts(certificates=(held(MIDDLE, date(2018, 6, 1)),), passes=(passed,)))[2]
    assert senior.papers is not None
    assert senior.papers.target.goal == "senior_review"
    assert senior.papers.outcome is Outcome.ELIGIBLE_IF_VERIFIED


@pytest.mark.parametrize(
    ("regions", "expected"),
    [([], None), ([None], None), (["11", None], "11"), (["11", "12"], None)],
)
def test_the_region_that_is_asked_for_is_the_only_one_there_is(
    regions: list[str | None], expected: str | None
) -> None:
    certificates = [held(JUNIOR, date(2020, 6, 1), region) for region in regions]
    assert find_region(Facts(certificates=tuple(certificates))) == expected


def test_a_regional_certificate_counts_where_it_is_valid() -> None:
    certificate = held(MIDDLE, date(2018, 6, 1), "11")
    facts = Facts(
        (degree(awarded_on=date(2015, 6, 30)),), (work(date(2016, 1, 1)),), (certificate,)
    )
    assert rungs_of(facts)[2].is_open


def test_rules_that_say_nothing_of_a_level_leave_its_rung_empty() -> None:
    document = copy.deepcopy(load_document())
    for goal in ("senior_exam", "senior_review", "middle_certificate"):
        del document["targets"][goal]
    passed = Pass(id="pass:1", level=MIDDLE, paper=Paper.LAW, year=2026)
    facts = Facts((degree(),), (work(date(2024, 8, 1)),), passes=(passed,))
    rungs = climb(read_ruleset(document), facts, TODAY, first_year=2027)
    assert rungs[2] == Rung(SENIOR)
    assert rungs[1].papers is None
    assert rungs[1].year == 2027
