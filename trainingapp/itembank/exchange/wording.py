"""The names of an import's states, acts and weights in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_pgettext as pgettext

STATES = {
    "checked": pgettext("import", "Checked, not stored"),
    "done": pgettext("import", "Stored"),
    "undone": pgettext("import", "Taken back"),
}
ACTS = {
    "new": pgettext("import", "New"),
    "change": pgettext("import", "Changed"),
    "same": pgettext("import", "Unchanged"),
    "wrong": pgettext("import", "Has errors"),
    "deleted": pgettext("import", "Deleted again"),
    "restored": pgettext("import", "Put back"),
}
SEVERITIES = {
    "error": pgettext("import", "Error"),
    "warning": pgettext("import", "Second look"),
    "kept": pgettext("import", "Kept"),
}


def import_state(value: str) -> str:
    """The name of a state of an import."""
    return str(STATES[value])


def import_act(value: str) -> str:
    """What an import does, or undoing has done, to an item."""
    return str(ACTS.get(value, SEVERITIES["kept"]))


def import_severity(value: str) -> str:
    """How much a finding weighs."""
    return str(SEVERITIES[value])
