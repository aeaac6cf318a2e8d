"""What is known of an agency when its standing is checked. None, or an empty register, is what nobody has entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trainingapp.rules.incubation.words import AgencyKind, AgencyStatus
from trainingapp.rules.incubation.working_days import Holidays


@dataclass(frozen=True, slots=True)
class Licence:
    """The certificate of registration: the name on it, and its last day if it has one."""

    name: str
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A registered item that changed; `is_head`: the legal representative."""

    is_head: bool = False
    consent_on: date | None = None
    filed_on: date | None = None
    audited_on: date | None = None


@dataclass(frozen=True, slots=True)
class Charter:
    """The charter in force: how many of the eight items of article 10 it has, and when it was approved."""

    items: int
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Organ:
    """One of council, executive and supervisors that is in office; `last_day` of the term, None where none is set."""

    kind: str
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Right:
    """The right to use premises, from `starts_on` to `last_day`; None: one's own."""

    starts_on: date
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """What is known of the filing about a year. `result`: pass, basic, fail; "" while there is none."""

    supervisor_on: date | None = None
    registry_on: date | None = None
    result: str = ""
    correct_by: date | None = None
    corrected_on: date | None = None
    is_exempt: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry on a credit list: abnormal, serious or penalty; `ends_on` is the day it left."""

    kind: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade (1A–5A) and its last day; None where only the day of its award is on record."""

    awarded_on: date
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Full Party members, and whether they have a branch of their own, or are part of a joint one."""

    members: int
    has_branch: bool
    is_joint: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """What the registers of an agency say."""

    licence: Licence | None = None
    changes: tuple[Change, ...] = ()
    charter: Charter | None = None
    has_branch: bool = False
    organs: tuple[Organ, ...] = ()
    premises: tuple[Right, ...] = ()
    founders: tuple[str, ...] | None = None  # the certificate of each, as `CertificateLevel`
    applied_on: date | None = None
    seal_filed_on: date | None = None
    account_filed_on: date | None = None
    insured_on: date | None = None  # the agency's own registration
    has_supervising_unit: bool = False
    filings: Mapping[int, Filing] = field(default_factory=dict)  # by the year reported on
    listed: tuple[Listed, ...] = ()
    lists_read_on: date | None = None
    reached_on: date | None = None
    grade: Grade | None = None
    party: Party | None = None
    exempt_until: date | None = None  # the last day of the tax exemption
    has_endless_exemption: bool = False  # one whose last day nobody has entered
    fundraising: Licence | None = None  # the qualification to raise money from the public
    is_charity: bool | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """What the people's side says of the staff. Lists of dates hold one for each person concerned."""

    full_time: int = 0
    qualified: int = 0
    falls_on: date | None = None  # when the ratio falls below the threshold if nobody renews
    registrations_end: tuple[date, ...] = ()  # the last days of those who hold a certificate
    registered: int = 0
    behind_hours: int = 0
    unregistered_since: tuple[date, ...] = ()  # passed then, and not registered yet
    uncontracted_since: (
        tuple[date, ...] | None
    ) = ()  # at work since then without a written contract
    uninsured_since: tuple[date, ...] | None = ()
    incomplete: int | None = 0  # rows of the roster that lack something
    unrecorded: int = 0  # staff of whose terms nothing is on record
    queries: tuple[date | None, ...] = ()  # the last record query of each who works with minors
    contact: int = 0  # staff in contact with minors or domestic violence
    unsigned: int = 0  # of those: who have not signed the protocol
    supervised: tuple[bool, ...] | None = None  # whether each had enough in the last whole month
    per_supervisor: int | None = None
    average_pay: Decimal | None = None  # a year


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract of purchased services."""

    award_on: date | None = None
    signed_on: date | None = None
    starts_on: date | None = None
    last_day: date | None = None
    has_dispatch: bool = False
    is_passed_on: bool = False  # wholly, to another
    staff_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """What the books say."""

    net_assets: Decimal | None = None
    non_state_percent: Decimal | None = None
    contracts: tuple[Contract, ...] = ()
    takes_donations: bool | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """What is known of its stay in a base."""

    entered_on: date
    agreement_until: date | None = None  # the last day
    needs_desk: bool = False
    has_desk: bool = False
    latest_report_days: int = 0  # by how many days the most overdue report is late
    grants_ended: tuple[date, ...] = ()  # the last days of grants that are not accounted for
    papers_missing: int | None = None  # None: no plan says what is asked for


@dataclass(frozen=True, slots=True)
class Statement:
    """What the agency, or its base after looking, stated of a practice; `last_day` where it said until when."""

    is_met: bool
    stated_on: date
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """Everything that the checks of one agency look at."""

    kind: AgencyKind
    status: AgencyStatus
    name: str = ""
    credit_code: str | None = None
    is_code_valid: bool = False
    is_code_legacy: bool = False
    registered_on: date | None = None
    start_capital: Decimal | None = None
    fields: frozenset[str] = frozenset()
    register: Register = field(default_factory=Register)
    team: Team | None = None
    money: Money = field(default_factory=Money)
    stay: Stay | None = None
    shares_with: int | None = None  # other agencies with the same head, address or telephone
    statements: Mapping[str, Statement] = field(default_factory=dict)  # by the kind of practice
    read_on: date | None = None  # when somebody last read the law behind the checks
    holidays: Holidays = field(default_factory=Holidays)  # for terms in working days

    @property
    def is_registered(self) -> bool:
        """Whether it is a legal person: registered, and not yet struck off."""
        return self.status in {
            AgencyStatus.REGISTERED,
            AgencyStatus.SUSPENDED,
            AgencyStatus.DEREGISTERING,
        }
