"""Papers of an agency and of a case: the lists, one paper with its versions, opening a file (written down), adding."""

from __future__ import annotations

from flask import Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import documents as actions
from trainingapp.incubator.forms.documents import DocumentForm, VersionForm
from trainingapp.incubator.models import IncubatorDocument
from trainingapp.incubator.queries import documents as queries
from trainingapp.incubator.routes import document_pages as pages
from trainingapp.incubator.routes.document_receiving import receive_files, send_version
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.incubation.document_words import OFFICE
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

OPEN = Permission.CASE_OPEN
OF_AGENCY = "/incubation/agencies/<int:agency_id>/documents"
OF_CASE = "/incubation/cases/<int:case_id>/documents"
DOCUMENT = "/incubation/documents/<int:document_id>"


@bp.get(OF_AGENCY)
@require(OPEN)
def list_agency_documents(agency_id: int) -> str:
    """The papers of an agency that the reader may open, those of its cases among them."""
    place = pages.agency_place(agency_id)
    return pages.show_list(place, DocumentForm(place.actors))


@bp.post(OF_AGENCY)
@require(OPEN)
def keep_agency_document(agency_id: int) -> ResponseReturnValue:
    """Add a paper to the agency's."""
    return _keep(pages.agency_place(agency_id))


@bp.get(OF_CASE)
@require(OPEN)
def list_case_documents(case_id: int) -> str:
    """The papers of a case that the reader may open."""
    place = pages.case_place(case_id)
    return pages.show_list(place, DocumentForm(place.actors))


@bp.post(OF_CASE)
@require(OPEN)
def keep_case_document(case_id: int) -> ResponseReturnValue:
    """Add a paper to the case's."""
    return _keep(pages.case_place(case_id))


@bp.get(DOCUMENT)
@require(OPEN)
def show_document(document_id: int) -> str:
    """A paper with its versions and who opened them."""
    return pages.show_one(_reached(document_id), VersionForm(formdata=None))


@bp.post(f"{DOCUMENT}/versions/<int:number>/file")
@require(OPEN)
def open_version(document_id: int, number: int) -> Response:
    """The file of a version; a POST, for that it was opened is written down."""
    version = queries.get_version(_reached(document_id), number)
    response = send_version(version)
    actions.note_access(version, person_id=current().id, now=now())
    return response


@bp.post(f"{DOCUMENT}/versions")
@require(OPEN)
def add_version(document_id: int) -> ResponseReturnValue:
    """Add a newer file."""
    document, form = _keeping(document_id), VersionForm()
    sent = receive_files()
    error = sent.error or ("" if sent.upload else _("Choose a file."))
    if not form.validate() or error or sent.upload is None:
        return pages.show_one(document, form, file_error=error, uploads=sent.earlier), 422
    settings = current_app.config["SETTINGS"]
    note = form.note.data or ""
    actions.keep_version(
        document, sent.upload, person_id=current().id, settings=settings, now=now(), note=note
    )
    flash(_("The newer version is kept. The older ones stay."), "success")
    return _back(document)


@bp.get(f"{DOCUMENT}/edit")
@require(OPEN)
def edit_document(document_id: int) -> str:
    """The form of what is said of a paper."""
    document = _keeping(document_id)
    actors = queries.document_actors(current(), document)
    return pages.ask_about(document, DocumentForm(actors, document))


@bp.post(f"{DOCUMENT}/edit")
@require(OPEN)
def change_document(document_id: int) -> ResponseReturnValue:
    """Say anew what a paper is."""
    document = _keeping(document_id)
    form = DocumentForm(queries.document_actors(current(), document), document)
    if not form.validate():
        return pages.ask_about(document, form), 422
    paper = actions.Paper(**form.said())
    actions.change_document(document, paper, person_id=current().id, now=now())
    flash(_("What is said of the document has changed."), "success")
    return _back(document)


@bp.post(f"{DOCUMENT}/withdrawal")
@require(OPEN)
def withdraw_document(document_id: int) -> ResponseReturnValue:
    """Offer a paper no longer."""
    document = _keeping(document_id)
    actions.withdraw_document(document, person_id=current().id, now=now())
    flash(_("The document is withdrawn. What rests on it still points at it."), "success")
    return _back(document)


@bp.post(f"{DOCUMENT}/versions/<int:number>/erasure")
@require(OPEN)
def erase_version(document_id: int, number: int) -> ResponseReturnValue:
    """Destroy a file that should never have been here: officers and head only."""
    document = _keeping(document_id)
    if OFFICE.isdisjoint(queries.document_actors(current(), document)):
        abort(403)
    version = queries.get_version(document, number)
    actions.erase_version(version, person_id=current().id, now=now())
    flash(_("It is erased. Only its fingerprint stays."), "success")
    return _back(document)


def _keep(place: pages.Place) -> ResponseReturnValue:
    if not place.may_keep:
        abort(403)
    form, sent = DocumentForm(place.actors), receive_files()
    is_right = form.validate()
    error = sent.error or ("" if sent.upload else _("Choose a file."))
    if not is_right or error or sent.upload is None:
        return pages.show_list(place, form, file_error=error, uploads=sent.earlier), 422
    document = actions.keep_document(
        place.owner,
        actions.Paper(**form.said()),
        sent.upload,
        person_id=current().id,
        settings=current_app.config["SETTINGS"],
        now=now(),
    )
    flash(_("The document is kept."), "success")
    return _back(document)


def _reached(document_id: int) -> IncubatorDocument:
    """A paper that the reader may open. 404: not reached. 403: reached, but meant for others."""
    document = queries.get_document(current(), document_id, lock=request.method == "POST")
    if not queries.may_read(current(), document):
        abort(403)
    return document


def _keeping(document_id: int) -> IncubatorDocument:
    document = _reached(document_id)
    if not queries.may_change(current(), document):
        abort(403)
    return document


def _back(document: IncubatorDocument) -> ResponseReturnValue:
    return redirect(url_for("incubator.show_document", document_id=document.id), 303)
