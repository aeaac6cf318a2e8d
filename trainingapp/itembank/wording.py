"""The names of subjects, kinds, levels and states in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_pgettext as pgettext

from trainingapp.rules.item_states import Act
from trainingapp.rules.items import Kind, Level, Status, Subject

SUBJECTS = {
    Subject.JUNIOR_COMPREHENSIVE: pgettext("exam subject", "Comprehensive ability (junior)"),
    Subject.JUNIOR_PRACTICE: pgettext("exam subject", "Practice (junior)"),
    Subject.MIDDLE_COMPREHENSIVE: pgettext("exam subject", "Comprehensive ability (middle)"),
    Subject.MIDDLE_LAW: pgettext("exam subject", "Law and policy (middle)"),
    Subject.MIDDLE_PRACTICE: pgettext("exam subject", "Practice (middle)"),
    Subject.SENIOR_PRACTICE: pgettext("exam subject", "Practice (senior)"),
}
KINDS = {
    Kind.SINGLE: pgettext("item kind", "Single choice"),
    Kind.MULTIPLE: pgettext("item kind", "Multiple choice"),
    Kind.CASE: pgettext("item kind", "Case analysis"),
    Kind.DESIGN: pgettext("item kind", "Programme design"),
    Kind.ESSAY: pgettext("item kind", "Essay"),
}
LEVELS = {
    Level.RECALL: pgettext("cognitive level", "Recall"),
    Level.UNDERSTAND: pgettext("cognitive level", "Understand"),
    Level.APPLY: pgettext("cognitive level", "Apply"),
}
STATUSES = {
    Status.DRAFT: pgettext("item status", "Draft"),
    Status.READY: pgettext("item status", "Ready"),
    Status.NEEDS_REVIEW: pgettext("item status", "Needs review"),
    Status.RETIRED: pgettext("item status", "Retired"),
}
CONFIDENCES = {
    "official": pgettext("confidence", "Official wording"),
    "notes": pgettext("confidence", "From course notes"),
    "inference": pgettext("confidence", "Inferred"),
}
VERDICTS = {
    "agree": pgettext("review verdict", "Agrees"),
    "disagree": pgettext("review verdict", "Disagrees"),
    "unsure": pgettext("review verdict", "Unsure"),
}
ACTS = {
    Act.SEND: pgettext("act on an item", "Send to review"),
    Act.RECALL: pgettext("act on an item", "Back to draft"),
    Act.RETIRE: pgettext("act on an item", "Retire"),
}
ATTENTION = {"law-changed": pgettext("why an item waits", "Law has changed")}
WAITING = {
    "own-drafts": pgettext("what waits", "My drafts"),
    "returned": pgettext("what waits", "Came back from review"),
    "for-me": pgettext("what waits", "Waits for my review"),
    "attention": pgettext("what waits", "Law has changed"),
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


def item_act(value: str) -> str:
    """What an editor does with an item."""
    return str(ACTS[Act(value)])


def attention(reason: str) -> str:
    """Why an item waits, in a few words; a reason of a later release is shown as it is."""
    return str(ATTENTION.get(reason, reason))
