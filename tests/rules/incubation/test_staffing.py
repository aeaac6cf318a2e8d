"""Who counts among qualified full-time staff, and what the ratio means: as tables and as properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.eligibility_facts import CertificateLevel, DegreeLevel
from trainingapp.rules.incubation.staffing import Ratio, Why, count, judge
from trainingapp.rules.incubation.staffing_facts import (
    HeldCertificate,
    HeldDegree,
    Registered,
    Span,
    StaffingRules,
    Worker,
    WorkForm,
)

DAY = date(2026, 11, 23)
BEGAN = date(2024, 3, 1)
NATIONAL = StaffingRules(majors=("社会工作",))
HEBEI = replace(NATIONAL, needs_registration=True)
CHENGDU = replace(HEBEI, area="5101")
STANDING = Registered(BEGAN, date(2027, 3, 1), "510104")
LAPSED = Registered(date(2021, 3, 1), date(2024, 3, 1), "510104")
ELSEWHERE = Registered(BEGAN, date(2027, 3, 1), "110101")
NOWHERE = Registered(BEGAN, date(2027, 3, 1))


def worker(person_id: int = 1, **changes: Any) -> Worker:
    values: dict[str, Any] = {
        "span": Span(BEGAN),
        "form": WorkForm.FULL_TIME,
        "share": Decimal(1),
        **changes,
    }
    return Worker(person_id=person_id, **values)


def certificate(*registrations: Registered, **changes: Any) -> HeldCertificate:
    values: dict[str, Any] = {"level": CertificateLevel.JUNIOR, "issued_on": date(2020, 6, 1)}
    return HeldCertificate(registrations=registrations, **values | changes)


def degree(level: DegreeLevel = DegreeLevel.BACHELOR, **changes: Any) -> HeldDegree:
    return HeldDegree(level, date(2020, 7, 1), **changes)


# ----- full time ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"share": Decimal("0.8")}, None),
        ({"share": Decimal("0.79")}, Why.TOO_FEW_HOURS),
        ({"form": WorkForm.PART_TIME}, Why.NOT_FULL_TIME),
        ({"form": WorkForm.DISPATCH}, Why.NOT_FULL_TIME),
        ({"form": WorkForm.INTERN}, Why.NOT_FULL_TIME),
        ({"form": WorkForm.VOLUNTEER}, Why.NOT_FULL_TIME),
        ({"is_confirmed": False}, Why.NOT_CONFIRMED),
        ({"span": Span(DAY)}, None),
        ({"span": Span(DAY + timedelta(days=1))}, Why.NOT_IN_SERVICE),
        ({"span": Span(BEGAN, DAY)}, Why.NOT_IN_SERVICE),
        ({"span": Span(BEGAN, DAY + timedelta(days=1))}, None),
        ({"elsewhere": (Span(DAY),)}, Why.FULL_TIME_ELSEWHERE),
        ({"elsewhere": (Span(BEGAN, DAY),)}, None),
        ({"contract_ends_on": BEGAN}, None),
    ],
)
def test_who_is_full_time(changes: dict[str, Any], expected: Why | None) -> None:
    verdict = judge(worker(**changes), NATIONAL, DAY)
    assert verdict.work is expected
    assert verdict.is_full_time is (expected is None)


# ----- qualified ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "national", "hebei", "chengdu"),
    [
        ([certificate(STANDING)], Why.CERTIFICATE, Why.CERTIFICATE, Why.CERTIFICATE),
        ([certificate(ELSEWHERE)], Why.CERTIFICATE, Why.CERTIFICATE, Why.OTHER_AREA),
        ([certificate(NOWHERE)], Why.CERTIFICATE, Why.CERTIFICATE, Why.AREA_UNKNOWN),
        ([certificate(ELSEWHERE, STANDING)], Why.CERTIFICATE, Why.CERTIFICATE, Why.CERTIFICATE),
        ([certificate(LAPSED)], Why.CERTIFICATE, Why.LAPSED, Why.LAPSED),
        ([certificate()], Why.CERTIFICATE, Why.NOT_REGISTERED, Why.NOT_REGISTERED),
        ([certificate(), certificate(STANDING)], *[Why.CERTIFICATE] * 3),
        ([certificate(STANDING, is_verified=False)], *[Why.NOT_VERIFIED] * 3),
        ([certificate(STANDING, issued_on=DAY + timedelta(days=1))], *[Why.NOTHING_HELD] * 3),
        ([certificate(STANDING, issued_on=DAY)], *[Why.CERTIFICATE] * 3),
        ([], *[Why.NOTHING_HELD] * 3),
    ],
)
def test_a_certificate_counts_by_what_the_place_asks(
    held: list[HeldCertificate], national: Why, hebei: Why, chengdu: Why
) -> None:
    one = worker(certificates=tuple(held))
    found = [judge(one, rules, DAY).ground for rules in (NATIONAL, HEBEI, CHENGDU)]
    assert found == [national, hebei, chengdu]


@pytest.mark.parametrize(("day", "counts"), [(date(2027, 2, 28), True), (date(2027, 3, 1), False)])
def test_a_registration_counts_until_the_day_before_it_ends(day: date, counts: bool) -> None:
    assert judge(worker(certificates=(certificate(STANDING),)), HEBEI, day).counts is counts


def test_a_place_asks_for_the_area_even_where_it_is_silent_on_lapsed_registrations() -> None:
    rules = replace(CHENGDU, needs_registration=False)
    assert judge(worker(certificates=(certificate(),)), rules, DAY).ground is Why.NOT_REGISTERED


@pytest.mark.parametrize(
    ("area", "expected"),
    [("540102", Why.CERTIFICATE), ("510104", Why.OTHER_PROVINCE), ("", Why.OTHER_PROVINCE)],
)
def test_a_certificate_by_a_lower_line_counts_in_its_province_only(
    area: str, expected: Why
) -> None:
    one = worker(certificates=(certificate(STANDING, region="54"),))
    assert judge(one, NATIONAL, DAY, area=area).ground is expected


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (degree(), Why.DEGREE),
        (degree(DegreeLevel.MASTER), Why.DEGREE),
        (degree(DegreeLevel.ASSOCIATE), Why.NOTHING_HELD),
        (degree(is_social_work=False), Why.NOTHING_HELD),
        (degree(is_verified=False), Why.NOT_VERIFIED),
        (degree(major="社会学"), Why.OTHER_MAJOR),
        (degree(major=" 社会工作（专业学位）"), Why.DEGREE),
        (HeldDegree(DegreeLevel.BACHELOR, DAY + timedelta(days=1)), Why.NOTHING_HELD),
        (HeldDegree(DegreeLevel.BACHELOR, DAY), Why.DEGREE),
    ],
)
def test_a_degree_counts_from_bachelor_in_social_work_once_verified(
    held: HeldDegree, expected: Why
) -> None:
    assert judge(worker(degrees=(held,)), HEBEI, DAY).ground is expected


def test_a_place_without_a_list_of_majors_takes_what_was_recognised() -> None:
    assert judge(worker(degrees=(degree(major="社会学"),)), StaffingRules(), DAY).counts


def test_a_degree_helps_whose_certificate_has_lapsed() -> None:
    one = worker(
        certificates=(certificate(LAPSED),), degrees=(degree(), degree(DegreeLevel.DOCTOR))
    )
    verdict = judge(one, HEBEI, DAY)
    assert (verdict.ground, verdict.degree) == (Why.DEGREE, DegreeLevel.DOCTOR)


def test_what_is_nearest_to_counting_is_said() -> None:
    one = worker(certificates=(certificate(LAPSED),), degrees=(degree(is_verified=False),))
    assert judge(one, HEBEI, DAY).ground is Why.LAPSED


def test_the_highest_level_that_counts_is_said_with_the_last_of_its_days() -> None:
    senior = certificate(
        STANDING, Registered(BEGAN, date(2028, 1, 1), "510107"), level=CertificateLevel.SENIOR
    )
    verdict = judge(worker(certificates=(certificate(STANDING), senior)), CHENGDU, DAY)
    assert (verdict.level, verdict.until) == (CertificateLevel.SENIOR, date(2028, 1, 1))


def test_a_lapsed_registration_says_when_it_ended() -> None:
    verdict = judge(worker(certificates=(certificate(LAPSED),)), HEBEI, DAY)
    assert verdict.until == date(2024, 3, 1)


def test_a_level_that_nobody_has_verified_is_not_said() -> None:
    verdict = judge(worker(certificates=(certificate(is_verified=False),)), HEBEI, DAY)
    assert verdict.level is None


def test_without_consent_nothing_is_said_of_papers() -> None:
    one = worker(has_consented=False, certificates=(certificate(STANDING),), degrees=(degree(),))
    verdict = judge(one, NATIONAL, DAY)
    assert (verdict.is_full_time, verdict.is_qualified) == (True, False)
    assert (verdict.ground, verdict.level, verdict.until, verdict.degree) == (
        Why.NO_CONSENT,
        None,
        None,
        None,
    )


# ----- the ratio ----------------------------------------------------------------------------------


def ratio(qualified: int, full_time: int, rules: StaffingRules = NATIONAL) -> Ratio:
    return Ratio(qualified, full_time, rules)


@pytest.mark.parametrize(
    ("full_time", "needed"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 2), (7, 3), (8, 3)]
)
def test_one_third_of_a_team_in_whole_people(full_time: int, needed: int) -> None:
    assert ratio(needed, full_time).is_met is True
    assert ratio(needed - 1, full_time).is_met is False
    assert ratio(0, full_time).to_certify == needed


@pytest.mark.parametrize(
    ("qualified", "full_time", "is_met", "to_certify", "to_hire"),
    [
        (0, 0, None, 0, 0),
        (0, 1, False, 1, 1),
        (0, 2, False, 1, 1),
        (0, 3, False, 1, 2),
        (0, 4, False, 2, 2),
        (1, 4, False, 1, 1),
        (1, 3, True, 0, 0),
        (2, 4, True, 0, 0),
        (0, 8, False, 3, 4),
        (2, 8, False, 1, 1),
        (3, 3, True, 0, 0),
    ],
)
def test_how_many_to_certify_or_to_hire(
    qualified: int, full_time: int, is_met: bool | None, to_certify: int, to_hire: int
) -> None:
    found = ratio(qualified, full_time)
    assert (found.is_met, found.to_certify, found.to_hire) == (is_met, to_certify, to_hire)


def test_where_everybody_has_to_qualify_hiring_never_helps() -> None:
    rules = StaffingRules(part=1, whole=1)
    assert ratio(1, 2, rules).to_hire is None
    assert ratio(2, 2, rules).to_hire == 0


teams = st.integers(0, 60).flatmap(lambda den: st.tuples(st.integers(0, den), st.just(den)))
shares = st.integers(2, 6).flatmap(
    lambda whole: st.tuples(st.integers(1, whole - 1), st.just(whole))
)


@given(teams, shares)
def test_certifying_so_many_is_enough_and_one_fewer_is_not(
    team: tuple[int, int], share: tuple[int, int]
) -> None:
    qualified, full_time = team
    rules = StaffingRules(part=share[0], whole=share[1])
    needed = ratio(qualified, full_time, rules).to_certify
    assert qualified + needed <= full_time
    assert ratio(qualified + needed, full_time, rules).is_met is not False
    if needed:
        assert ratio(qualified + needed - 1, full_time, rules).is_met is False


@given(teams, shares)
def test_hiring_so_many_is_enough_and_one_fewer_is_not(
    team: tuple[int, int], share: tuple[int, int]
) -> None:
    qualified, full_time = team
    rules = StaffingRules(part=share[0], whole=share[1])
    needed = ratio(qualified, full_time, rules).to_hire
    assert needed is not None
    assert ratio(qualified + needed, full_time + needed, rules).is_met is not False
    if needed:
        assert ratio(qualified + needed - 1, full_time + needed - 1, rules).is_met is False


# ----- counting -----------------------------------------------------------------------------------


def test_part_timers_are_in_neither_number() -> None:
    staff = [
        worker(1, certificates=(certificate(),)),
        worker(2, form=WorkForm.PART_TIME, certificates=(certificate(),)),
        worker(3),
    ]
    found = count(staff, NATIONAL, DAY)
    assert (found.qualified, found.full_time) == (1, 2)


@pytest.mark.parametrize("turn", [1, -1])
def test_somebody_employed_twice_counts_once_by_the_better(turn: int) -> None:
    staff = [worker(1, has_consented=False), worker(1, certificates=(certificate(),))][::turn]
    found = count(staff, NATIONAL, DAY)
    assert (found.qualified, found.full_time) == (1, 1)


papers = st.sampled_from(
    [
        (),
        (certificate(),),
        (certificate(STANDING),),
        (certificate(LAPSED),),
        (certificate(ELSEWHERE),),
        (certificate(NOWHERE, is_verified=False),),
    ]
)
workers = st.lists(
    st.builds(
        worker,
        st.integers(1, 6),
        form=st.sampled_from(WorkForm),
        share=st.sampled_from([Decimal("0.5"), Decimal("0.8"), Decimal(1)]),
        is_confirmed=st.booleans(),
        has_consented=st.booleans(),
        certificates=papers,
        degrees=st.sampled_from([(), (degree(),)]),
    ),
    max_size=8,
)


@given(workers)
def test_a_stricter_place_never_counts_more(staff: list[Worker]) -> None:
    found = [count(staff, rules, DAY).qualified for rules in (NATIONAL, HEBEI, CHENGDU)]
    assert found == sorted(found, reverse=True)


@given(workers)
def test_nobody_counts_whom_no_verdict_counts(staff: list[Worker]) -> None:
    found = count(staff, HEBEI, DAY)
    by_verdict = {one.person_id for one in staff if judge(one, HEBEI, DAY).counts}
    assert found.qualified == len(by_verdict)
    assert found.qualified <= found.full_time


@given(workers)
def test_withdrawing_every_consent_leaves_the_team_and_no_qualified(staff: list[Worker]) -> None:
    silent = [replace(one, has_consented=False) for one in staff]
    before, after = count(staff, HEBEI, DAY), count(silent, HEBEI, DAY)
    assert (after.qualified, after.full_time) == (0, before.full_time)
