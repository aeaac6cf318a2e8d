"""The page of one check of an agency: what it looks at, on what law, how the agency stands, what may stand."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, url_for

from trainingapp.education.days import today
from trainingapp.extensions import db
from trainingapp.incubator import compliance_wording
from trainingapp.incubator.check_files import CheckText, list_checks
from trainingapp.incubator.forms.checks import WaiverForm
from trainingapp.incubator.queries import compliance as queries, documents
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.routes.agency_pages import Reached, show_agency_page
from trainingapp.incubator.routes.proofs import Proof
from trainingapp.incubator.tabs import AGENCY, BASE, opens
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.auth import current

MOST_OFFERED = 100
READERS = BASE | AGENCY
LOOKERS = frozenset({Actor.OFFICER, Actor.HEAD, Actor.AGENCY, Actor.APPLICANT})
HEADS = frozenset({Actor.HEAD})


def text_of(code: str) -> CheckText:
    """What is said of a check of an agency; 404 of any other code."""
    found = [one for one in list_checks().of_agencies if one.code == code]
    return found[0] if found else abort(404)


def red_days(reached: Reached) -> int | None:
    """After how many days of an open red breach a rectification is proposed here; None: nowhere settled."""
    terms = read_parameters(reached.agency.area_code, today())
    key = "breach_days_to_rectification"
    return terms.days(key) if terms.has(key) else None


def waiver_form(reached: Reached) -> WaiverForm:
    """The head's form, with the documents of the agency to choose from."""
    form = WaiverForm()
    query = documents.select_of(current(), reached.agency).limit(MOST_OFFERED)
    form.offer([(one.id, one.title) for one in db.session.scalars(query).unique()])
    return form


def check_page(
    reached: Reached,
    text: CheckText,
    *,
    form: WaiverForm | None = None,
    proof: Proof | None = None,
) -> str:
    """What a check looks at, on what law, how the agency stands by it; the head's form below."""
    agency, on = reached.agency, today()
    standing = queries.find_check(agency.id, text.code, on=on)
    is_head = Actor.HEAD in reached.actors
    return show_agency_page(
        "incubator/show_check.html",
        reached,
        check=text,
        standing=standing,
        history=queries.list_history(agency.id, text.code),
        waivers=[one for one in queries.list_waivers(agency.id) if one.code == text.code],
        thresholds=_thresholds(text, reached),
        words=compliance_wording,
        form=(form or waiver_form(reached)) if is_head else None,
        file_error=proof.error if proof else "",
        uploads=proof.earlier if proof else (),
        put_right_url=_put_right(text, reached),
        today=on,
    )


def _thresholds(text: CheckText, reached: Reached) -> Sequence[tuple[str, object, str]]:
    terms = read_parameters(reached.agency.area_code, today())
    return [(key, terms.source(key), terms.text(key)) for key in text.parameters if terms.has(key)]


def _put_right(text: CheckText, reached: Reached) -> str | None:
    agency_id = reached.agency.id
    if text.is_in_register:
        return url_for("incubator.show_register", agency_id=agency_id, register=text.place)
    if text.place == "team" and opens("incubator.show_team", reached.actors):
        return url_for("incubator.show_team", agency_id=agency_id)
    if text.place == "agency":
        return url_for("incubator.show_agency", agency_id=agency_id)
    return None
