"""A reader's own notices, and the administrator's view of mail."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.audit.actions import record
from trainingapp.notices import actions, queries
from trainingapp.notices.delivery import make_letter
from trainingapp.notices.kinds import notice_sentence
from trainingapp.notices.models import Notice
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

bp = Blueprint("notices", __name__)


@bp.app_template_filter("notice_text")
def notice_text(notice: Notice) -> str:
    """A notice as a sentence in the reader's language."""
    return notice_sentence(notice.kind, queries.read_arguments(notice))


@bp.get("/notices")
@require(Permission.NOTICE_OWN)
def list_notices() -> str:
    """The reader's notices, the newest first."""
    page = paginate(queries.list_notices(current().id))
    return render_template("notices/list_notices.html", page=page)


@bp.post("/notices/<int:notice_id>/reading")
@require(Permission.NOTICE_OWN)
def read_notice(notice_id: int) -> ResponseReturnValue:
    """Open what a notice is about, and note that it was read."""
    notice = queries.get_notice_for(current().id, notice_id)
    actions.read_notice(notice, now=now())
    return redirect(notice.url, 303)


@bp.post("/notices/reading")
@require(Permission.NOTICE_OWN)
def read_all() -> ResponseReturnValue:
    """Note that the reader has read everything."""
    actions.read_all(current().id, now=now())
    flash(_("All notices are marked as read."))
    return redirect(url_for("notices.list_notices"), 303)


@bp.get("/mail")
@require(Permission.MAIL_READ)
def list_mail() -> str:
    """Every mail of the last month, sent or waiting."""
    folder = None if current_app.config["MAIL_HOST"] else current_app.config["DATA"] / "mail"
    return render_template(
        "notices/list_mail.html", page=paginate(queries.list_mail()), folder=folder
    )


@bp.get("/mail/<int:mail_id>")
@require(Permission.MAIL_READ)
def show_mail(mail_id: int) -> str:
    """One mail as text."""
    return render_template("notices/show_mail.html", mail=queries.get_mail(mail_id))


@bp.post("/mail/<int:mail_id>/file")
@require(Permission.MAIL_READ)
def download_mail(mail_id: int) -> Response:
    """The mail as a mail program opens it. Taking it away leaves an audit entry."""
    mail = queries.get_mail(mail_id)
    letter = make_letter(mail, sender=str(current_app.config["MAIL_FROM"]))
    record(
        "notices.download_mail",
        actor_id=current().id,
        subject="mail",
        subject_id=mail_id,
        now=now(),
    )
    disposition = f'attachment; filename="{letter.name}"'
    return Response(
        letter.message.as_bytes(),
        mimetype="message/rfc822",
        headers={"Content-Disposition": disposition},
    )
