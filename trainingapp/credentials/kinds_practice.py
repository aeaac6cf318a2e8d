"""The score of a mock exam as a credential: practice, and it says so wherever it says the score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from trainingapp.credentials.kinds import Basis, Kind, Plain, achievement, midnight, tidy

ONLY_PRACTICE = (
    "本记录由学习平台出具，只说明一次练习的得分，不是国家考试成绩，不是国家职业资格证书，也不能代替它们。"
    "A practice score recorded by a training platform; it is not a result of the national exam "
    "and not a national professional certificate."
)


@dataclass(frozen=True, slots=True)
class MockFacts(Plain):
    """Somebody handed in an attempt of a mock exam on a Shanghai date; score and full score as they were frozen."""

    attempt_id: int
    sitting_title: str
    handed_in_on: date
    score: Decimal
    full_score: Decimal
    kind: Kind = Kind.MOCK

    @property
    def about(self) -> str:
        """The attempt."""
        return str(self.attempt_id)

    @property
    def basis(self) -> tuple[Basis, ...]:
        """The attempt."""
        return (("attempt", self.attempt_id),)

    def title(self) -> dict[str, str]:
        """The name of the credential; it begins with what it is."""
        name, score = tidy(self.sitting_title), f"{number(self.score)} / {number(self.full_score)}"
        return {
            "zh": f"练习记录 · 模拟考试成绩：{name}，{score} 分",
            "en": f"Practice record · mock exam score: {name}, {score}",
        }

    def subject(self, base: str) -> dict[str, Any]:
        """The score as a result of an assessment."""
        address = f"{base}/exams/attempts/{self.attempt_id}"
        told = (
            f"在本平台的模拟考试“{tidy(self.sitting_title)}”（练习）中得 {number(self.score)} 分，"
            f"满分 {number(self.full_score)} 分。"
        )
        described = {
            "id": f"{address}#score",
            "type": ["ResultDescription"],
            "name": "模拟考试得分（练习）",
            "resultType": "RawScore",
            "valueMax": number(self.full_score),
        }
        result = {
            "type": ["Result"],
            "resultDescription": described["id"],
            "value": number(self.score),
        }
        about = achievement(self, address, told, kind="Assessment", disclaimer=ONLY_PRACTICE)
        return {
            "activityEndDate": midnight(self.handed_in_on),
            "achievement": {**about, "resultDescription": [described]},
            "result": [result],
        }


def number(points: Decimal) -> str:
    """Points as one writes them: 72 or 72.5."""
    text = f"{points:.2f}".rstrip("0")
    return text.rstrip(".")
