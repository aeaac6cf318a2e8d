"""The blueprint of courses and the words that its pages use."""

from __future__ import annotations

from flask import Blueprint, request
from flask_login import current_user
from markupsafe import Markup

from trainingapp.courses import labels, video_words, wording
from trainingapp.courses.articles import Picture, render_article
from trainingapp.courses.documents import find_office
from trainingapp.courses.posts import render_post
from trainingapp.extensions import from_milliseconds
from trainingapp.rules.course_versions import VersionState
from trainingapp.rules.watching import write_time
from trainingapp.web.clock import now

bp = Blueprint("courses", __name__)


@bp.app_template_filter("article")
def article(markdown: str, pictures: tuple[Picture, ...] = ()) -> Markup:
    """An article's text as safe HTML, with these pictures of its lesson."""
    return Markup(render_article(markdown, pictures))  # noqa: S704 - cleaned in `articles`


@bp.app_template_filter("post")
def post(text: str) -> Markup:
    """What people write to each other as safe HTML."""
    return Markup(render_post(text))  # noqa: S704 - cleaned in `posts`


@bp.app_template_filter("video_time")
def video_time(seconds: int) -> str:
    """A time in a video, as people read it."""
    return write_time(seconds)


@bp.app_template_global()
def version_state(state: str) -> str:
    """The name of a version's state."""
    return str(wording.STATES[VersionState(state)])


@bp.context_processor
def offer_words() -> dict[str, object]:
    """The names that only pages of this part use."""
    return {
        "lesson_kinds": wording.KINDS,
        "file_labels": wording.FILES,
        "reader_id": reader_id,
        "opens_office": lambda: find_office() is not None,
        "making_problems": wording.PROBLEMS,
        "lasting_problems": wording.LASTING,
        "lesson_icons": wording.ICONS,
        "version_tones": wording.TONES,
        "course_levels": wording.LEVELS,
        "course_fields": labels.FIELDS,
        "rendition_names": video_words.NAMES,
        "rendition_tones": video_words.TONES,
        "rendition_state": video_words.name_state,
        "moment": from_milliseconds,
        "has_begun": lambda milliseconds: from_milliseconds(milliseconds) <= now(),
    }


def reader_id() -> int | None:
    """Who reads a public page, if they are signed in."""
    return int(current_user.id) if current_user.is_authenticated else None


def form_status() -> int:
    """422 for a form that was sent and refused, 200 for one that is only shown."""
    return 422 if request.method == "POST" else 200
