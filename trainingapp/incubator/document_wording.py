"""The words of pages for documents: what a paper is, and who opens it."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from trainingapp.rules.incubation.document_words import Audience, DocumentCategory

CATEGORIES: Mapping[DocumentCategory, LazyString] = {
    DocumentCategory.REGISTRATION_CERTIFICATE: _("Registration certificate"),
    DocumentCategory.APPLICATION_LETTER: _("Letter of application for registration"),
    DocumentCategory.CHARTER: _("Charter"),
    DocumentCategory.SUPERVISOR_CONSENT: _("Consent of the supervising unit"),
    DocumentCategory.PREMISES_PROOF: _("Proof of the right to use the premises"),
    DocumentCategory.CAPITAL_REPORT: _("Capital verification report"),
    DocumentCategory.IDENTITY: _("Proof of identity"),
    DocumentCategory.MINUTES: _("Minutes of a meeting"),
    DocumentCategory.LICENCE: _("Licence or recognition"),
    DocumentCategory.ANNUAL_REPORT: _("Annual report or inspection"),
    DocumentCategory.ACCOUNTS: _("Financial statements"),
    DocumentCategory.AUDIT: _("Audit report"),
    DocumentCategory.TAX: _("Tax document"),
    DocumentCategory.GRADE: _("Proof of the grade"),
    DocumentCategory.CREDIT: _("Credit record"),
    DocumentCategory.PARTY: _("Party building document"),
    DocumentCategory.FILING_PROOF: _("Proof of a filing"),
    DocumentCategory.HOUSE_RULES: _("Internal rules"),
    DocumentCategory.STAFF: _("Staff document"),
    DocumentCategory.RECORD_QUERY: _("Result of a record query"),
    DocumentCategory.PROTOCOL: _("Signed protocol of duty to report"),
    DocumentCategory.CONTRACT: _("Contract document"),
    DocumentCategory.AGREEMENT: _("Signed agreement"),
    DocumentCategory.PLEDGE: _("Signed pledge"),
    DocumentCategory.INVENTORY: _("Inventory list"),
    DocumentCategory.RECEIPT: _("Receipt or voucher"),
    DocumentCategory.PLAN: _("Plan document"),
    DocumentCategory.REPORT: _("Report document"),
    DocumentCategory.EVALUATION: _("Evaluation document"),
    DocumentCategory.LETTER: _("Official letter"),
    DocumentCategory.RECOMMENDATION: _("Letter of recommendation"),
    DocumentCategory.CONSENT: _("Signed consent"),
    DocumentCategory.PHOTO: _("Photo"),
    DocumentCategory.OTHER: _("Other document"),
}

AUDIENCES: Mapping[Audience, LazyString] = {
    Audience.EXPERTS: _("Also experts with a seat on the case"),
    Audience.PARTIES: _("Agency, base and authority"),
    Audience.BASE: _("Base and authority only"),
    Audience.RESTRICTED: _("Officers and head of the base only"),
}
