"""Projects of an agency with their evaluations, and its accounts."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, pgettext

from trainingapp.extensions import db
from trainingapp.incubator.accounting_wording import last_day
from trainingapp.incubator.actions import contracting as actions
from trainingapp.incubator.forms.money import (
    AccountsForm,
    EvaluationForm,
    ProjectForm,
    offer_papers,
)
from trainingapp.incubator.models import Agency, ServiceProject
from trainingapp.incubator.queries import money as queries
from trainingapp.incubator.routes.accounting_pages import (
    DESK,
    ON_PAGE,
    PARTIES,
    WRITERS,
    acting,
    done,
    fill_in,
    listed,
    papers_of,
    show,
    titles_of,
)
from trainingapp.incubator.routes.agency_pages import reach_agency
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require

HERE = "/incubation/agencies/<int:agency_id>/projects"
EVALUATED = ("kind", "level", "score", "body", "done_on", "document_id")
ACCOUNTS = "/incubation/agencies/<int:agency_id>/accounts"


@bp.get(HERE)
@require(Permission.CASE_OPEN)
def list_projects(agency_id: int) -> str:
    """The projects of an agency, whom they serve and how they were evaluated."""
    agency, actors = reach_agency(agency_id, PARTIES)
    projects = queries.list_projects(agency)
    evaluations = [row for one in projects for row in one.evaluations]
    return show(
        "list_projects",
        agency=agency,
        actors=actors,
        projects=projects,
        papers=titles_of(agency, [one.document_id for one in evaluations]),
        may_write=bool(actors & WRITERS),
        is_office=bool(actors & DESK),
    )


@bp.route(f"{HERE}/new", methods=ON_PAGE)
@require(Permission.CASE_OPEN)
def new_project(agency_id: int) -> ResponseReturnValue:
    """Enter a project."""
    agency, _actors = reach_agency(agency_id, WRITERS)
    return _project_form(agency, None)


@bp.route(f"{HERE}/<int:project_id>/edit", methods=ON_PAGE)
@require(Permission.CASE_OPEN)
def edit_project(agency_id: int, project_id: int) -> ResponseReturnValue:
    """Change a project."""
    agency, _actors = reach_agency(agency_id, WRITERS)
    return _project_form(agency, queries.get_project(agency, project_id))


def _project_form(agency: Agency, project: ServiceProject | None) -> ResponseReturnValue:
    known = {"areas": "\n".join(one.area_code for one in project.areas)} if project else {}
    form = ProjectForm(obj=project, data=known)
    contracts = db.session.scalars(queries.select_contracts(agency))
    form.offer([(one.id, one.title) for one in contracts])
    if project is not None and not form.is_submitted():
        form.areas.data = known["areas"]
        form.last_day.data = last_day(project.ends_on)
    if form.validate_on_submit():
        actions.keep_project(
            agency, project, form.values_of("areas"), form.area_codes, now=acting()["now"]
        )
        return done(_("The project is saved."), "list_projects", agency_id=agency.id)
    title = _("Change the project") if project else _("Enter a project")
    return fill_in(agency, form, title, back=_address(agency), submit=pgettext("contract", "Save"))


@bp.route(f"{HERE}/<int:project_id>/evaluations/new", methods=ON_PAGE)
@require(Permission.INCUBATOR_WORK)
def evaluate_project(agency_id: int, project_id: int) -> ResponseReturnValue:
    """Enter how a project was evaluated; the agency does not enter this of itself."""
    agency, _actors = reach_agency(agency_id, DESK)
    project = queries.get_project(agency, project_id)
    form = EvaluationForm()
    offer_papers(form, papers_of(agency))
    if form.validate_on_submit():
        values = {name: form[name].data for name in EVALUATED}
        actions.evaluate_project(agency, project, values, **acting())
        return done(_("The evaluation is entered."), "list_projects", agency_id=agency.id)
    title = _("Evaluation of %(name)s", name=project.name)
    return fill_in(agency, form, title, back=_address(agency), submit=_("Enter the evaluation"))


def _address(agency: Agency) -> str:
    return url_for("incubator.list_projects", agency_id=agency.id)


@bp.get(ACCOUNTS)
@require(Permission.CASE_OPEN)
def list_accounts(agency_id: int) -> str:
    """The accounts of an agency by period."""
    agency, actors = reach_agency(agency_id, PARTIES)
    page = listed(queries.select_finances(agency))
    return show(
        "list_accounts",
        agency=agency,
        actors=actors,
        page=page,
        papers=titles_of(agency, [one.document_id for one in page.items]),
        may_write=bool(actors & WRITERS),
    )


@bp.route(f"{ACCOUNTS}/new", methods=ON_PAGE)
@require(Permission.CASE_OPEN)
def new_accounts(agency_id: int) -> ResponseReturnValue:
    """Enter the accounts of a period; of the same days they replace those before."""
    agency, _actors = reach_agency(agency_id, WRITERS)
    form = AccountsForm()
    offer_papers(form, papers_of(agency))
    if form.validate_on_submit():
        actions.keep_accounts(agency, form.values_of(), **acting())
        return done(_("The accounts are saved."), "list_accounts", agency_id=agency.id)
    back = url_for("incubator.list_accounts", agency_id=agency.id)
    title = _("Enter the accounts of a period")
    return fill_in(agency, form, title, back=back, submit=pgettext("contract", "Save"))
