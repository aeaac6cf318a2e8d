"""The rows of the table of times as ready HTML: written by a template they would be a sixth of a result page's time."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from markupsafe import Markup, escape

from trainingapp.exams.routes.mount import bp
from trainingapp.rules.results import Marked
from trainingapp.web.i18n import points


@bp.app_template_filter("time_rows")
def time_rows(items: Sequence[Marked], slow: Collection[int]) -> Markup:
    """A row for each item: its slot, the points of how many, the seconds; slow ones are marked."""
    mark = f' <span class="badge tone-warning">{escape(_("slow"))}</span>'
    marked = frozenset(slow)
    rows = (
        f'<tr><th scope="row">{item.slot:d}{mark if item.slot in marked else ""}</th>'
        f'<td class="number">{points(item.points)} / {points(item.full)}</td>'
        f'<td class="number">{item.held.seconds:d}</td></tr>'
        for item in items
    )
    return Markup("\n".join(rows))  # noqa: S704 - numbers, and one escaped word
