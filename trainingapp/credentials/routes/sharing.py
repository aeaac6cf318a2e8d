"""Shares as their holder makes, watches and ends them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.classes.pictures import draw_address
from trainingapp.credentials.actions import sharing as actions
from trainingapp.credentials.forms.sharing import ShareForm
from trainingapp.credentials.queries import sharing as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.signing.keys import find_issuer
from trainingapp.education.days import today
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

OWN = Permission.CREDENTIAL_OWN


@bp.get("/credentials/shares")
@require(OWN)
def list_shares() -> str:
    """The reader's shares, how each stands and how often it was looked at."""
    page = paginate(queries.list_shares(current().id))
    moment = now()
    return render_template(
        "credentials/list_shares.html",
        page=page,
        states={share.id: queries.state_of(share, now=moment) for share in page.items},
        views=queries.count_views([share.id for share in page.items]),
    )


@bp.route("/credentials/shares/new", methods=["GET", "POST"])
@require(OWN)
def open_share() -> ResponseReturnValue:
    """Choose what, for whom and until when; then there is a link."""
    form = ShareForm(queries.list_sharable(current().id), today=today())
    if not form.is_submitted():
        return render_template("credentials/open_share.html", form=form)
    if not form.is_sound():
        return render_template("credentials/open_share.html", form=form), 422
    choice = actions.Choice(
        form.recipient.data or "",
        form.last.data,
        credentials=form.credentials.data or (),
        parts=form.parts.data or (),
    )
    share = actions.open_share(current().id, choice, now=now())
    flash(_("Your link is ready."), "success")
    return redirect(url_for("credentials.show_share", share_id=share.id), 303)


@bp.get("/credentials/shares/<int:share_id>")
@require(OWN)
def show_share(share_id: int) -> str:
    """One share: its link and code while it is open, what goes with it, who has looked."""
    share = queries.get_share(current().id, share_id)
    state = queries.state_of(share, now=now())
    path = url_for("credentials.show_shared", secret=queries.secret_of(share))
    link = f"{find_issuer().base}{path}" if state == "open" else None
    return render_template(
        "credentials/show_share.html",
        share=share,
        state=state,
        link=link,
        qr=draw_address(link) if link else None,
        page=paginate(queries.list_views(share.id)),
    )


@bp.post("/credentials/shares/<int:share_id>/end")
@require(OWN)
def end_share(share_id: int) -> ResponseReturnValue:
    """Let the link open nothing any more."""
    actions.end_share(queries.get_share(current().id, share_id), now=now())
    flash(_("The share has ended. Its link opens nothing any more."), "success")
    return redirect(url_for("credentials.show_share", share_id=share_id), 303)
