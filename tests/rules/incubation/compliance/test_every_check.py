"""Each check, R01 to R50: well, in breach, not applicable, and unknown where nobody has entered anything."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.rules.incubation.compliance.terms import (
    CONTRACT,
    DAY,
    FORMING,
    WELL,
    facts,
    terms,
)
from trainingapp.rules.incubation.compliance.catalogue import CHECKS, OF_SITE, check_all
from trainingapp.rules.incubation.compliance.facts import (
    AgencyFacts,
    Change,
    Charter,
    Contract,
    Filing,
    Grade,
    Licence,
    Listed,
    Organ,
    Party,
    Right,
    Statement,
)
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.registry_words import StatementKind
from trainingapp.rules.incubation.words import AgencyKind, AgencyStatus, Field

OK, SOON, BREACH = Status.OK, Status.DUE_SOON, Status.BREACH
UNKNOWN, NOT = Status.UNKNOWN, Status.NOT_APPLICABLE
APPLIED = facts(FORMING, status=AgencyStatus.APPLIED)
CLOSED = facts(status=AgencyStatus.DEREGISTERED)
EXEMPT: dict[str, Any] = {"register__exempt_until": date(2028, 12, 31)}
HEBEI = {"founders_middle": 2}
CHENGDU = {"founders_middle": 1, "founders_junior_instead": 2, "staff_cost_percent": 60}
SHANGHAI: dict[str, Any] = {
    "non_state_share_numerator": 2,
    "non_state_share_denominator": 3,
    "premises_term_months": 12,
}
NOTHING: dict[str, Any] = {"statements": {}}


def _stated(*kinds: StatementKind, is_met: bool = False, on: date = DAY) -> dict[str, Any]:
    statements = dict(WELL.statements)
    statements.update({kind: Statement(is_met, on) for kind in kinds})
    return {"statements": statements}


CASES: list[tuple[str, AgencyFacts, dict[str, Any], Status, str]] = [
    ("R01", WELL, {}, OK, "ok"),
    ("R01", facts(credit_code=None), {}, UNKNOWN, "no_record"),
    ("R01", facts(is_code_valid=False), {}, BREACH, "wrong"),
    ("R01", facts(is_code_legacy=True), {}, BREACH, "legacy"),
    ("R01", facts(credit_code="51130100MJ0000000X"), {}, BREACH, "other_kind"),
    ("R01", facts(credit_code="51130100MJ", kind=AgencyKind.ASSOCIATION), {}, OK, "ok"),
    ("R01", FORMING, {}, NOT, "not_registered"),
    ("R02", WELL, {}, OK, "ok"),
    ("R02", facts(register__licence=None), {}, UNKNOWN, "no_record"),
    ("R02", facts(name="新名"), {}, BREACH, "other_name"),
    ("R02", facts(register__licence=Licence(WELL.name, DAY)), {}, SOON, "ends"),
    ("R02", facts(register__licence=Licence(WELL.name, date(2026, 11, 22))), {}, BREACH, "ended"),
    ("R02", facts(register__licence=Licence(WELL.name, date(2028, 2, 29))), {}, OK, "until"),
    ("R02", CLOSED, {}, NOT, "not_registered"),
    ("R03", FORMING, {}, SOON, "to_do"),
    ("R03", facts(FORMING, stay__entered_on=date(2026, 10, 1)), {}, OK, "running"),
    ("R03", facts(FORMING, stay__entered_on=date(2026, 5, 22)), {}, BREACH, "overdue"),
    ("R03", facts(FORMING, stay=None), {}, NOT, "not_in_base"),
    ("R03", WELL, {}, NOT, "not_a_team"),
    ("R03", facts(FORMING, kind=AgencyKind.SERVICE), {}, NOT, "not_a_team"),
    ("R04", facts(APPLIED, register__applied_on=date(2026, 11, 1)), {}, OK, "running"),
    ("R04", facts(APPLIED, register__applied_on=date(2026, 9, 24)), {}, SOON, "to_do"),
    ("R04", facts(APPLIED, register__applied_on=date(2026, 9, 23)), {}, BREACH, "overdue"),
    ("R04", APPLIED, {}, UNKNOWN, "no_record"),
    ("R04", WELL, {}, NOT, "not_applied"),
    ("R05", WELL, {}, NOT, "no_change"),
    ("R05", facts(register__changes=(Change(filed_on=DAY),)), {}, OK, "ok"),
    ("R05", facts(register__changes=(Change(consent_on=date(2026, 10, 24)),)), {}, SOON, "to_do"),
    (
        "R05",
        facts(register__changes=(Change(consent_on=date(2026, 10, 23)),)),
        {},
        BREACH,
        "overdue",
    ),
    ("R05", facts(register__changes=(Change(),)), {}, UNKNOWN, "no_consent_date"),
    ("R06", WELL, {}, NOT, "no_change"),
    ("R06", facts(register__changes=(Change(is_head=True, audited_on=DAY),)), {}, OK, "ok"),
    ("R06", facts(register__changes=(Change(is_head=True),)), {}, BREACH, "not_audited"),
    ("R07", WELL, {}, OK, "done"),
    ("R07", facts(register__charter=None), {}, OK, "stated"),
    ("R07", facts(register__charter=None, **NOTHING), {}, UNKNOWN, "not_stated"),
    ("R07", facts(register__charter=Charter(7, DAY)), {}, BREACH, "items"),
    ("R07", facts(register__charter=Charter(8)), {}, BREACH, "not_approved"),
    ("R07", FORMING, {}, NOT, "not_registered"),
    ("R08", WELL, {}, OK, "ok"),
    ("R08", facts(register__organs=()), {}, UNKNOWN, "no_record"),
    ("R08", facts(register__organs=(Organ("council"),)), {}, BREACH, "no_supervisors"),
    ("R08", facts(register__organs=(Organ("executive"),)), {}, BREACH, "no_council"),
    (
        "R08",
        facts(register__organs=(Organ("council"), Organ("supervisors"))),
        {},
        BREACH,
        "no_executive",
    ),
    (
        "R08",
        facts(
            register__organs=(Organ("council", date(2026, 11, 22)), *WELL.register.organs),
        ),
        {},
        BREACH,
        "ended",
    ),
    ("R08", FORMING, {}, NOT, "not_registered"),
    ("R09", WELL, {}, OK, "stated"),
    ("R09", facts(register__has_branch=True), {}, BREACH, "branch"),
    ("R09", facts(**_stated(StatementKind.NO_BRANCH)), {}, BREACH, "stated_not"),
    ("R09", FORMING, {}, NOT, "not_registered"),
    ("R10", WELL, {}, OK, "done"),
    ("R10", facts(register__seal_filed_on=None), {}, BREACH, "overdue"),
    (
        "R10",
        facts(register__account_filed_on=None, registered_on=date(2026, 11, 1)),
        {},
        OK,
        "running",
    ),
    ("R10", facts(register__seal_filed_on=None, registered_on=None), {}, UNKNOWN, "no_record"),
    ("R10", FORMING, {}, NOT, "not_registered"),
    ("R11", WELL, {}, OK, "ok"),
    ("R11", facts(money__net_assets=None), {}, UNKNOWN, "no_record"),
    ("R11", facts(money__net_assets=Decimal(29_999)), {}, BREACH, "below_capital"),
    ("R11", WELL, SHANGHAI, UNKNOWN, "no_share"),
    ("R11", facts(money__non_state_percent=Decimal("66.66")), SHANGHAI, BREACH, "state_share"),
    ("R11", facts(money__non_state_percent=Decimal("66.67")), SHANGHAI, OK, "ok"),
    ("R11", FORMING, {}, NOT, "not_registered"),
    ("R12", WELL, {}, OK, "until"),
    ("R12", facts(register__premises=(Right(DAY),)), {}, OK, "ok"),
    ("R12", facts(register__premises=()), {}, UNKNOWN, "no_record"),
    ("R12", facts(register__premises=(Right(date(2026, 12, 1)),)), {}, UNKNOWN, "no_record"),
    ("R12", facts(register__premises=(Right(date(2026, 1, 1), DAY),)), {}, SOON, "ends"),
    (
        "R12",
        facts(register__premises=(Right(date(2026, 1, 1), date(2026, 11, 22)),)),
        {},
        BREACH,
        "ended",
    ),
    (
        "R12",
        facts(register__premises=(Right(date(2026, 9, 1), date(2027, 8, 30)),)),
        SHANGHAI,
        BREACH,
        "short_lease",
    ),
    (
        "R12",
        facts(register__premises=(Right(date(2026, 9, 1), date(2027, 8, 31)),)),
        SHANGHAI,
        OK,
        "until",
    ),
    ("R12", FORMING, {}, NOT, "not_registered"),
    ("R13", WELL, {}, OK, "reached"),
    ("R13", facts(team__full_time=4), {}, BREACH, "below"),
    ("R13", facts(team__falls_on=date(2027, 2, 21)), {}, SOON, "falls"),
    ("R13", facts(team__falls_on=date(2027, 2, 22)), {}, OK, "reached"),
    ("R13", facts(team__full_time=0, team__qualified=0), {}, NOT, "no_staff"),
    ("R13", facts(team=None), {}, UNKNOWN, "no_record"),
    ("R14", FORMING, {}, NOT, "no_rule"),
    ("R14", WELL, HEBEI, NOT, "founded"),
    ("R14", FORMING, HEBEI, OK, "ok"),
    ("R14", facts(FORMING, register__founders=None), HEBEI, UNKNOWN, "no_record"),
    (
        "R14",
        facts(FORMING, register__founders=("social_worker", "assistant")),
        HEBEI,
        BREACH,
        "too_few",
    ),
    ("R14", facts(FORMING, register__founders=("assistant", "assistant")), CHENGDU, OK, "ok"),
    ("R14", facts(FORMING, register__founders=("senior",)), CHENGDU, OK, "ok"),
    ("R14", facts(FORMING, register__founders=("assistant", "none")), CHENGDU, BREACH, "too_few"),
    ("R15", WELL, {}, OK, "staffed"),
    ("R15", facts(team__full_time=2), {}, BREACH, "breach"),
    ("R15", facts(team=None), {}, UNKNOWN, "no_record"),
    ("R15", FORMING, {}, NOT, "not_registered"),
    ("R16", facts(team__registrations_end=(date(2028, 1, 1),)), {}, OK, "ok"),
    ("R16", facts(team__registrations_end=(date(2027, 2, 21),)), {}, SOON, "ends_for"),
    ("R16", facts(team__registrations_end=(date(2026, 11, 22),)), {}, BREACH, "ended_for"),
    ("R16", WELL, {}, NOT, "nobody_registered"),
    ("R16", facts(team=None), {}, UNKNOWN, "no_record"),
    ("R17", WELL, {}, OK, "ok"),
    ("R17", facts(team__behind_hours=1), {}, BREACH, "behind"),
    ("R17", facts(team__registered=0), {}, NOT, "nobody_registered"),
    ("R17", facts(team=None), {}, UNKNOWN, "no_record"),
    ("R18", facts(team__unregistered_since=(date(2026, 9, 1),)), {}, OK, "running"),
    ("R18", facts(team__unregistered_since=(date(2025, 11, 22),)), {}, BREACH, "overdue"),
    ("R18", facts(team__unregistered_since=(date(2025, 11, 23),)), {}, SOON, "to_do"),
    ("R18", WELL, {}, NOT, "nobody_waits"),
    ("R18", facts(team=None), {}, UNKNOWN, "no_record"),
    ("R19", WELL, {}, OK, "ok"),
    ("R19", facts(team__uncontracted_since=(date(2026, 10, 22),)), {}, BREACH, "late_for"),
    ("R19", facts(team__uncontracted_since=(date(2026, 10, 23),)), {}, SOON, "to_do_for"),
    ("R19", facts(team__full_time=0), {}, NOT, "no_staff"),
    ("R19", facts(team__uncontracted_since=None), {}, UNKNOWN, "no_record"),
    ("R19", facts(team=None), {}, UNKNOWN, "no_record"),
    ("R20", WELL, {}, OK, "ok"),
    ("R20", facts(team__uninsured_since=(date(2026, 10, 23),)), {}, BREACH, "late_for"),
    ("R20", facts(team__uninsured_since=(date(2026, 10, 24),)), {}, SOON, "to_do_for"),
    ("R20", facts(register__insured_on=None), {}, UNKNOWN, "own_not_recorded"),
    ("R20", facts(register__insured_on=None, registered_on=date(2026, 11, 1)), {}, OK, "ok"),
    ("R20", facts(team__full_time=0), {}, NOT, "no_staff"),
    ("R20", facts(team=None), {}, UNKNOWN, "no_record"),
    ("R21", WELL, {}, OK, "ok"),
    ("R21", facts(team__incomplete=2), {}, BREACH, "incomplete"),
    ("R21", facts(team__incomplete=None), {}, UNKNOWN, "no_record"),
    ("R21", facts(team__full_time=0), {}, NOT, "no_staff"),
    ("R22", facts(team__queries=(date(2026, 5, 1),)), {}, OK, "until"),
    ("R22", facts(team__queries=(date(2025, 11, 23), DAY)), {}, SOON, "ends"),
    ("R22", facts(team__queries=(date(2025, 11, 22), DAY)), {}, BREACH, "ended"),
    ("R22", facts(team__queries=(DAY, None)), {}, BREACH, "never_queried"),
    ("R22", WELL, {}, NOT, "no_minors"),
    ("R22", facts(fields=frozenset({Field.CHILDREN})), {}, UNKNOWN, "nobody_marked"),
    ("R22", facts(team=None), {}, UNKNOWN, "no_record"),
    ("R23", facts(team__contact=2), {}, OK, "ok"),
    ("R23", facts(team__contact=2, team__unsigned=1), {}, BREACH, "unsigned"),
    ("R23", WELL, {}, NOT, "no_minors"),
    ("R23", facts(team=None), {}, NOT, "no_minors"),
    ("R23", facts(team=None, fields=frozenset({Field.YOUTH})), {}, UNKNOWN, "no_record"),
    ("R23", facts(fields=frozenset({Field.DOMESTIC_VIOLENCE})), {}, UNKNOWN, "nobody_marked"),
    ("R24", facts(fields=frozenset({Field.MENTAL_HEALTH})), {}, OK, "stated"),
    (
        "R24",
        facts(fields=frozenset({Field.MENTAL_HEALTH}), **_stated(StatementKind.REFERRAL_AGREEMENT)),
        {},
        BREACH,
        "stated_not",
    ),
    ("R24", WELL, {}, NOT, "no_counselling"),
    ("R25", WELL, {}, OK, "done"),
    ("R25", facts(register__filings={}), {}, BREACH, "overdue"),
    ("R25", facts(register__filings={2024: Filing()}), {}, BREACH, "last_year"),
    ("R25", facts(registered_on=date(2025, 7, 1)), {}, NOT, "too_young"),
    ("R25", facts(register__filings={2025: Filing(is_exempt=True)}), {}, NOT, "exempted"),
    ("R25", facts(registered_on=None), {}, UNKNOWN, "no_record"),
    ("R25", FORMING, {}, NOT, "not_registered"),
    ("R26", WELL, {}, NOT, "no_poor_result"),
    (
        "R26",
        facts(register__filings={2025: Filing(result="basic", corrected_on=DAY)}),
        {},
        OK,
        "done",
    ),
    (
        "R26",
        facts(register__filings={2025: Filing(result="fail", correct_by=date(2026, 11, 22))}),
        {},
        BREACH,
        "overdue",
    ),
    (
        "R26",
        facts(register__filings={2025: Filing(result="fail")}),
        {},
        UNKNOWN,
        "no_correction_date",
    ),
    ("R27", WELL, {}, OK, "ok"),
    ("R27", facts(register__filings={}), {}, UNKNOWN, "no_record"),
    ("R27", facts(register__filings={2023: Filing(registry_on=DAY)}), {}, BREACH, "years_missed"),
    ("R27", facts(register__filings={2024: Filing(registry_on=DAY)}), {}, OK, "one_missed"),
    (
        "R27",
        facts(
            register__filings={
                2024: Filing(registry_on=DAY, result="fail"),
                2025: Filing(registry_on=DAY, result="fail"),
            }
        ),
        {},
        BREACH,
        "years_missed",
    ),
    (
        "R27",
        facts(register__filings={2025: Filing()}, registered_on=date(2024, 9, 1)),
        {},
        OK,
        "one_missed",
    ),
    ("R27", facts(registered_on=None), {}, UNKNOWN, "no_record"),
    ("R27", FORMING, {}, NOT, "not_registered"),
    ("R28", WELL, {}, OK, "lists_read"),
    ("R28", facts(register__lists_read_on=None), {}, UNKNOWN, "lists_not_read"),
    ("R28", facts(register__listed=(Listed("abnormal", DAY),)), {}, BREACH, "abnormal"),
    ("R28", facts(register__listed=(Listed("serious", DAY),)), {}, BREACH, "serious"),
    (
        "R28",
        facts(register__listed=(Listed("abnormal", date(2025, 1, 1), DAY), Listed("penalty", DAY))),
        {},
        OK,
        "lists_read",
    ),
    ("R28", FORMING, {}, NOT, "not_registered"),
    ("R29", WELL, {}, OK, "until"),
    ("R29", facts(register__reached_on=None), {}, UNKNOWN, "no_record"),
    ("R29", facts(register__reached_on=date(2025, 11, 22)), {}, BREACH, "ended"),
    ("R29", FORMING, {}, NOT, "not_registered"),
    ("R30", WELL, {}, OK, "may_apply"),
    ("R30", facts(registered_on=date(2024, 11, 24)), {}, NOT, "grade_later"),
    ("R30", facts(register__grade=Grade(date(2022, 1, 1), date(2026, 12, 31))), {}, SOON, "ends"),
    (
        "R30",
        facts(register__grade=Grade(date(2021, 1, 1), date(2025, 12, 31))),
        {},
        BREACH,
        "ended",
    ),
    (
        "R30",
        facts(register__grade=Grade(date(2023, 11, 23), date(2028, 11, 22))),
        {"grade_early_years": 3},
        OK,
        "may_rise",
    ),
    (
        "R30",
        facts(register__grade=Grade(date(2023, 11, 24), date(2028, 11, 23))),
        {"grade_early_years": 3},
        OK,
        "until",
    ),
    ("R30", facts(registered_on=None), {}, UNKNOWN, "no_record"),
    ("R30", FORMING, {}, NOT, "not_registered"),
    ("R31", facts(register__party=Party(3, has_branch=True)), {}, OK, "ok"),
    ("R31", facts(register__party=Party(3, has_branch=False)), {}, BREACH, "no_branch"),
    ("R31", facts(register__party=Party(2, has_branch=False)), {}, OK, "joint_possible"),
    ("R31", facts(register__party=Party(2, has_branch=False, is_joint=True)), {}, OK, "ok"),
    ("R31", WELL, {}, NOT, "no_members"),
    ("R31", facts(register__party=None), {}, UNKNOWN, "no_record"),
    ("R31", FORMING, {}, NOT, "not_registered"),
    ("R32", facts(**EXEMPT), {}, OK, "until"),
    ("R32", facts(register__exempt_until=date(2026, 12, 31)), {}, SOON, "ends"),
    ("R32", facts(register__exempt_until=date(2026, 5, 31)), {}, SOON, "review"),
    ("R32", facts(register__exempt_until=date(2026, 5, 22)), {}, BREACH, "lapsed"),
    ("R32", WELL, {}, NOT, "no_exemption"),
    ("R33", facts(team__average_pay=Decimal(90), **EXEMPT), {"like_average_pay": 45}, OK, "ok"),
    (
        "R33",
        facts(team__average_pay=Decimal(91), **EXEMPT),
        {"like_average_pay": 45},
        BREACH,
        "above",
    ),
    ("R33", facts(**EXEMPT), {}, UNKNOWN, "no_record"),
    ("R33", WELL, {}, NOT, "no_exemption"),
    ("R34", facts(**EXEMPT), {}, OK, "stated"),
    ("R34", facts(**EXEMPT, **_stated(StatementKind.SEPARATE_ACCOUNTS)), {}, BREACH, "stated_not"),
    ("R34", WELL, {}, NOT, "no_exemption"),
    ("R35", WELL, {}, OK, "stated"),
    ("R35", facts(**_stated(StatementKind.ACCOUNTING_2026)), {}, BREACH, "stated_not"),
    ("R35", WELL, {"accounting_system_from": date(2026, 11, 24)}, NOT, "not_yet"),
    ("R35", FORMING, {}, NOT, "not_registered"),
    ("R36", WELL, {}, OK, "stated"),
    ("R36", facts(**_stated(StatementKind.DONATIONS)), {}, BREACH, "stated_not"),
    ("R36", facts(**NOTHING), {}, UNKNOWN, "not_stated"),
    ("R36", facts(money__takes_donations=False), {}, NOT, "no_donations"),
    ("R37", facts(register__fundraising=Licence("x")), {}, OK, "ok"),
    ("R37", facts(register__fundraising=Licence("x", date(2028, 1, 1))), {}, OK, "until"),
    ("R37", facts(register__fundraising=Licence("x", date(2026, 1, 1))), {}, BREACH, "ended"),
    ("R37", WELL, {}, OK, "stated"),
    ("R37", facts(**_stated(StatementKind.FUNDRAISING)), {}, BREACH, "stated_not"),
    ("R37", facts(money__takes_donations=False), {}, NOT, "no_donations"),
    ("R37", FORMING, {}, NOT, "not_registered"),
    ("R38", facts(register__is_charity=True), {}, OK, "stated"),
    (
        "R38",
        facts(register__is_charity=True, **_stated(StatementKind.CHARITY_REPORT)),
        {},
        BREACH,
        "stated_not",
    ),
    ("R38", WELL, {}, NOT, "no_charity"),
    ("R38", facts(register__is_charity=None), {}, UNKNOWN, "no_record"),
    ("R39", WELL, {}, OK, "ok"),
    (
        "R39",
        facts(money__contracts=(Contract(award_on=date(2026, 10, 23)),)),
        {},
        BREACH,
        "overdue",
    ),
    ("R39", facts(money__contracts=(Contract(award_on=date(2026, 10, 24)),)), {}, SOON, "to_do"),
    ("R39", facts(money__contracts=(Contract(has_dispatch=True),)), {}, BREACH, "dispatch"),
    ("R39", facts(money__contracts=(Contract(),)), {}, UNKNOWN, "no_award_date"),
    (
        "R39",
        facts(money__contracts=(Contract(date(2026, 1, 1), signed_on=date(2026, 2, 1)),)),
        {},
        OK,
        "signed_late",
    ),
    ("R39", facts(money__contracts=()), {}, NOT, "no_contract"),
    ("R40", WELL, {}, OK, "stated"),
    ("R40", facts(**_stated(StatementKind.SUPPLIER_FILE)), {}, BREACH, "stated_not"),
    ("R40", facts(money__contracts=()), {}, NOT, "no_contract"),
    ("R41", WELL, {}, OK, "ok"),
    ("R41", facts(money__contracts=(Contract(is_passed_on=True),)), {}, BREACH, "passed_on"),
    (
        "R41",
        facts(
            money__contracts=(
                CONTRACT,
                Contract(starts_on=date(2024, 2, 29), last_day=date(2027, 2, 28)),
            )
        ),
        {},
        BREACH,
        "too_long",
    ),
    (
        "R41",
        facts(
            money__contracts=(Contract(starts_on=date(2024, 2, 29), last_day=date(2027, 2, 27)),)
        ),
        {},
        OK,
        "ok",
    ),
    ("R41", facts(money__contracts=(Contract(),)), {}, UNKNOWN, "no_record"),
    ("R41", facts(money__contracts=()), {}, NOT, "no_contract"),
    ("R42", WELL, {}, NOT, "no_rule"),
    ("R42", facts(money__contracts=()), CHENGDU, NOT, "no_contract"),
    ("R42", WELL, CHENGDU, UNKNOWN, "no_record"),
    ("R42", facts(money__contracts=(Contract(staff_percent=Decimal(60)),)), CHENGDU, OK, "ok"),
    (
        "R42",
        facts(money__contracts=(Contract(staff_percent=Decimal("59.9")),)),
        CHENGDU,
        BREACH,
        "below",
    ),
    ("R43", WELL, {}, NOT, "no_rule"),
    ("R43", WELL, {"pay_floor_is_local_average": True}, UNKNOWN, "no_record"),
    (
        "R43",
        facts(team__average_pay=Decimal(80)),
        {"pay_floor_is_local_average": True, "local_average_pay": 80},
        OK,
        "ok",
    ),
    (
        "R43",
        facts(team__average_pay=Decimal(79)),
        {"pay_floor_is_local_average": True, "local_average_pay": 80},
        BREACH,
        "below",
    ),
    ("R44", WELL, {}, OK, "ok"),
    ("R44", facts(team__supervised=(True, False)), {}, BREACH, "too_few_hours"),
    ("R44", facts(team__per_supervisor=21), {}, BREACH, "too_many"),
    ("R44", facts(team__supervised=None), {}, UNKNOWN, "no_record"),
    ("R44", facts(team__full_time=0), {}, NOT, "no_staff"),
    ("R44", facts(team=None), {}, UNKNOWN, "no_record"),
    ("R45", WELL, {}, OK, "stated"),
    ("R45", facts(**_stated(StatementKind.VOLUNTEERS)), {}, BREACH, "stated_not"),
    ("R45", facts(**NOTHING), {}, NOT, "no_volunteers"),
    ("R45", facts(fields=frozenset({Field.VOLUNTEERS}), **NOTHING), {}, UNKNOWN, "not_stated"),
    ("R46", WELL, {}, OK, "stated"),
    ("R46", facts(**_stated(StatementKind.DATA_PROTECTION)), {}, BREACH, "stated_not"),
    ("R46", facts(**NOTHING), {}, UNKNOWN, "not_stated"),
    ("R46", FORMING, {}, NOT, "not_registered"),
    ("R47", WELL, {}, OK, "until"),
    ("R47", facts(stay=None), {}, NOT, "not_in_base"),
    ("R47", facts(stay__agreement_until=None), {}, UNKNOWN, "no_agreement"),
    ("R47", facts(stay__agreement_until=date(2026, 11, 22)), {}, BREACH, "agreement_ended"),
    ("R47", facts(stay__needs_desk=True, stay__has_desk=False), {}, BREACH, "no_desk"),
    ("R47", facts(stay__latest_report_days=14), {}, OK, "until"),
    ("R47", facts(stay__latest_report_days=15), {}, BREACH, "report_late"),
    ("R47", facts(stay__grants_ended=(date(2026, 10, 24),)), {}, OK, "until"),
    ("R47", facts(stay__grants_ended=(date(2026, 10, 23),)), {}, BREACH, "grant_open"),
    ("R48", WELL, {}, OK, "ok"),
    ("R48", facts(shares_with=1), {}, BREACH, "shared"),
    ("R48", facts(shares_with=None), {}, UNKNOWN, "no_record"),
    ("R49", WELL, {}, OK, "ok"),
    ("R49", facts(stay__papers_missing=2), {}, BREACH, "papers"),
    ("R49", facts(stay__papers_missing=None), {}, UNKNOWN, "no_record"),
    ("R49", facts(stay=None), {}, NOT, "not_in_base"),
    ("R50", WELL, {}, OK, "until"),
    ("R50", facts(read_on=date(2025, 11, 22)), {}, BREACH, "ended"),
    ("R50", facts(read_on=None), {}, UNKNOWN, "never_read"),
]


@pytest.mark.parametrize(
    ("code", "agency", "place", "status", "reason"),
    CASES,
    ids=[f"{case[0]}-{case[3]}-{case[4]}-{n}" for n, case in enumerate(CASES)],
)
def test_a_check_finds_what_it_should(
    code: str, agency: AgencyFacts, place: dict[str, Any], status: Status, reason: str
) -> None:
    found = CHECKS[code](agency, terms(**place), DAY)
    assert (found.status, found.reason) == (status, reason)


ALWAYS_CONCERNED = {"R48", "R50"}  # every agency has neighbours; R50 is about the site


@pytest.mark.parametrize("code", sorted(CHECKS))
def test_each_check_has_a_good_a_bad_and_an_unconcerned_case(code: str) -> None:
    seen = {case[3] for case in CASES if case[0] == code}
    assert {OK, BREACH} <= seen or {SOON, BREACH} <= seen
    assert NOT in seen or code in ALWAYS_CONCERNED


@pytest.mark.parametrize("code", sorted(set(CHECKS) - OF_SITE))
def test_an_agency_of_which_nothing_is_known_is_never_called_well(code: str) -> None:
    nothing = AgencyFacts(kind=AgencyKind.SERVICE, status=AgencyStatus.REGISTERED)
    assert CHECKS[code](nothing, terms(), DAY).status in {UNKNOWN, NOT}


def test_all_checks_of_an_agency_leave_out_those_of_the_site() -> None:
    assert set(check_all(WELL, terms(), DAY)) == set(CHECKS) - {"R50"}


def test_there_are_fifty_checks() -> None:
    assert list(CHECKS) == [f"R{number:02}" for number in range(1, 51)]


def test_a_lapsed_registration_is_red_and_a_short_lease_amber() -> None:
    lapsed = facts(team__registrations_end=(date(2020, 1, 1),))
    assert CHECKS["R16"](lapsed, terms(), DAY).severity is Severity.RED
    short = facts(register__premises=(Right(DAY, date(2027, 6, 1)),))
    assert CHECKS["R12"](short, terms(**SHANGHAI), DAY).severity is Severity.AMBER
