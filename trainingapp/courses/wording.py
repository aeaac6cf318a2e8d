"""The names of lesson kinds, of version states and of levels, and how to address them in a page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext

from trainingapp.rules.assignments import SubmissionState
from trainingapp.rules.course_versions import LessonKind, VersionState

KINDS = {
    LessonKind.ARTICLE: pgettext("lesson kind", "Article"),
    LessonKind.SLIDES: pgettext("lesson kind", "Slides"),
    LessonKind.VIDEO: pgettext("lesson kind", "Video"),
    LessonKind.EXERCISE: pgettext("lesson kind", "Exercise"),
    LessonKind.LIVE: pgettext("lesson kind", "Live class"),
    LessonKind.ASSIGNMENT: pgettext("lesson kind", "Assignment"),
    LessonKind.DOWNLOAD: pgettext("lesson kind", "Download"),
    LessonKind.PACKAGE: pgettext("lesson kind", "Package"),
}
ICONS = {
    LessonKind.ARTICLE: "book",
    LessonKind.SLIDES: "chart",
    LessonKind.VIDEO: "eye",
    LessonKind.EXERCISE: "pencil",
    LessonKind.LIVE: "calendar",
    LessonKind.ASSIGNMENT: "upload",
    LessonKind.DOWNLOAD: "download",
    LessonKind.PACKAGE: "list",
}
FILES = {
    "media": pgettext("file of a lesson", "Video"),
    "subtitles": pgettext("file of a lesson", "Subtitles (WebVTT)"),
    "poster": pgettext("file of a lesson", "Still picture"),
    "pictures": pgettext("file of a lesson", "Pictures for the text"),
}
PROBLEMS = {
    "encrypted": _("The PDF is protected by a password. Save a copy without one and send that."),
    "broken": _("This file cannot be read: it is damaged, or not what its name says."),
    "too_many_pages": _(
        "The document has more than 500 pages. Divide it and make a lesson of each part."
    ),
    "giant_page": _(
        "Page %(page)s has a size that no screen shows. Save the document in A4 or 16:9 and send it again."
    ),
    "unreadable_page": _(
        "Page %(page)s cannot be drawn. Save the document as a new PDF and send that."
    ),
    "no_office": _(
        "This site cannot open PowerPoint and Word files. Save the document as PDF and send that."
    ),
    "too_slow": _(
        "The document could not be turned into PDF in time. Save it as PDF yourself and send that."
    ),
    "not_converted": _(
        "The document could not be turned into PDF. Save it as PDF yourself and send that."
    ),
    "given_up": _(
        "Something went wrong here, several times. Try once more or send the file again; "
        "if it stays so, tell the administrator."
    ),
    "too_many_pixels": _(
        "The picture has more than 50 million pixels. Make it smaller and send it again."
    ),
}
# Of these nothing else comes when the same file is tried once more.
LASTING = frozenset({"encrypted", "too_many_pages", "giant_page"})
STATES = {
    VersionState.DRAFT: pgettext("state of a course version", "Draft"),
    VersionState.IN_REVIEW: pgettext("state of a course version", "In review"),
    VersionState.PUBLISHED: pgettext("state of a course version", "Published"),
    VersionState.SUPERSEDED: pgettext("state of a course version", "Replaced"),
}
TONES = {
    VersionState.DRAFT: "neutral",
    VersionState.IN_REVIEW: "warning",
    VersionState.PUBLISHED: "success",
    VersionState.SUPERSEDED: "neutral",
}
LEVELS = {
    "junior": pgettext("level of a course", "Junior"),
    "middle": pgettext("level of a course", "Middle"),
    "senior": pgettext("level of a course", "Senior"),
}
SUBMISSIONS = {
    SubmissionState.DRAFT: pgettext("state of work", "Draft"),
    SubmissionState.HANDED_IN: pgettext("state of work", "Handed in"),
    SubmissionState.REPLACED: pgettext("state of work", "Replaced by a later one"),
    SubmissionState.MARKED: pgettext("state of work", "Marked"),
    SubmissionState.REVISION: pgettext("state of work", "To be revised"),
}
SUBMISSION_TONES = {
    SubmissionState.DRAFT: "neutral",
    SubmissionState.HANDED_IN: "info",
    SubmissionState.REPLACED: "neutral",
    SubmissionState.MARKED: "success",
    SubmissionState.REVISION: "warning",
}
