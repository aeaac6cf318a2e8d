"""The names of lesson kinds, of version states and of levels, and how to address them in a page."""

from __future__ import annotations

from flask_babel import lazy_pgettext as pgettext

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
}
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
