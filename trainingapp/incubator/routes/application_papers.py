"""The papers of an application: given, opened by a link to the document, taken away while one writes."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import application_papers as actions
from trainingapp.incubator.document_files import ACCEPT, MOST_MB, PURPOSE
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries import applications as queries
from trainingapp.incubator.routes.applicants import APPLICATION, as_applicant, language, papers_of
from trainingapp.incubator.routes.document_receiving import receive_files
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.forms import BaseForm

PAPERS = f"{APPLICATION}/papers"


@bp.get(PAPERS)
@require(Permission.CASE_OPEN)
def list_papers(case_id: int) -> ResponseReturnValue:
    """The papers that the application asks for, and those given."""
    return _page(as_applicant(case_id))


@bp.post(f"{PAPERS}/<paper>")
@require(Permission.CASE_OPEN)
def add_paper(case_id: int, paper: str) -> ResponseReturnValue:
    """Give one or more files for a paper."""
    case = as_applicant(case_id, lock=True)
    wanted = next((one for one in papers_of(case) if one.key == paper), None)
    if wanted is None:
        abort(404)
    sent = receive_files(f"file_{paper}")
    error = sent.error or ("" if sent.uploads else _("Choose a file."))
    if error:
        return _page(case, error=error, wrong=paper, uploads=sent.earlier), 422
    actions.add_papers(
        queries.get_application(case),
        wanted,
        sent.uploads,
        person_id=current().id,
        settings=current_app.config["SETTINGS"],
        now=now(),
    )
    flash(_("The paper is added."), "success")
    return _back(case, paper)


@bp.post(f"{PAPERS}/<int:paper_id>/removal")
@require(Permission.CASE_OPEN)
def take_paper_away(case_id: int, paper_id: int) -> ResponseReturnValue:
    """Take a paper away again."""
    case = as_applicant(case_id, lock=True)
    application = queries.get_application(case)
    paper = next((one for one in queries.list_papers(application) if one.id == paper_id), None)
    if paper is None:
        abort(404)
    actions.take_away(paper, application, person_id=current().id, now=now())
    flash(_("The paper is taken away."), "success")
    return _back(case, paper.paper)


def _back(case: Case, paper: str) -> ResponseReturnValue:
    address = url_for("incubator.list_papers", case_id=case.id, _anchor=f"paper-{paper}")
    return redirect(address, 303)


def _page(case: Case, **values: object) -> str:
    return render_template(
        "incubator/list_papers.html",
        case=case,
        form=BaseForm(),
        wanted=papers_of(case),
        given=queries.list_papers(queries.get_application(case)),
        is_open=case.stage in queries.OPEN,
        upload={"purpose": PURPOSE, "accept": ACCEPT, "most_mb": MOST_MB},
        language=language(),
        **values,
    )
