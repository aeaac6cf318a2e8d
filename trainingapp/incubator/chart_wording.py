"""The words of the charts of a base: its pages, rungs, fates, parts of teams, and how communities are covered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.rules.incubation.coverage import Reach
from trainingapp.rules.incubation.flow import Rung
from trainingapp.rules.incubation.spread import Part
from trainingapp.rules.incubation.survival import Fate


class ChartPage(NamedTuple):
    """A page of charts of a base."""

    label: LazyString
    endpoint: str
    text: LazyString


PAGES = (
    ChartPage(
        pgettext("charts", "Figures by period"),
        "incubator.show_base_figures",
        _("The figures of the base with their targets, and the period before."),
    ),
    ChartPage(
        pgettext("charts", "Way through the base"),
        "incubator.show_flow",
        _("How many applications become graduates, and how long cases stay in each stage."),
    ),
    ChartPage(
        pgettext("charts", "Graduation and survival"),
        "incubator.show_survival",
        _("How many graduate in time, and how many graduates still exist later."),
    ),
    ChartPage(
        pgettext("charts", "Calls compared"),
        "incubator.compare_cohorts",
        _("Figures of agencies by the months since each moved in."),
    ),
    ChartPage(
        pgettext("charts", "Checks together"),
        "incubator.show_breaches",
        _("What is not in order most often, and how long it takes to be put right."),
    ),
    ChartPage(
        pgettext("charts", "Staff together"),
        "incubator.show_workforce",
        _("Shares of qualified staff, and what ends in the year to come."),
    ),
    ChartPage(
        pgettext("charts", "Coverage of communities"),
        "incubator.show_coverage",
        _("Community by community against the target, and where nobody serves."),
    ),
)

RUNGS: Mapping[Rung, LazyString] = {
    Rung.SUBMITTED: pgettext("funnel", "Applied"),
    Rung.CHECKED: pgettext("funnel", "Passed the first check"),
    Rung.REVIEWED: pgettext("funnel", "Reviewed"),
    Rung.ADMITTED: pgettext("funnel", "Admitted"),
    Rung.MOVED_IN: pgettext("funnel", "Moved in"),
    Rung.GRADUATED: pgettext("funnel", "Graduated"),
}
FATES: Mapping[Fate, LazyString] = {
    Fate.STANDS: pgettext("graduates", "Exist"),
    Fate.GONE: pgettext("graduates", "Deregistered since"),
    Fate.MERGED: pgettext("graduates", "Merged since"),
    Fate.LOST: pgettext("graduates", "Lost sight of"),
    Fate.UNASKED: pgettext("graduates", "Not asked yet"),
}
PARTS: Mapping[Part, LazyString] = {
    Part.NOBODY: pgettext("teams", "No full-time staff"),
    Part.NONE: pgettext("teams", "Nobody qualified"),
    Part.BELOW_THIRD: pgettext("teams", "Below a third"),
    Part.BELOW_HALF: pgettext("teams", "A third to below a half"),
    Part.BELOW_ALL: pgettext("teams", "A half to below all"),
    Part.ALL: pgettext("teams", "All of them"),
}
REACHES: Mapping[Reach, LazyString] = {
    Reach.REACHED: pgettext("coverage", "Target reached here"),
    Reach.SHORT: pgettext("coverage", "Below the target"),
    Reach.EMPTY: pgettext("coverage", "Counted, none"),
    Reach.COUNTED: pgettext("coverage", "Counted, no target known"),
    Reach.UNCOUNTED: pgettext("coverage", "Not counted"),
}
SIGNS: Mapping[Reach, str] = {
    Reach.REACHED: "✓",
    Reach.SHORT: "△",
    Reach.EMPTY: "×",
    Reach.COUNTED: "○",
    Reach.UNCOUNTED: "?",
}


def percent(share: float | None) -> str:
    """A share of a hundred without places behind the point; a dash when there is none."""
    return "—" if share is None else f"{share:.0f}%"
