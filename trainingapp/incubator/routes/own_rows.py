"""The rows of the lists that go across cases, by the filter of the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request

from trainingapp.education.days import today
from trainingapp.extensions import db
from trainingapp.incubator import showing
from trainingapp.incubator.exports import Told
from trainingapp.incubator.queries import (
    agencies,
    applications,
    cases,
    money,
    reports,
    reviews,
    tasks,
)
from trainingapp.incubator.routes.filtering import wanted_agencies, wanted_cases
from trainingapp.incubator.tabs import AGENCY, BASE
from trainingapp.web.auth import current


def rows_of_cases() -> Iterable[Told] | None:
    """Cases with the stage in the words of the reader; None: the filter cannot be."""
    form, filters, is_valid = wanted_cases()
    if not is_valid:
        return None
    actors = AGENCY if form is None else BASE
    rows = db.session.scalars(cases.list_cases(current(), filters)).unique()
    return [Told(one, showing.stage_name(one, actors)) for one in rows]


def rows_of_applications() -> Iterable[Told]:
    """The reader's applications."""
    rows = db.session.scalars(applications.select_own(current())).unique()
    return [Told(one, showing.stage_name(one, AGENCY)) for one in rows]


def rows_of_agencies() -> Iterable[Any] | None:
    """Agencies; None: the filter cannot be."""
    wanted = wanted_agencies()
    if not wanted.is_valid:
        return None
    return db.session.scalars(agencies.select_found(current(), wanted.filters)).unique()


def rows_of_tasks() -> Iterable[Any]:
    """What the reader has to do."""
    overdue_on = today() if request.args.get("only") == "overdue" else None
    return db.session.scalars(tasks.select_own(current(), overdue_on=overdue_on)).unique()


def rows_of_reports() -> Iterable[Any]:
    """Reports that wait for the base's word."""
    return db.session.scalars(reports.select_waiting(current())).unique()


def rows_of_payments() -> Iterable[Any]:
    """Payments that wait to be released."""
    return db.session.scalars(money.select_all_waiting(current())).unique()


def rows_of_seats() -> Iterable[Any]:
    """The reader's seats."""
    return db.session.scalars(reviews.select_own_seats(current().id)).unique()
