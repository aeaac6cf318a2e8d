"""Workflows as the page of the administrator shows them: every passage in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from trainingapp.incubator.showing import INSIDE, name_in, names_of
from trainingapp.incubator.wording import CONFIRMS
from trainingapp.rules.incubation.workflow import Definition
from trainingapp.web.i18n import titled


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage of a workflow in words, for those who publish it."""

    code: str
    name: str
    source: str
    target: str
    who: str
    second: str
    guards: tuple[str, ...]
    effects: tuple[str, ...]


def shown_passages(definition: Definition) -> list[ShownPassage]:
    """Every passage of a workflow, in the order of its file."""

    def name(stage: str) -> str:
        return name_in(definition, stage, INSIDE)

    return [
        ShownPassage(
            one.code,
            titled(dict(one.names)),
            "、".join(name(stage) for stage in definition.stages if stage in one.source)
            if one.source is not None
            else str(_("any stage")),
            name(one.target) if one.target else str(_("the stage before")),
            names_of(one.actors),
            str(CONFIRMS[one.confirm]) if one.confirm else "",
            one.guards,
            one.effects,
        )
        for one in definition.passages
    ]
