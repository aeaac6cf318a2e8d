"""Every kind of flaw by its stable name: items name it in `exceptions`, pages explain it, `bank check` reports it."""

from __future__ import annotations

from collections.abc import Mapping

from trainingapp.rules.item_flaws.bank_words import BANK_FLAWS
from trainingapp.rules.item_flaws.flaw import Flaw, FlawKind, Severity
from trainingapp.rules.item_flaws.option_words import OPTION_FLAWS
from trainingapp.rules.item_flaws.stem_words import STEM_FLAWS

CATALOGUE: Mapping[str, FlawKind] = {**OPTION_FLAWS, **STEM_FLAWS, **BANK_FLAWS}


def kind_of(flaw: Flaw) -> FlawKind:
    """What there is to say about the flaw."""
    return CATALOGUE[flaw.name]


def is_error(flaw: Flaw) -> bool:
    """Whether the flaw keeps a ready item from passing."""
    return kind_of(flaw).severity is Severity.ERROR
