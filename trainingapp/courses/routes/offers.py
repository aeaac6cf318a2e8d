"""What pages tell of continuing education, and how lessons are called there."""

from __future__ import annotations

from trainingapp.courses import wording
from trainingapp.courses.models import CourseVersion
from trainingapp.courses.queries.crediting import Offer, find_offer
from trainingapp.courses.routes.mount import bp
from trainingapp.education.wording import register_kind_names
from trainingapp.web.clock import now

register_kind_names(wording.KINDS)


@bp.app_template_global()
def course_offer(version: CourseVersion) -> Offer | None:
    """What a version grants today; None when nothing."""
    return find_offer(version, now=now())
