"""The verification desk: the queue, a record beside its evidence, what is found, and the second look."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import verifying_records as actions
from trainingapp.credentials.actions.sameness import RecordChanged, mark_seen
from trainingapp.credentials.forms.verifying import FilterForm, SecondForm
from trainingapp.credentials.queries import desk as queries
from trainingapp.credentials.routes.desk_pages import (
    CASE,
    VERIFY,
    evidence_of,
    form_of,
    reach,
    reached_case,
    show_page,
)
from trainingapp.credentials.routes.mount import bp
from trainingapp.rules.chsi import CodeExpired
from trainingapp.rules.verification import Method, NoEvidence, NoSecondAwaited
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence
from trainingapp.web.pages import paginate


@bp.get("/credentials/desk")
@require(VERIFY)
def list_cases() -> ResponseReturnValue:
    """Records that wait, longest first; or those of another state, kind or person."""
    form = FilterForm(formdata=request.args if request.args else None)
    is_sound = form.validate()
    reached, reader = reach(), current().id
    rows = queries.list_cases(
        reached,
        reader,
        state=form.state.data if is_sound else "waiting",
        kind=form.kind.data if is_sound else "",
        name=(form.name.data or "") if is_sound else "",
    )
    return render_template(
        "credentials/list_cases.html",
        page=paginate(rows),
        form=form,
        counts=queries.count_cases(reached, reader),
        state=form.state.data if is_sound else "waiting",
        is_filtered=bool(form.kind.data or form.name.data),
    ), 200 if is_sound else 422


@bp.get(CASE)
@require(VERIFY)
def show_case(case_id: int) -> str:
    """A record side by side with its evidence."""
    case = reached_case(case_id)
    return show_page(case, form_of(case, is_sent=False), SecondForm(formdata=None))


@bp.post(f"{CASE}/verification")
@require(VERIFY)
def verify_record(case_id: int) -> ResponseReturnValue:
    """Keep what was ticked; the outcome and the status follow from it."""
    case = reached_case(case_id)
    form = form_of(case, is_sent=True)
    if not form.validate():
        return show_page(case, form, SecondForm(formdata=None)), 422
    mark = mark_seen(case.subject)
    if form.seen.data and form.seen.data != mark:
        form.seen.data = mark
        form["tick_holder"].errors = [sentence(RecordChanged())]
        return show_page(case, form, SecondForm(formdata=None)), 422
    chosen = form.evidence.data
    evidence = evidence_of(case, chosen) if chosen else None
    finding = actions.Finding(
        method=Method(form.method.data),
        ticks=form.ticks(),
        notes=form.notes(),
        evidence=evidence,
        note=form.note.data or "",
        valid_until=form.valid_until.data,
    )
    try:
        verification = actions.record_verification(
            case.subject_kind, case.subject, finding, verifier_id=current().id, now=now()
        )
    except (NoEvidence, CodeExpired) as refusal:
        form.evidence.errors = [*form.evidence.errors, sentence(refusal)]
        return show_page(case, form, SecondForm(formdata=None)), 422
    if verification.second == "waiting":
        flash(_("It is kept. A second person has to look at it before it counts."), "info")
    else:
        flash(_("It is kept, and the holder has a notice."), "success")
    return redirect(url_for("credentials.show_case", case_id=case.id), 303)


@bp.post(f"{CASE}/second")
@require(VERIFY)
def second_record(case_id: int) -> ResponseReturnValue:
    """Agree or disagree with what somebody else found."""
    case = reached_case(case_id)
    form = SecondForm()
    if not form.validate():
        return show_page(case, form_of(case, is_sent=False), form), 422
    waiting = queries.find_waiting(case.subject_kind, case.subject_id)
    if waiting is None:
        raise NoSecondAwaited
    actions.give_second_opinion(
        waiting,
        agrees=form.agrees.data == "yes",
        note=form.note.data or "",
        verifier_id=current().id,
        now=now(),
    )
    flash(_("Your look is kept."), "success")
    return redirect(url_for("credentials.show_case", case_id=case.id), 303)
