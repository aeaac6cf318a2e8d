"""Taking a case a step further: the page that asks for one act, and the word of a second person."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator import showing
from trainingapp.incubator.actions import passing as actions
from trainingapp.incubator.forms.cases import NoteForm, ReasonedStepForm, StepForm
from trainingapp.incubator.models import Case, Proposal
from trainingapp.incubator.queries import passages, workflows
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.rules.incubation.passing import NoSuchPassage, Report, StillMissing
from trainingapp.rules.incubation.words import Actor
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

OPEN = Permission.CASE_OPEN


@bp.get("/incubation/cases/<int:case_id>/acts/<act>")
@require(OPEN)
def show_act(case_id: int, act: str) -> ResponseReturnValue:
    """What an act does, what is missing for it, and the button that takes it."""
    case, actors = open_case(case_id)
    report = _report(case, act, actors)
    return _act_page(case, report, _step_form(case, report), actors)


@bp.post("/incubation/cases/<int:case_id>/acts/<act>")
@require(OPEN)
def take_act(case_id: int, act: str) -> ResponseReturnValue:
    """Take the step, or propose it where a second person has to confirm."""
    case, actors = open_case(case_id)
    report = _report(case, act, actors)
    form = _step_form(case, report)
    if not form.validate():
        return _act_page(case, report, form, actors), 422
    try:
        done = actions.pass_on(
            case,
            act,
            person=current(),
            reason=form.reason.data or "",
            turn=form.seen_turn,
            now=now(),
        )
    except StillMissing:
        return _act_page(case, _report(case, act, actors), form, actors), 409
    if isinstance(done, Proposal):
        flash(
            _("Your proposal waits to be confirmed. Those who can confirm it were told."), "success"
        )
    else:
        flash(_("Done. The case has moved on."), "success")
    return _away(case)


def _report(case: Case, act: str, actors: frozenset[Actor]) -> Report:
    """404 of an act that the workflow does not know, 403 for whoever may not take it. :raises NoSuchPassage: here."""
    if all(passage.act != act for passage in workflows.definition_of(case).passages):
        abort(404)
    report = passages.report_on(case, act, actors=actors, now=now())
    if not report.is_possible:
        raise NoSuchPassage
    if not report.is_allowed:
        abort(403)
    return report


def _step_form(case: Case, report: Report) -> StepForm:
    needs_reason = report.passage is not None and report.passage.needs_reason
    kind = ReasonedStepForm if needs_reason else StepForm
    return kind(turn=case.turn)


def _act_page(case: Case, report: Report, form: StepForm, actors: frozenset[Actor]) -> str:
    return render_template(
        "incubator/show_act.html",
        case=case,
        actors=actors,
        step=showing.shown_steps([report], actors)[0],
        target=showing.name_in(workflows.definition_of(case), str(report.target), actors),
        waiting=passages.find_waiting(case),
        form=form,
    )


@bp.get("/incubation/cases/<int:case_id>/proposals/<int:proposal_id>")
@require(OPEN)
def show_proposal(case_id: int, proposal_id: int) -> ResponseReturnValue:
    """What somebody proposed, for the one who has to confirm it."""
    case, actors = open_case(case_id)
    proposal = _proposal(case, proposal_id, actors)
    return _proposal_page(case, proposal, NoteForm(formdata=None), actors)


@bp.post("/incubation/cases/<int:case_id>/proposals/<int:proposal_id>/confirmation")
@require(OPEN)
def confirm_proposal(case_id: int, proposal_id: int) -> ResponseReturnValue:
    """Say yes: the case passes on."""
    case, actors = open_case(case_id)
    proposal = _proposal(case, proposal_id, actors)
    try:
        actions.confirm(proposal, person=current(), now=now())
    except StillMissing:
        return _proposal_page(case, proposal, NoteForm(formdata=None), actors), 409
    flash(_("Confirmed. The case has moved on."), "success")
    return _away(case)


@bp.post("/incubation/cases/<int:case_id>/proposals/<int:proposal_id>/refusal")
@require(OPEN)
def decline_proposal(case_id: int, proposal_id: int) -> ResponseReturnValue:
    """Say no, or take back one's own."""
    case, actors = open_case(case_id)
    proposal = _proposal(case, proposal_id, actors)
    form = NoteForm()
    if not form.validate():
        return _proposal_page(case, proposal, form, actors), 422
    actions.decline(proposal, person=current(), note_text=form.note.data or "", now=now())
    flash(_("The proposal is off. The case stays where it is."), "success")
    return _away(case)


def _proposal(case: Case, proposal_id: int, actors: frozenset[Actor]) -> Proposal:
    """:raises NoResultFound: of another case. Who has no part in it gets 403."""
    proposal = passages.get_proposal(case, proposal_id)
    if not passages.may_settle(case, proposal, person_id=current().id, actors=actors):
        abort(403)
    return proposal


def _proposal_page(case: Case, proposal: Proposal, form: NoteForm, actors: frozenset[Actor]) -> str:
    report = passages.report_on(case, proposal.act, actors=actors, now=now())
    passage = workflows.definition_of(case).get(proposal.transition)
    return render_template(
        "incubator/show_proposal.html",
        case=case,
        actors=actors,
        proposal=proposal,
        names=passage.names if passage else {"zh": proposal.act},
        report=report,
        is_own=proposal.proposed_by_id == current().id,
        form=form,
    )


def _away(case: Case) -> ResponseReturnValue:
    """Back to the case, or to the list for somebody who reaches it no longer."""
    return redirect(url_for("incubator.show_case", case_id=case.id), 303)
