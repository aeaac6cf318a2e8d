"""The letter on a decision: what it says, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from trainingapp.incubator.models import Case, Determination
from trainingapp.incubator.review_words import lines_of
from trainingapp.rules.incubation.deciding import Result
from trainingapp.rules.incubation.words import Stage
from trainingapp.web.i18n import local_date, points, titled


@dataclass(frozen=True, slots=True)
class Letter:
    """The texts of a letter, in their order."""

    title: str
    number: str
    greeting: str
    lines: list[str]
    points_title: str
    columns: list[str]
    points: list[list[str]]
    closing: list[str]
    base: str
    day: str


def tell_letter(case: Case, determination: Determination, *, last_day: date | None) -> Letter:
    """What the letter on a decision says: the result, the reasons, the points of each criterion, what one may do."""
    is_admitted = determination.result == Result.ADMIT
    record = determination.ranking
    rows = lines_of(record, case.applicants) if record else []
    body, day = determination.body, local_date(determination.decided_on)
    lines = [
        _(
            "On %(day)s, %(body)s decided on your application %(number)s.",
            day=day,
            body=body,
            number=case.number,
        ),
        _result(case, is_admitted=is_admitted),
        _("Reasons: %(reasons)s", reasons=determination.reasons),
    ]
    table = [
        [titled(one.criterion.title), points(one.points), str(one.criterion.weight)] for one in rows
    ]
    if record:
        if record.bonus:
            table.append([_("Bonus points"), points(record.bonus), ""])
        table.append([_("Total points"), points(record.total), "100"])
    return Letter(
        title=_("Notice on the decision of admission"),
        number=case.number,
        greeting=_("To %(agency)s:", agency=case.agency.name),
        lines=lines,
        points_title=_("Points by criterion (mean of the reviewers):"),
        columns=[_("Criterion"), _("Points"), _("Of at most")],
        points=table,
        closing=_closing(last_day),
        base=case.base.organisation.name,
        day=day,
    )


def _result(case: Case, *, is_admitted: bool) -> str:
    if not is_admitted:
        return str(_("You are not admitted to the base."))
    if case.stage == Stage.WAITLIST:
        text = _("You fulfil the conditions; as all places are given, you are on the waiting list.")
        return str(text)
    return str(_("You are to be admitted to the base, after the public notice."))


def _closing(last_day: date | None) -> list[str]:
    if last_day is None:
        return []
    day = local_date(last_day)
    return [
        _("You may appeal once on this site, up to and including %(day)s.", day=day),
        _("Somebody who had no hand in the decision answers. You may apply again in a later call."),
    ]
