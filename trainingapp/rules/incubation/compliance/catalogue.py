"""Every check by its code. What each is called, its law and its sentences stand in `checks.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from trainingapp.rules.incubation.compliance import (
    employing,
    founding,
    governing,
    residing,
    spending,
)
from trainingapp.rules.incubation.compliance.facts import AgencyFacts
from trainingapp.rules.incubation.compliance.words import (
    Check,
    Finding,
    Terms,
    ThresholdUnknownError,
    unknown,
)

CHECKS: Mapping[str, Check] = {
    "R01": founding.check_code,
    "R02": founding.check_licence,
    "R03": founding.check_name_before_registration,
    "R04": founding.check_decision_clock,
    "R05": founding.check_changes,
    "R06": founding.check_audit_of_change,
    "R07": governing.check_charter,
    "R08": governing.check_organs,
    "R09": governing.check_branches,
    "R10": founding.check_seal_and_account,
    "R11": founding.check_assets,
    "R12": founding.check_premises,
    "R13": employing.check_ratio,
    "R14": founding.check_founders,
    "R15": employing.check_headcount,
    "R16": employing.check_registrations,
    "R17": employing.check_hours,
    "R18": employing.check_first_registration,
    "R19": employing.check_labour_contracts,
    "R20": employing.check_insurance,
    "R21": employing.check_roster,
    "R22": employing.check_record_queries,
    "R23": employing.check_protocol,
    "R24": employing.check_counselling,
    "R25": governing.check_filing,
    "R26": governing.check_correction,
    "R27": governing.check_missed_filings,
    "R28": governing.check_lists,
    "R29": governing.check_address,
    "R30": governing.check_grade,
    "R31": governing.check_party,
    "R32": governing.check_exemption,
    "R33": spending.check_pay_of_exempt,
    "R34": spending.check_separate_accounts,
    "R35": spending.check_accounting_system,
    "R36": spending.check_donations,
    "R37": spending.check_fundraising,
    "R38": spending.check_charity,
    "R39": spending.check_signing,
    "R40": spending.check_supplier_file,
    "R41": spending.check_contract_terms,
    "R42": spending.check_staff_share,
    "R43": spending.check_pay_floor,
    "R44": employing.check_supervision,
    "R45": spending.check_volunteers,
    "R46": residing.check_personal_data,
    "R47": residing.check_stay,
    "R48": residing.check_neighbours,
    "R49": residing.check_papers,
    "R50": residing.check_reading,
}
OF_SITE = frozenset({"R50"})  # about this site, not about an agency


def check_one(code: str, facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """One check of an agency on a day; unknown where a threshold that it needs is settled nowhere."""
    try:
        return CHECKS[code](facts, terms, today)
    except ThresholdUnknownError:
        return unknown("no_threshold")


def check_all(facts: AgencyFacts, terms: Terms, today: date) -> dict[str, Finding]:
    """Every check of an agency on a day, by code."""
    return {code: check_one(code, facts, terms, today) for code in CHECKS if code not in OF_SITE}
