"""A whole sheet: every row by itself, then against the rows before it. What is loaded already is found elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from trainingapp.credentials.sheets.reading import Brought
from trainingapp.rules.eligibility_facts import DegreeKind, DegreeLevel, StudyMode
from trainingapp.rules.graduate_twins import find_twins
from trainingapp.rules.graduates import Finding, Graduate, read_graduate


@dataclass(slots=True)
class Judged:
    """The sound rows by their number, and what was found by row and column."""

    row_count: int
    sound: dict[int, Graduate]
    findings: dict[int, list[Finding]]

    def refuse(self, found: Mapping[int, Iterable[Finding]]) -> None:
        """Rows that turn out not to be sound."""
        for number, problems in found.items():
            self.findings.setdefault(number, []).extend(problems)
            self.sound.pop(number, None)

    def entries(self, unread: Iterable[tuple[int, str]] = ()) -> list[list[Any]]:
        """The findings as JSON, in the order of the rows; headings that are not read come first."""
        heads = [
            entry(row, Finding("", "unknown_column", {"heading": head}, is_error=False))
            for row, head in unread
        ]
        rows = sorted(self.findings.items())
        return heads + [entry(number, found) for number, problems in rows for found in problems]


def judge_sheet(brought: Brought, *, today: date) -> Judged:
    """Every row by the rules, then the sound ones against each other."""
    judged = Judged(len(brought.rows), {}, {})
    for row in brought.rows:
        graduate, findings = read_graduate(row.cells, today=today, found=tuple(row.findings))
        if graduate is not None:
            judged.sound[row.number] = graduate
        if findings:
            judged.findings[row.number] = findings
    judged.refuse(find_twins(judged.sound.items()))
    return judged


def entry(row: int, finding: Finding) -> list[Any]:
    """A finding as JSON: row, column, code, what fills the sentence, whether it is an error."""
    return [row, finding.column, finding.code, dict(finding.parameters), finding.is_error]


def read_entry(stored: list[Any]) -> tuple[int, Finding]:
    """The inverse of `entry`."""
    row, column, code, parameters, is_error = stored
    return row, Finding(column, code, parameters, is_error)


def pack(sound: Mapping[int, Graduate]) -> str:
    """Sound rows as text, to be sealed."""
    rows = {number: asdict(graduate) for number, graduate in sound.items()}
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=str)


def unpack(text: str) -> dict[int, Graduate]:
    """The inverse of `pack`."""
    return {int(number): _graduate(values) for number, values in json.loads(text).items()}


def _graduate(values: dict[str, Any]) -> Graduate:
    for name in ("enrolled_on", "ended_on", "degree_on"):
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    values["level"] = DegreeLevel(values["level"])
    values["mode"] = StudyMode(values["mode"])
    values["kind"] = DegreeKind(values["kind"])
    return Graduate(**values)
