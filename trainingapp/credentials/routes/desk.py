"""The verification desk: the queue, a record beside its evidence, what is found, and the second look."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import desk_reading, verifying_records as actions
from trainingapp.credentials.comparing import list_compared
from trainingapp.credentials.forms.verifying import (
    FilterForm,
    FindingForm,
    SecondForm,
    finding_form,
)
from trainingapp.credentials.models.evidence import DeskCase, Evidence
from trainingapp.credentials.queries import desk as queries
from trainingapp.credentials.queries.recognition import find_shown_line, has_lines
from trainingapp.credentials.routes.evidence_sending import send_evidence
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.verification_words import EVIDENCE_KINDS
from trainingapp.education.days import today
from trainingapp.rules.chsi import CodeExpired
from trainingapp.rules.permissions import Permission
from trainingapp.rules.verification import METHODS, Method
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence
from trainingapp.web.i18n import local_date
from trainingapp.web.pages import paginate

VERIFY = Permission.DEGREE_VERIFY
CASE = "/credentials/desk/<int:case_id>"


def _reach() -> queries.Reach:
    return queries.reach_of(current().grants)


def _case(case_id: int) -> DeskCase:
    return queries.get_case(_reach(), current().id, case_id)


@bp.get("/credentials/desk")
@require(VERIFY)
def list_cases() -> ResponseReturnValue:
    """Records that wait, longest first; or those of another state, kind or person."""
    form = FilterForm(formdata=request.args if request.args else None)
    is_sound = form.validate()
    reach, reader = _reach(), current().id
    rows = queries.list_cases(
        reach,
        reader,
        state=form.state.data if is_sound else "waiting",
        kind=form.kind.data if is_sound else "",
        name=(form.name.data or "") if is_sound else "",
    )
    return render_template(
        "credentials/list_cases.html",
        page=paginate(rows),
        form=form,
        counts=queries.count_cases(reach, reader),
        state=form.state.data if is_sound else "waiting",
        is_filtered=bool(form.kind.data or form.name.data),
    ), 200 if is_sound else 422


@bp.get(CASE)
@require(VERIFY)
def show_case(case_id: int) -> str:
    """A record side by side with its evidence."""
    case = _case(case_id)
    return _show(case, _finding_form(case, is_sent=False), SecondForm(formdata=None))


@bp.post(f"{CASE}/verification")
@require(VERIFY)
def verify_record(case_id: int) -> ResponseReturnValue:
    """Keep what was ticked; the outcome and the status follow from it."""
    case = _case(case_id)
    form = _finding_form(case, is_sent=True)
    if not form.validate():
        return _show(case, form, SecondForm(formdata=None)), 422
    chosen = form.evidence.data
    evidence = _evidence(case, chosen) if chosen else None
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
    except (actions.NoEvidence, CodeExpired) as refusal:
        form.evidence.errors = [*form.evidence.errors, sentence(refusal)]
        return _show(case, form, SecondForm(formdata=None)), 422
    if verification.second == "waiting":
        flash(_("It is kept. A second person has to look at it before it counts."), "info")
    else:
        flash(_("It is kept, and the holder has a notice."), "success")
    return redirect(url_for("credentials.show_case", case_id=case.id), 303)


@bp.post(f"{CASE}/second")
@require(VERIFY)
def second_record(case_id: int) -> ResponseReturnValue:
    """Agree or disagree with what somebody else found."""
    case = _case(case_id)
    form = SecondForm()
    if not form.validate():
        return _show(case, _finding_form(case, is_sent=False), form), 422
    waiting = queries.find_waiting(case.subject_kind, case.subject_id)
    if waiting is None:
        raise actions.NoSecondAwaited
    actions.give_second_opinion(
        waiting,
        agrees=form.agrees.data == "yes",
        note=form.note.data or "",
        verifier_id=current().id,
        now=now(),
    )
    flash(_("Your look is kept."), "success")
    return redirect(url_for("credentials.show_case", case_id=case.id), 303)


@bp.get(f"{CASE}/evidence/<int:evidence_id>")
@require(VERIFY)
def show_evidence(case_id: int, evidence_id: int) -> Response:
    """A file that somebody gave for the record; that it was looked at is in the audit log."""
    evidence = _evidence(_case(case_id), evidence_id)
    desk_reading.note_look(evidence, actor_id=current().id, now=now())
    return send_evidence(evidence)


@bp.post(f"{CASE}/evidence/<int:evidence_id>/code")
@require(VERIFY)
def reveal_code(case_id: int, evidence_id: int) -> str:
    """Show a CHSI code to look up; that it was shown is in the audit log."""
    case = _case(case_id)
    value = desk_reading.reveal_code(_evidence(case, evidence_id), actor_id=current().id, now=now())
    return _show_hidden(case, _("CHSI online code"), value)


@bp.post(f"{CASE}/number")
@require(VERIFY)
def reveal_number(case_id: int) -> str:
    """Show the number of a paper to compare it; that it was shown is in the audit log."""
    case = _case(case_id)
    value = desk_reading.reveal_number(case.subject, actor_id=current().id, now=now())
    return _show_hidden(case, _("Number of the paper"), value)


def _show_hidden(case: DeskCase, label: str, value: str | None) -> str:
    return render_template("credentials/show_hidden.html", case=case, label=label, value=value)


def _evidence(case: DeskCase, evidence_id: int) -> Evidence:
    return queries.get_evidence(case.subject_kind, case.subject_id, evidence_id)


def _finding_form(case: DeskCase, *, is_sent: bool) -> FindingForm:
    compared = list_compared(case.subject, case.user.display_name)
    form = finding_form(compared) if is_sent else finding_form(compared, formdata=None)
    kind, reach = case.subject_kind, _reach()
    methods = METHODS[kind] if reach.is_everything else (Method.UNIVERSITY_ATTESTATION,)
    form.offer(
        methods, [(one, _label(one)) for one in queries.list_evidence(kind, case.subject_id)]
    )
    return form


def _label(evidence: Evidence) -> str:
    words = [str(EVIDENCE_KINDS[evidence.kind]), local_date(evidence.entered_at)]  # type: ignore[index]
    if evidence.code_last4:
        words.append(_("code …%(last4)s", last4=evidence.code_last4))
    return " · ".join(words)


def _show(case: DeskCase, form: FindingForm, second: SecondForm) -> str:
    kind = case.subject_kind
    verifications = queries.list_verifications(kind, case.subject_id)
    waiting = next((one for one in verifications if one.second == "waiting"), None)
    return render_template(
        "credentials/show_case.html",
        case=case,
        kind=kind,
        row=case.subject,
        form=form,
        second=second,
        waiting=waiting,
        is_own_finding=waiting is not None and waiting.verified_by_id == current().id,
        evidence=queries.list_evidence(kind, case.subject_id),
        verifications=verifications,
        line=find_shown_line(case.subject) if kind == "degree" else None,
        has_lists=has_lines(),
        today=today(),
    )
