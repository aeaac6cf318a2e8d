"""The names of states, categories and bases, and those of lesson kinds, which courses tell."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.education import Basis, Category, RuleState

CATEGORIES = {
    Category.TRAINING: pgettext("continuing education", "Training"),
    Category.DEGREE: pgettext("continuing education", "Degree or diploma"),
    Category.STUDY: pgettext("continuing education", "Passed courses of degree study"),
}
STATES = {
    RuleState.PROPOSED: pgettext("continuing education", "Waits for a decision"),
    RuleState.APPROVED: pgettext("continuing education", "Approved"),
    RuleState.DECLINED: pgettext("continuing education", "Declined"),
    RuleState.RECALLED: pgettext("continuing education", "Called back"),
    RuleState.ENDED: pgettext("continuing education", "Ended"),
}
TONES = {
    RuleState.PROPOSED: "warning",
    RuleState.APPROVED: "success",
    RuleState.DECLINED: "danger",
    RuleState.RECALLED: "neutral",
    RuleState.ENDED: "neutral",
}
BASES = {
    Basis.WHOLE: _("For the whole course, when it is completed"),
    Basis.LESSONS: _("For every completed lesson, by its kind"),
}
JURISDICTIONS = {"CN": pgettext("continuing education", "Nationwide")}

# Kinds of lessons by their code: this part lies below courses and knows none by itself.
KIND_NAMES: dict[str, LazyString] = {}


def register_kind_names(names: Mapping[LessonKind, LazyString]) -> None:
    """Tell how kinds of lessons are called."""
    KIND_NAMES.update({str(kind): name for kind, name in names.items()})


def kind_name(kind: str) -> str:
    """A kind of lesson in the reader's words; its code when nobody has told."""
    return str(KIND_NAMES.get(kind, kind))
