"""The blueprint of the incubator and the words that its pages use."""

from __future__ import annotations

from flask import Blueprint

from trainingapp.incubator import (
    applying_telling,
    list_links,
    review_words,
    showing,
    tabs,
    today_wording,
    wording,
)

bp = Blueprint("incubator", __name__)


@bp.app_context_processor
def offer_words() -> dict[str, object]:
    """The names that only pages of the incubator use."""
    return {
        "incubator_words": wording,
        "review_words": review_words,
        "incubator_tabs": tabs,
        "incubator_lists": list_links,
        "incubator_shown": showing,
        "applying_words": applying_telling,
        "today_words": today_wording,
    }
