"""The words of an agency's registers: organs, changes, premises, licences, filings, lists, grades."""

from __future__ import annotations

from enum import StrEnum


class Register(StrEnum):
    """The registers of an agency, by the word in their address. Each is a table of its own."""

    ORGANS = "organs"
    FOUNDERS = "founders"
    AUTHORITIES = "authorities"
    REGISTRATIONS = "registrations"
    CHANGES = "changes"
    CHARTERS = "charters"
    PREMISES = "premises"
    SITES = "sites"
    LICENCES = "licences"
    FILINGS = "filings"
    STEPS = "steps"
    TAXES = "taxes"
    GRADES = "grades"
    CREDIT = "credit"
    PARTY = "party"
    CONTACTS = "contacts"
    STATEMENTS = "statements"


class Organ(StrEnum):
    """The organs of a legal person by donation (民法典 art. 93)."""

    COUNCIL = "council"  # decides: 理事会
    SUPERVISORS = "supervisors"  # supervises: 监事（会）
    EXECUTIVE = "executive"  # runs: 行政负责人 and those beside


class CertificateLevel(StrEnum):
    """The social worker's certificate that a founder holds, as stated."""

    NONE = "none"
    ASSISTANT = "assistant"
    SOCIAL_WORKER = "social_worker"
    SENIOR = "senior"


class AuthorityRole(StrEnum):
    """What an authority is to an agency."""

    REGISTRY = "registry"  # 登记管理机关
    SUPERVISOR = "supervisor"  # 业务主管单位
    STREET = "street"  # where a group is on file
    PARTY = "party"  # leads its Party building


class RegistrationLevel(StrEnum):
    """At which level an agency is registered."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class RegistrationResult(StrEnum):
    """How an application for registration came out."""

    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ChangedItem(StrEnum):
    """The registered items (条例 art. 12, 15), and the charter."""

    NAME = "name"
    ADDRESS = "address"
    SCOPE = "scope"
    LEGAL_REPRESENTATIVE = "legal_representative"
    CAPITAL = "capital"
    SUPERVISOR = "supervisor"
    CHARTER = "charter"


class CharterItem(StrEnum):
    """What a charter contains (条例 art. 10)."""

    NAME = "name"
    PURPOSE = "purpose"
    GOVERNANCE = "governance"
    LEGAL_REPRESENTATIVE = "legal_representative"
    ASSETS = "assets"
    AMENDMENT = "amendment"
    TERMINATION = "termination"
    OTHER = "other"


class Tenure(StrEnum):
    """By what right premises are used."""

    OWN = "own"
    RENT = "rent"
    FREE = "free"


class SiteKind(StrEnum):
    """A place of service. A branch is one that registers or advertises itself as such (条例 art. 13 forbids it)."""

    PROJECT = "project"
    STATION = "station"  # 社工站
    COMMUNITY = "community"
    BRANCH = "branch"


class LicenceKind(StrEnum):
    """Certificates and recognitions."""

    REGISTRATION = "registration"  # 登记证书
    FILING = "filing"  # 备案证明
    PRACTICE = "practice"  # 执业许可, where the field asks for one
    CHARITY = "charity"  # 慈善组织认定
    PUBLIC_FUNDRAISING = "public_fundraising"  # 公开募捐资格


class FilingKind(StrEnum):
    """Inspection (年检) or report (年报): by place."""

    INSPECTION = "inspection"
    REPORT = "report"


class FilingResult(StrEnum):
    """How a yearly inspection came out."""

    PASSED = "pass"
    BASIC = "basic"
    FAILED = "fail"


class StepKind(StrEnum):
    """What is done once after registration (条例 art. 14; 社会保险法 art. 57)."""

    SEAL = "seal"
    ACCOUNT = "account"
    TAX = "tax"
    SOCIAL_INSURANCE = "social_insurance"


class TaxKind(StrEnum):
    """Tax status by recognition."""

    NONPROFIT_EXEMPT = "nonprofit_exempt"
    DONATION_DEDUCTION = "donation_deduction"
    SMALL_SCALE = "small_scale"
    OTHER = "other"


class CreditKind(StrEnum):
    """The lists of 令60号, penalties, praise; clear: looked up on a day, and on no list."""

    CLEAR = "clear"
    ABNORMAL = "abnormal"
    SERIOUS = "serious"
    PENALTY = "penalty"
    PRAISE = "praise"


class PartyKind(StrEnum):
    """How the Party is organised in an agency."""

    NONE = "none"
    INSTRUCTOR = "instructor"  # 党建指导员
    JOINT = "joint"  # 联合党支部
    BRANCH = "branch"  # 党支部
    COMMITTEE = "committee"


class ContactWay(StrEnum):
    """How it was seen whether an agency is reached at its registered address."""

    VISIT = "visit"
    LETTER = "letter"


class StatementKind(StrEnum):
    """Practices that no register shows: the agency states them and proves them."""

    CHARTER_COMPLETE = "charter_complete"
    NO_BRANCH = "no_branch"
    REFERRAL_AGREEMENT = "referral_agreement"
    SEPARATE_ACCOUNTS = "separate_accounts"  # taxable and exempt income apart
    ACCOUNTING_2026 = "accounting_2026"  # the accounting rules in force from 2026-01-01
    DONATIONS = "donations"  # receipt, register, use as agreed, published
    FUNDRAISING = "fundraising"  # in public only with the qualification
    CHARITY_REPORT = "charity_report"
    SUPPLIER_FILE = "supplier_file"
    VOLUNTEERS = "volunteers"  # recorded in the national system
    DATA_PROTECTION = "data_protection"
    HOUSE_RULES = "house_rules"


# The check that reads a statement (`compliance.catalogue`).
CHECKS_BY_STATEMENT = {
    StatementKind.CHARTER_COMPLETE: "R07",
    StatementKind.NO_BRANCH: "R09",
    StatementKind.REFERRAL_AGREEMENT: "R24",
    StatementKind.SEPARATE_ACCOUNTS: "R34",
    StatementKind.ACCOUNTING_2026: "R35",
    StatementKind.DONATIONS: "R36",
    StatementKind.FUNDRAISING: "R37",
    StatementKind.CHARITY_REPORT: "R38",
    StatementKind.SUPPLIER_FILE: "R40",
    StatementKind.VOLUNTEERS: "R45",
    StatementKind.DATA_PROTECTION: "R46",
}


class CommunityKind(StrEnum):
    """Targets differ for urban and rural communities."""

    URBAN = "urban"
    RURAL = "rural"
