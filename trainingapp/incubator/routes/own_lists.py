"""The lists that go across cases as workbooks: cases, agencies, applications, tasks, what waits, seats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.education.days import today
from trainingapp.extensions import db
from trainingapp.incubator import listings_places as shown, showing
from trainingapp.incubator.exports import Column, Told
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
from trainingapp.incubator.routes.list_sending import send_rows
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.tabs import AGENCY, BASE
from trainingapp.rules.permissions import Permission, may
from trainingapp.web.auth import current, require


@dataclass(frozen=True, slots=True)
class OwnList:
    """A list, its page, who reads that, and its rows; None when the filter asks for what cannot be."""

    title: LazyString
    endpoint: str
    permission: Permission
    columns: Sequence[Column]
    rows: Callable[[], Iterable[Any] | None]


def _cases() -> Iterable[Told] | None:
    form, filters, is_valid = wanted_cases()
    if not is_valid:
        return None
    actors = AGENCY if form is None else BASE
    rows = db.session.scalars(cases.list_cases(current(), filters)).unique()
    return [Told(one, showing.stage_name(one, actors)) for one in rows]


def _applications() -> Iterable[Told]:
    rows = db.session.scalars(applications.select_own(current())).unique()
    return [Told(one, showing.stage_name(one, AGENCY)) for one in rows]


def _agencies() -> Iterable[Any] | None:
    wanted = wanted_agencies()
    if not wanted.is_valid:
        return None
    return db.session.scalars(agencies.select_found(current(), wanted.filters)).unique()


def _tasks() -> Iterable[Any]:
    overdue_on = today() if request.args.get("only") == "overdue" else None
    return db.session.scalars(tasks.select_own(current(), overdue_on=overdue_on)).unique()


def _waiting_reports() -> Iterable[Any]:
    return db.session.scalars(reports.select_waiting(current())).unique()


def _waiting_payments() -> Iterable[Any]:
    return db.session.scalars(money.select_all_waiting(current())).unique()


def _seats() -> Iterable[Any]:
    return db.session.scalars(reviews.select_own_seats(current().id)).unique()


OWN: Mapping[str, OwnList] = {
    "cases": OwnList(
        pgettext("workbook", "Cases"), "list_cases", Permission.CASE_OPEN, shown.CASES, _cases
    ),
    "agencies": OwnList(
        pgettext("workbook", "Agencies"),
        "list_agencies",
        Permission.CASE_OPEN,
        shown.AGENCIES,
        _agencies,
    ),
    "applications": OwnList(
        pgettext("workbook", "Applications"),
        "list_applications",
        Permission.INCUBATION_APPLY,
        shown.CASES,
        _applications,
    ),
    "tasks": OwnList(
        pgettext("workbook", "My tasks"), "list_tasks", Permission.CASE_OPEN, shown.TASKS, _tasks
    ),
    "waiting-reports": OwnList(
        pgettext("workbook", "Reports to look at"),
        "list_waiting_reports",
        Permission.INCUBATOR_OVERSEE,
        shown.WAITING_REPORTS,
        _waiting_reports,
    ),
    "waiting-payments": OwnList(
        pgettext("workbook", "Payments to release"),
        "list_payments",
        Permission.INCUBATOR_OVERSEE,
        shown.WAITING_PAYMENTS,
        _waiting_payments,
    ),
    "seats": OwnList(
        pgettext("workbook", "My seats"), "list_seats", Permission.SEAT_TAKE, shown.SEATS, _seats
    ),
}


@bp.get("/incubation/lists/<name>.xlsx")
@require(Permission.CASE_OPEN)
def download_list(name: str) -> ResponseReturnValue:
    """A list across cases; a filter that cannot be leads to the page, which says so."""
    one, person = OWN.get(name) or abort(404), current()
    if not may(person.grants, one.permission):
        abort(403)
    rows = one.rows()
    if rows is None:
        page = url_for(f"incubator.{one.endpoint}")
        return redirect(f"{page}?{urlencode(list(request.args.items(multi=True)))}", 303)
    title = str(one.title)
    return send_rows(title, one.columns, rows, owner=person.display_name)
