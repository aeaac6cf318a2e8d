"""Every term of every check on the day before its warning, on its first warning, its last day and the day after."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.rules.incubation.compliance.terms import CONTRACT, DAY, FORMING, WELL, facts, terms
from trainingapp.rules.incubation.compliance.catalogue import CHECKS
from trainingapp.rules.incubation.compliance.clocks import stated, until, within
from trainingapp.rules.incubation.compliance.facts import (
    AgencyFacts,
    Change,
    Contract,
    Filing,
    Grade,
    Licence,
    Organ,
    Right,
    Statement,
)
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.registry_words import StatementKind
from trainingapp.rules.incubation.words import AgencyStatus, Field

OK, SOON, BREACH, UNKNOWN = Status.OK, Status.DUE_SOON, Status.BREACH, Status.UNKNOWN
ONE = timedelta(days=1)
APPLIED = facts(FORMING, status=AgencyStatus.APPLIED)

# code, what the agency is like, the last day, how many days before it the warning begins
TERMS: list[tuple[str, AgencyFacts, date, int]] = [
    ("R02", facts(register__licence=Licence(WELL.name, date(2027, 2, 28))), date(2027, 2, 28), 30),
    ("R02", facts(register__licence=Licence(WELL.name, date(2028, 2, 29))), date(2028, 2, 29), 30),
    ("R02", facts(register__licence=Licence(WELL.name, date(2027, 1, 1))), date(2027, 1, 1), 30),
    ("R03", facts(FORMING, stay__entered_on=date(2026, 8, 31)), date(2027, 2, 28), 30),
    ("R03", facts(FORMING, stay__entered_on=date(2027, 8, 31)), date(2028, 2, 29), 30),
    ("R03", facts(FORMING, stay__entered_on=date(2026, 6, 30)), date(2026, 12, 30), 30),
    ("R04", facts(APPLIED, register__applied_on=date(2026, 11, 2)), date(2027, 1, 1), 30),
    ("R04", facts(APPLIED, register__applied_on=date(2028, 1, 1)), date(2028, 3, 1), 30),
    ("R05", facts(register__changes=(Change(consent_on=DAY),)), date(2026, 12, 23), 30),
    (
        "R05",
        facts(register__changes=(Change(consent_on=date(2028, 1, 30)),)),
        date(2028, 2, 29),
        30,
    ),
    (
        "R10",
        facts(registered_on=date(2026, 11, 2), register__seal_filed_on=None),
        date(2027, 1, 1),
        30,
    ),
    (
        "R08",
        facts(register__organs=(*WELL.register.organs, Organ("council", date(2027, 6, 30)))),
        date(2027, 6, 30),
        60,
    ),
    ("R12", facts(register__premises=(Right(DAY, date(2027, 5, 31)),)), date(2027, 5, 31), 60),
    ("R16", facts(team__registrations_end=(date(2027, 5, 31),)), date(2027, 5, 31), 90),
    ("R18", facts(team__unregistered_since=(date(2024, 2, 29),)), date(2025, 2, 28), 90),
    ("R18", facts(team__unregistered_since=(date(2026, 6, 12),)), date(2027, 6, 12), 90),
    ("R22", facts(team__queries=(date(2024, 2, 29),)), date(2025, 2, 28), 30),
    ("R22", facts(team__queries=(date(2026, 12, 31), DAY)), date(2027, 11, 23), 30),
    ("R29", facts(register__reached_on=date(2024, 2, 29)), date(2025, 2, 28), 30),
    ("R29", facts(register__reached_on=date(2026, 12, 31)), date(2027, 12, 31), 30),
    (
        "R30",
        facts(register__grade=Grade(date(2022, 3, 1), date(2027, 2, 28))),
        date(2027, 2, 28),
        180,
    ),
    ("R37", facts(register__fundraising=Licence("x", date(2027, 2, 1))), date(2027, 2, 1), 30),
    (
        "R39",
        facts(money__contracts=(Contract(award_on=date(2027, 1, 30)),)),
        date(2027, 3, 1),
        30,
    ),
    ("R47", facts(stay__agreement_until=date(2027, 5, 24)), date(2027, 5, 24), 30),
    ("R50", facts(read_on=date(2024, 2, 29)), date(2025, 2, 28), 30),
    (
        "R26",
        facts(register__filings={2025: Filing(result="fail", correct_by=date(2026, 12, 31))}),
        date(2026, 12, 31),
        30,
    ),
]


@pytest.mark.parametrize(
    ("code", "agency", "last", "warn"), TERMS, ids=[f"{one[0]}-{one[2]}" for one in TERMS]
)
def test_a_term_runs_warns_and_ends_on_its_days(
    code: str, agency: AgencyFacts, last: date, warn: int
) -> None:
    check = CHECKS[code]
    days = (last - (warn + 1) * ONE, last - warn * ONE, last - ONE, last, last + ONE)
    found = [check(agency, terms(), day) for day in days]
    assert [one.status for one in found] == [OK, SOON, SOON, SOON, BREACH]
    assert [one.due_on for one in found] == [None, last, last, last, last]


@pytest.mark.parametrize(
    ("last", "expected", "reason"),
    [
        (date(2026, 12, 31), (SOON, date(2026, 12, 31)), "ends"),
        (date(2026, 5, 31), (SOON, date(2026, 11, 30)), "review"),
        (date(2026, 5, 23), (SOON, date(2026, 11, 23)), "review"),
        (date(2026, 5, 22), (BREACH, date(2026, 11, 22)), "lapsed"),
        (date(2025, 12, 31), (BREACH, date(2026, 6, 30)), "lapsed"),
        (date(2027, 5, 22), (SOON, date(2027, 5, 22)), "ends"),
        (date(2027, 5, 23), (OK, None), "until"),
    ],
)
def test_the_review_of_the_exemption_is_asked_for_within_half_a_year_of_its_end(
    last: date, expected: tuple[Status, date | None], reason: str
) -> None:
    found = CHECKS["R32"](facts(register__exempt_until=last), terms(), DAY)
    assert (found.status, found.due_on) == expected
    assert found.reason == reason


@pytest.mark.parametrize(
    ("ended_on", "today", "status"),
    [
        (date(2025, 8, 31), date(2026, 2, 28), SOON),
        (date(2025, 8, 31), date(2026, 3, 1), BREACH),
        (date(2027, 8, 31), date(2028, 2, 29), SOON),
        (date(2027, 8, 31), date(2028, 3, 1), BREACH),
    ],
)
def test_half_a_year_after_the_last_of_august_ends_with_february(
    ended_on: date, today: date, status: Status
) -> None:
    agency = facts(register__exempt_until=ended_on)
    assert CHECKS["R32"](agency, terms(), today).status is status


@pytest.mark.parametrize("code", ["R33", "R34"])
@pytest.mark.parametrize(("days", "concerned"), [(0, True), (-1, False), (400, True)])
def test_what_only_exempt_agencies_owe_ends_with_the_exemption(
    code: str, days: int, concerned: bool
) -> None:
    agency = facts(register__exempt_until=DAY + days * ONE)
    found = CHECKS[code](agency, terms(), DAY)
    assert (found.status is not Status.NOT_APPLICABLE) is concerned


STATED = [
    ("R07", StatementKind.CHARTER_COMPLETE, {"register__charter": None}),
    ("R09", StatementKind.NO_BRANCH, {}),
    ("R24", StatementKind.REFERRAL_AGREEMENT, {"fields": frozenset({Field.MENTAL_HEALTH})}),
    ("R34", StatementKind.SEPARATE_ACCOUNTS, {"register__exempt_until": date(2030, 1, 1)}),
    ("R35", StatementKind.ACCOUNTING_2026, {}),
    ("R36", StatementKind.DONATIONS, {}),
    ("R37", StatementKind.FUNDRAISING, {}),
    ("R38", StatementKind.CHARITY_REPORT, {"register__is_charity": True}),
    ("R40", StatementKind.SUPPLIER_FILE, {}),
    ("R45", StatementKind.VOLUNTEERS, {"fields": frozenset({Field.VOLUNTEERS})}),
    ("R46", StatementKind.DATA_PROTECTION, {}),
]


@pytest.mark.parametrize(("code", "kind", "changes"), STATED, ids=[one[0] for one in STATED])
@pytest.mark.parametrize(
    ("statement", "status", "reason"),
    [
        (None, UNKNOWN, "not_stated"),
        (Statement(True, DAY), OK, "stated"),
        (Statement(False, DAY), BREACH, "stated_not"),
        (Statement(True, date(2025, 11, 23)), SOON, "state_again"),
        (Statement(True, date(2025, 11, 22)), UNKNOWN, "stated_long_ago"),
        (Statement(False, date(2025, 11, 22)), UNKNOWN, "stated_long_ago"),
        (Statement(True, date(2020, 1, 1), date(2026, 12, 24)), OK, "stated"),
        (Statement(True, date(2020, 1, 1), date(2026, 12, 23)), SOON, "state_again"),
        (Statement(True, DAY, date(2026, 11, 22)), UNKNOWN, "stated_long_ago"),
    ],
    ids=["none", "yes", "no", "a year ago", "too old", "old no", "until", "until soon", "over"],
)
def test_every_statement_is_read_alike_and_ages_alike(
    code: str,
    kind: StatementKind,
    changes: dict[str, Any],
    statement: Statement | None,
    status: Status,
    reason: str,
) -> None:
    agency = facts(statements={kind: statement} if statement else {}, **changes)
    found = CHECKS[code](agency, terms(), DAY)
    assert (found.status, found.reason) == (status, reason)


@pytest.mark.parametrize(("code", "kind", "changes"), STATED, ids=[one[0] for one in STATED])
def test_another_statement_says_nothing_of_this_one(
    code: str, kind: StatementKind, changes: dict[str, Any]
) -> None:
    others = {one: Statement(is_met=True, stated_on=DAY) for one in StatementKind if one != kind}
    found = CHECKS[code](facts(statements=others, **changes), terms(), DAY)
    assert (found.status, found.reason) == (UNKNOWN, "not_stated")


@pytest.mark.parametrize(
    ("done", "due", "expected"),
    [
        (None, DAY - ONE, (BREACH, "overdue", DAY - ONE)),
        (None, DAY, (SOON, "to_do", DAY)),
        (None, DAY + 30 * ONE, (SOON, "to_do", DAY + 30 * ONE)),
        (None, DAY + 31 * ONE, (OK, "running", None)),
        (DAY, DAY, (OK, "done", None)),
        (DAY, DAY - ONE, (OK, "done_late", None)),
        (DAY - 99 * ONE, DAY + 99 * ONE, (OK, "done", None)),
    ],
)
def test_what_is_to_be_done_by_a_day(
    done: date | None, due: date, expected: tuple[Status, str, date | None]
) -> None:
    found = within(done, due, today=DAY, warn=30)
    assert (found.status, found.reason, found.due_on) == expected


@pytest.mark.parametrize("severity", [None, Severity.RED, Severity.AMBER])
def test_what_has_ended_is_as_grave_as_is_said(severity: Severity | None) -> None:
    assert until(DAY - ONE, today=DAY, warn=0, severity=severity).severity is severity
    assert until(DAY, today=DAY, warn=0, severity=severity).severity is None


def test_a_warning_of_no_days_is_given_on_the_last_day_only() -> None:
    assert until(DAY, today=DAY, warn=0).status is SOON
    assert until(DAY + ONE, today=DAY, warn=0).status is OK
    assert within(None, DAY + ONE, today=DAY, warn=0).status is OK


@pytest.mark.parametrize("months", [1, 6, 12, 24, 60])
def test_how_long_a_statement_is_good_is_data(months: int) -> None:
    agency = facts(statements={StatementKind.NO_BRANCH: Statement(True, date(2025, 11, 22))})
    found = stated(agency, StatementKind.NO_BRANCH, terms=terms(statement_months=months), today=DAY)
    assert found.status is (OK if months > 12 else UNKNOWN)


@pytest.mark.parametrize(
    ("qualified", "everybody", "is_met"),
    [
        (0, 1, False),
        (1, 1, True),
        (1, 2, True),
        (1, 3, True),
        (1, 4, False),
        (2, 5, True),
        (2, 6, True),
        (2, 7, False),
        (3, 8, True),
        (3, 9, True),
        (3, 10, False),
        (33, 100, False),
        (34, 100, True),
        (333, 1000, False),
        (334, 1000, True),
    ],
)
def test_exactly_a_third_is_a_third(qualified: int, everybody: int, is_met: bool) -> None:
    agency = facts(team__qualified=qualified, team__full_time=everybody)
    assert (CHECKS["R13"](agency, terms(), DAY).status is OK) is is_met


@pytest.mark.parametrize(
    ("start", "last", "years", "status"),
    [
        (date(2026, 1, 1), date(2028, 12, 31), 3, OK),
        (date(2026, 1, 1), date(2029, 1, 1), 3, BREACH),
        (date(2026, 1, 1), date(2026, 12, 31), 1, OK),
        (date(2026, 1, 1), date(2027, 1, 1), 1, BREACH),
        (date(2028, 2, 29), date(2029, 2, 27), 1, OK),
        (date(2028, 2, 29), date(2029, 2, 28), 1, BREACH),
        (date(2027, 3, 1), date(2028, 2, 29), 1, OK),
    ],
)
def test_a_contract_of_so_many_years_ends_on_the_day_before(
    start: date, last: date, years: int, status: Status
) -> None:
    agency = facts(money__contracts=(CONTRACT, Contract(starts_on=start, last_day=last)))
    assert CHECKS["R41"](agency, terms(purchase_years=years), DAY).status is status
