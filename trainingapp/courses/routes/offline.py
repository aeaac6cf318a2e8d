"""Reading without a network: what a course would keep on a device, what is kept, and the worker that answers from it.

The worker's address decides its reach: it sees /courses/ and never the exam room.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Response, abort, current_app, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.courses.queries import learning
from trainingapp.courses.queries.offline import OfflineLesson, list_offline
from trainingapp.courses.routes.learning import LEARN
from trainingapp.courses.routes.mount import bp
from trainingapp.web.auth import current, public, require
from trainingapp.web.i18n import titled

WORKER = "offline-worker.js"


@bp.get("/courses/offline-worker.js")
@public
def offline_worker() -> Response:
    """The service worker: one program for everybody, looked for anew at every visit."""
    address_of = cast(Callable[[str], str], current_app.jinja_env.globals["asset"])
    name = address_of(WORKER).removeprefix(f"{current_app.static_url_path}/")
    if name == WORKER:
        abort(404)  # the front end is not built
    response = current_app.send_static_file(name)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    return response


@bp.get("/courses/kept")
@require(LEARN)
def show_kept() -> str:
    """The courses that this device has kept; the page's script looks for them."""
    return render_template("courses/show_kept.html")


@bp.get("/courses/<int:course_id>/offline")
@require(LEARN)
def list_kept_addresses(course_id: int) -> ResponseReturnValue:
    """The addresses that make the course readable without a network, for the page's script."""
    place = learning.get_place(current().id, course_id)
    lessons = list_offline(place.version.id)
    version = place.version
    return jsonify(
        course=course_id,
        title=titled(place.enrolment.course.title),
        version=f"{version.major}.{version.minor}.{version.id}",
        size=sum(lesson.size for lesson in lessons),
        pages=[
            url_for("courses.show_course", course_id=course_id),
            *(page for lesson in lessons for page in _pages(course_id, lesson)),
        ],
        pictures=[picture for lesson in lessons for picture in _pictures(course_id, lesson)],
    )


def _pages(course_id: int, lesson: OfflineLesson) -> list[str]:
    place = {"course_id": course_id, "key": lesson.key}
    numbers = range(1, lesson.portions + 1) if lesson.portions > 1 else ()
    address = url_for("courses.show_lesson", **place)  # type: ignore[arg-type]
    return [address, *(f"{address}?page={number}" for number in numbers)]


def _pictures(course_id: int, lesson: OfflineLesson) -> list[str]:
    slides = [
        url_for(
            "courses.show_page",
            course_id=course_id,
            key=lesson.key,
            number=number,
            size="small",
            v=version,
        )
        for number, version in lesson.slides
    ]
    return slides + [
        url_for("courses.show_image", course_id=course_id, key=lesson.key, name=name, v=version)
        for name, version in lesson.pictures
    ]
