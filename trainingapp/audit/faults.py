"""Breaks of the chain, told to a reader."""

from __future__ import annotations

from flask_babel import gettext as _

from trainingapp.audit.queries import Fault, FaultKind


def fault_sentence(fault: Fault) -> str:
    """What is wrong, and at which entry."""
    number = fault.number
    sentences = {
        FaultKind.MISSING: _("Entry %(number)s is missing.", number=number),
        FaultKind.CHANGED: _("Entry %(number)s was changed.", number=number),
        FaultKind.DETACHED: _("Entry %(number)s does not follow the one before it.", number=number),
        FaultKind.HEADLESS: _("The end of the log does not fit entry %(number)s.", number=number),
    }
    return str(sentences[fault.kind])
