"""What the page of the exam room gives to its script."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_wtf.csrf import generate_csrf

from trainingapp.exams.models import Attempt
from trainingapp.exams.queries import sittings
from trainingapp.web.auth import current
from trainingapp.web.i18n import current_display, titled


def room_data(attempt: Attempt) -> dict[str, Any]:
    """Addresses, texts and rules; the answers themselves come with the lease."""
    paper = sittings.get_paper_facts(attempt.test_form_id)
    number = attempt.id
    return {
        "attempt": number,
        "locale": current_display().language,
        "csrf": generate_csrf(),
        "title": titled(attempt.sitting.title),
        "minutes": attempt.minutes,
        "candidate": {"name": current().display_name, "number": f"{current().id:08d}"},
        "rules": {
            "items": paper.items,
            "full_score": paper.full_score,
            "cut_score": paper.cut_score,
            "single": paper.single,
            "multiple": paper.multiple,
            "partial": paper.partial,
            "min_submit_minutes": attempt.sitting.earliest_hand_in_minutes,
        },
        "urls": {
            "room": url_for("exams.show_attempt", attempt_id=number),
            "lease": url_for("lean.lease", attempt_id=number),
            "events": url_for("lean.record", attempt_id=number),
            "pulse": url_for("lean.pulse", attempt_id=number),
            "submission": url_for("lean.submit", attempt_id=number),
            "receipt": url_for("exams.show_receipt", attempt_id=number),
            "result": url_for("exams.show_attempt", attempt_id=number),
            "sign_in": url_for("accounts.sign_in"),
            "presence": url_for("accounts.show_presence"),
            "home": url_for("dashboards.show_home"),
        },
    }
