"""The words of residence: tasks, plan items, encounters, assessments, risks, what is settled on leaving."""

from __future__ import annotations

from enum import StrEnum


class TaskSource(StrEnum):
    """What a task came from."""

    MANUAL = "manual"
    RULE = "rule"  # a check of compliance
    REPORT = "report"
    ENCOUNTER = "encounter"  # an agreed action
    PLAN = "plan"
    PUTTING_RIGHT = "putting_right"  # an item of a rectification
    STAGE = "stage"  # something that a passage asks for
    RISK = "risk"


class ItemState(StrEnum):
    """How far an item of a plan is. Overdue is computed, never stored."""

    TODO = "todo"
    DOING = "doing"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WAIVED = "waived"


DONE = frozenset({ItemState.ACCEPTED, ItemState.WAIVED})


class AgreementKind(StrEnum):
    """What an agreement between base and agency is about."""

    ENTRY = "entry"
    EXTENSION = "extension"


class PledgeKind(StrEnum):
    """What an agency declares on moving in."""

    CONDUCT = "conduct"  # 承诺书
    SAFETY = "safety"  # was told of safety and fire, and understood it


class EquipmentState(StrEnum):
    """In which condition a piece of equipment is."""

    GOOD = "good"
    WORN = "worn"
    BROKEN = "broken"
    GONE = "gone"


class HandoverKind(StrEnum):
    """What is handed over or returned on leaving."""

    DESK = "desk"
    KEYS = "keys"
    INVENTORY = "inventory"
    MONEY = "money"
    DOCUMENTS = "documents"
    PERSONAL_DATA = "personal_data"


ONLY_WITH_DESK = frozenset({HandoverKind.DESK, HandoverKind.KEYS})


class Cause(StrEnum):
    """Why an agency is dismissed."""

    NOT_REGISTERED = "not_registered"
    FALSE_PAPERS = "false_papers"
    BREACH = "breach"  # of the agreement or the rules of the house
    CREDIT_LIST = "credit_list"
    NO_ACTIVITY = "no_activity"
    REPORTS_MISSING = "reports_missing"
    NOT_PUT_RIGHT = "not_put_right"  # mid-term or rectification failed
    GRANT_MISUSED = "grant_misused"
    INCIDENT = "incident"
    DISSOLVED = "dissolved"


class Origin(StrEnum):
    """What an order to put things right, or a risk, came from."""

    MIDTERM = "midterm"
    RULE = "rule"
    OFFICER = "officer"
    COMPLAINT = "complaint"
    MEDIA = "media"


class Survival(StrEnum):
    """How a graduate does when the base asks later."""

    ACTIVE = "active"
    DORMANT = "dormant"
    MERGED = "merged"
    DEREGISTERED = "deregistered"
    UNKNOWN = "unknown"


class EncounterKind(StrEnum):
    """In what way base and agency met."""

    VISIT = "visit"
    MENTORING = "mentoring"
    SUPERVISION = "supervision"
    CONSULTING = "consulting"
    TRAINING = "training"
    MEETING = "meeting"
    CALL = "call"


class AssessmentKind(StrEnum):
    """When maturity is looked at."""

    BASELINE = "baseline"
    MIDTERM = "midterm"
    FINAL = "final"
    FOLLOWUP = "followup"


class EvaluationKind(StrEnum):
    """Which score sheet is filled in."""

    MIDTERM = "midterm"
    GRADUATION = "graduation"


class Side(StrEnum):
    """Who answers: the agency about itself, or the base (its assessor) about it."""

    SELF = "self"
    BASE = "base"


class RiskKind(StrEnum):
    """What a risk lies in."""

    LEGAL = "legal"
    FINANCE = "finance"
    PEOPLE = "people"
    SERVICE = "service"
    SAFETY = "safety"
    REPUTATION = "reputation"
    GOVERNANCE = "governance"


class IncidentKind(StrEnum):
    """What happened."""

    ACCIDENT = "accident"
    HARM = "harm"  # somebody came to harm in a service
    FIRE = "fire"
    MONEY = "money"
    DATA = "data"  # personal data got out
    DISPUTE = "dispute"
    OTHER = "other"
