"""A longer stay, notice to leave, dismissal and hand-over."""

from __future__ import annotations

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import leaving as actions, residing
from trainingapp.incubator.actions.residing import agree_to_early
from trainingapp.incubator.forms.leaving import DismissalForm, LeaveForm, StatementForm
from trainingapp.incubator.forms.residing import ExtensionForm, WordsForm
from trainingapp.incubator.queries import leaving as queries, residence
from trainingapp.incubator.routes.case_papers import documents_of, titles_of
from trainingapp.incubator.routes.resident_pages import (
    AGENCY,
    HEAD,
    OFFICE,
    Permission,
    bp,
    current,
    done,
    fill_in,
    now,
    reach,
    require,
    show,
    today,
)
from trainingapp.rules.incubation.residence_words import Cause

HERE = "show_leaving"


@bp.get("/incubation/cases/<int:case_id>/leaving")
@require(Permission.CASE_OPEN)
def show_leaving(case_id: int) -> str:
    """How the stay may become longer, and how it ends."""
    me = reach(case_id)
    dismissal = queries.find_dismissal(me.case)
    return show(
        "show_leaving",
        me,
        extensions=residence.list_extensions(me.case),
        waiting=residence.find_extension(me.case),
        early=residence.find_early_consent(me.case),
        notice=queries.find_leave_notice(me.case),
        dismissal=dismissal,
        documents=titles_of(me, [dismissal.document_id if dismissal else None]),
        handover=queries.find_handover(me.case),
    )


@bp.route("/incubation/cases/<int:case_id>/leaving/extension", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def ask_extension(case_id: int) -> ResponseReturnValue:
    """Ask for a longer stay."""
    me = reach(case_id, AGENCY | OFFICE, until_leaving=True)
    form = ExtensionForm()
    if not form.validate_on_submit():
        back = url_for("incubator.show_leaving", case_id=case_id)
        return fill_in(me, form, _("Ask for a longer stay"), back=back, submit=_("Ask for it"))
    residing.ask_extension(
        me.case,
        form.months.data,
        reason=form.reason.data,
        plan=form.plan.data,
        by_id=current().id,
        now=now(),
    )
    return done(_("The longer stay is asked for. The head of the base decides."), HERE, me)


@bp.route("/incubation/cases/<int:case_id>/leaving/extension/refusal", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def refuse_extension(case_id: int) -> ResponseReturnValue:
    """Say no to a longer stay: the head, or whoever asked takes it back."""
    me = reach(case_id, HEAD | AGENCY)
    waiting = residence.find_extension(me.case)
    if waiting is None:
        abort(404)
    form = WordsForm()
    if not form.validate_on_submit():
        back = url_for("incubator.show_leaving", case_id=case_id)
        title = _("Take the wish back") if me.is_agency else _("Refuse the longer stay")
        return fill_in(me, form, title, back=back, submit=_("Save"))
    residing.refuse_extension(waiting, answer=form.text.data, now=now())
    return done(_("The stay is not made longer."), HERE, me)


@bp.route("/incubation/cases/<int:case_id>/leaving/early", methods=["GET", "POST"])
@require(Permission.INCUBATOR_LEAD)
def agree_early(case_id: int) -> ResponseReturnValue:
    """The head agrees that the case may graduate early."""
    me = reach(case_id, HEAD, until_leaving=True)
    form = WordsForm()
    if not form.validate_on_submit():
        back = url_for("incubator.show_leaving", case_id=case_id)
        title = _("Agree to an early graduation")
        return fill_in(me, form, title, back=back, submit=_("Agree to it"))
    agree_to_early(me.case, form.text.data, by_id=current().id, now=now())
    return done(_("The case may ask to graduate early."), HERE, me)


@bp.route("/incubation/cases/<int:case_id>/leaving/notice", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def give_leave_notice(case_id: int) -> ResponseReturnValue:
    """The agency says on which day it leaves."""
    me = reach(case_id, AGENCY, until_leaving=True)
    form = LeaveForm(today=today())
    if not form.validate_on_submit():
        back = url_for("incubator.show_leaving", case_id=case_id)
        return fill_in(me, form, _("Give notice"), back=back, submit=_("Give notice"))
    actions.give_notice(
        me.case,
        leaves_on=form.leaves_on.data,
        reason=form.reason.data,
        by_id=current().id,
        now=now(),
    )
    return done(_("Your notice is given."), HERE, me)


@bp.post("/incubation/cases/<int:case_id>/leaving/notice/withdrawal")
@require(Permission.CASE_OPEN)
def withdraw_leave_notice(case_id: int) -> ResponseReturnValue:
    """The agency stays after all."""
    me = reach(case_id, AGENCY, until_leaving=True)
    actions.withdraw_notice(me.case, now=now())
    return done(_("Your notice is withdrawn."), HERE, me)


@bp.route("/incubation/cases/<int:case_id>/leaving/dismissal", methods=["GET", "POST"])
@require(Permission.INCUBATOR_LEAD)
def consider_dismissal(case_id: int) -> ResponseReturnValue:
    """Tell the agency why its dismissal is considered."""
    me = reach(case_id, HEAD, until_leaving=True)
    form = DismissalForm(today=today())
    form.offer(documents_of(me))
    if not form.validate_on_submit():
        back = url_for("incubator.show_leaving", case_id=case_id)
        lead = _("The agency is told at once and has its working days to answer.")
        title = _("Consider a dismissal")
        return fill_in(me, form, title, back=back, submit=_("Tell the agency"), lead=lead)
    actions.consider_dismissal(
        me.case,
        Cause(form.cause.data),
        form.facts.data,
        document_id=form.document.data,
        by_id=current().id,
        now=now(),
    )
    return done(_("The agency is told and may answer."), HERE, me)


@bp.route("/incubation/cases/<int:case_id>/leaving/dismissal/answer", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def answer_dismissal(case_id: int) -> ResponseReturnValue:
    """The agency answers."""
    me = reach(case_id, AGENCY)
    dismissal = queries.find_dismissal(me.case)
    if dismissal is None:
        abort(404)
    form = StatementForm(today=today())
    if not form.validate_on_submit():
        back = url_for("incubator.show_leaving", case_id=case_id)
        title = _("Answer to the dismissal")
        return fill_in(
            me, form, title, back=back, submit=_("Send the answer"), lead=dismissal.facts
        )
    actions.answer_dismissal(dismissal, form.statement.data, by_id=current().id, now=now())
    return done(_("Your answer is on record."), HERE, me)


@bp.post("/incubation/cases/<int:case_id>/leaving/dismissal/withdrawal")
@require(Permission.INCUBATOR_LEAD)
def drop_dismissal(case_id: int) -> ResponseReturnValue:
    """The base does not go on with it."""
    me = reach(case_id, HEAD, until_leaving=True)
    actions.drop_dismissal(me.case, by_id=current().id, now=now())
    return done(_("The dismissal is not pursued."), HERE, me)
