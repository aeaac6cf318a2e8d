"""The words of the incubator that files, columns and addresses share: stages, actors, tracks, ends."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands between the first draft and the years after graduation."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REVIEW = "review"
    DECISION = "decision"
    NOTICE = "notice"
    WAITLIST = "waitlist"
    ONBOARDING = "onboarding"
    TRIAL = "trial"
    INCUBATING = "incubating"
    MIDTERM = "midterm"
    RECTIFYING = "rectifying"
    SUSPENDED = "suspended"
    GRADUATION = "graduation"
    EXITING = "exiting"
    FOLLOWUP = "followup"
    ALUMNI = "alumni"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


APPLYING = frozenset({Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED})
CHOOSING = frozenset({Stage.REVIEW, Stage.DECISION, Stage.NOTICE, Stage.WAITLIST})
RESIDENT = frozenset(
    {Stage.TRIAL, Stage.INCUBATING, Stage.MIDTERM, Stage.RECTIFYING, Stage.SUSPENDED}
    | {Stage.GRADUATION}
)
CLOSED = frozenset({Stage.ALUMNI, Stage.REJECTED, Stage.WITHDRAWN, Stage.TERMINATED})


class Actor(StrEnum):
    """In which of their capacities somebody acts on one case."""

    APPLICANT = "applicant"  # began the application
    AGENCY = "agency"  # manages the agency
    OFFICER = "officer"  # works at the base
    HEAD = "head"  # heads the base
    FINANCE = "finance"  # keeps the money of the base
    AUTHORITY = "authority"  # works at the authority that the base answers to
    REVIEWER = "reviewer"  # has a seat as reviewer and declared no conflict
    MENTOR = "mentor"  # has a seat as mentor or supervisor
    ASSESSOR = "assessor"  # has a seat as assessor from outside
    AUDITOR = "auditor"
    SYSTEM = "system"  # the worker, by the clock


class Duty(StrEnum):
    """What an expert has a seat on a case for."""

    REVIEWER = "reviewer"
    MENTOR = "mentor"
    SUPERVISOR = "supervisor"
    ASSESSOR = "assessor"


class SeatState(StrEnum):
    """Whether an expert has taken the seat. Who declared a conflict never sees the case."""

    ASKED = "asked"
    TAKEN = "taken"
    CONFLICT = "conflict"
    DECLINED = "declined"
    ENDED = "ended"


class Track(StrEnum):
    """How long the stay is planned: six months with a clear plan, twelve from an idea."""

    M6 = "m6"
    M12 = "m12"


class Mode(StrEnum):
    """With a desk in the base, or with its advice only (虚拟孵化)."""

    PHYSICAL = "physical"
    VIRTUAL = "virtual"


class Applicants(StrEnum):
    """The two kinds of application."""

    REGISTERED = "registered"
    TEAM = "team"


class Outcome(StrEnum):
    """How a closed case ended."""

    GRADUATED_REGISTERED = "graduated_registered"
    GRADUATED_FILED = "graduated_filed"
    MERGED = "merged"
    EARLY_VOLUNTARY = "early_voluntary"
    DISMISSED = "dismissed"
    FAILED_GRADUATION = "failed_graduation"
    DISSOLVED = "dissolved"
    TRANSFERRED = "transferred"


class AgencyKind(StrEnum):
    """What an agency is in law; a filed group (备案) and a team are no legal persons."""

    SERVICE = "service"  # 社会服务机构（民办非企业单位）
    ASSOCIATION = "association"
    FOUNDATION = "foundation"
    FILED_GROUP = "filed_group"
    TEAM = "team"


class AgencyStatus(StrEnum):
    """How far an agency is registered."""

    IDEA = "idea"
    PREPARING = "preparing"
    APPLIED = "applied"
    REGISTERED = "registered"
    FILED = "filed"
    SUSPENDED = "suspended"
    DEREGISTERING = "deregistering"
    DEREGISTERED = "deregistered"
    REVOKED = "revoked"


class RegistrationRoute(StrEnum):
    """Under whom an agency registers."""

    DIRECT = "direct"
    DUAL = "dual"
    CIVIL_AFFAIRS = "civil_affairs"
    FILING = "filing"


class AuthorityKind(StrEnum):
    """Who is in charge differs by place and moves: the kind is data of each authority."""

    CIVIL_AFFAIRS = "civil_affairs"
    SOCIAL_WORK = "social_work"
    APPROVAL = "approval"
    OTHER = "other"


class Field(StrEnum):
    """Fields of service of an agency or a project."""

    RELIEF = "relief"
    ELDER_CARE = "elder_care"
    CHILDREN = "children"
    YOUTH = "youth"
    WOMEN = "women"
    DOMESTIC_VIOLENCE = "domestic_violence"
    DISABILITY = "disability"
    HEALTH = "health"
    MENTAL_HEALTH = "mental_health"
    CORRECTION = "correction"
    DRUGS = "drugs"
    SCHOOL = "school"
    COMMUNITY = "community"
    ENTERPRISE = "enterprise"
    EMERGENCY = "emergency"
    RURAL = "rural"
    VOLUNTEERS = "volunteers"
    OTHER = "other"


# Fields whose staff are in close contact with minors (未成年人保护法 art. 62, 130).
WITH_MINORS = frozenset({Field.CHILDREN, Field.YOUTH, Field.SCHOOL})
