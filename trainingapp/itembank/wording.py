"""The names of subjects, kinds, levels and states in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_pgettext

from trainingapp.rules.items import Kind, Level, Status, Subject

SUBJECTS = {
    Subject.JUNIOR_COMPREHENSIVE: lazy_pgettext("exam subject", "Comprehensive ability (junior)"),
    Subject.JUNIOR_PRACTICE: lazy_pgettext("exam subject", "Practice (junior)"),
    Subject.MIDDLE_COMPREHENSIVE: lazy_pgettext("exam subject", "Comprehensive ability (middle)"),
    Subject.MIDDLE_LAW: lazy_pgettext("exam subject", "Law and policy (middle)"),
    Subject.MIDDLE_PRACTICE: lazy_pgettext("exam subject", "Practice (middle)"),
    Subject.SENIOR_PRACTICE: lazy_pgettext("exam subject", "Practice (senior)"),
}
KINDS = {
    Kind.SINGLE: lazy_pgettext("item kind", "Single choice"),
    Kind.MULTIPLE: lazy_pgettext("item kind", "Multiple choice"),
    Kind.CASE: lazy_pgettext("item kind", "Case analysis"),
    Kind.DESIGN: lazy_pgettext("item kind", "Programme design"),
    Kind.ESSAY: lazy_pgettext("item kind", "Essay"),
}
LEVELS = {
    Level.RECALL: lazy_pgettext("cognitive level", "Recall"),
    Level.UNDERSTAND: lazy_pgettext("cognitive level", "Understand"),
    Level.APPLY: lazy_pgettext("cognitive level", "Apply"),
}
STATUSES = {
    Status.DRAFT: lazy_pgettext("item status", "Draft"),
    Status.READY: lazy_pgettext("item status", "Ready"),
    Status.NEEDS_REVIEW: lazy_pgettext("item status", "Needs review"),
    Status.RETIRED: lazy_pgettext("item status", "Retired"),
}
CONFIDENCES = {
    "official": lazy_pgettext("confidence", "Official wording"),
    "notes": lazy_pgettext("confidence", "From course notes"),
    "inference": lazy_pgettext("confidence", "Inferred"),
}
VERDICTS = {
    "agree": lazy_pgettext("review verdict", "Agrees"),
    "disagree": lazy_pgettext("review verdict", "Disagrees"),
    "unsure": lazy_pgettext("review verdict", "Unsure"),
}
STATUS_TONES = {
    "draft": "neutral",
    "ready": "success",
    "needs-review": "warning",
    "retired": "neutral",
}


def subject_name(value: str) -> str:
    """The name of a subject."""
    return str(SUBJECTS[Subject(value)])


def item_kind(value: str) -> str:
    """The name of a kind of item."""
    return str(KINDS[Kind(value)])


def item_level(value: str) -> str:
    """The name of a cognitive level."""
    return str(LEVELS[Level(value)])


def item_status(value: str) -> str:
    """The name of an item's state."""
    return str(STATUSES[Status(value)])


def confidence(value: str) -> str:
    """How sure the editors are of a chapter's wording."""
    return str(CONFIDENCES[value])


def verdict(value: str) -> str:
    """What a second reader concluded."""
    return str(VERDICTS[value])
