"""What is known of one person who works for an agency, and what a place asks of its staff. Days are Shanghai dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trainingapp.rules.eligibility_facts import CertificateLevel, DegreeLevel


class WorkForm(StrEnum):
    """In which form somebody works for an agency."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"  # 非全日制: at most 4 hours a day and 24 a week (劳动合同法 art. 68)
    DISPATCH = "dispatch"
    INTERN = "intern"
    VOLUNTEER = "volunteer"


@dataclass(frozen=True, slots=True)
class StaffingRules:
    """What a place asks: at least `part` of `whole` full-time staff qualified, and who counts as what.

    `full_time_share` is the share of full working hours from which somebody is full time. With `needs_registration` a
    certificate counts only while it is registered; `area` is the beginning of the area code in which it has to be
    registered, "" for anywhere. A degree counts when its major begins with one of `majors`; without any, every one does
    that was recognised as social work when it was verified.
    """

    part: int = 1
    whole: int = 3
    full_time_share: Decimal = Decimal("0.8")
    needs_registration: bool = False
    area: str = ""
    majors: tuple[str, ...] = ()
    least_full_time: int = 0

    def has_major(self, name: str) -> bool:
        """Whether a major counts here."""
        return not self.majors or name.strip().startswith(self.majors)


@dataclass(frozen=True, slots=True)
class Span:
    """From `starts_on` up to, but without, `ends_on`; None: it goes on."""

    starts_on: date
    ends_on: date | None = None

    def has(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class Registered:
    """A registration of a certificate [starts_on, ends_on); `area` is the code of the place, "" when it is unknown."""

    starts_on: date
    ends_on: date
    area: str = ""

    def has(self, day: date) -> bool:
        """Whether it stands on a day."""
        return self.starts_on <= day < self.ends_on


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A national certificate; `region` is the province where it alone is valid, by a lower line."""

    level: CertificateLevel
    issued_on: date
    is_verified: bool = True
    region: str = ""
    registrations: tuple[Registered, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldDegree:
    """A diploma or a degree; whether it is one of social work is decided where it is verified."""

    level: DegreeLevel
    awarded_on: date
    major: str = "社会工作"
    is_social_work: bool = True
    is_verified: bool = True


@dataclass(frozen=True, slots=True)
class Worker:
    """One employment of one person, as both sides confirmed it.

    `is_confirmed`: the employer confirmed the employment, and the person its form and hours. `contract_ends_on` is the
    first day after the contract. `elsewhere` are the days on which the person, as they confirmed later, works full time
    for another agency: full time counts once.
    """

    person_id: int
    span: Span
    form: WorkForm
    share: Decimal
    is_confirmed: bool = True
    has_consented: bool = True
    contract_ends_on: date | None = None
    certificates: tuple[HeldCertificate, ...] = ()
    degrees: tuple[HeldDegree, ...] = ()
    elsewhere: tuple[Span, ...] = ()
