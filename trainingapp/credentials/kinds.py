"""The kinds of credentials and what each says. None looks or sounds like a national certificate, and each says so."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from trainingapp.credentials.vocabularies import BADGES, CREDENTIALS


class Claim(StrEnum):
    """Whose word a credential is."""

    ISSUED_BY_US = "issued_by_us"
    VERIFIED_BY_US = "verified_by_us"
    ISSUED_BY_AUTHORITY = "issued_by_authority"


class Kind(StrEnum):
    """What a credential is about."""

    COURSE = "course"
    EDUCATION = "education"
    MOCK = "mock"
    DEGREE = "degree"
    CERTIFICATE = "certificate"
    ELIGIBILITY = "eligibility"
    BUNDLE = "bundle"


Basis = tuple[str, int]  # what a credential rests on, such as ("degree", 7)

NOT_NATIONAL = (
    "由学习平台出具的学习记录，不是国家职业资格证书，也不能代替它。"
    "A learning record of a training platform; it is not a national professional certificate."
)


class Facts(Protocol):
    """What a kind of credential proves of somebody."""

    @property
    def kind(self) -> Kind: ...
    @property
    def about(self) -> str: ...  # what is proved, as a part of the key
    @property
    def claim(self) -> Claim: ...
    @property
    def basis(self) -> tuple[Basis, ...]: ...  # when one of these falls, the credential does
    @property
    def valid_until(self) -> datetime | None: ...
    @property
    def contexts(self) -> tuple[str, ...]: ...
    @property
    def types(self) -> tuple[str, str]: ...  # of the credential and of its subject
    def title(self) -> dict[str, str]: ...
    def subject(self, base: str) -> dict[str, Any]: ...


class Plain:
    """What most kinds have in common: a badge that is our own word, rests on no record and does not end."""

    __slots__ = ()

    @property
    def claim(self) -> Claim:
        """Our own word."""
        return Claim.ISSUED_BY_US

    @property
    def basis(self) -> tuple[Basis, ...]:
        """Nothing that could fall."""
        return ()

    @property
    def valid_until(self) -> datetime | None:
        """It does not end."""
        return None

    @property
    def contexts(self) -> tuple[str, ...]:
        """The vocabularies of a badge."""
        return (CREDENTIALS, BADGES)

    @property
    def types(self) -> tuple[str, str]:
        """A badge and somebody who achieved something."""
        return ("OpenBadgeCredential", "AchievementSubject")


@dataclass(frozen=True, slots=True)
class CourseFacts(Plain):
    """Somebody completed a course of this site on a Shanghai date."""

    course_id: int
    course_title: str
    completed_on: date
    kind: Kind = Kind.COURSE

    @property
    def about(self) -> str:
        """The course."""
        return str(self.course_id)

    def title(self) -> dict[str, str]:
        """The name of the credential."""
        name = tidy(self.course_title)
        return {"zh": f"课程结业记录：{name}", "en": f"Course completion record: {name}"}

    def subject(self, base: str) -> dict[str, Any]:
        """The achievement and its day."""
        told = f"完成本平台课程“{tidy(self.course_title)}”的全部课时。"
        return {
            "activityEndDate": midnight(self.completed_on),
            "achievement": achievement(self, f"{base}/courses/{self.course_id}", told),
        }


@dataclass(frozen=True, slots=True)
class EducationFacts(Plain):
    """Minutes of continuing education in the ledger, from one Shanghai date to another, both included."""

    first: date
    last: date
    minutes: int
    kind: Kind = Kind.EDUCATION

    @property
    def about(self) -> str:
        """The span."""
        return f"{self.first}|{self.last}"

    def title(self) -> dict[str, str]:
        """The name of the credential."""
        span = f"{self.first} – {self.last}"
        return {
            "zh": f"继续教育学时证明：{span}，{self.minutes} 分钟",
            "en": f"Continuing education record: {span}, {self.minutes} minutes",
        }

    def subject(self, base: str) -> dict[str, Any]:
        """The achievement and its span."""
        told = f"学时台账在 {self.first} 至 {self.last} 期间共计 {self.minutes} 分钟。"
        return {
            "activityStartDate": midnight(self.first),
            "activityEndDate": midnight(self.last),
            "achievement": achievement(self, f"{base}/verify#education", told),
        }


def tidy(text: str) -> str:
    """Text as it may be signed: composed, without control characters, no longer than a title."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(c for c in composed if unicodedata.category(c) not in {"Cc", "Cs"})
    return kept.strip().removeprefix("_:")[:200]


def achievement(
    facts: Facts,
    address: str,
    told: str,
    *,
    kind: str = "CertificateOfCompletion",
    disclaimer: str = NOT_NATIONAL,
) -> dict[str, Any]:
    """What was achieved or verified: what it says, whose word it is, and that it is not the national certificate."""
    return {
        "id": address,
        "type": ["Achievement"],
        "achievementType": kind,
        "name": facts.title()["zh"],
        "description": f"{told}{disclaimer}",
        "criteria": {"narrative": told},
        "inLanguage": "zh-CN",
        "tag": [str(facts.claim)],
    }


def achievement_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The one achievement of a document of ours, or of any that claims to be: empty when there is not exactly one."""
    subject = document.get("credentialSubject")
    found = subject.get("achievement") if isinstance(subject, dict) else None
    one = found[0] if isinstance(found, list) and len(found) == 1 else found
    return one if isinstance(one, dict) else {}


def midnight(day: date) -> str:
    """The beginning of a Shanghai day as credentials write it."""
    return f"{day}T00:00:00+08:00"
