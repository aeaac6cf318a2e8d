"""The words of the board: what a card tells, and what stops a step."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.incubator.queries.board import Card
from trainingapp.incubator.wording import address_of, sentence
from trainingapp.rules.incubation.maturity import RiskLevel
from trainingapp.rules.incubation.passing import StillMissing
from trainingapp.rules.incubation.staffing import Ratio

RISKS: Mapping[RiskLevel, tuple[LazyString, str]] = {
    RiskLevel.LOW: (pgettext("board", "Low risk"), "neutral"),
    RiskLevel.MEDIUM: (pgettext("board", "Medium risk"), "warning"),
    RiskLevel.HIGH: (pgettext("board", "High risk"), "danger"),
}


def ratio_badge(ratio: Ratio) -> tuple[str, str]:
    """So many qualified of so many full-time people in words, and the kind of its badge."""
    if ratio.is_met is None:
        return str(pgettext("board", "No full-time staff")), "neutral"
    figures = f"{ratio.qualified}/{ratio.full_time}"
    if ratio.is_met:
        return str(_("Qualified staff %(figures)s: enough", figures=figures)), "success"
    return str(_("Qualified staff %(figures)s: too few", figures=figures)), "danger"


def stages_of(card: Card) -> str:
    """The stages into which a card may be dropped, as a script reads them."""
    return " ".join(dict.fromkeys(str(one.target) for one in card.moves))


def list_missing(refusal: StillMissing) -> list[dict[str, str | None]]:
    """What is missing for a step, each with the page where it is put right."""
    return [{"text": sentence(one), "url": address_of(one)} for one in refusal.missing]
