"""How acts and the things they are about are called on the auditor's pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

ACTS = {
    "account.anonymise": _("made an account anonymous"),
    "account.cancel_deletion": _("kept an account that was to be deleted"),
    "account.change_contact": _("changed e-mail or mobile number"),
    "account.change_password": _("changed the password"),
    "account.create": _("made an account"),
    "account.drop_second_factor": _("removed the second factor"),
    "account.end_sign_in": _("signed out"),
    "account.end_sign_ins": _("signed out everywhere else"),
    "account.export": _("took a copy of personal data"),
    "account.give_consent": _("gave consent"),
    "account.grant_role": _("granted a role"),
    "account.lock": _("locked after wrong passwords"),
    "account.refuse_sign_in": _("was refused at sign-in"),
    "account.rename": _("took another name"),
    "account.renew_recovery_codes": _("made new recovery codes"),
    "account.request_deletion": _("asked for deletion"),
    "account.reset_password": _("set a new password by a mailed link"),
    "account.reveal": _("revealed a hidden number"),
    "account.revoke_role": _("took a role back"),
    "account.set_id_number": _("entered the ID number"),
    "account.set_second_factor": _("set up the second factor"),
    "account.set_temporary_password": _("gave a temporary password"),
    "account.sign_in": _("signed in"),
    "account.start_reset": _("asked for a link to reset the password"),
    "account.unlock": _("unlocked an account"),
    "account.use_recovery_code": _("used a recovery code"),
    "account.withdraw_consent": _("withdrew consent"),
    "audit.export": _("took a copy of the audit log"),
    "audit.remove_expired": _("removed expired entries"),
    "exams.add_seats": _("gave seats"),
    "exams.add_time": _("added time"),
    "exams.close_attempt": _("closed an attempt"),
    "exams.close_sitting": _("closed a sitting"),
    "exams.collect_attempt": _("collected an attempt whose time was over"),
    "exams.count_late_answers": _("counted late answers"),
    "exams.create_attempts": _("prepared attempts"),
    "exams.assemble_form": _("had a paper of their own made"),
    "exams.create_sitting": _("arranged a sitting"),
    "exams.credit_outage": _("gave back the time of an outage"),
    "exams.pause_attempt": _("paused an attempt"),
    "exams.remove_seat": _("took a seat back"),
    "exams.resume_attempt": _("let an attempt go on"),
    "exams.update_sitting": _("changed a sitting"),
    "exams.void_attempt": _("voided an attempt"),
    "courses.complete": _("completed a course"),
    "courses.create": _("created a course"),
    "courses.enrol": _("joined a course"),
    "courses.list": _("listed a course in the catalogue again"),
    "courses.open_version": _("began a new version of a course"),
    "courses.publish": _("published a course"),
    "courses.recall": _("took a course back from review"),
    "courses.return": _("returned a course to its author"),
    "courses.send": _("sent a course to review"),
    "courses.update": _("changed a course"),
    "courses.withdraw": _("withdrew a course from the catalogue"),
    "files.refuse": _("had a file refused"),
    "itembank.change_law": _("changed the versions of a law"),
    "itembank.import": _("brought items in by a file"),
    "itembank.lapse_items": _("sent items to review because their law has ended"),
    "itembank.load": _("loaded the question bank"),
    "itembank.open": _("opened an item as an editor"),
    "itembank.undo_import": _("took an import of items back"),
    "jobs.retry": _("started a job again"),
    "notices.download_mail": _("took a copy of a mail"),
    "organisation.create": _("entered an organisation"),
    "organisation.update": _("changed an organisation"),
}

SUBJECTS = {
    "attempt": _("attempt"),
    "audit_entry": _("audit log"),
    "bank_item": _("item"),
    "course": _("course"),
    "import_batch": _("import of items"),
    "job": _("job"),
    "law": _("law"),
    "mail": _("mail"),
    "organisation": _("organisation"),
    "outage": _("outage"),
    "sign_in": _("sign-in"),
    "sitting": _("sitting"),
    "upload": _("upload"),
    "user": _("person"),
}


def act_text(action: str) -> str:
    """An act in the reader's words; its code when it has none yet."""
    return str(ACTS.get(action, action))


def subject_text(subject: str) -> str:
    """A kind of thing in the reader's words; its code when it has none yet."""
    return str(SUBJECTS.get(subject, subject))
