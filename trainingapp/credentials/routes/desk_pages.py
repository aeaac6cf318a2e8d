"""What the pages of the desk share: which cases a reader reaches, and a case as it is shown."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _

from trainingapp.credentials.actions.sameness import mark_seen
from trainingapp.credentials.comparing import list_compared
from trainingapp.credentials.forms.verifying import FindingForm, SecondForm, finding_form
from trainingapp.credentials.models.evidence import DeskCase, Evidence
from trainingapp.credentials.queries import desk as queries
from trainingapp.credentials.queries.certificates import list_same_number
from trainingapp.credentials.queries.recognition import find_shown_line, has_lines
from trainingapp.credentials.verification_words import EVIDENCE_KINDS
from trainingapp.education.days import today
from trainingapp.rules.permissions import Permission
from trainingapp.rules.verification import METHODS, Method
from trainingapp.web.auth import current
from trainingapp.web.i18n import local_date

VERIFY = Permission.DEGREE_VERIFY
CASE = "/credentials/desk/<int:case_id>"


def reach() -> queries.Reach:
    """Whose records the reader may look at."""
    return queries.reach_of(current().grants)


def reached_case(case_id: int) -> DeskCase:
    """A case within it. :raises NoResultFound: any other."""
    return queries.get_case(reach(), current().id, case_id)


def evidence_of(case: DeskCase, evidence_id: int) -> Evidence:
    """A piece of evidence of a case. :raises NoResultFound: of another one."""
    return queries.get_evidence(case.subject_kind, case.subject_id, evidence_id)


def form_of(case: DeskCase, *, is_sent: bool) -> FindingForm:
    """The form for the fields of a record; a registrar speaks for the university, an administrator looks things up."""
    compared = list_compared(case.subject, case.user.display_name)
    form = finding_form(compared) if is_sent else finding_form(compared, formdata=None)
    kind, reached = case.subject_kind, reach()
    methods = METHODS[kind] if reached.is_everything else (Method.UNIVERSITY_ATTESTATION,)
    evidence = [one for one in queries.list_evidence(kind, case.subject_id) if not one.erased_at]
    if not is_sent:
        form.seen.data = mark_seen(case.subject)
    if evidence and not is_sent:
        form.evidence.data = evidence[0].id
    form.offer(methods, [(one, _label(one)) for one in evidence])
    return form


def _label(evidence: Evidence) -> str:
    words = [str(EVIDENCE_KINDS[evidence.kind]), local_date(evidence.entered_at)]  # type: ignore[index]
    if evidence.code_last4:
        words.append(_("code …%(last4)s", last4=evidence.code_last4))
    return " · ".join(words)


def show_page(case: DeskCase, form: FindingForm, second: SecondForm) -> str:
    """A record side by side with its evidence, and the form that fits its state."""
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
        same_number=list_same_number(case.subject) if kind == "certificate" else (),
        line=find_shown_line(case.subject) if kind == "degree" else None,
        has_lists=has_lines(),
        today=today(),
    )
