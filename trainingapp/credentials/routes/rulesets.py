"""The rules of eligibility: which are published, and whom a new version would change before it is."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from trainingapp.credentials.actions import rulesets as actions
from trainingapp.credentials.queries import eligibility as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.shipped import Shipped, list_shipped
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

MANAGE = Permission.RULESET_MANAGE


def _get_shipped(sha256: str) -> Shipped:
    for shipped in list_shipped():
        if shipped.rules.sha256 == sha256:
            return shipped
    raise NoResultFound


@bp.get("/eligibility-rules")
@require(MANAGE)
def list_rulesets() -> str:
    """Published versions, and those of the question bank that wait."""
    published = queries.list_published()
    known = {row.sha256 for row in published}
    waiting = [one for one in list_shipped() if one.rules.sha256 not in known]
    return render_template("credentials/list_rulesets.html", published=published, waiting=waiting)


@bp.get("/eligibility-rules/<sha256>")
@require(MANAGE)
def show_ruleset(sha256: str) -> str:
    """Whom a version would change, before it is published."""
    shipped = _get_shipped(sha256)
    changed = queries.list_changed(shipped.rules)
    return render_template(
        "credentials/show_ruleset.html",
        rules=shipped.rules,
        changed=changed[:50],
        count=len(changed),
    )


@bp.post("/eligibility-rules/<sha256>")
@require(MANAGE)
def publish_ruleset(sha256: str) -> ResponseReturnValue:
    """Let a version decide from now on."""
    actions.publish_ruleset(_get_shipped(sha256), actor_id=current().id, now=now())
    flash(_("The rules are published."), "success")
    return redirect(url_for("credentials.list_rulesets"), 303)
