"""The words of documents: what a paper is, and who opens it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from trainingapp.rules.incubation.words import Actor


class DocumentCategory(StrEnum):
    """What a paper is (《民办非企业单位登记管理暂行条例》 art. 9, 14, 22, 23; papers of a base)."""

    REGISTRATION_CERTIFICATE = "registration_certificate"
    APPLICATION_LETTER = "application_letter"
    CHARTER = "charter"
    SUPERVISOR_CONSENT = "supervisor_consent"
    PREMISES_PROOF = "premises_proof"
    CAPITAL_REPORT = "capital_report"
    IDENTITY = "identity"
    MINUTES = "minutes"
    LICENCE = "licence"
    ANNUAL_REPORT = "annual_report"
    ACCOUNTS = "accounts"
    AUDIT = "audit"
    TAX = "tax"
    GRADE = "grade"
    CREDIT = "credit"
    PARTY = "party"
    FILING_PROOF = "filing_proof"
    HOUSE_RULES = "house_rules"
    STAFF = "staff"
    RECORD_QUERY = "record_query"
    PROTOCOL = "protocol"
    CONTRACT = "contract"
    AGREEMENT = "agreement"
    PLEDGE = "pledge"
    INVENTORY = "inventory"
    RECEIPT = "receipt"
    PLAN = "plan"
    REPORT = "report"
    EVALUATION = "evaluation"
    LETTER = "letter"
    RECOMMENDATION = "recommendation"
    CONSENT = "consent"
    PHOTO = "photo"
    OTHER = "other"


class Audience(StrEnum):
    """Who opens a paper among those who reach what it belongs to."""

    EXPERTS = "experts"  # the parties, and experts with a seat on the case
    PARTIES = "parties"  # the agency or applicant, the base, its authority, auditors
    BASE = "base"  # the base, its authority, auditors
    RESTRICTED = "restricted"  # officers and head of the base


OFFICE = frozenset({Actor.OFFICER, Actor.HEAD})
OF_BASE = OFFICE | {Actor.FINANCE, Actor.AUTHORITY, Actor.AUDITOR}
PARTIES = OF_BASE | {Actor.AGENCY, Actor.APPLICANT}

READERS: Mapping[Audience, frozenset[Actor]] = {
    Audience.EXPERTS: PARTIES | {Actor.REVIEWER, Actor.MENTOR, Actor.ASSESSOR},
    Audience.PARTIES: PARTIES,
    Audience.BASE: OF_BASE,
    Audience.RESTRICTED: OFFICE,
}
KEEPERS = OFFICE | {Actor.FINANCE, Actor.AGENCY, Actor.APPLICANT}


def may_open(audience: Audience, actors: Collection[Actor]) -> bool:
    """Whether somebody in these capacities opens a paper of this audience."""
    return not READERS[audience].isdisjoint(actors)


def may_keep(actors: Collection[Actor]) -> bool:
    """Whether somebody in these capacities adds papers and versions."""
    return not KEEPERS.isdisjoint(actors)
