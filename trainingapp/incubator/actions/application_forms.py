"""Publishing versions of the application form. A published one never changes."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.form_files import ShippedForm, shipped_form
from trainingapp.incubator.models import ApplicationForm
from trainingapp.incubator.queries.application_forms import find_form, find_newest_form
from trainingapp.rules.errors import RuleViolation


class VersionTaken(RuleViolation):
    """Another form was published under this version."""

    message: ClassVar[str] = "Version %(version)s is published already with other words."


def publish_form(shipped: ShippedForm, *, person_id: int | None, now: datetime) -> ApplicationForm:
    """Publish the form of the question bank; the same one twice is the one that stands.

    :raises VersionTaken: its version number stands for other words.
    """
    known = find_form(shipped.spec.code, shipped.spec.version)
    if known is not None:
        if known.sha256 != shipped.sha256:
            raise VersionTaken(version=known.version)
        return known
    form = ApplicationForm(
        code=shipped.spec.code,
        version=shipped.spec.version,
        definition=dict(shipped.definition),
        sha256=shipped.sha256,
        published_at=now,
        published_by_id=person_id,
    )
    db.session.add(form)
    db.session.flush()
    record(
        "application_form.publish",
        actor_id=person_id,
        subject="application_form",
        subject_id=form.id,
        detail={"code": form.code, "version": form.version},
        now=now,
    )
    return form


def newest_form(*, now: datetime) -> ApplicationForm:
    """The version that a new application begins on; the shipped one where nothing was published yet."""
    return find_newest_form() or publish_form(shipped_form(), person_id=None, now=now)
