"""What the linter looks for, explained: a page for those who write and review items."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext, lazy_gettext as _

from trainingapp.itembank.findings import fill
from trainingapp.itembank.routes.mount import bp
from trainingapp.rules.item_flaws.catalogue import CATALOGUE, kind_of
from trainingapp.rules.item_flaws.flaw import Family, Flaw, FlawKind
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require

FAMILIES = {
    Family.TESTWISENESS: (_("Testwiseness (NBME)"), _("Helps those who do not know")),
    Family.DIFFICULTY: (_("Irrelevant difficulty (NBME)"), _("Hinders those who do know")),
    Family.LANGUAGE: (_("Language and reasons"), _("Slips, and words that hurt")),
    Family.BANK: (_("Across items"), _("Seen only across many items")),
}


@bp.get("/flaws")
@require(Permission.ITEM_READ)
def list_flaws() -> str:
    """Every flaw by family: what it is, why it matters, a bad and a good example."""
    families = [
        (family, *words, [entry for entry in CATALOGUE.items() if entry[1].family is family])
        for family, words in FAMILIES.items()
    ]
    return render_template("itembank/list_flaws.html", families=families)


class Dots(dict[str, str]):
    """Parameters that are not known: a dot or three for each."""

    def __missing__(self, name: str) -> str:
        return "…"


@bp.app_template_global()
def flaw_pattern(kind: FlawKind) -> str:
    """The sentence of a kind of flaw, with dots for what an item would fill in."""
    return (str(gettext(kind.sentence)) % Dots()).replace("….", "…")


@bp.app_template_global()
def flaw_sentence(flaw: Flaw) -> str:
    """The sentence of a flaw in the reader's language."""
    return str(gettext(kind_of(flaw).sentence)) % fill(flaw.parameters, gettext)


@bp.app_template_global()
def flaw_kind(flaw: Flaw) -> FlawKind:
    """What there is to say about a flaw: title, severity, reason."""
    return kind_of(flaw)
