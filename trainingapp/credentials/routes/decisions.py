"""Decisions as somebody kept them, with the rules of their day and what they rested on."""

from __future__ import annotations

from flask import render_template

from trainingapp.credentials.queries import eligibility as queries
from trainingapp.credentials.queries.resting import list_rested
from trainingapp.credentials.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.pages import paginate

OWN = Permission.CREDENTIAL_OWN


@bp.get("/eligibility/decisions")
@require(OWN)
def list_decisions() -> str:
    """Every decision that somebody kept."""
    page = paginate(queries.list_decisions(current().id))
    return render_template("credentials/list_decisions.html", page=page)


@bp.get("/eligibility/decisions/<int:number>")
@require(OWN)
def show_decision(number: int) -> str:
    """A kept decision with the rules of its day, and whether it comes out of them again."""
    kept = queries.get_decision(current().id, number)
    return render_template(
        "credentials/show_decision.html",
        kept=kept,
        found=queries.read_document(kept),
        rules=queries.read_rules(kept.ruleset.document),
        is_replayed=queries.replays(kept),
        broken=queries.find_broken(current().id),
        rested=list_rested(kept),
    )
