"""The table of cases: who may sit which exam of 2026 by the rules in force, asked on 20 March 2026 unless said."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from trainingapp.rules.eligibility import Decision, Target, decide
from trainingapp.rules.eligibility_facts import (
    Assurance,
    Certificate,
    CertificateLevel,
    Degree,
    DegreeKind,
    DegreeLevel,
    Facts,
    Paper,
    Pass,
    StudyField,
    StudyMode,
    Work,
)
from trainingapp.rules.eligibility_rulesets import Ruleset, parse_ruleset, read_ruleset

FILE = (
    Path(__file__).parents[2]
    / "question_bank"
    / "eligibility"
    / "cn-social-worker-exam-2026.1.json"
)
TODAY = "2026-03-20"
VERIFIED = Assurance.VERIFIED


def load_document() -> dict[str, Any]:
    return parse_ruleset(FILE.read_text(encoding="utf-8"))


@cache
def ruleset() -> Ruleset:
    return read_ruleset(load_document())


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def degree(level: str, field: str = "sw", awarded: str | None = "2018-07-01", **more: Any) -> Facts:
    known = {
        "enrolled_on": day(more.get("enrolled")),
        "expected_on": day(more.get("expected")),
        "kind": DegreeKind(more.get("kind", "graduation")),
        "mode": StudyMode(more.get("mode", "full_time")),
        "assurance": Assurance(more.get("sure", VERIFIED)),
    }
    fact = Degree(
        id=f"degree:{level}-{field}",
        level=DegreeLevel(level),
        field=StudyField("social_work" if field == "sw" else field),
        awarded_on=day(awarded),
        **known,
    )
    return Facts(degrees=(fact,))


def work(start: str, last: str | None = None, sure: str = VERIFIED) -> Facts:
    """Work from a day up to, but without, another."""
    begins = date.fromisoformat(start)
    fact = Work(id=f"work:{start}", starts_on=begins, ends_on=day(last), assurance=Assurance(sure))
    return Facts(work=(fact,))


def certificate(level: str, issued: str, region: str | None = None, sure: str = VERIFIED) -> Facts:
    fact = Certificate(
        id=f"certificate:{level}",
        level=CertificateLevel(level),
        issued_on=date.fromisoformat(issued),
        region=region,
        assurance=Assurance(sure),
    )
    return Facts(certificates=(fact,))


def passed(level: str, papers: str, year: int, **more: Any) -> Facts:
    """Papers by their first letters: c(omprehensive), p(ractice), l(aw)."""
    names = {paper.value[0]: paper for paper in Paper}
    return Facts(
        passes=tuple(
            Pass(
                id=f"pass:{level}-{letter}-{year}",
                level=CertificateLevel(level),
                paper=names[letter],
                year=year,
                points=more.get("points"),
                region=more.get("region"),
                proof_on=day(more.get("proof")),
                assurance=Assurance(more.get("sure", VERIFIED)),
            )
            for letter in papers
        )
    )


class Case(NamedTuple):
    name: str
    goal: str
    facts: tuple[Facts, ...]
    outcome: str
    path: str | None = None
    from_on: str | None = None
    until_on: str | None = None
    missing: tuple[dict[str, Any], ...] | None = None
    as_of: str = TODAY
    year: int = 2026
    region: str | None = None

    def decide(self, rules: Ruleset) -> Decision:
        facts = Facts()
        for more in self.facts:
            facts = facts.plus(more)
        target = Target(self.goal, self.year, self.region)
        return decide(rules, target, facts, date.fromisoformat(self.as_of))

    def fails(self, rules: Ruleset) -> list[str]:
        """What came out otherwise than the table says."""
        got = self.decide(rules)
        pairs = {
            "outcome": (self.outcome, str(got.outcome)),
            "from_on": (day(self.from_on), got.from_on),
            "until_on": (day(self.until_on), got.until_on),
        }
        if self.path is not None:
            pairs["path"] = (self.path, got.path.id)
        if self.missing is not None:
            found = tuple({"code": line.code, **line.parameters} for line in got.missing)
            pairs["missing"] = (self.missing, found)  # type: ignore[assignment]
        return [f"{name}: {want} ≠ {have}" for name, (want, have) in pairs.items() if want != have]


YES, IF, LATER = "eligible", "eligible_if_verified", "eligible_later"
LATER_IF, NO = "eligible_later_if_verified", "not_eligible"


def enough(years: int) -> Facts:
    """Exactly so many years of work up to 31 December 2026, and no more."""
    return work(f"{2027 - years}-01-01", "2027-01-01")


def short(years: int) -> Facts:
    """A few days less than that."""
    return work(f"{2027 - years}-01-04", "2027-01-01")


def path_cases() -> list[Case]:
    """Every path with work years: just enough is eligible, a few days less is not."""
    ways = [
        ("junior_exam", "J2", "associate", "sw", 2),
        ("junior_exam", "J4", "associate", "other", 4),
        ("junior_exam", "J5", "bachelor", "other", 2),
        ("junior_exam", "J1", "secondary", "other", 4),
        ("middle_exam", "M4", "master", "sw", 1),
        ("middle_exam", "M3", "bachelor", "sw", 3),
        ("middle_exam", "M2", "associate", "sw", 4),
        ("middle_exam", "M6-doctor", "doctor", "other", 2),
        ("middle_exam", "M6-master", "master", "other", 3),
        ("middle_exam", "M6-bachelor", "bachelor", "other", 5),
        ("middle_exam", "M6-associate", "associate", "other", 6),
    ]
    found = []
    for goal, path, level, field, years in ways:
        held = degree(level, field)
        found += [
            Case(f"{path} just enough", goal, (held, enough(years)), YES, path),
            Case(f"{path} a few days short", goal, (held, short(years)), NO),
            Case(
                f"{path} claimed only",
                goal,
                (degree(level, field, sure="claimed"), enough(years)),
                IF,
                path,
            ),
        ]
    return found


JUNIOR_2019 = certificate("junior", "2019-10-01")
MIDDLE_2021 = certificate("middle", "2021-12-31")

CASES = [
    *path_cases(),
    # junior
    Case("J3 bachelor", "junior_exam", (degree("bachelor"),), YES, "J3"),
    Case("J3 master of social work", "junior_exam", (degree("master"),), YES, "J3"),
    Case("J3 doctor", "junior_exam", (degree("doctor"),), YES, "J3"),
    Case(
        "J3 a degree without diploma",
        "junior_exam",
        (degree("bachelor", kind="degree"),),
        YES,
        "J3",
    ),
    Case("J3 attended only", "junior_exam", (degree("bachelor", kind="completion"),), NO),
    Case(
        "J3 a document not looked up",
        "junior_exam",
        (degree("bachelor", sure="document"),),
        IF,
        "J3",
    ),
    Case("J3 by the authority", "junior_exam", (degree("bachelor", sure="authority"),), YES, "J3"),
    Case(
        "J3 awarded later this year",
        "junior_exam",
        (degree("bachelor", awarded="2026-06-30"),),
        LATER,
        "J3",
        "2026-06-30",
    ),
    Case("J3 associate has no such path", "junior_exam", (degree("associate"),), NO),
    Case(
        "final year",
        "junior_exam",
        (degree("bachelor", awarded=None, expected="2026-06-30"),),
        YES,
        "J3-final-year",
        until_on="2027-01-01",
    ),
    Case(
        "final year claimed",
        "junior_exam",
        (degree("bachelor", awarded=None, expected="2026-06-30", sure="claimed"),),
        IF,
        "J3-final-year",
        until_on="2027-01-01",
    ),
    Case(
        "final year next year",
        "junior_exam",
        (degree("bachelor", awarded=None, expected="2027-06-30"),),
        LATER,
        "J3-final-year",
        "2027-01-01",
        "2028-01-01",
    ),
    Case(
        "final year asked for next year",
        "junior_exam",
        (degree("bachelor", awarded=None, expected="2027-06-30"),),
        YES,
        "J3-final-year",
        until_on="2028-01-01",
        year=2027,
    ),
    Case(
        "final year of other major",
        "junior_exam",
        (degree("bachelor", "other", awarded=None, expected="2026-06-30"),),
        NO,
    ),
    Case(
        "final year of a master of other bachelor",
        "junior_exam",
        (degree("master", awarded=None, expected="2026-06-30"),),
        NO,
    ),
    Case(
        "final year of associate",
        "junior_exam",
        (degree("associate", awarded=None, expected="2026-06-30"),),
        NO,
    ),
    Case(
        "final year was last year",
        "junior_exam",
        (degree("bachelor", awarded=None, expected="2025-06-30"),),
        NO,
    ),
    Case("J2 goes on", "junior_exam", (degree("associate"), work("2025-01-01")), YES, "J2"),
    Case(
        "J2 reached next year",
        "junior_exam",
        (degree("associate"), work("2026-01-01")),
        LATER,
        "J2",
        "2027-01-01",
    ),
    Case(
        "J2 reached next year, claimed work",
        "junior_exam",
        (degree("associate"), work("2026-01-01", sure="claimed")),
        LATER_IF,
        "J2",
        "2027-01-01",
    ),
    Case(
        "J2 asked for next year",
        "junior_exam",
        (degree("associate"), work("2026-01-01")),
        YES,
        "J2",
        year=2027,
    ),
    Case("J5 master of other", "junior_exam", (degree("master", "other"), enough(2)), YES, "J5"),
    Case(
        "J4 before and after the diploma",
        "junior_exam",
        (
            degree("associate", "other", "2025-01-01"),
            work("2022-01-01", "2024-01-01"),
            work("2025-01-01", "2027-01-01"),
        ),
        YES,
        "J4",
    ),
    Case("J1 three years", "junior_exam", (degree("secondary", "other"), enough(3)), NO),
    Case(
        "J1 goes on",
        "junior_exam",
        (degree("secondary", "other"), work("2024-06-01")),
        LATER,
        "J1",
        "2028-01-01",
    ),
    Case("J1 of social work", "junior_exam", (degree("secondary"), enough(2)), NO),
    Case("nothing entered", "junior_exam", (), NO),
    Case("work without school", "junior_exam", (work("2000-01-01"),), NO),
    # study
    Case(
        "full-time study does not count",
        "junior_exam",
        (
            degree("bachelor", "other", "2025-07-01", enrolled="2021-09-01"),
            work("2022-01-01", "2026-01-01"),
        ),
        NO,
    ),
    Case(
        "full-time study, then work",
        "junior_exam",
        (degree("bachelor", "other", "2025-07-01", enrolled="2021-09-01"), work("2022-01-01")),
        LATER,
        "J5",
        "2027-01-01",
    ),
    Case(
        "part-time study counts",
        "junior_exam",
        (
            degree("bachelor", "other", "2025-07-01", enrolled="2021-09-01", mode="part_time"),
            work("2022-01-01", "2026-01-01"),
        ),
        YES,
        "J5",
    ),
    Case(
        "work in two places at once counts once",
        "junior_exam",
        (degree("associate"), work("2026-01-01", "2027-01-01"), work("2026-02-01", "2027-01-01")),
        NO,
    ),
    # middle
    Case("M5", "middle_exam", (degree("doctor"),), YES, "M5"),
    Case("M5 not yet verified", "middle_exam", (degree("doctor", sure="document"),), IF, "M5"),
    Case("M4 without work", "middle_exam", (degree("master"),), NO),
    Case(
        "M4 begins to work",
        "middle_exam",
        (degree("master"), work("2026-07-01")),
        LATER,
        "M4",
        "2027-01-01",
    ),
    Case(
        "M3 began in 2025",
        "middle_exam",
        (degree("bachelor"), work("2025-01-01")),
        LATER,
        "M3",
        "2027-01-01",
    ),
    Case(
        "M3 began on 2 January 2025",
        "middle_exam",
        (degree("bachelor"), work("2025-01-02")),
        LATER,
        "M3",
        "2028-01-01",
    ),
    Case(
        "M2 secondary of social work has no such path",
        "middle_exam",
        (degree("secondary"), enough(6)),
        NO,
    ),
    Case(
        "M6 secondary has no such path",
        "middle_exam",
        (degree("secondary", "other"), enough(10)),
        NO,
    ),
    Case("M1", "middle_exam", (degree("secondary", "other"), JUNIOR_2019, enough(6)), YES, "M1"),
    Case(
        "M1 a few days short",
        "middle_exam",
        (degree("secondary", "other"), JUNIOR_2019, short(6)),
        NO,
    ),
    Case(
        "M1 work before the certificate does not count",
        "middle_exam",
        (degree("secondary", "other"), certificate("junior", "2022-10-01"), enough(10)),
        NO,
    ),
    Case(
        "M1 from 2028",
        "middle_exam",
        (degree("secondary", "other"), certificate("junior", "2022-10-01"), work("2010-01-01")),
        LATER,
        "M1",
        "2028-01-01",
    ),
    Case(
        "M1 a middle certificate is not the junior one",
        "middle_exam",
        (degree("secondary", "other"), certificate("middle", "2019-10-01"), enough(6)),
        NO,
    ),
    Case(
        "M1 claimed certificate",
        "middle_exam",
        (
            degree("secondary", "other"),
            certificate("junior", "2019-10-01", sure="claimed"),
            enough(6),
        ),
        IF,
        "M1",
    ),
    Case(
        "M1 regional certificate elsewhere",
        "middle_exam",
        (degree("secondary", "other"), certificate("junior", "2019-10-01", "54"), enough(6)),
        NO,
    ),
    Case(
        "M1 regional certificate there",
        "middle_exam",
        (degree("secondary", "other"), certificate("junior", "2019-10-01", "54"), enough(6)),
        YES,
        "M1",
        region="54",
    ),
    # senior
    Case("S1", "senior_exam", (degree("bachelor", "other"), MIDDLE_2021, enough(5)), YES, "S1"),
    Case("S1 master", "senior_exam", (degree("master"), MIDDLE_2021, enough(5)), YES, "S1"),
    Case("S1 a few days short", "senior_exam", (degree("bachelor"), MIDDLE_2021, short(5)), NO),
    Case("S1 associate", "senior_exam", (degree("associate"), MIDDLE_2021, enough(5)), NO),
    Case("S1 without certificate", "senior_exam", (degree("bachelor"), enough(10)), NO),
    Case(
        "S1 with the junior one",
        "senior_exam",
        (degree("bachelor"), certificate("junior", "2015-01-01"), enough(10)),
        NO,
    ),
    Case(
        "S1 later",
        "senior_exam",
        (degree("bachelor"), certificate("middle", "2023-09-01"), work("2010-01-01")),
        LATER,
        "S1",
        "2028-01-01",
    ),
    Case(
        "S1 not verified",
        "senior_exam",
        (degree("bachelor", sure="document"), MIDDLE_2021, enough(5)),
        IF,
        "S1",
    ),
    Case(
        "S1 regional certificate elsewhere",
        "senior_exam",
        (degree("bachelor"), certificate("middle", "2021-12-31", "54"), enough(5)),
        NO,
        region="11",
    ),
    Case(
        "S1 regional certificate there",
        "senior_exam",
        (degree("bachelor"), certificate("middle", "2021-12-31", "54"), enough(5)),
        YES,
        "S1",
        region="54",
    ),
    # certificates
    Case(
        "both junior papers in a year",
        "junior_certificate",
        (passed("junior", "cp", 2026),),
        YES,
        "C-junior",
    ),
    Case(
        "junior papers in two years",
        "junior_certificate",
        (passed("junior", "c", 2025), passed("junior", "p", 2026)),
        NO,
        missing=(
            {
                "code": "need_subjects",
                "level": "junior",
                "papers": ["comprehensive"],
                "by_year": 2026,
            },
            {"code": "lapsed_subjects", "level": "junior", "papers": ["comprehensive"]},
        ),
    ),
    Case("one junior paper", "junior_certificate", (passed("junior", "c", 2026),), NO),
    Case("other junior paper", "junior_certificate", (passed("junior", "p", 2026),), NO),
    Case(
        "junior document",
        "junior_certificate",
        (passed("junior", "cp", 2026, sure="document"),),
        IF,
        "C-junior",
    ),
    Case(
        "exactly the line",
        "junior_certificate",
        (passed("junior", "cp", 2025, points="60"),),
        YES,
        "C-junior",
    ),
    Case("below the line", "junior_certificate", (passed("junior", "cp", 2025, points="59"),), NO),
    Case(
        "just below the line",
        "junior_certificate",
        (passed("junior", "cp", 2025, points="59.5"),),
        NO,
    ),
    Case(
        "the first exam",
        "junior_certificate",
        (passed("junior", "cp", 2008, points="60"),),
        YES,
        "C-junior",
    ),
    Case(
        "a regional pass elsewhere",
        "junior_certificate",
        (passed("junior", "cp", 2025, region="54"),),
        NO,
    ),
    Case(
        "a regional pass there",
        "junior_certificate",
        (passed("junior", "cp", 2025, region="54"),),
        YES,
        "C-junior",
        region="54",
    ),
    Case(
        "three middle papers",
        "middle_certificate",
        (passed("middle", "cpl", 2025),),
        YES,
        "C-middle",
    ),
    Case(
        "three in two years",
        "middle_certificate",
        (passed("middle", "cp", 2025), passed("middle", "l", 2026)),
        YES,
        "C-middle",
    ),
    Case(
        "three over three years",
        "middle_certificate",
        (passed("middle", "c", 2024), passed("middle", "p", 2025), passed("middle", "l", 2026)),
        NO,
    ),
    Case(
        "a year between",
        "middle_certificate",
        (passed("middle", "cp", 2024), passed("middle", "l", 2026)),
        NO,
    ),
    Case(
        "without law",
        "middle_certificate",
        (passed("middle", "cp", 2026),),
        NO,
        missing=({"code": "need_subjects", "level": "middle", "papers": ["law"], "by_year": 2027},),
    ),
    Case("without practice", "middle_certificate", (passed("middle", "cl", 2026),), NO),
    Case("without comprehensive", "middle_certificate", (passed("middle", "pl", 2026),), NO),
    Case(
        "a new window after a lapse",
        "middle_certificate",
        (passed("middle", "cp", 2024), passed("middle", "cl", 2026), passed("middle", "p", 2027)),
        LATER,
        "C-middle",
        "2027-01-01",
    ),
    Case(
        "middle document",
        "middle_certificate",
        (passed("middle", "cpl", 2026, sure="document"),),
        IF,
        "C-middle",
    ),
    Case(
        "junior papers are no middle ones",
        "middle_certificate",
        (passed("junior", "cp", 2026), passed("middle", "l", 2026)),
        NO,
    ),
    Case(
        "proof of the senior pass",
        "senior_review",
        (passed("senior", "p", 2023, proof="2023-08-01"),),
        YES,
        "C-senior",
        until_on="2026-08-01",
    ),
    Case(
        "the proof has run out",
        "senior_review",
        (passed("senior", "p", 2022, proof="2022-09-07"),),
        NO,
    ),
    Case(
        "the last day of the proof",
        "senior_review",
        (passed("senior", "p", 2023, proof="2023-03-21"),),
        YES,
        "C-senior",
        until_on="2026-03-21",
    ),
    Case("the day after", "senior_review", (passed("senior", "p", 2023, proof="2023-03-20"),), NO),
    Case(
        "proof of unknown day",
        "senior_review",
        (passed("senior", "p", 2024),),
        YES,
        "C-senior",
        until_on="2027-01-01",
    ),
    Case(
        "no senior pass",
        "senior_review",
        (),
        NO,
        missing=(
            {"code": "need_subjects", "level": "senior", "papers": ["practice"], "by_year": 2026},
        ),
    ),
    Case(
        "senior document",
        "senior_review",
        (passed("senior", "p", 2024, sure="document"),),
        IF,
        "C-senior",
        until_on="2027-01-01",
    ),
    Case("senior below the line", "senior_review", (passed("senior", "p", 2024, points="59"),), NO),
]
