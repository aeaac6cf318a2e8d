"""Sending a workbook: whose rows, under which name, never kept by anything in between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, request
from sqlalchemy import select

from trainingapp.education.days import today
from trainingapp.files.serving import disposition
from trainingapp.incubator.exports import Column, Listing, Scope, about_list, write_list
from trainingapp.incubator.models import Agency, Case, IncubationBase
from trainingapp.incubator.queries.reach import MOVED_IN, select_cases, worked_by
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.auth import current
from trainingapp.web.clock import now

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = frozenset({"page"})  # of the address: which page is shown says nothing of a whole list


def scope_of(
    owner: Case | Agency | IncubationBase, actors: frozenset[Actor], *, only_open: bool = False
) -> Scope:
    """The cases and agencies behind a case, an agency or a base, as far as the reader reaches them.

    Of a base: no drafts, and nothing that is the reader's own, for nobody works for the base on that.

    :param only_open: only agencies that live in the base, of whom its people read names.
    """
    person = current()
    cases = select_cases(person).with_only_columns(Case.id)
    if isinstance(owner, Case):
        cases, agencies = cases.where(Case.id == owner.id), _agency(owner.agency_id)
    elif isinstance(owner, Agency):
        cases, agencies = cases.where(Case.agency_id == owner.id), _agency(owner.id)
    else:
        cases = cases.where(Case.base_id == owner.id, worked_by(person))
        cases = cases.where(Case.stage.in_(MOVED_IN)) if only_open else cases
        agencies = cases.with_only_columns(Case.agency_id)
    return Scope(owner, person, actors, today(), cases, agencies, request.args)


def _agency(agency_id: int) -> Any:
    return select(Agency.id).where(Agency.id == agency_id)


def send_listing(listing: Listing, scope: Scope, *, owner: str) -> Response:
    """A list as a workbook."""
    rows = listing.rows(scope)
    return send_rows(str(listing.title), listing.columns, rows, owner=owner)


def send_rows(
    title: str, columns: Sequence[Column], rows: Iterable[Any], *, owner: str
) -> Response:
    """Rows as a workbook that is downloaded."""
    asked = "; ".join(f"{key}={text}" for key, text in request.args.items() if key not in PAGE)
    about = about_list(title, owner=owner, asked=asked, made_at=now())
    headers = {
        "Content-Disposition": disposition(f"{owner}-{title}.xlsx", is_shown=False),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    body = write_list(title, columns, rows, about=about)
    return Response(body, mimetype=XLSX, headers=headers)
