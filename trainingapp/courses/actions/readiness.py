"""Whether everything that a version's lessons have been sent is made, so that a reviewer sees what learners will."""

from __future__ import annotations

from trainingapp.courses.actions import documents, packages
from trainingapp.courses.models import CourseVersion


def check_ready(version: CourseVersion) -> None:
    """:raises RuleViolation: pages, pictures or packages of a lesson are not ready."""
    documents.check_ready(version)
    packages.check_ready(version)
