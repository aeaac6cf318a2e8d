"""Verifying a document that anybody brings: a page without script, and the same for programs."""

from __future__ import annotations

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.credentials import wording
from trainingapp.credentials.forms.verifiable import VerifyForm
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.signing.opening import MOST_CARRIER
from trainingapp.credentials.signing.verifying import Findings, verify
from trainingapp.extensions import csrf, limiter
from trainingapp.web.auth import public
from trainingapp.web.clock import now
from trainingapp.web.transactions import reads_first

verifying = limiter.shared_limit("20 per minute; 200 per hour", scope="verify")


@bp.get("/verify")
@public
def show_verify() -> str:
    """Where a credential is pasted or chosen."""
    return render_template("credentials/verify.html", form=VerifyForm(formdata=None))


@bp.post("/verify")
@public
@reads_first
@verifying
def verify_document() -> ResponseReturnValue:
    """Each check of what was sent. Nothing of it is kept."""
    form = VerifyForm()
    content = form.content() if form.validate() else ""
    if not content:
        return render_template("credentials/verify.html", form=form, is_empty=not form.errors), 422
    findings = verify(content, now=now())
    return render_template("credentials/verify.html", form=form, findings=findings)


@bp.post("/api/verify")
@public
@reads_first
@verifying
def verify_by_program() -> ResponseReturnValue:
    """The same as JSON; the body is a document, a token, a picture or a PDF. 422 when it is refused unread."""
    content = request.stream.read(MOST_CARRIER + 1)
    findings = verify(content, now=now())
    is_read = findings.find("form").word == "readable"
    return jsonify(_told(findings)), 200 if is_read else 422


csrf.exempt(verify_by_program)  # it reads no cookie and changes nothing


def _told(findings: Findings) -> dict[str, object]:
    return {
        "valid": findings.is_valid,
        "checks": [
            {
                "check": check.name,
                "outcome": check.outcome,
                "reason": check.word,
                "told": str(wording.WHY[check.word]),
            }
            for check in findings.checks
        ],
    }
