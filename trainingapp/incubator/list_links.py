"""Which page offers which lists as workbooks, and to whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlencode

from flask import request, url_for

from trainingapp.incubator.exports import Listing
from trainingapp.incubator.listings import OF_AGENCY, OF_CASE
from trainingapp.incubator.models import Agency, Case
from trainingapp.rules.incubation.words import Actor

Link = tuple[str, str]  # what it is called, and its address

ON_CASE_PAGES: Mapping[str, Sequence[str]] = {
    "show_plan": ("plan", "tasks"),
    "list_encounters": ("encounters",),
    "list_assessments": ("assessments", "evaluations"),
    "show_putting_right": ("to-put-right",),
    "list_risks": ("risks",),
    "list_incidents": ("incidents",),
    "list_follow_ups": ("follow-ups",),
    "list_reports": ("reports",),
    "show_money": ("grants", "payments", "trust"),
    "list_case_documents": ("documents",),
    "list_case_people": ("seats",),
    "show_reviews": ("reviews", "closed-reviews"),
    "list_determinations": ("determinations",),
}
ON_AGENCY_PAGES: Mapping[str, Sequence[str]] = {
    "list_projects": ("projects",),
    "list_contracts": ("contracts", "instalments", "deliverables"),
    "list_accounts": ("accounts",),
    "list_agency_documents": ("documents",),
    "show_checks": ("checks",),
    "show_team": ("teams", "members"),
}


def links_of_case(case: Case, actors: Collection[Actor]) -> list[Link]:
    """The workbooks that the present page of a case offers to somebody in these capacities."""
    offered = _offered(ON_CASE_PAGES, OF_CASE, actors)
    return [
        (title, filtered("incubator.download_case_list", case_id=case.id, name=name))
        for name, title in offered
    ]


def links_of_agency(agency: Agency, actors: Collection[Actor], *, is_named: bool) -> list[Link]:
    """The same of a page of an agency; the list with names only to those who read names."""
    offered = _offered(ON_AGENCY_PAGES, OF_AGENCY, actors)
    return [
        (title, filtered("incubator.download_agency_list", agency_id=agency.id, name=name))
        for name, title in offered
        if is_named or not OF_AGENCY[name].only_open
    ]


def _offered(
    pages: Mapping[str, Sequence[str]], listings: Mapping[str, Listing], actors: Collection[Actor]
) -> list[tuple[str, str]]:
    page = (request.endpoint or "").removeprefix("incubator.")
    return [
        (name, str(listings[name].title))
        for name in pages.get(page, ())
        if not listings[name].readers.isdisjoint(actors)
    ]


def filtered(endpoint: str, **arguments: object) -> str:
    """The address of a workbook with the filter of the present page; which page of it is shown does not count."""
    asked = [(name, text) for name, text in request.args.items(multi=True) if name != "page"]
    address = url_for(endpoint, **arguments)  # type: ignore[arg-type]
    return f"{address}?{urlencode(asked)}" if asked else address
