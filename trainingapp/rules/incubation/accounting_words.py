"""The words that reports, indicators and money share with their columns, files and addresses."""

from __future__ import annotations

from enum import StrEnum


class Every(StrEnum):
    """How often a report is due. Periods are those of the calendar."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class ReportState(StrEnum):
    """How far a report is. What is approved or skipped is over."""

    PENDING = "pending"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    SKIPPED = "skipped"


OPEN_REPORTS = frozenset({ReportState.PENDING, ReportState.DRAFT, ReportState.RETURNED})
SETTLED_REPORTS = frozenset({ReportState.APPROVED, ReportState.SKIPPED})


class Lateness(StrEnum):
    """How a report stands to its last day."""

    NOT_DUE = "not_due"
    ON_TIME = "on_time"
    OVERDUE = "overdue"
    LATE = "late"
    VERY_LATE = "very_late"
    EXCUSED = "excused"


class ValueState(StrEnum):
    """How far a reported value is; only approved ones count anywhere."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class ValueKind(StrEnum):
    """An entry, or the reversal of an approved one."""

    ENTRY = "entry"
    REVERSAL = "reversal"


class Level(StrEnum):
    """What an indicator is about."""

    BASE = "base"
    AGENCY = "agency"
    PROJECT = "project"
    AREA = "area"
    FOLLOWUP = "followup"


class Source(StrEnum):
    """Whether an indicator is computed from facts, or reported with evidence."""

    COMPUTED = "computed"
    REPORTED = "reported"


class ContractKind(StrEnum):
    """What a contract or an agreement on money is."""

    GOV_PURCHASE = "gov_purchase"
    GRANT = "grant"
    DONATION = "donation"
    SERVICE_INCOME = "service_income"
    LEASE = "lease"
    LOAN = "loan"


class ContractState(StrEnum):
    """How far a contract is."""

    PLANNED = "planned"
    RUNNING = "running"
    FINISHED = "finished"
    BROKEN_OFF = "broken_off"


class Payer(StrEnum):
    """Whose money an instalment is: the buyer's own, or the base's, which two of its people release."""

    BUYER = "buyer"
    BASE = "base"


class Precondition(StrEnum):
    """What has to happen before an instalment is due."""

    SIGNING = "signing"
    MIDTERM = "midterm"
    FINAL = "final"
    REPORT = "report"
    MANUAL = "manual"


class EvaluationKind(StrEnum):
    """When a project is evaluated."""

    MIDTERM = "midterm"
    FINAL = "final"


class EvaluationLevel(StrEnum):
    """How an evaluation came out."""

    EXCELLENT = "excellent"
    GOOD = "good"
    PASSED = "pass"
    FAIL = "fail"


PASSED = frozenset({EvaluationLevel.EXCELLENT, EvaluationLevel.GOOD, EvaluationLevel.PASSED})


class PaymentKind(StrEnum):
    """Money that one person proposes to move and another releases."""

    INSTALMENT = "instalment"
    GRANT = "grant"
    TRUST_IN = "trust_in"
    TRUST_OUT = "trust_out"


class Direction(StrEnum):
    """Into the trust account of a team, or out of it."""

    IN = "in"
    OUT = "out"
