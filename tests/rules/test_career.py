"""A life in the order of time, how far each link is, and which one thing comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.rules.eligibility_cases import load_document
from trainingapp.rules.career import (
    Code,
    Entry,
    Link,
    State,
    Step,
    choose,
    judge,
    line_up,
    list_late,
    step_to_register,
    step_up,
)
from trainingapp.rules.career_ladder import Rung, climb, find_next
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
from trainingapp.rules.registration import Cycle, Terms, situation
from trainingapp.rules.registration_words import RegistrationKind, Step as Stage

TODAY = date(2026, 11, 23)
RULES = read_ruleset(load_document())
TERMS = Terms(1, 3, 3, (180, 90, 30))
VERIFIED = Assurance.VERIFIED
MIDDLE = CertificateLevel.MIDDLE


def entry(link: Link, on: date, number: int = 1, **values: Any) -> Entry:
    return Entry(
        **{"link": link, "kind": link, "id": number, "on": on, "status": "claimed"} | values
    )


DAYS = st.dates(date(1990, 1, 1), date(2050, 12, 31))
ENTRIES = st.lists(
    st.builds(
        Entry,
        link=st.sampled_from(Link),
        kind=st.sampled_from(["degree", "pass", "cycle"]),
        id=st.integers(1, 9),
        on=DAYS,
        status=st.just("claimed"),
        is_year=st.booleans(),
        until=st.none() | DAYS,
    )
)


@given(ENTRIES, DAYS)
def test_every_entry_stands_once_and_in_order(entries: list[Entry], today: date) -> None:
    life = line_up(entries, today)
    found = [*life.behind, *life.ahead]
    assert sorted(found, key=repr) == sorted(entries, key=repr)
    days = [date(one.on.year, 1, 1) if one.is_year else one.on for one in found]
    assert days == sorted(days)
    assert all(day <= today for day in days[: len(life.behind)])
    assert all(day > today for day in days[len(life.behind) :])


@given(ENTRIES, DAYS, st.randoms(use_true_random=False))
def test_the_order_in_which_records_were_entered_does_not_matter(
    entries: list[Entry], today: date, chance: Any
) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert _kept(line_up(entries, today).behind) == _kept(line_up(shuffled, today).behind)


def _kept(entries: tuple[Entry, ...]) -> list[tuple[Any, ...]]:
    """What orders an entry; two that agree in all of it may stand in either order."""
    return [(one.on.year if one.is_year else one.on, one.link, one.kind, one.id) for one in entries]


def test_a_pass_stands_before_the_certificate_of_its_year() -> None:
    passed = entry(Link.EXAM, date(2024, 12, 31), is_year=True)
    held = entry(Link.CERTIFICATE, date(2024, 6, 16))
    assert line_up([held, passed], TODAY).behind == (passed, held)


def test_of_one_day_the_chain_orders() -> None:
    day = date(2024, 6, 16)
    work, degree = entry(Link.EMPLOYMENT, day), entry(Link.DEGREE, day)
    assert line_up([work, degree], TODAY).behind == (degree, work)


def test_today_is_behind_and_tomorrow_ahead() -> None:
    now, later = entry(Link.DEGREE, TODAY), entry(Link.DEGREE, TODAY + timedelta(days=1))
    life = line_up([later, now], TODAY)
    assert (life.behind, life.ahead) == ((now,), (later,))


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], State.OPEN),
        (["rejected"], State.OPEN),
        (["claimed"], State.UNSURE),
        (["expired", "rejected"], State.UNSURE),
        (["claimed", "verified"], State.SURE),
        (["authority"], State.SURE),
        (["confirmed"], State.SURE),
        (["stated"], State.UNSURE),
    ],
)
def test_a_link_is_as_sure_as_its_surest_entry(statuses: list[str], expected: State) -> None:
    entries = [entry(Link.DEGREE, TODAY, status=status) for status in statuses]
    assert judge([*entries, entry(Link.EXAM, TODAY, status="verified")], Link.DEGREE) is expected


def test_of_all_there_is_to_do_the_first_day_comes_first() -> None:
    far = Step(Code.RENEW, by=date(2029, 1, 1))
    near = Step(Code.SIT, year=2027)
    undated = Step(Code.LACK)
    opening = Step(Code.WAIT, from_on=date(2028, 1, 1))
    assert choose([undated, far, near, opening], TODAY) == near
    assert choose([undated, far, opening], TODAY) == opening
    assert choose([undated, far], TODAY) == far
    assert choose([undated], TODAY) == undated


def test_of_one_day_what_presses_more_comes_first() -> None:
    renew, sit = Step(Code.RENEW, by=date(2027, 12, 31)), Step(Code.SIT, year=2027)
    assert choose([sit, renew], TODAY) == renew


def test_who_has_nothing_to_do_is_told_so() -> None:
    assert choose([], TODAY).code is Code.COMPLETE


LATE = Step(Code.REGISTER_LATE, by=TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    "step",
    [
        Step(Code.SIT, year=2027),
        Step(Code.WAIT, from_on=date(2031, 1, 1)),
        Step(Code.RENEW, by=TODAY),
        Step(Code.EARN, by=date(2029, 1, 1)),
        Step(Code.PASS_PAPERS, year=2026),
        Step(Code.ENTER_CERTIFICATE),
        Step(Code.VERIFY),
    ],
)
def test_what_can_still_be_done_comes_before_what_is_late(step: Step) -> None:
    assert choose([LATE, step], TODAY) == step
    assert choose([step, LATE], TODAY) == step
    assert list_late([LATE, step], TODAY) == (LATE,), "the lapsed one is told as a fact"


def test_what_is_late_comes_before_an_exam_that_is_not_open_and_before_nothing() -> None:
    assert choose([Step(Code.LACK), LATE], TODAY) == LATE
    assert choose([LATE], TODAY) == LATE


def test_on_its_last_day_a_step_is_not_late() -> None:
    step = Step(Code.RENEW, by=TODAY)
    assert not step.is_late(TODAY)
    assert step.is_late(TODAY + timedelta(days=1))
    assert not Step(Code.SIT, year=2020).is_late(TODAY), "a year is no last day"
    assert not Step(Code.WAIT, from_on=date(2020, 1, 1)).is_late(TODAY)


def test_of_what_is_late_the_longest_ago_is_told_first() -> None:
    older = Step(Code.FINISH, by=date(2024, 1, 1))
    assert list_late([LATE, Step(Code.LACK), older], TODAY) == (older, LATE)
    assert list_late([], TODAY) == ()


def degree(level: DegreeLevel = DegreeLevel.BACHELOR, assurance: Assurance = VERIFIED) -> Degree:
    return Degree(
        id="degree:1",
        assurance=assurance,
        level=level,
        field=StudyField.SOCIAL_WORK,
        awarded_on=date(2024, 6, 30),
    )


WORK = Work(id="work:1", assurance=VERIFIED, starts_on=date(2025, 8, 1))


def passed(paper: Paper, year: int, level: CertificateLevel = MIDDLE) -> Pass:
    number = f"pass:{level}:{paper}:{year}"
    return Pass(id=number, assurance=VERIFIED, level=level, paper=paper, year=year)


def next_step(facts: Facts) -> Step | None:
    return step_up(find_next(climb(RULES, facts, TODAY, first_year=2027)))


@pytest.mark.parametrize(
    ("facts", "code", "from_on", "year"),
    [
        (Facts(), Code.LACK, None, None),
        (Facts((degree(),), (WORK,)), Code.SIT, None, 2027),
        (Facts((degree(assurance=Assurance.CLAIMED),)), Code.VERIFY, None, 2027),
        (
            Facts((degree(DegreeLevel.ASSOCIATE),), (replace(WORK, starts_on=date(2026, 3, 1)),)),
            Code.WAIT,
            date(2028, 1, 1),
            2028,
        ),
        (Facts((degree(DegreeLevel.ASSOCIATE),)), Code.START_WORK, date(2028, 1, 1), 2028),
    ],
)
def test_the_next_level_says_what_it_asks(
    facts: Facts, code: Code, from_on: date | None, year: int | None
) -> None:
    step = next_step(facts)
    assert step is not None
    assert (step.code, step.from_on, step.year) == (code, from_on, year)
    assert step.parameters["level"] is CertificateLevel.JUNIOR


def test_papers_that_are_left_come_before_anything_else_of_the_level() -> None:
    step = next_step(Facts((degree(),), (WORK,), passes=(passed(Paper.LAW, 2026),)))
    assert step is not None
    assert (step.code, step.year) == (Code.PASS_PAPERS, 2027)
    assert set(step.parameters["papers"]) == {Paper.COMPREHENSIVE, Paper.PRACTICE}
    assert step.parameters["level"] is MIDDLE


def test_passes_that_count_no_more_lead_back_to_the_exam() -> None:
    facts = Facts((degree(),), (WORK,), passes=(passed(Paper.LAW, 2023),))
    step = next_step(facts)
    assert step is not None
    assert step.code is not Code.PASS_PAPERS


def test_who_has_passed_everything_enters_the_certificate() -> None:
    papers = tuple(passed(paper, 2026) for paper in Paper)
    step = next_step(Facts((degree(),), (WORK,), passes=papers))
    assert step == Step(Code.ENTER_CERTIFICATE, parameters={"level": MIDDLE})


def test_at_the_top_no_level_comes_next() -> None:
    senior = Certificate(
        id="certificate:1", level=CertificateLevel.SENIOR, issued_on=date(2020, 6, 1)
    )
    assert next_step(Facts(certificates=(senior,))) is None
    assert step_up(Rung(CertificateLevel.SENIOR)) is None


def cycle(state: Stage, starts: date | None = None, ends: date | None = None) -> Cycle:
    return Cycle(1, RegistrationKind.FIRST, state, starts, ends)


REGISTERED = cycle(Stage.ISSUED, date(2024, 3, 1), date(2027, 3, 1))


@pytest.mark.parametrize(
    ("issued_on", "cycles", "today", "missing", "code", "by"),
    [
        (date(2026, 6, 14), [], TODAY, 0, Code.REGISTER, date(2027, 6, 13)),
        (date(2025, 6, 14), [], TODAY, 0, Code.REGISTER_LATE, date(2026, 6, 13)),
        (date(2026, 6, 14), [cycle(Stage.PENDING)], TODAY, 0, Code.FINISH, date(2027, 6, 13)),
        (
            date(2026, 6, 14),
            [cycle(Stage.FINAL_REFUSED)],
            TODAY,
            0,
            Code.APPLY_AGAIN,
            date(2027, 6, 13),
        ),
        (date(2023, 6, 14), [REGISTERED], TODAY, 0, None, None),
        (date(2023, 6, 14), [REGISTERED], TODAY, 60, Code.EARN, date(2027, 2, 28)),
        (date(2023, 6, 14), [REGISTERED], date(2026, 12, 1), 0, Code.RENEW, date(2027, 2, 28)),
        (date(2023, 6, 14), [REGISTERED], date(2026, 12, 1), 60, Code.EARN, date(2027, 2, 28)),
        (date(2023, 6, 14), [REGISTERED], date(2027, 3, 1), 0, Code.RENEW_LATE, date(2027, 2, 28)),
        (
            date(2023, 6, 14),
            [cycle(Stage.REGISTERED, date(2026, 3, 1), date(2029, 3, 1))],
            TODAY,
            0,
            Code.FINISH,
            date(2029, 2, 28),
        ),
    ],
)
def test_a_registration_says_what_it_asks_and_until_when(
    issued_on: date,
    cycles: list[Cycle],
    today: date,
    missing: int,
    code: Code | None,
    by: date | None,
) -> None:
    found = situation(issued_on, cycles, TERMS, today)
    step = step_to_register(MIDDLE, found, minutes_missing=missing)
    assert (step.code if step else None, step.by if step else None) == (code, by)


def test_hours_are_told_in_minutes() -> None:
    found = situation(date(2023, 6, 14), [REGISTERED], TERMS, TODAY)
    step = step_to_register(MIDDLE, found, minutes_missing=60)
    assert step is not None
    assert step.parameters == {"level": MIDDLE, "minutes": 60}


def test_a_registration_without_a_day_is_told_without_one() -> None:
    found = situation(date(2023, 6, 14), [REGISTERED], TERMS, TODAY)
    step = step_to_register(MIDDLE, replace(found, window=None), minutes_missing=60)
    assert step is not None
    assert step.by is None
