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

from trainingapp.incubator import listings_places as shown
from trainingapp.incubator.exports import Column
from trainingapp.incubator.routes import own_rows
from trainingapp.incubator.routes.list_sending import send_rows
from trainingapp.incubator.routes.mount import bp
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


OWN: Mapping[str, OwnList] = {
    "cases": OwnList(
        pgettext("workbook", "Cases"),
        "list_cases",
        Permission.CASE_OPEN,
        shown.CASES,
        own_rows.rows_of_cases,
    ),
    "agencies": OwnList(
        pgettext("workbook", "Agencies"),
        "list_agencies",
        Permission.CASE_OPEN,
        shown.AGENCIES,
        own_rows.rows_of_agencies,
    ),
    "applications": OwnList(
        pgettext("workbook", "Applications"),
        "list_applications",
        Permission.INCUBATION_APPLY,
        shown.CASES,
        own_rows.rows_of_applications,
    ),
    "tasks": OwnList(
        pgettext("workbook", "My tasks"),
        "list_tasks",
        Permission.CASE_OPEN,
        shown.TASKS,
        own_rows.rows_of_tasks,
    ),
    "waiting-reports": OwnList(
        pgettext("workbook", "Reports to look at"),
        "list_waiting_reports",
        Permission.INCUBATOR_OVERSEE,
        shown.WAITING_REPORTS,
        own_rows.rows_of_reports,
    ),
    "waiting-payments": OwnList(
        pgettext("workbook", "Payments to release"),
        "list_payments",
        Permission.INCUBATOR_OVERSEE,
        shown.WAITING_PAYMENTS,
        own_rows.rows_of_payments,
    ),
    "seats": OwnList(
        pgettext("workbook", "My seats"),
        "list_seats",
        Permission.SEAT_TAKE,
        shown.SEATS,
        own_rows.rows_of_seats,
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
