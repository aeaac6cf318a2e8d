"""A file of credentials that its holder chose, signed as one: a Comprehensive Learner Record 2.0.

Each part keeps its own signature and its own place in the list of what is revoked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainingapp.credentials.kinds import Basis, Kind, Plain, achievement
from trainingapp.credentials.vocabularies import BADGES, CREDENTIALS, RECORDS

MOST_PARTS = 10
NOT_MORE = (
    "本汇编由学习平台签署，只把已有的说明和记录放在一起；每一份由谁出具或核验，以该份为准。"
    "不是国家职业资格证书，也不能代替它。"
    "A collection signed by a training platform; each part says by itself whose word it is. "
    "It is not a national professional certificate."
)


@dataclass(frozen=True, slots=True)
class Part:
    """A credential in a bundle, as it was signed."""

    credential_id: int
    name: str
    document: Mapping[str, Any]
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class BundleFacts(Plain):
    """Credentials of one person, in the order in which they were issued."""

    parts: tuple[Part, ...]
    kind: Kind = Kind.BUNDLE

    @property
    def about(self) -> str:
        """Which credentials."""
        numbers = ",".join(str(part.credential_id) for part in self.parts)
        return hashlib.sha256(numbers.encode()).hexdigest()[:32]

    @property
    def basis(self) -> tuple[Basis, ...]:
        """The credentials."""
        return tuple(("credential", part.credential_id) for part in self.parts)

    @property
    def valid_until(self) -> datetime | None:
        """As long as the first part to end."""
        return min((part.valid_until for part in self.parts if part.valid_until), default=None)

    @property
    def contexts(self) -> tuple[str, ...]:
        """Those of a badge and of a learner record."""
        return (CREDENTIALS, BADGES, RECORDS)

    @property
    def types(self) -> tuple[str, str]:
        """A learner record and somebody who has one."""
        return ("ClrCredential", "ClrSubject")

    def title(self) -> dict[str, str]:
        """The name of the bundle."""
        count = len(self.parts)
        return {
            "zh": f"学习与资格记录汇编（{count} 份）",
            "en": f"Collection of learning and qualification records ({count})",
        }

    def subject(self, base: str) -> dict[str, Any]:
        """The credentials as they were signed, and what putting them together says."""
        told = f"本平台为持有人汇编的 {len(self.parts)} 份记录：{'；'.join(part.name for part in self.parts)}。"
        return {
            "achievement": [
                achievement(
                    self, f"{base}/verify#bundle", told, kind="ext:Collection", disclaimer=NOT_MORE
                )
            ],
            "verifiableCredential": [dict(part.document) for part in self.parts],
        }
