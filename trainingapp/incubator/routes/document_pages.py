"""The pages of papers: the list of an agency's or a case's, and one paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from trainingapp.education.days import today
from trainingapp.incubator import document_wording
from trainingapp.incubator.document_files import ACCEPT, MOST_MB, PURPOSE
from trainingapp.incubator.forms.documents import DocumentForm, VersionForm
from trainingapp.incubator.models import Agency, Case, IncubatorDocument
from trainingapp.incubator.queries import documents as queries
from trainingapp.incubator.queries.reach import actors_of, get_case
from trainingapp.incubator.routes.agency_pages import reach_agency
from trainingapp.rules.incubation.document_words import OF_BASE, OFFICE, DocumentCategory, may_keep
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.auth import current
from trainingapp.web.pages import paginate

UPLOADING = {"purpose": PURPOSE, "accept": ACCEPT, "most_mb": MOST_MB}


@dataclass(frozen=True, slots=True)
class Place:
    """What papers belong to, and in which capacities the reader meets it."""

    owner: Agency | Case
    actors: frozenset[Actor]
    url: str

    @property
    def may_keep(self) -> bool:
        """Whether the reader adds papers."""
        return may_keep(self.actors)


def agency_place(agency_id: int) -> Place:
    """An agency's papers; 404 and 403 as for its other pages."""
    reached = reach_agency(agency_id)
    url = url_for("incubator.list_agency_documents", agency_id=agency_id)
    return Place(reached.agency, reached.actors, url)


def case_place(case_id: int) -> Place:
    """A case's papers. 404: not reached."""
    case = get_case(current(), case_id)
    url = url_for("incubator.list_case_documents", case_id=case_id)
    return Place(case, actors_of(current(), case), url)


def show_list(place: Place, form: DocumentForm, **context: Any) -> str:
    """The papers that the reader may open, and the form to add one."""
    asked = request.args.get("category", "")
    category = asked if asked in set(DocumentCategory) else ""
    owner = place.owner
    return render_template(
        "incubator/list_documents.html",
        place=place,
        agency=owner.agency if isinstance(owner, Case) else owner,
        case=owner if isinstance(owner, Case) else None,
        actors=place.actors,
        may_pack=isinstance(owner, Case) and not OF_BASE.isdisjoint(place.actors),
        page=paginate(queries.select_of(current(), owner, category=category)),
        category=category,
        form=form,
        today=today(),
        document_words=document_wording,
        **{"file_error": "", "uploads": [], **UPLOADING, **context},
    )


def show_one(document: IncubatorDocument, form: VersionForm, **context: Any) -> str:
    """A paper with its versions; who opened them is shown to those who keep papers and to the base."""
    actors = queries.document_actors(current(), document)
    is_kept = document.withdrawn_at is None
    return render_template(
        "incubator/show_document.html",
        document=document,
        back_url=_back_url(document, actors),
        accesses=queries.list_accesses(document) if may_keep(actors) else None,
        may_change=is_kept and queries.may_change(current(), document),
        may_erase=not OFFICE.isdisjoint(actors),
        form=form,
        today=today(),
        document_words=document_wording,
        **{"file_error": "", "uploads": [], **UPLOADING, **context},
    )


def ask_about(document: IncubatorDocument, form: DocumentForm) -> str:
    """The form of what is said of a paper."""
    return render_template("incubator/edit_document.html", document=document, form=form)


def _back_url(document: IncubatorDocument, actors: frozenset[Actor]) -> str | None:
    if document.case_id is not None:
        return url_for("incubator.list_case_documents", case_id=document.case_id)
    if document.agency_id is not None and actors - {Actor.REVIEWER}:
        return url_for("incubator.list_agency_documents", agency_id=document.agency_id)
    return None
