"""The words of the weekly mail; it goes only to those who have agreed to reminders by mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import current_app
from flask_babel import force_locale, gettext as _

from trainingapp.accounts.models import User
from trainingapp.incubator.actions.due_notices import arguments_of
from trainingapp.incubator.due_telling import kinds_of
from trainingapp.incubator.queries.due_steps import Placed
from trainingapp.incubator.queries.dues import Due, DueKind
from trainingapp.incubator.queries.weekly import Summary
from trainingapp.notices.actions import send_mail
from trainingapp.notices.kinds import notice_sentence
from trainingapp.web.i18n import titled

PAGE, SWITCH = "/incubation", "/accounts/my-data"


def mail_week(person: User, summary: Summary, *, now: datetime) -> None:
    """Mail somebody their week in their language; a job calls this, there is no request."""
    assert person.email is not None
    with force_locale(person.language or current_app.config["LANGUAGE"]):
        counts = {"late": summary.late, "coming": summary.coming}
        subject = _("Incubation this week: %(late)s overdue, %(coming)s to come", **counts)
        text = "\n\n".join(_paragraphs(person, summary))
    send_mail(to=person.email, subject=subject, text=text, now=now)


def _paragraphs(person: User, summary: Summary) -> Iterator[str]:
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    yield _("Hello %(name)s,", name=person.display_name)
    late = [one for one in summary.lines if one.is_late]
    coming = [one for one in summary.lines if not one.is_late]
    if late:
        yield _listed(_("Overdue (%(count)s):", count=summary.late), late, base)
    if coming:
        yield _listed(_("To come in these days (%(count)s):", count=summary.coming), coming, base)
    more = summary.late + summary.coming - len(summary.lines)
    if more:
        yield _("There are %(count)s more.", count=more)
    yield _("Everything you have to do: %(link)s", link=base + PAGE)
    yield _(
        "This mail comes on Mondays because you have agreed to reminders. "
        "You can switch it off here: %(link)s",
        link=base + SWITCH,
    )


def _listed(heading: str, lines: list[Placed], base: str) -> str:
    return "\n".join([heading, *(f"· {_line(one)} {base}{one.due.url}" for one in lines)])


def _line(one: Placed) -> str:
    due = one.due
    told = arguments_of(one) | {"text": _text(due)}
    if due.kind is DueKind.TASK:
        return str(_("%(agency)s: %(text)s (by %(day)s)", **told))
    if due.kind is DueKind.REPORT:
        return str(_("%(agency)s: report on %(text)s (by %(day)s)", **told))
    kinds = kinds_of(due.kind, due.text)
    return notice_sentence(kinds.late if one.is_late else kinds.ahead, told)


def _text(due: Due) -> str:
    if due.names:
        return titled(dict(due.names))
    if due.parameters is None:
        return due.text
    text = str(_(due.text))
    return text % due.parameters if due.parameters else text
