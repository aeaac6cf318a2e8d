"""Charts of a base over all its agencies: checks and staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from trainingapp.education.days import today
from trainingapp.incubator import compliance_wording
from trainingapp.incubator.check_files import list_checks
from trainingapp.incubator.queries import breaches, workforce
from trainingapp.incubator.queries.calls import get_base
from trainingapp.incubator.routes.chart_pages import BASE, show_chart
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.incubation.breaches import Breach, count_open, days_to_clear, month_ends
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.quartiles import Quartiles
from trainingapp.rules.intervals import Interval
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require

MONTHS = 12


@bp.get(f"{BASE}/breaches")
@require(Permission.INCUBATOR_OVERSEE)
def show_breaches(base_id: int) -> str:
    """What is not in order in how many agencies, how that was in the months behind, and how long it takes."""
    base, on = get_base(current(), base_id), today()
    ends = month_ends(on, MONTHS)
    rows = breaches.list_breaches(base.id, since=ends[0])
    counts = breaches.count_statuses(base.id, on=on)
    history = [(day, count_open(rows, day)) for day in ends]
    texts = list_checks().by_code
    checks = [(texts[code], found) for code, found in counts.items() if code in texts]
    return show_chart(
        "show_breaches",
        base,
        agencies=breaches.count_agencies(base.id),
        checks=sorted(checks, key=lambda one: (-one[1][Status.BREACH], one[0].code)),
        history=history,
        most=max(1, *(found[Severity.RED] + found[Severity.AMBER] for _day, found in history)),
        cleared=_cleared(rows, Interval(ends[0], on + timedelta(days=1))),
        check_words=compliance_wording,
    )


def _cleared(rows: Sequence[Breach], span: Interval) -> list[tuple[Severity, Quartiles]]:
    found = []
    for severity in Severity:
        days = days_to_clear((one for one in rows if one.severity is severity), span)
        if days is not None:
            found.append((severity, days))
    return found


@bp.get(f"{BASE}/workforce")
@require(Permission.INCUBATOR_OVERSEE)
def show_workforce(base_id: int) -> str:
    """How the teams of a base are spread, and what ends in the months to come; no name."""
    base = get_base(current(), base_id)
    return show_chart("show_workforce", base, staff=workforce.measure_workforce(base, on=today()))
