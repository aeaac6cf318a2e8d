"""The words of an agency's registers."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from trainingapp.rules.incubation.credit_code import CodeFinding
from trainingapp.rules.incubation.registry import ChangeState, Validity
from trainingapp.rules.incubation.registry_words import (
    AuthorityRole,
    CertificateLevel,
    ChangedItem,
    CharterItem,
    CommunityKind,
    ContactWay,
    CreditKind,
    FilingKind,
    FilingResult,
    LicenceKind,
    Organ,
    PartyKind,
    RegistrationLevel,
    RegistrationResult,
    SiteKind,
    StatementKind,
    StepKind,
    TaxKind,
    Tenure,
)

ORGANS: Mapping[Organ, LazyString] = {
    Organ.COUNCIL: _("Council"),
    Organ.SUPERVISORS: _("Board of supervisors"),
    Organ.EXECUTIVE: _("Executive"),
}
CERTIFICATES: Mapping[CertificateLevel, LazyString] = {
    CertificateLevel.NONE: _("No social worker certificate"),
    CertificateLevel.ASSISTANT: _("Assistant social worker certificate"),
    CertificateLevel.SOCIAL_WORKER: _("Social worker certificate"),
    CertificateLevel.SENIOR: _("Senior social worker certificate"),
}
AUTHORITY_ROLES: Mapping[AuthorityRole, LazyString] = {
    AuthorityRole.REGISTRY: _("Registration authority"),
    AuthorityRole.SUPERVISOR: _("Supervising unit"),
    AuthorityRole.STREET: _("Street or township of the filing"),
    AuthorityRole.PARTY: _("Leads its Party building"),
}
LEVELS: Mapping[RegistrationLevel, LazyString] = {
    RegistrationLevel.NATIONAL: _("National level"),
    RegistrationLevel.PROVINCE: _("Provincial level"),
    RegistrationLevel.CITY: _("City level"),
    RegistrationLevel.COUNTY: _("County level"),
}
RESULTS: Mapping[RegistrationResult, LazyString] = {
    RegistrationResult.APPROVED: _("Registration approved"),
    RegistrationResult.REFUSED: _("Registration refused"),
    RegistrationResult.WITHDRAWN: _("Application for registration withdrawn"),
}
CHANGED_ITEMS: Mapping[ChangedItem, LazyString] = {
    ChangedItem.NAME: _("Registered name"),
    ChangedItem.ADDRESS: _("Registered address"),
    ChangedItem.SCOPE: _("Purpose and scope of business"),
    ChangedItem.LEGAL_REPRESENTATIVE: _("Legal representative"),
    ChangedItem.CAPITAL: _("Start capital"),
    ChangedItem.SUPERVISOR: _("Supervising unit as registered"),
    ChangedItem.CHARTER: _("Amendment of the charter"),
}
CHARTER_ITEMS: Mapping[CharterItem, LazyString] = {
    CharterItem.NAME: _("Name and address"),
    CharterItem.PURPOSE: _("Purpose and scope"),
    CharterItem.GOVERNANCE: _("System of organisation and government"),
    CharterItem.LEGAL_REPRESENTATIVE: _("How the legal representative is chosen and removed"),
    CharterItem.ASSETS: _("How assets are managed and used"),
    CharterItem.AMENDMENT: _("How the charter is amended"),
    CharterItem.TERMINATION: _("How it ends, and what becomes of its assets"),
    CharterItem.OTHER: _("What else a charter has to settle"),
}
TENURES: Mapping[Tenure, LazyString] = {
    Tenure.OWN: _("Owned premises"),
    Tenure.RENT: _("Rented premises"),
    Tenure.FREE: _("Used free of charge"),
}
SITE_KINDS: Mapping[SiteKind, LazyString] = {
    SiteKind.PROJECT: _("Project site"),
    SiteKind.STATION: _("Social work station"),
    SiteKind.COMMUNITY: _("Community room"),
    SiteKind.BRANCH: _("Branch (the law forbids branches)"),
}
LICENCES: Mapping[LicenceKind, LazyString] = {
    LicenceKind.REGISTRATION: _("Certificate of registration"),
    LicenceKind.FILING: _("Proof of being on file"),
    LicenceKind.PRACTICE: _("Licence to practise"),
    LicenceKind.CHARITY: _("Recognition as a charity"),
    LicenceKind.PUBLIC_FUNDRAISING: _("Qualification for public fundraising"),
}
FILING_KINDS: Mapping[FilingKind, LazyString] = {
    FilingKind.INSPECTION: _("Annual inspection"),
    FilingKind.REPORT: _("Annual work report"),
}
FILING_RESULTS: Mapping[FilingResult, LazyString] = {
    FilingResult.PASSED: _("Inspection: up to standard"),
    FilingResult.BASIC: _("Inspection: basically up to standard"),
    FilingResult.FAILED: _("Inspection: not up to standard"),
}
STEPS: Mapping[StepKind, LazyString] = {
    StepKind.SEAL: _("Seal specimen on file"),
    StepKind.ACCOUNT: _("Bank account on file"),
    StepKind.TAX: _("Registered with the tax office"),
    StepKind.SOCIAL_INSURANCE: _("Registered for social insurance"),
}
TAXES: Mapping[TaxKind, LazyString] = {
    TaxKind.NONPROFIT_EXEMPT: _("Exempt as a non-profit organisation"),
    TaxKind.DONATION_DEDUCTION: _("Donations to it are deductible"),
    TaxKind.SMALL_SCALE: _("Small-scale taxpayer"),
    TaxKind.OTHER: _("Another tax status"),
}
CREDIT_KINDS: Mapping[CreditKind, LazyString] = {
    CreditKind.CLEAR: _("Looked up: on no list"),
    CreditKind.ABNORMAL: _("On the list of abnormal activity"),
    CreditKind.SERIOUS: _("On the list of serious dishonesty"),
    CreditKind.PENALTY: _("Administrative penalty"),
    CreditKind.PRAISE: _("Praise"),
}
PARTY_KINDS: Mapping[PartyKind, LazyString] = {
    PartyKind.NONE: _("No Party organisation"),
    PartyKind.INSTRUCTOR: _("A Party building instructor is sent"),
    PartyKind.JOINT: _("Joint Party branch"),
    PartyKind.BRANCH: _("Party branch"),
    PartyKind.COMMITTEE: _("Party branch with a committee"),
}
CONTACT_WAYS: Mapping[ContactWay, LazyString] = {
    ContactWay.VISIT: _("Visited"),
    ContactWay.LETTER: _("By registered letter"),
}
STATEMENTS: Mapping[StatementKind, LazyString] = {
    StatementKind.CHARTER_COMPLETE: _("The charter contains what the law asks for"),
    StatementKind.NO_BRANCH: _("No branch is registered or advertised"),
    StatementKind.REFERRAL_AGREEMENT: _("Counselling is not therapy; a referral agreement exists"),
    StatementKind.SEPARATE_ACCOUNTS: _("Taxable and exempt income are kept apart"),
    StatementKind.ACCOUNTING_2026: _("Accounts follow the rules in force from 2026"),
    StatementKind.DONATIONS: _("Donations are receipted, registered and published"),
    StatementKind.FUNDRAISING: _("No public fundraising without the qualification"),
    StatementKind.CHARITY_REPORT: _("The charity publishes its yearly report"),
    StatementKind.SUPPLIER_FILE: _("The papers of a supplier are up to date"),
    StatementKind.VOLUNTEERS: _("Volunteers are recorded in the national system"),
    StatementKind.DATA_PROTECTION: _("Personal data: consents and impact assessment are kept"),
    StatementKind.HOUSE_RULES: _("Internal rules are in force"),
}
COMMUNITY_KINDS: Mapping[CommunityKind, LazyString] = {
    CommunityKind.URBAN: _("Urban community"),
    CommunityKind.RURAL: _("Rural community"),
}
VALIDITIES: Mapping[Validity, tuple[LazyString, str]] = {
    Validity.AHEAD: (_("Begins later"), "info"),
    Validity.VALID: (_("In force"), "success"),
    Validity.ENDING: (_("Ends soon"), "warning"),
    Validity.OVER: (_("Has ended"), "danger"),
}
CHANGE_STATES: Mapping[ChangeState, tuple[LazyString, str]] = {
    ChangeState.DECIDED: (_("Waits for consent"), "neutral"),
    ChangeState.DUE: (_("To be applied for"), "warning"),
    ChangeState.LATE: (_("Applied for too late, or not yet"), "danger"),
    ChangeState.APPLIED: (_("Applied for"), "info"),
    ChangeState.APPROVED: (_("Change approved"), "success"),
}
CODE_FINDINGS: Mapping[CodeFinding, LazyString] = {
    CodeFinding.LEGACY: _("This is an older number. Ask for a unified social credit code."),
    CodeFinding.OTHER_KIND: _("The code is sound, but it begins as that of another kind."),
    CodeFinding.WRONG_CHECK: _("The last character does not fit the others. Compare each one."),
    CodeFinding.MALFORMED: _("A code has 18 digits and capital letters, without I, O, S, V, Z."),
}
