"""The share of qualified full-time staff of an agency: who counts and why, how many more are needed, and until when.

At least one third holds a national certificate or a degree in social work (145号 and 80号 as local texts quote them).
Counted in whole people, never in decimals; exactly one third is enough (民法典 art. 1259).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trainingapp.rules.eligibility_facts import CertificateLevel, DegreeLevel
from trainingapp.rules.incubation.staffing_facts import (
    HeldCertificate,
    HeldDegree,
    Registered,
    StaffingRules,
    Worker,
    WorkForm,
)


class Why(StrEnum):
    """Why somebody counts, or does not."""

    CERTIFICATE = "certificate"  # counts by it
    DEGREE = "degree"  # counts by it
    NOT_IN_SERVICE = "not_in_service"
    NOT_CONFIRMED = "not_confirmed"  # by the person or the employer
    NOT_FULL_TIME = "not_full_time"
    TOO_FEW_HOURS = "too_few_hours"
    FULL_TIME_ELSEWHERE = "full_time_elsewhere"
    NO_CONSENT = "no_consent"
    NOTHING_HELD = "nothing_held"
    NOT_VERIFIED = "not_verified"
    OTHER_PROVINCE = "other_province"  # a certificate by a lower line, valid in one province only
    NOT_REGISTERED = "not_registered"
    LAPSED = "lapsed"
    OTHER_AREA = "other_area"
    AREA_UNKNOWN = "area_unknown"
    OTHER_MAJOR = "other_major"  # social work as verified, but not by the list of the place


COUNTING = frozenset({Why.CERTIFICATE, Why.DEGREE})
# What is nearest to counting first: this is what somebody is told when several certificates do not count.
NEAREST = (
    Why.CERTIFICATE,
    Why.AREA_UNKNOWN,
    Why.OTHER_AREA,
    Why.LAPSED,
    Why.NOT_REGISTERED,
    Why.OTHER_PROVINCE,
    Why.NOT_VERIFIED,
    Why.NOTHING_HELD,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one person is in the count of a day: full time or not and why, qualified or not and why.

    `level` and `until` say by which certificate and until which day, without it, its registration stands; `degree` by
    which degree. None of them is known without the person's consent.
    """

    is_full_time: bool
    work: Why | None
    is_qualified: bool
    ground: Why
    level: CertificateLevel | None = None
    until: date | None = None
    degree: DegreeLevel | None = None

    @property
    def counts(self) -> bool:
        """Whether this person is among the qualified full-time staff."""
        return self.is_full_time and self.is_qualified


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many qualified of so many full-time people, and what that means by the rules of a place."""

    qualified: int
    full_time: int
    rules: StaffingRules

    @property
    def is_met(self) -> bool | None:
        """Whether enough are qualified; None without any full-time staff: no data is not 0."""
        if not self.full_time:
            return None
        return self.rules.whole * self.qualified >= self.rules.part * self.full_time

    @property
    def to_certify(self) -> int:
        """How many of the present staff have to qualify."""
        needed = -(-self.rules.part * self.full_time // self.rules.whole)
        return max(0, needed - self.qualified)

    @property
    def to_hire(self) -> int | None:
        """How many qualified people have to be hired when nobody else qualifies; None: that never helps."""
        lacking = self.rules.part * self.full_time - self.rules.whole * self.qualified
        if lacking <= 0:
            return 0
        gained = self.rules.whole - self.rules.part
        return -(-lacking // gained) if gained > 0 else None


def judge(worker: Worker, rules: StaffingRules, on: date, *, area: str = "") -> Verdict:
    """What somebody is in the count of a day.

    :param area: the code of the agency's area; a certificate of one province counts only there.
    """
    work = _judge_work(worker, rules, on)
    if not worker.has_consented:
        return Verdict(work is None, work, is_qualified=False, ground=Why.NO_CONSENT)
    found = [_judge_certificate(one, rules, on, area) for one in worker.certificates]
    found.sort(key=_rank)
    ground, held, registered = found[0] if found else (Why.NOTHING_HELD, None, None)
    degree = None
    if ground not in COUNTING:
        why, degree = _judge_degrees(worker.degrees, rules, on)
        if why is Why.DEGREE or ground is Why.NOTHING_HELD:
            ground = why
    return Verdict(
        work is None,
        work,
        is_qualified=ground in COUNTING,
        ground=ground,
        level=held.level if held and held.is_verified else None,
        until=registered.ends_on if registered else None,
        degree=degree,
    )


def _judge_work(worker: Worker, rules: StaffingRules, on: date) -> Why | None:
    if not worker.span.has(on):
        return Why.NOT_IN_SERVICE
    if not worker.is_confirmed:
        return Why.NOT_CONFIRMED
    if worker.form is not WorkForm.FULL_TIME:
        return Why.NOT_FULL_TIME
    if worker.share < rules.full_time_share:
        return Why.TOO_FEW_HOURS
    if any(span.has(on) for span in worker.elsewhere):
        return Why.FULL_TIME_ELSEWHERE
    return None


Judged = tuple[Why, HeldCertificate | None, Registered | None]


def _rank(judged: Judged) -> tuple[int, int, int]:
    why, held, registered = judged
    levels = list(CertificateLevel)
    level = levels.index(held.level) if held else -1
    last = registered.ends_on.toordinal() if registered else 0
    return NEAREST.index(why), -level, -last


def _judge_certificate(held: HeldCertificate, rules: StaffingRules, on: date, area: str) -> Judged:
    standing = [one for one in held.registrations if one.has(on)]
    registered = max(standing, key=lambda one: one.ends_on, default=None)
    if held.issued_on > on:
        return Why.NOTHING_HELD, held, None
    if not held.is_verified:
        return Why.NOT_VERIFIED, held, None
    if held.region and not area.startswith(held.region):
        return Why.OTHER_PROVINCE, held, registered
    if not rules.needs_registration and not rules.area:
        return Why.CERTIFICATE, held, registered
    if registered is None:
        was = any(one.ends_on <= on for one in held.registrations)
        last = max((one for one in held.registrations if one.ends_on <= on), key=_end, default=None)
        return (Why.LAPSED if was else Why.NOT_REGISTERED), held, last
    return _judge_area(held, standing, rules.area)


def _end(registered: Registered) -> date:
    return registered.ends_on


def _judge_area(held: HeldCertificate, standing: Sequence[Registered], area: str) -> Judged:
    here = [one for one in standing if one.area.startswith(area)]
    if here:
        return Why.CERTIFICATE, held, max(here, key=_end)
    unknown = [one for one in standing if not one.area]
    if unknown:
        return Why.AREA_UNKNOWN, held, max(unknown, key=_end)
    return Why.OTHER_AREA, held, max(standing, key=_end)


def _judge_degrees(
    degrees: Iterable[HeldDegree], rules: StaffingRules, on: date
) -> tuple[Why, DegreeLevel | None]:
    fitting = [
        one
        for one in degrees
        if one.is_social_work and one.awarded_on <= on and one.level.reaches(DegreeLevel.BACHELOR)
    ]
    sure = [one for one in fitting if one.is_verified]
    counting = [one.level for one in sure if rules.has_major(one.major)]
    if counting:
        return Why.DEGREE, max(counting, key=list(DegreeLevel).index)
    if sure:
        return Why.OTHER_MAJOR, None
    return (Why.NOT_VERIFIED if fitting else Why.NOTHING_HELD), None


def count(workers: Iterable[Worker], rules: StaffingRules, on: date, *, area: str = "") -> Ratio:
    """The ratio of a day. Who is employed twice by one agency counts once, by the better of the two."""
    full_time: dict[int, bool] = {}
    for worker in workers:
        verdict = judge(worker, rules, on, area=area)
        if verdict.is_full_time:
            before = full_time.get(worker.person_id, False)
            full_time[worker.person_id] = before or verdict.is_qualified
    return Ratio(sum(full_time.values()), len(full_time), rules)
