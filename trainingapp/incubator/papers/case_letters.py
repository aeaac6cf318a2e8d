"""Letters of a stay: what has to be put right, moving out, graduation. And those of an application, on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from flask_babel import gettext as _, lazy_gettext
from flask_babel.speaklater import LazyString

from trainingapp.education.days import day_of
from trainingapp.incubator.applying_telling import LETTERS, day_in
from trainingapp.incubator.models import Case, CaseLetter, StageRecord
from trainingapp.incubator.models.applications import LetterKind
from trainingapp.incubator.papers.letters import Letter
from trainingapp.incubator.queries import case_letters as queries, leaving
from trainingapp.incubator.residence_wording import CAUSES, HANDOVER
from trainingapp.incubator.wording import OUTCOMES
from trainingapp.rules.incubation.residence_words import Cause, HandoverKind
from trainingapp.rules.incubation.words import Outcome
from trainingapp.web.i18n import local_date, titled

TITLES: Mapping[str, LazyString] = {
    queries.PUT_RIGHT: lazy_gettext("Order to put right"),
    queries.GRADUATED: lazy_gettext("Notice on graduation"),
    **dict.fromkeys(queries.MOVING_OUT, lazy_gettext("Notice on moving out")),
}


def tell_application_letter(case: Case, letter: CaseLetter) -> Letter:
    """A letter about an application: the receipt, what is missing, that it is not accepted or withdrawn."""
    about, kind = letter.details, LetterKind(letter.kind)
    day = day_in(about.get("day", ""))
    lines: dict[LetterKind, Callable[[], list[str]]] = {
        LetterKind.RECEIVED: lambda: [
            _(
                "We have received your application for incubation. It will be checked by %(day)s; "
                "you will be told of the result on the site.",
                day=day,
            )
        ],
        LetterKind.RETURNED: lambda: [
            _(
                "Your application needs the following. Please add it and submit again by %(day)s.",
                day=day,
            ),
            *_numbered(about["asked"]),
            *([about["reason"]] if about.get("reason") else []),
        ],
        LetterKind.REFUSED: lambda: _refused(about),
        LetterKind.WITHDRAWN: lambda: [
            _(
                "Your application is withdrawn as you asked. "
                "You can apply again while the call is open, or to a later one."
            )
        ],
    }
    day_written = local_date(day_of(letter.written_at))
    return _letter(case, str(LETTERS[kind]), lines[kind](), day=day_written)


def _refused(about: Mapping[str, str]) -> list[str]:
    found = [_("Your application is not accepted.")]
    if about.get("ground_zh"):
        ground = titled({"zh": about["ground_zh"], "en": about["ground_en"]})
        found.append(_("Ground: %(ground)s", ground=ground))
    return [
        *found,
        _("Why: %(reason)s", reason=about["reason"]),
        _(
            "When the ground no longer holds, you can apply again to a later call. "
            "Nothing you wrote is lost: you find it under your applications."
        ),
    ]


def tell_case_letter(case: Case, record: StageRecord) -> Letter:
    """The letter about a passage that the agency is written about."""
    tell = _TELLING.get(record.act, _tell_moving_out)
    lines, closing = tell(case, record)
    title, day = str(TITLES[record.act]), local_date(day_of(record.at))
    return _letter(case, title, lines, closing=closing, day=day)


Told = tuple[list[str], list[str]]


def _tell_put_right(case: Case, record: StageRecord) -> Told:
    ordered = queries.find_ordered(case, record)
    items = ordered.items if ordered is not None else []
    lines = [_("Please put the following right, each by its day:")]
    lines += _numbered(
        _("%(text)s – by %(day)s", text=one.text, day=local_date(one.due_on))
        if one.due_on
        else one.text
        for one in items
    )
    lines.append(_("Why: %(reason)s", reason=record.reason))
    closing = _(
        "When something is put right, please show it on this site. "
        "The base looks at it and answers there."
    )
    return lines, [closing]


def _tell_graduated(case: Case, record: StageRecord) -> Told:
    decided = queries.find_decided(case, record)
    day = local_date(day_of(record.at))
    lines = [
        _("Your agency has passed its graduation review; its stay has ended on %(day)s.", day=day)
    ]
    if decided is not None:
        on = local_date(decided.decided_on)
        lines.append(_("Decided by %(body)s on %(day)s.", body=decided.body, day=on))
        lines.append(_("Reasons: %(reasons)s", reasons=decided.reasons))
    if case.outcome:
        lines.append(
            _("Outcome of the stay: %(outcome)s.", outcome=OUTCOMES[Outcome(case.outcome)])
        )
    months = "、".join(str(one.month) for one in leaving.list_follow_ups(case))
    closing = (
        [_("The base will ask how you are after %(months)s months.", months=months)]
        if months
        else []
    )
    return lines, closing


def _tell_moving_out(case: Case, record: StageRecord) -> Told:
    lines = [_how_it_ends(case, record), _("Why: %(reason)s", reason=record.reason)]
    handover = leaving.find_handover(case)
    if handover is None:
        return lines, []
    by = local_date(handover.due_on)
    lines.append(_("Please hand over the following to the base by %(day)s:", day=by))
    lines += _numbered(str(HANDOVER[HandoverKind(one.kind)]) for one in handover.items)
    closing = _("Both sides sign the hand-over on this site; then the moving out is finished.")
    return lines, [closing]


def _how_it_ends(case: Case, record: StageRecord) -> str:
    day = local_date(day_of(record.at))
    if record.act == "leave":
        given = leaving.find_leave_notice(case)
        leaves = local_date(given.leaves_on) if given else day
        asked = _(
            "The stay ends on %(leaves)s, as you asked. Confirmed on %(day)s.",
            leaves=leaves,
            day=day,
        )
        return str(asked)
    if record.act == "dismiss":
        dismissal = leaving.find_dismissal(case)
        cause = CAUSES[Cause(dismissal.cause)] if dismissal else "—"
        ended = _(
            "The base ends the stay. Decided on %(day)s. Cause: %(cause)s.", day=day, cause=cause
        )
        return str(ended)
    return str(
        _("The graduation review was not passed; the stay ends. Decided on %(day)s.", day=day)
    )


_TELLING: Mapping[str, Callable[[Case, StageRecord], Told]] = {
    queries.PUT_RIGHT: _tell_put_right,
    queries.GRADUATED: _tell_graduated,
}


def _numbered(texts: Iterable[str]) -> list[str]:
    return [f"{number}. {text}" for number, text in enumerate(texts, start=1)]


def _letter(
    case: Case, title: str, lines: list[str], *, closing: Sequence[str] = (), day: str
) -> Letter:
    return Letter(
        title=title,
        number=case.number,
        greeting=_("To %(agency)s:", agency=case.agency.name),
        lines=lines,
        points_title="",
        columns=[],
        points=[],
        closing=list(closing),
        base=case.base.organisation.name,
        day=day,
    )
