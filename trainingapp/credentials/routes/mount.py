"""The blueprint of credentials and the words that its pages use."""

from __future__ import annotations

from flask import Blueprint

from trainingapp.credentials import (
    batch_words,
    eligibility_words,
    employment_wording,
    link_words,
    registration_wording,
    sharing_words,
    verification_words,
    wording,
)

bp = Blueprint("credentials", __name__)


@bp.app_context_processor
def offer_words() -> dict[str, object]:
    """The names that only pages of credentials use."""
    return {
        "batch_words": batch_words,
        "credential_words": wording,
        "eligibility_words": eligibility_words,
        "employment_words": employment_wording,
        "link_words": link_words,
        "registration_words": registration_wording,
        "sharing_words": sharing_words,
        "verification_words": verification_words,
    }
