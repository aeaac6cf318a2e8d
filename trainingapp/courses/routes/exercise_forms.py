"""The form of an exercise: how many items each area has, and what is said when they are too few or known."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash
from flask_babel import gettext as _, ngettext

from trainingapp.courses.forms.lessons import ExerciseForm, LessonForm
from trainingapp.courses.queries.exercises import list_on_forms
from trainingapp.courses.queries.free_items import count_asked
from trainingapp.itembank.queries import area_titles
from trainingapp.web.i18n import titled


def name_area(code: str, title: dict[str, str], free: Mapping[str, int] | None) -> str:
    """A chapter or knowledge point for a choice; with how many items can be drawn there, where that matters."""
    name = f"{code} {titled(title)}"
    if free is None:
        return name
    count = str(ngettext("%(num)s item", "%(num)s items", free.get(code, 0)))
    return f"{name} · {count}"


def list_chapters(free: Mapping[str, int]) -> Mapping[str, str]:
    """The chapters that have items to draw, by code, each with how many."""
    codes = sorted(code for code in free if "." not in code)
    titles = area_titles(codes)
    return {code: name_area(code, titles.get(code, {}), free) for code in codes}


def say_saved(form: LessonForm) -> None:
    """Say that a lesson is saved; warn of items that are missing, and of those whose keys it would make known."""
    flash(_("The lesson is saved."), "success")
    if not isinstance(form, ExerciseForm):
        return
    content = form.content()
    (count,) = count_asked([content])
    if not content["items"] and count < content["most"]:
        said = _(
            "Items in this exercise now: %(count)s. No more are ready there that stand on no mock exam. "
            "Choose more chapters or name items."
        )
        flash(said % {"count": count}, "warning")
    placed = list_on_forms(content["items"])
    if placed:
        said = _("These items stand on a mock exam. Here everybody sees their keys: %(codes)s")
        flash(said % {"codes": ", ".join(placed)}, "warning")
