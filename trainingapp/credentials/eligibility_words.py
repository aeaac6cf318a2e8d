"""The words of eligibility: goals, outcomes, levels, and the sentences that rules give as codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from flask_babel.speaklater import LazyString

from trainingapp.accounts.labels import LEVELS, PROVINCES
from trainingapp.accounts.models import Level
from trainingapp.rules.eligibility import Outcome
from trainingapp.rules.eligibility_facts import (
    Assurance,
    CertificateLevel,
    DegreeKind,
    DegreeLevel,
    Paper,
    StudyField,
    StudyMode,
)
from trainingapp.rules.eligibility_rulesets import Confidence
from trainingapp.web.i18n import local_date

GOALS: Mapping[str, LazyString] = {
    "junior_exam": _("Register for the junior exam (assistant social worker)"),
    "middle_exam": _("Register for the middle exam (social worker)"),
    "senior_exam": _("Register for the senior exam (senior social worker)"),
    "junior_certificate": _("All papers passed for the junior certificate"),
    "middle_certificate": _("All papers passed for the middle certificate"),
    "senior_review": _("A valid proof of the senior exam for the review"),
}

OUTCOMES: Mapping[Outcome, tuple[LazyString, str]] = {
    Outcome.ELIGIBLE: (_("You meet the conditions"), "success"),
    Outcome.ELIGIBLE_IF_VERIFIED: (
        _("You meet the conditions once what you entered is verified"),
        "info",
    ),
    Outcome.ELIGIBLE_LATER: (_("You meet the conditions from %(day)s on"), "info"),
    Outcome.ELIGIBLE_LATER_IF_VERIFIED: (
        _("You meet the conditions from %(day)s on, once what you entered is verified"),
        "info",
    ),
    Outcome.NOT_ELIGIBLE: (_("You do not meet the conditions yet"), "warning"),
}

DEGREE_LEVELS: Mapping[DegreeLevel, LazyString] = {
    DegreeLevel.SECONDARY: _("upper secondary or vocational school"),
    DegreeLevel.ASSOCIATE: _("junior college"),
    DegreeLevel.BACHELOR: _("bachelor"),
    DegreeLevel.MASTER: _("master"),
    DegreeLevel.DOCTOR: _("doctor"),
}

DEGREE_KINDS: Mapping[DegreeKind, LazyString] = {
    DegreeKind.GRADUATION: _("diploma of graduation"),
    DegreeKind.DEGREE: _("degree certificate"),
    DegreeKind.COMPLETION: _("attended without graduating"),
}

MODES: Mapping[StudyMode, LazyString] = {
    StudyMode.FULL_TIME: _("full-time"),
    StudyMode.PART_TIME: _("part-time"),
}

FIELDS: Mapping[StudyField, LazyString] = {
    StudyField.SOCIAL_WORK: _("social work major"),
    StudyField.OTHER: _("other major"),
}

CERTIFICATES: Mapping[CertificateLevel, LazyString] = {
    level: LEVELS[Level(level)] for level in CertificateLevel
}

PAPERS: Mapping[Paper, LazyString] = {
    Paper.COMPREHENSIVE: _("Comprehensive abilities of social work"),
    Paper.PRACTICE: _("Practice of social work"),
    Paper.LAW: _("Laws and policies of social work"),
}

ASSURANCES: Mapping[Assurance, tuple[LazyString, str]] = {
    Assurance.CLAIMED: (_("entered by you, not verified"), "warning"),
    Assurance.DOCUMENT: (_("document seen, not yet looked up"), "info"),
    Assurance.VERIFIED: (_("verified"), "success"),
    Assurance.AUTHORITY: (_("confirmed by the authority"), "success"),
}

CONFIDENCES: Mapping[Confidence, LazyString] = {
    Confidence.HIGH: _("confidence: high"),
    Confidence.MEDIUM: _("confidence: medium"),
    Confidence.LOW: _("confidence: low"),
}

_SENTENCES: Mapping[str, LazyString] = {
    "degree": _("You hold: %(level)s, %(field)s, awarded on %(awarded_on)s."),
    "final_year": _("You are a final-year student: %(level)s, graduating in %(year)s."),
    "work": _("You have %(years)s year(s) of social work; they were full on %(reached_on)s."),
    "work_after": _(
        "You have %(years)s year(s) of social work after the certificate “%(after)s”; "
        "they were full on %(reached_on)s."
    ),
    "work_goes_on": _(
        "Your %(years)s year(s) of social work are full on %(reached_on)s, if the work goes on until then."
    ),
    "work_goes_on_after": _(
        "Your %(years)s year(s) of social work after the certificate “%(after)s” are full on %(reached_on)s, "
        "if the work goes on until then."
    ),
    "certificate": _("You hold the certificate “%(level)s”, issued on %(issued_on)s."),
    "subjects": _("You have passed every paper of “%(level)s”; years of your passes: %(years)s."),
    "need_degree": _("You need a diploma or degree of this level: %(level)s."),
    "need_degree_field": _("You need a diploma or degree: %(level)s, %(field)s."),
    "need_degree_from": _("You need a diploma or degree of this level or above: %(level)s."),
    "need_degree_from_field": _(
        "You need a diploma or degree of this level or above: %(level)s, %(field)s."
    ),
    "need_final_year": _(
        "You need to be a final-year student of social work: %(level)s, graduating in %(year)s."
    ),
    "need_work": _(
        "You need %(years)s year(s) of social work by %(counted_to)s. By then you have %(have_days)s days; "
        "%(lacking_days)s days are missing."
    ),
    "need_work_after": _(
        "You need %(years)s year(s) of social work after the certificate “%(after)s” by %(counted_to)s. "
        "By then you have %(have_days)s days; %(lacking_days)s days are missing."
    ),
    "need_certificate": _("You need the certificate “%(level)s”."),
    "need_certificate_held": _("You need to hold the certificate “%(level)s” until %(held_on)s."),
    "certificate_elsewhere": _("Your certificate “%(level)s” is valid in %(region)s only."),
    "need_subjects": _("These papers of “%(level)s” are still to be passed by %(by_year)s: %(papers)s."),
    "lapsed_subjects": _("These passes of “%(level)s” do not count any more: %(papers)s."),
}  # fmt: skip


def say(line: Mapping[str, Any]) -> str:
    """A sentence of a decision in the reader's language."""
    parameters: Mapping[str, Any] = line["parameters"]
    code = line["code"] + ("_after" if "after" in parameters else "")
    if code.startswith("need_degree") and "field" in parameters:
        code += "_field"
    words = {name: _word(name, value) for name, value in parameters.items()}
    return str(_SENTENCES[code]) % words


def _word(name: str, value: Any) -> str:
    if name in ("level", "after"):
        known: Mapping[Any, LazyString] = {**DEGREE_LEVELS, **CERTIFICATES}
        return str(known[value])
    if name == "field":
        return str(FIELDS[value])
    if name == "region":
        return str(PROVINCES.get(value, value))
    if name in ("papers", "years") and isinstance(value, list):
        return str(gettext(", ")).join(str(PAPERS.get(one, one)) for one in value)
    return str(local_date(date.fromisoformat(value)) if isinstance(value, str) else value)


def headline(outcome: str, from_on: str | None) -> str:
    """The outcome in one sentence."""
    words = str(OUTCOMES[Outcome(outcome)][0])
    return words % {"day": local_date(date.fromisoformat(from_on))} if from_on else words


RECORDS: Mapping[str, tuple[LazyString, LazyString]] = {
    "degree": (_("Diplomas and degrees"), _("Enter a diploma or degree")),
    "work": (_("Social work jobs"), _("Enter a job")),
    "certificate": (_("National certificates"), _("Enter a certificate")),
    "pass": (_("Passed papers"), _("Enter a passed paper")),
}

STATUSES: Mapping[str, tuple[LazyString, str]] = {
    **{str(value): words for value, words in ASSURANCES.items()},
    "rejected": (_("checked, does not match"), "danger"),
    "expired": (_("has to be verified again"), "warning"),
}


def describe(kind: str, row: Any) -> tuple[str, str]:
    """A record in a few words, and its dates."""
    return _DESCRIPTIONS[kind](row)


def _describe_degree(row: Any) -> tuple[str, str]:
    words = f"{DEGREE_LEVELS[row.level]} · {DEGREE_KINDS[row.kind]} · {MODES[row.mode]}"
    title = f"{row.institution_name} · {row.major_as_printed} · {words}"
    if row.awarded_on is None:
        return title, gettext("expected on %(day)s", day=local_date(row.expected_on))
    return title, gettext("awarded on %(day)s", day=local_date(row.awarded_on))


def _describe_work(row: Any) -> tuple[str, str]:
    if row.ends_on is None:
        return row.employer, gettext("since %(day)s", day=local_date(row.starts_on))
    last = row.ends_on - timedelta(days=1)
    return row.employer, f"{local_date(row.starts_on)} – {local_date(last)}"


def _describe_certificate(row: Any) -> tuple[str, str]:
    place = gettext("nationwide") if row.region is None else str(PROVINCES[row.region])
    return f"{CERTIFICATES[row.level]} · {place}", local_date(row.issued_on)


def _describe_pass(row: Any) -> tuple[str, str]:
    place = "" if row.region is None else f" · {PROVINCES[row.region]}"
    return f"{CERTIFICATES[row.level]} · {PAPERS[row.paper]}{place}", str(row.year)


_DESCRIPTIONS: Mapping[str, Callable[[Any], tuple[str, str]]] = {
    "degree": _describe_degree,
    "work": _describe_work,
    "certificate": _describe_certificate,
    "pass": _describe_pass,
}


def day(text: str) -> date:
    """A date of a decision's document."""
    return date.fromisoformat(text)


def cited(found: Mapping[str, Any]) -> list[str]:
    """The sources that a decision's sentences name, each once."""
    lines = [*found["why"], *found["missing"], *found["to_verify"]]
    return list(dict.fromkeys(name for line in lines for name in line["sources"]))


_SHORT: Mapping[Outcome, LazyString] = {
    Outcome.ELIGIBLE: _("meets the conditions"),
    Outcome.ELIGIBLE_IF_VERIFIED: _("meets them if verified"),
    Outcome.ELIGIBLE_LATER: _("meets them later"),
    Outcome.ELIGIBLE_LATER_IF_VERIFIED: _("meets them later if verified"),
    Outcome.NOT_ELIGIBLE: _("does not meet them"),
}


def outcome_name(outcome: str | None) -> str:
    """An outcome in a few words; a rule that is gone says nothing."""
    return gettext("no rule any more") if outcome is None else str(_SHORT[Outcome(outcome)])
