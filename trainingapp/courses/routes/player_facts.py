"""What the script of a learner's player needs to know, and where it asks whether they are still there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, url_for

from trainingapp.courses.models import Lesson, LessonProgress
from trainingapp.courses.queries.watching import Viewing, find_check, get_viewing
from trainingapp.extensions import milliseconds
from trainingapp.rules.presence import count_watched, draw_seed, open_places, place_questions
from trainingapp.rules.watching import LONGEST, clip, covered
from trainingapp.web.auth import current
from trainingapp.web.clock import now


def question_places(viewing: Viewing) -> tuple[int, ...]:
    """Where this learner is asked in this lesson: the same places on every device and after every reload."""
    if not viewing.asks_presence or viewing.length is None:
        return ()
    enrolment = viewing.enrolment
    secret = str(current_app.config["SECRET_KEY"])
    seed = draw_seed(secret, enrolment.user_id, enrolment.course_id, viewing.lesson.key)
    return place_questions(viewing.length, seed=seed)


def watching_facts(
    lesson: Lesson,
    place: Mapping[str, object],
    progress: LessonProgress | None,
    *,
    start: int | None,
) -> Mapping[str, Any]:
    """What the script of a learner's player needs to know."""
    user_id, course_id = int(current().id), int(str(place["course_id"]))
    viewing = get_viewing(user_id, course_id, key=lesson.key)
    places = question_places(viewing)
    watched = [(a, b) for a, b in progress.covered] if progress else []
    spans = clip(watched, duration=viewing.length or LONGEST)
    still_open: Sequence[int] = ()
    if places:
        check = find_check(user_id, course_id, key=lesson.key)
        confirmed = [(a, b) for a, b in check.confirmed] if check else []
        length = viewing.length or 0
        spans = count_watched(spans, confirmed=confirmed, places=places, length=length)
        still_open = open_places(places, confirmed)
    at = progress.position_at if progress else None
    return {
        "watching": url_for("courses.save_watching", course_id=course_id, key=lesson.key),
        "presence": url_for("courses.save_presence", course_id=course_id, key=lesson.key)
        if places
        else None,
        "places": list(still_open),
        "allPlaces": list(places),
        "position": progress.position if progress else 0,
        "positionAt": milliseconds(at) if at else None,
        "now": milliseconds(now()),
        "start": start,
        "counted": covered(spans),
        "length": viewing.length,
        "person": str(user_id),
        "lesson": f"{course_id}.{lesson.key}",
    }
