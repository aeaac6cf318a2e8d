"""The blueprint of continuing education and the words that its pages use."""

from __future__ import annotations

from flask import Blueprint, request

from trainingapp.accounts.labels import LEVELS
from trainingapp.education import wording
from trainingapp.education.days import today
from trainingapp.education.models import CeRule
from trainingapp.education.standards import find_standard
from trainingapp.rules.education import Category, RuleState, hours

bp = Blueprint("education", __name__)
HOME = "CN"  # the place whose hour is shown; the ledger itself is in minutes


@bp.app_template_global()
def ce_hours(minutes: int) -> str | None:
    """Minutes as hours, rounded down; None while no standard says how long an hour is."""
    standard = find_standard(HOME, on=today())
    if standard is None:
        return None
    return f"{hours(minutes, per_hour=standard.minutes_per_hour.value):f}"


@bp.app_template_global()
def ce_category(category: str) -> str:
    """The name of a category."""
    return str(wording.CATEGORIES[Category(category)])


@bp.app_template_global()
def ce_state(state: str) -> str:
    """The name of a rule's state."""
    return str(wording.STATES[RuleState(state)])


@bp.app_template_global()
def ce_place(jurisdiction: str) -> str:
    """The name of a place; its code for one that has none here."""
    return str(wording.JURISDICTIONS.get(jurisdiction, jurisdiction))


@bp.app_template_global()
def ce_is_verified(rule: CeRule) -> bool:
    """Whether somebody has read both documents: of the provider and of the rule."""
    return rule.is_verified and rule.provider.is_verified


@bp.app_context_processor
def offer_words() -> dict[str, object]:
    """The names that only pages of continuing education use, wherever they stand."""
    return {
        "ce_tones": wording.TONES,
        "ce_kind_name": wording.kind_name,
        "level_names": LEVELS,
    }


def form_status() -> int:
    """422 for a form that was sent and refused, 200 for one that is only shown."""
    return 422 if request.method == "POST" else 200
