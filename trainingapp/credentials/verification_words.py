"""The words of evidence, of the verification desk and of recognised programmes."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from trainingapp.credentials.eligibility_words import STATUSES
from trainingapp.credentials.models.evidence import CaseState, EvidenceKind
from trainingapp.rules.recognition import MatchKind
from trainingapp.rules.verification import CheckOutcome, Method, SecondOpinion, Tick

EVIDENCE_KINDS: Mapping[EvidenceKind, LazyString] = {
    EvidenceKind.CHSI_REPORT: _("CHSI report on a diploma or on being enrolled"),
    EvidenceKind.DEGREE_REPORT: _("CHSI report on a degree"),
    EvidenceKind.DIPLOMA_SCAN: _("Picture of the diploma or degree certificate"),
    EvidenceKind.CSCSE_CERTIFICATE: _("CSCSE certificate on a degree from abroad"),
    EvidenceKind.UNIVERSITY_BATCH: _("List of the university"),
    EvidenceKind.EXAM_SCORE_PAGE: _("Official page of exam results"),
    EvidenceKind.NATIONAL_CERTIFICATE: _("Picture or file of the national certificate"),
    EvidenceKind.EMPLOYER_LETTER: _("Letter or contract of the employer"),
}

# What a holder may give for a record of a kind.
EVIDENCE_OF: Mapping[str, tuple[EvidenceKind, ...]] = {
    "degree": (
        EvidenceKind.CHSI_REPORT,
        EvidenceKind.DEGREE_REPORT,
        EvidenceKind.DIPLOMA_SCAN,
        EvidenceKind.CSCSE_CERTIFICATE,
    ),
    "work": (EvidenceKind.EMPLOYER_LETTER,),
    "certificate": (EvidenceKind.NATIONAL_CERTIFICATE,),
    "pass": (EvidenceKind.EXAM_SCORE_PAGE,),
}

METHODS: Mapping[Method, LazyString] = {
    Method.CHSI_ONLINE: _("Looked up at CHSI with the holder's code"),
    Method.OFFICIAL_LOOKUP: _("Looked up in another official register"),
    Method.UNIVERSITY_ATTESTATION: _("Confirmed by the university's own register"),
    Method.ISSUER_SIGNATURE: _("Signature of the issuer checked"),
    Method.DOCUMENT_REVIEW: _("Only the document looked at"),
}

TICKS: Mapping[Tick, LazyString] = {
    Tick.MATCH: _("matches"),
    Tick.MISMATCH: _("does not match"),
    Tick.UNSEEN: _("not shown"),
}
TICK_TONES: Mapping[Tick, str] = {
    Tick.MATCH: "success",
    Tick.MISMATCH: "danger",
    Tick.UNSEEN: "neutral",
}

OUTCOMES: Mapping[CheckOutcome, LazyString] = {
    CheckOutcome.MATCH: _("Everything that is needed matches"),
    CheckOutcome.MISMATCH: _("Something does not match"),
    CheckOutcome.INCONCLUSIVE: _("Not enough was shown to decide"),
}
OUTCOME_TONES: Mapping[CheckOutcome, str] = {
    CheckOutcome.MATCH: "success",
    CheckOutcome.MISMATCH: "danger",
    CheckOutcome.INCONCLUSIVE: "warning",
}

SECONDS: Mapping[SecondOpinion, LazyString] = {
    SecondOpinion.NONE: _("No second person needed"),
    SecondOpinion.WAITING: _("A second person has still to look at it"),
    SecondOpinion.AGREED: _("A second person agrees"),
    SecondOpinion.REFUSED: _("A second person does not agree"),
}

CASE_STATES: Mapping[CaseState, LazyString] = {
    CaseState.WAITING: _("Waiting for the desk"),
    CaseState.SECOND: _("Waiting for a second person"),
    CaseState.ANSWERED: _("The holder's turn"),
    CaseState.SETTLED: _("Settled"),
}

FIELDS: Mapping[str, LazyString] = {
    "holder": _("Name of the holder"),
    "institution_name": _("School or university"),
    "major_as_printed": _("Major as printed on it"),
    "major_code": _("Code of the major"),
    "level": _("Level of study or of the certificate"),
    "kind": _("Which paper"),
    "mode": _("Mode of study"),
    "enrolled_on": _("Enrolled on"),
    "day": _("Day of award or graduation"),
    "number": _("Number (last four)"),
    "employer": _("Employer"),
    "starts_on": _("First day of work"),
    "ends_on": _("Last day of work"),
    "issued_on": _("Approved on"),
    "region": _("Where it is valid"),
    "paper": _("Paper"),
    "year": _("Exam year"),
    "proof_on": _("Proof issued on"),
}

MATCH_KINDS: Mapping[MatchKind, LazyString] = {
    MatchKind.NAME: _("the name as printed"),
    MatchKind.CODE: _("the code of the catalogue"),
}

# A record's status as verifiers read it, who are not its holder.
DESK_STATUSES: Mapping[str, tuple[LazyString, str]] = {
    **STATUSES,
    "claimed": (_("entered by the holder, not verified"), "warning"),
}

# What the holder of a record may do, by its status.
NEXT_STEPS: Mapping[str, LazyString] = {
    "claimed": _(
        "Nobody has looked at it yet. Give evidence below; until then it counts as unverified."
    ),
    "document": _(
        "Your document was seen, but not looked up in an official register. "
        "Add a CHSI code or an official report to have it verified."
    ),
    "verified": _("It is verified. You need to do nothing."),
    "authority": _("It is confirmed by the institution itself. You need to do nothing."),
    "rejected": _(
        "Two people found that it does not match. If you typed something wrong, enter it again; "
        "if the evidence was wrong, give better evidence below."
    ),
    "expired": _(
        "The last verification has run out. Give new evidence below, for example a new CHSI code."
    ),
}

WAITING_STEPS: Mapping[str, LazyString] = {
    "waiting": _("Your evidence is with the desk. You will get a notice; you need to do nothing."),
    "second": _("A second person is looking at it. You will get a notice; you need to do nothing."),
    "answered": _(
        "The desk could not decide by this evidence. Read its note and add what is asked."
    ),
}
