"""The blueprint of the item bank and the words that its pages use."""

from __future__ import annotations

from flask import Blueprint

from trainingapp.itembank import wording
from trainingapp.itembank.exchange.wording import import_act, import_severity, import_state
from trainingapp.itembank.field_names import field_label
from trainingapp.itembank.routes.persons import is_editor, is_reviewer

bp = Blueprint("itembank", __name__, url_prefix="/bank")
for name in (wording.subject_name, wording.item_kind, wording.item_level, wording.item_status):
    bp.app_template_global()(name)


@bp.context_processor
def offer_words() -> dict[str, object]:
    """The names that only pages of this part use."""
    return {
        "confidence": wording.confidence,
        "verdict": wording.verdict,
        "item_act": wording.item_act,
        "attention": wording.attention,
        "field_label": field_label,
        "import_act": import_act,
        "import_severity": import_severity,
        "import_state": import_state,
        "is_editor": is_editor,
        "is_reviewer": is_reviewer,
        "status_tones": wording.STATUS_TONES,
    }
