"""Guards of assessments and score sheets: what has not been filled in, and what has too few points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from trainingapp.education.days import day_of
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries import assessments as queries
from trainingapp.incubator.queries.guarding import Guard
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.rules.incubation.findings import Missing
from trainingapp.rules.incubation.residence_words import AssessmentKind, EvaluationKind, Side

N_ = str  # marks a message for translation where it is not yet shown

MESSAGES = {
    (AssessmentKind.BASELINE, Side.SELF): N_(
        "The agency has not submitted its baseline assessment."
    ),
    (AssessmentKind.BASELINE, Side.BASE): N_("The base has not submitted the baseline assessment."),
    (AssessmentKind.FINAL, Side.SELF): N_("The agency has not submitted its final assessment."),
    (AssessmentKind.FINAL, Side.BASE): N_("The base has not submitted the final assessment."),
}
TOO_FEW = {
    EvaluationKind.MIDTERM: N_("Mid-term gave %(total)s points; %(pass)s are needed."),
    EvaluationKind.GRADUATION: N_(
        "The graduation review gave %(total)s points; %(pass)s are needed."
    ),
}


def baseline_done(case: Case, now: datetime) -> Sequence[Missing]:  # noqa: ARG001
    """Both sides have submitted the baseline."""
    return _unsubmitted(case, AssessmentKind.BASELINE)


def final_assessed(case: Case, now: datetime) -> Sequence[Missing]:  # noqa: ARG001
    """Both sides have submitted the final assessment."""
    return _unsubmitted(case, AssessmentKind.FINAL)


def gate_assessed(case: Case, now: datetime) -> Sequence[Missing]:
    """Baseline and final assessment are both there (gate 10 of graduation)."""
    return [*baseline_done(case, now), *final_assessed(case, now)]


def self_score_given(case: Case, now: datetime) -> Sequence[Missing]:  # noqa: ARG001
    """The agency has submitted its own sheet for graduation."""
    if queries.find_own_score(case, EvaluationKind.GRADUATION) is not None:
        return []
    message = "The agency has not submitted its own score for graduation."
    return [_sheet(case, "no_own_score", message)]


def midterm_evaluated(case: Case, now: datetime) -> Sequence[Missing]:  # noqa: ARG001
    """The base has submitted the sheet of this mid-term."""
    if queries.find_score(case, EvaluationKind.MIDTERM) is not None:
        return []
    return [_sheet(case, "midterm_unevaluated", N_("Mid-term has not been evaluated."))]


def midterm_passes(case: Case, now: datetime) -> Sequence[Missing]:
    """Mid-term has the points it needs."""
    return _too_few(case, EvaluationKind.MIDTERM, "midterm_pass", now)


def graduation_score_passes(case: Case, now: datetime) -> Sequence[Missing]:
    """The graduation review has the points it needs."""
    if queries.find_score(case, EvaluationKind.GRADUATION) is None:
        message = "The score sheet of graduation has not been submitted."
        return [_sheet(case, "graduation_unscored", message)]
    return _too_few(case, EvaluationKind.GRADUATION, "graduation_pass", now)


def graduation_near_enough(case: Case, now: datetime) -> Sequence[Missing]:
    """The graduation review gave no fewer points than a longer stay is thought of with; it may not be scored yet."""
    if not is_beyond_extension(case, now):
        return []
    return _too_few(case, EvaluationKind.GRADUATION, "graduation_extend_from", now)


def is_beyond_extension(case: Case, now: datetime) -> bool:
    """Whether the graduation review gave fewer points than a longer stay is thought of with."""
    score = queries.find_score(case, EvaluationKind.GRADUATION)
    needed = read_parameters(case.base.area_code, day_of(now)).number("graduation_extend_from")
    return score is not None and score.total is not None and score.total < needed


def _unsubmitted(case: Case, kind: AssessmentKind) -> list[Missing]:
    arguments = {"case_id": case.id, "kind": str(kind)}
    return [
        Missing(f"{kind}_{side}", MESSAGES[kind, side], {}, "incubator.assess", arguments)
        for side in queries.sides_missing(case, kind)
    ]


def _too_few(case: Case, kind: EvaluationKind, key: str, now: datetime) -> list[Missing]:
    score = queries.find_score(case, kind)
    needed = read_parameters(case.base.area_code, day_of(now)).number(key)
    if score is None or score.total is None or score.total >= needed:
        return []
    told = {"total": f"{score.total.normalize():f}", "pass": f"{needed.normalize():f}"}
    return [_sheet(case, f"{kind}_too_few", TOO_FEW[kind], told)]


def _sheet(
    case: Case, code: str, message: str, parameters: Mapping[str, object] | None = None
) -> Missing:
    endpoint = "incubator.list_assessments"
    return Missing(code, message, parameters or {}, endpoint, {"case_id": case.id})


GUARDS: dict[str, Guard] = {
    "baseline_done": baseline_done,
    "final_assessed": final_assessed,
    "gate_assessed": gate_assessed,
    "self_score_given": self_score_given,
    "midterm_evaluated": midterm_evaluated,
    "midterm_passes": midterm_passes,
    "graduation_score_passes": graduation_score_passes,
    "graduation_near_enough": graduation_near_enough,
}
