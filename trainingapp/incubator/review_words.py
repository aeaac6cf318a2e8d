"""The words of reviews and decisions, and points as they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.incubator.models import Determination, RankingRecord
from trainingapp.incubator.models.reviews import Meeting
from trainingapp.rules.incubation.deciding import Result, Round
from trainingapp.rules.incubation.reviewing import Bar, Failing, Recommendation, points_of
from trainingapp.rules.incubation.rubrics import Criterion, Rubric, read_rubric
from trainingapp.rules.incubation.words import Applicants

RECOMMENDATIONS: Mapping[Recommendation, LazyString] = {
    Recommendation.YES: _("Recommend to admit"),
    Recommendation.MAYBE: _("Undecided"),
    Recommendation.NO: _("Recommend not to admit"),
}

MEETINGS: Mapping[Meeting, LazyString] = {
    Meeting.INTERVIEW: _("Interview"),
    Meeting.VISIT: _("Visit on site"),
}

RESULTS: Mapping[Result, tuple[LazyString, str]] = {
    Result.ADMIT: (_("To be admitted"), "success"),
    Result.REJECT: (_("Not to be admitted"), "danger"),
    Result.GRADUATE: (_("Passes graduation"), "success"),
    Result.FAIL: (_("Does not pass graduation"), "danger"),
}

ROUNDS: Mapping[Round, LazyString] = {
    Round.ENTRY: _("Admission"),
    Round.GRADUATION: pgettext("incubation", "Graduation"),
}

BARS: Mapping[Bar, LazyString] = {
    Bar.CONFLICT: _("declared a conflict on this case"),
    Bar.SEATED: _("has been asked already"),
    Bar.BASE: _("works at the base or its authority, which decide"),
    Bar.APPLICANT: _("applies in the same call"),
    Bar.MANAGER: _("manages an agency that applies in the same call"),
    Bar.STAFF: _("works at an agency that applies in the same call"),
    Bar.FOUNDER: _("founded an agency that applies in the same call, or has an office in it"),
}

FAILINGS: Mapping[Failing, LazyString] = {
    Failing.TOTAL: _("the total is too low"),
    Failing.CRITERION: _("a criterion is below its own least"),
    Failing.VETO: _("a ground that stops an application was named"),
}

APPLICANTS: Mapping[Applicants, LazyString] = {
    Applicants.REGISTERED: _("Registered agencies"),
    Applicants.TEAM: _("Teams in preparation"),
}

CONFIDENCES: Mapping[str, LazyString] = {
    "A": _("the text itself was read"),
    "B": _("official page, or several reports that agree"),
    "C": _("one secondary source"),
    "D": _("still to be confirmed"),
    "P": _("a proposal of this site"),
}


class Line(NamedTuple):
    """A criterion as its result is told: points of its weight, the mean of 0 to 5, and whether that was too low."""

    criterion: Criterion
    points: Decimal
    mean: Decimal
    is_below: bool


def rubric_of(record: RankingRecord, applicants: str) -> Rubric:
    """The sheet that a closed review rests on."""
    return read_rubric(record.rubric.definition, Applicants(applicants))


def lines_of(record: RankingRecord, applicants: str) -> list[Line]:
    """What a closed review came to, criterion by criterion."""
    rubric = rubric_of(record, applicants)
    means = {code: Decimal(mean) for code, mean in record.findings["means"].items()}
    points, below = points_of(rubric, means), record.findings["below"]
    return [
        Line(one, points[one.code], means[one.code], one.code in below) for one in rubric.criteria
    ]


def names_of(determination: Determination) -> str:
    """Who decided, in a row."""
    return "、".join(
        one.user.display_name if one.user else one.name for one in determination.deciders
    )
