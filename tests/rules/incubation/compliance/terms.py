"""The thresholds of a place for tests of checks, and agencies with everything in order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from trainingapp.rules.incubation.compliance.facts import (
    AgencyFacts,
    Charter,
    Contract,
    Filing,
    Licence,
    Money,
    Organ,
    Party,
    Register,
    Right,
    Statement,
    Stay,
    Team,
)
from trainingapp.rules.incubation.compliance.words import ThresholdUnknownError
from trainingapp.rules.incubation.registry_words import StatementKind
from trainingapp.rules.incubation.words import AgencyKind, AgencyStatus

DAY = date(2026, 11, 23)

VALUES: dict[str, Any] = {
    "register_within_months": 6,
    "registration_decision_days": 60,
    "change_filing_days": 30,
    "seal_filing_days": 60,
    "premises_warn_days": 60,
    "qualified_ratio_numerator": 1,
    "qualified_ratio_denominator": 3,
    "min_full_time_staff": 3,
    "expiry_warn_days": 90,
    "first_registration_months": 12,
    "labour_contract_months": 1,
    "insurance_days": 30,
    "agency_insurance_days": 30,
    "record_query_months": 12,
    "supervision_hours": 2,
    "supervision_ratio": 20,
    "filing_exempt_months": 6,
    "filing_supervisor_date": "03-31",
    "filing_registry_date": "05-31",
    "filing_warn_days": 60,
    "filing_failures": 2,
    "abnormal_list_years": 2,
    "address_check_months": 12,
    "grade_years": 5,
    "grade_registered_years": 2,
    "grade_warn_days": 180,
    "party_branch_members": 3,
    "tax_warn_days": 180,
    "tax_review_months": 6,
    "pay_ratio_exempt": 2,
    "pay_floor_is_local_average": False,
    "accounting_system_from": date(2026, 1, 1),
    "purchase_contract_days": 30,
    "purchase_years": 3,
    "report_very_late_days": 14,
    "grant_account_days": 30,
    "recheck_months": 12,
    "soon_days": 30,
    "statement_months": 12,
}


@dataclass(frozen=True)
class PlainTerms:
    """Thresholds out of a dict."""

    values: dict[str, Any] = field(default_factory=lambda: dict(VALUES))

    def has(self, key: str) -> bool:
        """Whether the key is settled."""
        return key in self.values

    def _value(self, key: str) -> Any:
        if key not in self.values:
            raise ThresholdUnknownError(key)
        return self.values[key]

    def number(self, key: str) -> Decimal:
        """A number."""
        return Decimal(str(self._value(key)))

    def integer(self, key: str) -> int:
        """A whole number."""
        return int(self._value(key))

    def days(self, key: str) -> int:
        """Days."""
        return int(self._value(key))

    def flag(self, key: str) -> bool:
        """Yes or no."""
        return bool(self._value(key))

    def text(self, key: str) -> str:
        """A word."""
        return str(self._value(key))

    def day(self, key: str) -> date:
        """A date."""
        found: date = self._value(key)
        return found

    def day_of_year(self, key: str, year: int) -> date:
        """A day of the year."""
        return date.fromisoformat(f"{year}-{self._value(key)}")


def terms(**changes: Any) -> PlainTerms:
    """The country's thresholds with those of a place on top."""
    return PlainTerms(VALUES | changes)


REGISTER = Register(
    licence=Licence("春晖社会工作服务中心"),
    charter=Charter(8, date(2023, 10, 1)),
    organs=(Organ("council"), Organ("executive"), Organ("supervisors")),
    premises=(Right(date(2026, 1, 1), date(2028, 12, 31)),),
    founders=("social_worker", "social_worker"),
    seal_filed_on=date(2023, 11, 20),
    account_filed_on=date(2023, 11, 21),
    insured_on=date(2023, 11, 15),
    filings={
        2024: Filing(registry_on=date(2025, 5, 1)),
        2025: Filing(registry_on=date(2026, 5, 1)),
    },
    lists_read_on=date(2026, 11, 20),
    reached_on=date(2026, 9, 1),
    party=Party(0, has_branch=False),
    is_charity=False,
)
TEAM = Team(full_time=3, qualified=1, registered=1, supervised=(True,), per_supervisor=8)
STAY = Stay(
    entered_on=date(2026, 5, 25), agreement_until=date(2027, 5, 24), has_desk=True, papers_missing=0
)
CONTRACT = Contract(
    award_on=date(2026, 1, 5),
    signed_on=date(2026, 1, 20),
    starts_on=date(2026, 2, 1),
    last_day=date(2027, 1, 31),
)
WELL = AgencyFacts(
    kind=AgencyKind.SERVICE,
    status=AgencyStatus.REGISTERED,
    name="春晖社会工作服务中心",
    credit_code="52130100MJ0000000X",
    is_code_valid=True,
    registered_on=date(2023, 11, 1),
    start_capital=Decimal(30_000),
    register=REGISTER,
    team=TEAM,
    money=Money(net_assets=Decimal(40_000), contracts=(CONTRACT,), takes_donations=True),
    stay=STAY,
    shares_with=0,
    statements={kind: Statement(is_met=True, stated_on=date(2026, 6, 1)) for kind in StatementKind},
    read_on=date(2026, 6, 1),
)
FORMING = replace(
    WELL, kind=AgencyKind.TEAM, status=AgencyStatus.PREPARING, registered_on=None, credit_code=None
)


def facts(base: AgencyFacts = WELL, **changes: Any) -> AgencyFacts:
    """An agency in order but for this; register__x, team__x, money__x, stay__x change a part."""
    own = {name: value for name, value in changes.items() if "__" not in name}
    for part in ("register", "team", "money", "stay"):
        inner = {
            name.removeprefix(f"{part}__"): value
            for name, value in changes.items()
            if name.startswith(f"{part}__")
        }
        if inner:
            own[part] = replace(getattr(base, part), **inner)
    return replace(base, **own)
