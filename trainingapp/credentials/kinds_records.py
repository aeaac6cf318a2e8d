"""Notes on what others have issued and we have verified: a degree, the national certificate, a kept decision.

None of them is the diploma, the certificate or a registration for the exam; each says so and whose word it is.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from trainingapp.credentials.kinds import (
    Basis,
    Claim,
    Kind,
    Plain,
    achievement,
    midnight,
    tidy,
)
from trainingapp.credentials.kinds_words import (
    CERTIFICATES,
    DEGREES,
    GOALS,
    MODES,
)
from trainingapp.web.i18n import SHANGHAI

NOTE = "ext:VerificationNote"
NOT_DIPLOMA = (
    "本说明由学习平台核验后出具，不是学历证书或学位证书，也不是国家职业资格证书，不能代替它们。"
    "A verification note of a training platform; it is neither a diploma nor a national professional certificate."
)
NOT_CERTIFICATE = (
    "本说明由学习平台核验后出具，不是国家职业资格证书，也不能代替它；证书以颁发机关为准。"
    "A verification note of a training platform; it is not the national professional certificate, "
    "which only the authority issues."
)
NOT_REGISTRATION = (
    "本说明由学习平台按已核验的材料和所列规则得出，不是报名资格审核结论，不是国家职业资格证书，也不能代替它们；"
    "能否报名以考试机构的审核为准。"
    "A statement of a training platform by verified records and the rules named; it is neither an admission to the "
    "exam nor a national professional certificate."
)


class Verified(Plain):
    """What is verified by us: others have said it."""

    __slots__ = ()

    @property
    def claim(self) -> Claim:
        """Somebody else's word that we have checked."""
        return Claim.VERIFIED_BY_US


@dataclass(frozen=True, slots=True, kw_only=True)
class DegreeFacts(Verified):
    """A diploma or a degree that was verified; `recheck_on` is the day from which the verification is out of date."""

    record_id: int
    institution: str
    major: str
    degree_kind: str
    level: str
    mode: str
    awarded_on: date
    verified_on: date
    recheck_on: date | None = None
    kind: Kind = Kind.DEGREE

    @property
    def about(self) -> str:
        """The record."""
        return str(self.record_id)

    @property
    def basis(self) -> tuple[Basis, ...]:
        """The record."""
        return (("degree", self.record_id),)

    @property
    def valid_until(self) -> datetime | None:
        """Until it has to be verified again."""
        return beginning(self.recheck_on) if self.recheck_on else None

    def title(self) -> dict[str, str]:
        """The name of the note."""
        place, major = tidy(self.institution), tidy(self.major)
        return {
            "zh": f"学历核验说明：{place}，{major}",
            "en": f"Verification note on a degree: {place}, {major}",
        }

    def subject(self, base: str) -> dict[str, Any]:
        """What was verified, with the university as its source."""
        told = (
            f"经本平台核验：持有人于 {self.awarded_on} 取得{tidy(self.institution)}"
            f"{tidy(self.major)}专业的{DEGREES[self.degree_kind, self.level].zh}"
            f"（{MODES[self.mode].zh}）。由该校颁发，本平台于 {self.verified_on} 核验。"
        )
        name = f"{base}/institutions/{tidy(self.institution)}"
        return {
            "activityEndDate": midnight(self.awarded_on),
            "achievement": achievement(
                self, f"{base}/verify#degree", told, kind=NOTE, disclaimer=NOT_DIPLOMA
            ),
            "source": {
                "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}",
                "type": ["Profile"],
                "name": tidy(self.institution),
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts(Verified):
    """A national certificate that was verified; of its number nothing but the last four characters is known here."""

    record_id: int
    level: str
    issued_on: date
    last_four: str
    verified_on: date
    region: str | None = None  # the province's name where it is valid there only
    kind: Kind = Kind.CERTIFICATE

    @property
    def about(self) -> str:
        """The record."""
        return str(self.record_id)

    @property
    def basis(self) -> tuple[Basis, ...]:
        """The record."""
        return (("certificate", self.record_id),)

    def title(self) -> dict[str, str]:
        """The name of the note."""
        level = CERTIFICATES[self.level]
        return {
            "zh": f"国家证书核验说明：{level.zh}",
            "en": f"Verification note on a national certificate: {level.en}",
        }

    def subject(self, base: str) -> dict[str, Any]:
        """What was verified, and the last four characters of the number."""
        where = f"，仅在{tidy(self.region)}有效" if self.region else ""
        told = (
            f"经本平台核验：持有人的国家证书级别为{CERTIFICATES[self.level].zh}，"
            f"于 {self.issued_on} 颁发{where}。由国家主管机关颁发，本平台于 {self.verified_on} 核验。"
        )
        return {
            "activityEndDate": midnight(self.issued_on),
            "achievement": achievement(
                self, f"{base}/verify#certificate", told, kind=NOTE, disclaimer=NOT_CERTIFICATE
            ),
            "licenseNumber": f"尾号 {tidy(self.last_four)}",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityFacts(Plain):
    """A kept decision that somebody meets the conditions of an exam year, by verified records alone."""

    decision_id: int
    goal: str
    year: int
    decided_on: date
    ruleset: str
    sources: tuple[str, ...]
    records: tuple[Basis, ...]
    region: str | None = None
    kind: Kind = Kind.ELIGIBILITY

    @property
    def about(self) -> str:
        """The goal and the year: a later decision about the same is a correction."""
        return f"{self.goal}|{self.year}|{self.region or ''}"

    @property
    def basis(self) -> tuple[Basis, ...]:
        """The decision and every record that it rests on."""
        return (("decision", self.decision_id), *self.records)

    @property
    def valid_until(self) -> datetime | None:
        """Through 31 December of the exam year in Shanghai."""
        return beginning(date(self.year + 1, 1, 1))

    def title(self) -> dict[str, str]:
        """The name of the statement."""
        goal = GOALS[self.goal]
        return {
            "zh": f"资格衔接说明：{self.year} 年，{goal.zh}",
            "en": f"Eligibility statement: {self.year}, {goal.en}",
        }

    def subject(self, base: str) -> dict[str, Any]:
        """What was decided, by which rules and until when it is said."""
        where = f"（{tidy(self.region)}）" if self.region else ""
        told = (
            f"按规则 {self.ruleset}，依据已核验的材料，截至 {self.decided_on}，持有人符合 {self.year} 年"
            f"{GOALS[self.goal].zh}{where}的条件。依据：{'；'.join(self.sources)}。"
            f"本说明有效至 {self.year} 年 12 月 31 日。"
        )
        return {
            "achievement": achievement(
                self,
                f"{base}/verify#eligibility",
                told,
                kind="ext:EligibilityStatement",
                disclaimer=NOT_REGISTRATION,
            )
        }


def beginning(day: date) -> datetime:
    """The first moment of a Shanghai day."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)
