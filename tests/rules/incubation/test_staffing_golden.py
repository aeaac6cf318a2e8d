"""The one-third rule as the domain page states it (C7, C12): golden tables, one case a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.rules.incubation.test_staffing import (
    BEGAN,
    DAY,
    HEBEI,
    LAPSED,
    NATIONAL,
    STANDING,
    certificate,
    degree,
    worker,
)
from trainingapp.rules.eligibility_facts import CertificateLevel, DegreeLevel
from trainingapp.rules.incubation.staffing import Ratio, Why, count, judge
from trainingapp.rules.incubation.staffing_facts import (
    HeldCertificate,
    HeldDegree,
    Registered,
    Span,
    StaffingRules,
    WorkForm,
)

# ----- numbers ------------------------------------------------------------------------------------

# Full time, qualified, whether it is enough, how many to certify, how many to hire.
GOLDEN = [
    (0, 0, None, 0, 0),
    (1, 0, False, 1, 1),
    (1, 1, True, 0, 0),
    (2, 0, False, 1, 1),
    (2, 1, True, 0, 0),
    (2, 2, True, 0, 0),
    (3, 0, False, 1, 2),
    (3, 1, True, 0, 0),
    (3, 2, True, 0, 0),
    (4, 0, False, 2, 2),
    (4, 1, False, 1, 1),
    (4, 2, True, 0, 0),
    (5, 0, False, 2, 3),
    (5, 1, False, 1, 1),
    (5, 2, True, 0, 0),
    (6, 0, False, 2, 3),
    (6, 1, False, 1, 2),
    (6, 2, True, 0, 0),
    (7, 0, False, 3, 4),
    (7, 1, False, 2, 2),
    (7, 2, False, 1, 1),
    (7, 3, True, 0, 0),
    (8, 0, False, 3, 4),
    (8, 1, False, 2, 3),
    (8, 2, False, 1, 1),
    (8, 3, True, 0, 0),
    (9, 2, False, 1, 2),
    (9, 3, True, 0, 0),
    (10, 3, False, 1, 1),
    (10, 4, True, 0, 0),
    (11, 3, False, 1, 1),
    (11, 4, True, 0, 0),
    (12, 3, False, 1, 2),
    (12, 4, True, 0, 0),
    (100, 33, False, 1, 1),
    (100, 34, True, 0, 0),
    (3000, 999, False, 1, 2),
    (3000, 1000, True, 0, 0),
]


@pytest.mark.parametrize(("full_time", "qualified", "is_met", "certify", "hire"), GOLDEN)
def test_the_golden_numbers_of_the_rule(
    full_time: int, qualified: int, is_met: bool | None, certify: int, hire: int
) -> None:
    found = Ratio(qualified, full_time, NATIONAL)
    assert (found.is_met, found.to_certify, found.to_hire) == (is_met, certify, hire)


@pytest.mark.parametrize(("full_time", "qualified", "is_met", "certify", "hire"), GOLDEN[:30])
def test_people_count_to_the_same_numbers(
    full_time: int, qualified: int, is_met: bool | None, certify: int, hire: int
) -> None:
    staff = [
        worker(number, certificates=(certificate(STANDING),) if number < qualified else ())
        for number in range(full_time)
    ]
    found = count(staff, HEBEI, DAY)
    assert (found.full_time, found.qualified) == (full_time, qualified)
    assert (found.is_met, found.to_certify, found.to_hire) == (is_met, certify, hire)


@pytest.mark.parametrize(
    ("part", "whole", "full_time", "qualified", "is_met", "certify", "hire"),
    [
        (1, 2, 4, 2, True, 0, 0),
        (1, 2, 5, 2, False, 1, 1),
        (1, 2, 4, 0, False, 2, 4),
        (2, 3, 3, 1, False, 1, 3),
        (2, 3, 3, 2, True, 0, 0),
        (2, 3, 4, 2, False, 1, 2),
        (3, 10, 10, 3, True, 0, 0),
        (3, 10, 10, 2, False, 1, 2),
        (1, 1, 3, 2, False, 1, None),
        (1, 1, 3, 3, True, 0, 0),
        (0, 3, 5, 0, True, 0, 0),
    ],
)
def test_another_share_than_a_third_counts_the_same_way(
    part: int,
    whole: int,
    full_time: int,
    qualified: int,
    is_met: bool,
    certify: int,
    hire: int | None,
) -> None:
    found = Ratio(qualified, full_time, StaffingRules(part=part, whole=whole))
    assert (found.is_met, found.to_certify, found.to_hire) == (is_met, certify, hire)


# ----- who is full time, at each edge -------------------------------------------------------------

LEAP = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("span", "on", "expected"),
    [
        (Span(LEAP), date(2028, 2, 28), Why.NOT_IN_SERVICE),
        (Span(LEAP), LEAP, None),
        (Span(LEAP), date(2028, 3, 1), None),
        (Span(BEGAN, LEAP), date(2028, 2, 28), None),
        (Span(BEGAN, LEAP), LEAP, Why.NOT_IN_SERVICE),
        (Span(BEGAN, date(2028, 3, 1)), LEAP, None),
        (Span(BEGAN, date(2028, 3, 1)), date(2028, 3, 1), Why.NOT_IN_SERVICE),
        (Span(date(2026, 12, 31), date(2027, 1, 1)), date(2026, 12, 31), None),
        (Span(date(2026, 12, 31), date(2027, 1, 1)), date(2027, 1, 1), Why.NOT_IN_SERVICE),
        (Span(DAY, DAY), DAY, Why.NOT_IN_SERVICE),
    ],
)
def test_days_of_work_at_leap_days_and_ends_of_years(
    span: Span, on: date, expected: Why | None
) -> None:
    assert judge(worker(span=span), NATIONAL, on).work is expected


@pytest.mark.parametrize(
    ("share", "asked", "is_full"),
    [
        ("0.80", "0.8", True),
        ("0.79", "0.8", False),
        ("0.8", "0.80", True),
        ("0.5", "0.5", True),
        ("0.49", "0.5", False),
        ("1", "1", True),
        ("0.99", "1", False),
        ("0", "0.8", False),
        ("0", "0", True),
    ],
)
def test_from_which_share_somebody_is_full_time(share: str, asked: str, is_full: bool) -> None:
    rules = replace(NATIONAL, full_time_share=Decimal(asked))
    verdict = judge(worker(share=Decimal(share)), rules, DAY)
    assert verdict.is_full_time is is_full
    assert verdict.work is (None if is_full else Why.TOO_FEW_HOURS)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # What is said when several things are missing: the first of these.
        ({"span": Span(BEGAN, DAY), "is_confirmed": False}, Why.NOT_IN_SERVICE),
        ({"is_confirmed": False, "form": WorkForm.INTERN}, Why.NOT_CONFIRMED),
        ({"form": WorkForm.PART_TIME, "share": Decimal("0.2")}, Why.NOT_FULL_TIME),
        ({"share": Decimal("0.2"), "elsewhere": (Span(BEGAN),)}, Why.TOO_FEW_HOURS),
        ({"form": WorkForm.PART_TIME, "elsewhere": (Span(BEGAN),)}, Why.NOT_FULL_TIME),
    ],
)
def test_the_first_thing_that_is_missing_is_said(changes: dict[str, Any], expected: Why) -> None:
    assert judge(worker(**changes), NATIONAL, DAY).work is expected


@pytest.mark.parametrize(
    ("away", "is_here"),
    [
        ((), True),
        ((Span(BEGAN),), False),
        ((Span(BEGAN, DAY),), True),
        ((Span(BEGAN, DAY + timedelta(days=1)),), False),
        ((Span(DAY),), False),
        ((Span(DAY + timedelta(days=1)),), True),
        ((Span(BEGAN, date(2025, 1, 1)), Span(date(2026, 1, 1))), False),
        ((Span(BEGAN, date(2025, 1, 1)), Span(date(2027, 1, 1))), True),
    ],
)
def test_somebody_full_time_elsewhere_does_not_count_here_on_those_days(
    away: tuple[Span, ...], is_here: bool
) -> None:
    held = (certificate(STANDING),)
    found = count([worker(1, certificates=held, elsewhere=away), worker(2)], HEBEI, DAY)
    assert (found.qualified, found.full_time) == ((1, 2) if is_here else (0, 1))


# ----- certificates, degrees, majors --------------------------------------------------------------

GOOD = certificate(STANDING)
MASTER = degree(DegreeLevel.MASTER)


@pytest.mark.parametrize(
    ("on", "hebei"),
    [
        (date(2024, 2, 29), Why.NOT_REGISTERED),
        (date(2024, 3, 1), Why.CERTIFICATE),
        (date(2027, 2, 28), Why.CERTIFICATE),
        (date(2027, 3, 1), Why.LAPSED),
        (date(2028, 2, 29), Why.LAPSED),
    ],
)
def test_a_registration_from_day_to_day(on: date, hebei: Why) -> None:
    one = worker(span=Span(date(2020, 1, 1)), certificates=(GOOD,))
    assert judge(one, HEBEI, on).ground is hebei
    assert judge(one, NATIONAL, on).ground is Why.CERTIFICATE


@pytest.mark.parametrize(
    ("area", "asked", "expected"),
    [
        ("510104", "5101", Why.CERTIFICATE),
        ("510100", "5101", Why.CERTIFICATE),
        ("5101", "5101", Why.CERTIFICATE),
        ("510200", "5101", Why.OTHER_AREA),
        ("051010", "5101", Why.OTHER_AREA),
        ("", "5101", Why.AREA_UNKNOWN),
        ("510200", "51", Why.CERTIFICATE),
        ("130102", "51", Why.OTHER_AREA),
        ("510104", "", Why.CERTIFICATE),
        ("", "", Why.CERTIFICATE),
    ],
)
def test_where_a_registration_was_made(area: str, asked: str, expected: Why) -> None:
    held = certificate(Registered(BEGAN, date(2027, 3, 1), area))
    rules = replace(HEBEI, area=asked)
    assert judge(worker(certificates=(held,)), rules, DAY).ground is expected


@pytest.mark.parametrize(
    ("region", "agency", "counts"),
    [
        ("", "130102", True),
        ("13", "130102", True),
        ("13", "140102", False),
        ("13", "", False),
        ("31", "310101", True),
        ("31", "130131", False),
    ],
)
def test_a_certificate_by_a_lower_line_and_the_place_of_the_agency(
    region: str, agency: str, counts: bool
) -> None:
    one = worker(certificates=(certificate(STANDING, region=region),))
    verdict = judge(one, HEBEI, DAY, area=agency)
    assert verdict.is_qualified is counts
    assert verdict.ground is (Why.CERTIFICATE if counts else Why.OTHER_PROVINCE)


@pytest.mark.parametrize(
    ("major", "majors", "counts"),
    [
        ("社会工作", ("社会工作",), True),
        (" 社会工作 ", ("社会工作",), True),
        ("社会工作(司法方向)", ("社会工作",), True),
        ("社会学", ("社会工作",), False),
        ("社会学", ("社会工作", "社会学"), True),
        ("应用社会工作", ("社会工作",), False),
        ("", ("社会工作",), False),
        ("社会学", (), True),
        ("", (), True),
    ],
)
def test_which_major_counts(major: str, majors: tuple[str, ...], counts: bool) -> None:
    rules = replace(NATIONAL, majors=majors)
    assert rules.has_major(major) is counts
    verdict = judge(worker(degrees=(degree(major=major),)), rules, DAY)
    assert verdict.ground is (Why.DEGREE if counts else Why.OTHER_MAJOR)
    assert verdict.degree is (DegreeLevel.BACHELOR if counts else None)


@pytest.mark.parametrize(
    ("held", "expected", "level"),
    [
        ([degree(DegreeLevel.ASSOCIATE)], Why.NOTHING_HELD, None),
        ([degree()], Why.DEGREE, DegreeLevel.BACHELOR),
        ([degree(), MASTER], Why.DEGREE, DegreeLevel.MASTER),
        ([MASTER, degree()], Why.DEGREE, DegreeLevel.MASTER),
        ([degree(is_verified=False)], Why.NOT_VERIFIED, None),
        ([degree(is_verified=False), MASTER], Why.DEGREE, DegreeLevel.MASTER),
        ([degree(is_verified=False), degree(major="社会学")], Why.OTHER_MAJOR, None),
        ([degree(is_social_work=False)], Why.NOTHING_HELD, None),
        ([HeldDegree(DegreeLevel.MASTER, DAY)], Why.DEGREE, DegreeLevel.MASTER),
        ([HeldDegree(DegreeLevel.MASTER, DAY + timedelta(days=1))], Why.NOTHING_HELD, None),
        ([degree(DegreeLevel.DOCTOR)], Why.DEGREE, DegreeLevel.DOCTOR),
    ],
)
def test_by_which_degree_somebody_counts(
    held: list[HeldDegree], expected: Why, level: DegreeLevel | None
) -> None:
    verdict = judge(worker(degrees=tuple(held)), HEBEI, DAY)
    assert (verdict.ground, verdict.degree) == (expected, level)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (certificate(LAPSED), Why.DEGREE),
        (certificate(), Why.DEGREE),
        (certificate(STANDING, is_verified=False), Why.DEGREE),
        (certificate(STANDING, region="31"), Why.DEGREE),
        (certificate(STANDING), Why.CERTIFICATE),
    ],
)
def test_a_degree_counts_where_the_certificate_does_not(
    held: HeldCertificate, expected: Why
) -> None:
    one = worker(certificates=(held,), degrees=(degree(),))
    assert judge(one, HEBEI, DAY, area="130102").ground is expected


@pytest.mark.parametrize(
    ("held", "ground"),
    [
        (certificate(LAPSED), Why.LAPSED),
        (certificate(), Why.NOT_REGISTERED),
        (certificate(STANDING, is_verified=False), Why.NOT_VERIFIED),
    ],
)
@pytest.mark.parametrize("other", [degree(is_verified=False), degree(major="社会学")])
def test_a_degree_that_does_not_count_leaves_what_is_said_of_the_certificate(
    held: HeldCertificate, ground: Why, other: HeldDegree
) -> None:
    assert judge(worker(certificates=(held,), degrees=(other,)), HEBEI, DAY).ground is ground


SENIOR = certificate(STANDING, level=CertificateLevel.SENIOR)


@pytest.mark.parametrize(
    ("held", "level", "until"),
    [
        ((GOOD,), CertificateLevel.JUNIOR, date(2027, 3, 1)),
        ((GOOD, SENIOR), CertificateLevel.SENIOR, date(2027, 3, 1)),
        ((SENIOR, GOOD), CertificateLevel.SENIOR, date(2027, 3, 1)),
        ((certificate(LAPSED),), CertificateLevel.JUNIOR, date(2024, 3, 1)),
        ((certificate(LAPSED, level=CertificateLevel.SENIOR), GOOD), CertificateLevel.JUNIOR, None),
        ((certificate(),), CertificateLevel.JUNIOR, None),
    ],
)
def test_level_and_end_are_of_the_certificate_that_is_told(
    held: tuple[HeldCertificate, ...], level: CertificateLevel, until: date | None
) -> None:
    verdict = judge(worker(certificates=held), HEBEI, DAY)
    assert verdict.level is level
    if until is not None or len(held) == 1:
        assert verdict.until == until
