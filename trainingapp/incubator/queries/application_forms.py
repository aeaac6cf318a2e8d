"""Versions of the application form, read once each: a published version never changes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from trainingapp.extensions import db
from trainingapp.incubator.models import Application, ApplicationForm
from trainingapp.rules.incubation.application_forms import ApplicationSpec
from trainingapp.rules.incubation.application_reading import read_spec

CODE = "application"  # the form that new applications begin on
MOST = 32  # versions in memory

_read: dict[tuple[int, str], ApplicationSpec] = {}


def spec_of(form: ApplicationForm) -> ApplicationSpec:
    """A version, read. The same row is read once in each process."""
    key = (form.id, form.sha256)
    if key not in _read:
        if len(_read) >= MOST:
            _read.clear()
        _read[key] = read_spec(form.definition)
    return _read[key]


def find_newest_form() -> ApplicationForm | None:
    """The version that a new application begins on."""
    query = select(ApplicationForm).where(ApplicationForm.code == CODE)
    return db.session.scalars(query.order_by(ApplicationForm.version.desc()).limit(1)).first()


def find_form(code: str, version: int) -> ApplicationForm | None:
    """A version by its name."""
    query = select(ApplicationForm).filter_by(code=code, version=version)
    return db.session.scalars(query).one_or_none()


def list_forms() -> Sequence[ApplicationForm]:
    """Every published version, the newest first."""
    query = select(ApplicationForm).order_by(ApplicationForm.code, ApplicationForm.version.desc())
    return db.session.scalars(query).all()


def count_applications() -> dict[int, int]:
    """How many applications were begun on each version."""
    query = select(Application.form_id, func.count()).group_by(Application.form_id)
    return {form: count for form, count in db.session.execute(query)}
