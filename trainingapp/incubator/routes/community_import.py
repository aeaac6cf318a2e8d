"""Bringing communities in by a workbook: the head of a base, for the area of the base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions.communities import bring_communities
from trainingapp.incubator.forms.communities import CommunitySheetForm
from trainingapp.incubator.routes import community_files as files
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.get("/incubation/communities/import")
@require(Permission.INCUBATOR_LEAD)
def choose_communities() -> str:
    """The form of a workbook."""
    return _ask(CommunitySheetForm())


@bp.post("/incubation/communities/import")
@require(Permission.INCUBATOR_LEAD)
def import_communities() -> ResponseReturnValue:
    """Check a workbook; bring it in when every row is right and it is no trial."""
    form = CommunitySheetForm()
    if not form.validate():
        return _ask(form), 422
    read, refusal = files.read_sheet(form.sheet.data, files.led_prefixes(current()))
    if refusal:
        form.sheet.errors = [refusal]
    if refusal or read.faults:
        return _ask(form, faults=read.faults), 422
    is_trial = bool(form.is_trial.data)
    brought = bring_communities(read.rows, person_id=current().id, now=now(), is_trial=is_trial)
    counts = {"added": brought.added, "changed": brought.changed, "same": brought.same}
    if is_trial:
        told = _("Every row is right: %(added)s new, %(changed)s changed, %(same)s as they are.")
        return _ask(form, told=told % counts)
    flash(
        _("Brought in: %(added)s new, %(changed)s changed, %(same)s as they were.", **counts),
        "success",
    )
    return redirect(url_for("incubator.list_communities"), 303)


def _ask(form: CommunitySheetForm, faults: Sequence[Any] = (), told: str = "") -> str:
    return render_template(
        "incubator/import_communities.html", form=form, faults=faults[:100], told=told
    )
