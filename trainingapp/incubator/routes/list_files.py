"""Every list as a workbook: complete, by the filter of its page, for whoever reads the page."""

from __future__ import annotations

from typing import NamedTuple

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from trainingapp.incubator import listings, listings_choosing
from trainingapp.incubator.exports import Listing
from trainingapp.incubator.queries import calls, documents, rankings, reach
from trainingapp.incubator.routes.agency_pages import reach_agency
from trainingapp.incubator.routes.list_sending import scope_of, send_listing, send_rows
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require

BASE = "/incubation/bases/<int:base_id>/lists"


class Offered(NamedTuple):
    """A workbook of a base."""

    name: str
    listing: Listing


@bp.get("/incubation/cases/<int:case_id>/lists/<name>.xlsx")
@require(Permission.CASE_OPEN)
def download_case_list(case_id: int, name: str) -> ResponseReturnValue:
    """A list of one case."""
    listing = listings.OF_CASE.get(name) or abort(404)
    case, actors = open_case(case_id, listing.readers)
    return send_listing(listing, scope_of(case, actors), owner=case.number)


@bp.get("/incubation/agencies/<int:agency_id>/lists/<name>.xlsx")
@require(Permission.CASE_OPEN)
def download_agency_list(agency_id: int, name: str) -> ResponseReturnValue:
    """A list of one agency; names of its team only for those who read them on the page."""
    listing = listings.OF_AGENCY.get(name) or abort(404)
    reached = reach_agency(agency_id, listing.readers)
    if listing.only_open:
        still = reach.agency_actors(current(), reached.agency, only_open=True)
        if still.isdisjoint(listing.readers):
            abort(403)
    scope = scope_of(reached.agency, reached.actors)
    return send_listing(listing, scope, owner=reached.agency.name)


@bp.get(f"{BASE}/<name>.xlsx")
@require(Permission.INCUBATOR_OVERSEE)
def download_base_list(base_id: int, name: str) -> ResponseReturnValue:
    """A list of all cases or agencies of a base, or of what is its own."""
    listing = listings.OF_BASE.get(name) or abort(404)
    base = calls.get_base(current(), base_id)
    actors = documents.base_actors(current(), base)
    if actors.isdisjoint(listing.readers):
        abort(403)
    scope = scope_of(base, actors, only_open=listing.only_open)
    return send_listing(listing, scope, owner=base.organisation.name)


@bp.get(BASE)
@require(Permission.INCUBATOR_OVERSEE)
def list_base_files(base_id: int) -> str:
    """The workbooks of a base that the reader may have."""
    base = calls.get_base(current(), base_id)
    actors = documents.base_actors(current(), base)
    offered = {
        name: listing
        for name, listing in listings.OF_BASE.items()
        if not actors.isdisjoint(listing.readers)
    }
    own = [Offered(name, one) for name, one in offered.items() if name not in listings.OF_AGENCY]
    known = [Offered(name, one) for name, one in offered.items() if name in listings.OF_AGENCY]
    return render_template("incubator/list_base_files.html", base=base, groups=(own, known))


@bp.get("/incubation/intakes/<int:intake_id>/ranking.xlsx")
@require(Permission.INCUBATOR_OVERSEE)
def download_ranking(intake_id: int) -> ResponseReturnValue:
    """The ranking of a call."""
    intake = rankings.get_intake(current(), intake_id)
    title = str(listings_choosing.CLOSED_REVIEWS.title)
    rows = rankings.list_ranking(intake.id, current())
    return send_rows(title, listings_choosing.RANKING, rows, owner=intake.name)
