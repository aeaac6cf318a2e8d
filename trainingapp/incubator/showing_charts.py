"""Survival and comparison as pages show them: the rows of their tables and the lines of their charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.incubator.accounting_wording import number
from trainingapp.incubator.drawing import (
    Chart,
    Frame,
    Line,
    Mark,
    Spot,
    band,
    frame_of,
    line,
    stairs,
)
from trainingapp.incubator.queries.graduates import Graduate
from trainingapp.rules.incubation.quartiles import Quartiles
from trainingapp.rules.incubation.survival import (
    YEAR,
    Estimate,
    Fate,
    count_fates,
    curve,
    share_after,
)
from trainingapp.rules.incubation.words import Applicants

HORIZONS = (1, 2, 3)  # years
HUNDRED = 100
QUARTER = 3  # months between two marks below a comparison


@dataclass(frozen=True, slots=True)
class Group:
    """Some graduates: what is known of them, and the share that exists after one, two and three years."""

    label: str | LazyString
    graduates: Sequence[Graduate]
    is_drawn: bool = False

    @property
    def fates(self) -> Mapping[Fate, int]:
        """How many there are of each fate."""
        return count_fates(one.life for one in self.graduates)

    @property
    def followed(self) -> int:
        """Of how many anything was known after they left."""
        return sum(one.life.is_followed for one in self.graduates)

    @property
    def estimates(self) -> Sequence[Estimate]:
        """The shares after each of the years."""
        lives = [one.life for one in self.graduates]
        return [share_after(lives, years * YEAR) for years in HORIZONS]


def group_graduates(graduates: Sequence[Graduate]) -> list[Group]:
    """All together, then by how they applied, then by the year in which they left; only groups that have somebody."""
    found = [Group(_("All graduates"), graduates, is_drawn=True)]
    kinds = {
        Applicants.REGISTERED: _("Applied as registered agencies"),
        Applicants.TEAM: _("Applied as teams"),
    }
    for kind, label in kinds.items():
        own = [one for one in graduates if one.applicants is kind]
        found.append(Group(label, own, is_drawn=len(own) < len(graduates)))
    for year in sorted({one.left_on.year for one in graduates}):
        rows = [one for one in graduates if one.left_on.year == year]
        found.append(Group(_("Graduated in %(year)s", year=year), rows))
    return [one for one in found if one.graduates]


def draw_survival(groups: Sequence[Group]) -> Chart | None:
    """The curves of all, and of the two kinds of applicants when there are both; None when nobody was followed."""
    frame = Frame(HORIZONS[-1] * YEAR, HUNDRED)
    shown = [one for one in groups if one.is_drawn and one.followed]
    if not shown:
        return None
    return Chart(
        lines=[
            Line(one.label, _survival_path(one, frame), kind) for kind, one in enumerate(shown, 1)
        ],
        x_marks=[Mark(frame.x(0), "0")]
        + [Mark(frame.x(years * YEAR), _("%(years)s y.", years=years)) for years in HORIZONS],
        y_marks=[Mark(frame.y(height), f"{height:.0f}%") for height in frame.heights()],
    )


def _survival_path(group: Group, frame: Frame) -> str:
    lives = [one.life for one in group.graduates if one.life.is_followed]
    steps = [step for step in curve(lives) if step.day <= frame.most_x]
    spots: list[Spot] = [(0, HUNDRED)]
    spots += [(step.day, float(HUNDRED * step.share)) for step in steps]
    last = max(one.days for one in lives)
    return stairs(spots, frame, until=min(last, frame.most_x))


@dataclass(frozen=True, slots=True)
class Month:
    """A month since moving in: the quartiles of all agencies, and the number of the one that is looked at."""

    month: int
    quartiles: Quartiles | None
    own: Decimal | None


def list_months(bands: Mapping[int, Quartiles], own: Mapping[int, Decimal]) -> Sequence[Month]:
    """The months in which there is any number, in order."""
    return [Month(one, bands.get(one), own.get(one)) for one in sorted({*bands, *own})]


def draw_comparison(months: Sequence[Month], *, own_label: str = "") -> Chart | None:
    """The band between the quartiles, the median, and the line of one agency; None without a number."""
    if not months:
        return None
    known = [(float(one.month), one.quartiles) for one in months if one.quartiles is not None]
    frame = frame_of(_heights(months), most_x=float(months[-1].month))
    own = [(float(one.month), float(one.own)) for one in months if one.own is not None]
    lines = [
        Line(
            pgettext("charts", "Median"), line([(x, float(one.middle)) for x, one in known], frame)
        )
    ]
    if own:
        lines.append(Line(own_label, line(own, frame), 2))
    return Chart(
        lines=lines,
        band=band(
            [(x, float(one.lower)) for x, one in known],
            [(x, float(one.upper)) for x, one in known],
            frame,
        ),
        x_marks=[
            Mark(frame.x(month), str(month)) for month in range(0, int(frame.most_x) + 1, QUARTER)
        ],
        y_marks=[Mark(frame.y(height), number(Decimal(str(height)))) for height in frame.heights()],
    )


def _heights(months: Iterable[Month]) -> list[float]:
    found = []
    for one in months:
        numbers = [one.own]
        if one.quartiles is not None:
            numbers += [one.quartiles.lower, one.quartiles.upper]
        found += [float(value) for value in numbers if value is not None]
    return found
