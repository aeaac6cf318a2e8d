"""What the worker does for what falls due: people are told of it on the site, and on Mondays by mail."""

from __future__ import annotations

from datetime import datetime

from trainingapp.extensions import db
from trainingapp.incubator.actions import weekly_mails
from trainingapp.incubator.actions.due_notices import SOURCES, remove_old, tell_batch
from trainingapp.incubator.queries.weekly import summarise
from trainingapp.incubator.weekly_mails import mail_week
from trainingapp.jobs.registry import every
from trainingapp.rules.incubation.weeks import week_to_mail
from trainingapp.web.i18n import SHANGHAI
from trainingapp.web.transactions import committing


@every(seconds=60 * 60, name="incubator.tell_of_dues", reads_first=True)
def tell_of_dues(*, now: datetime) -> None:
    """Tell of every step that has begun and was not told of; a hundred matters share a transaction.

    It may be ended at any moment: what was committed is not told again, the rest is told by the next run.
    """
    db.session.rollback()
    for kind in SOURCES:
        after: int | None = 0
        while after is not None:
            with committing():
                after = tell_batch(kind, after=after, now=now).after
    with committing():
        remove_old(now=now)


@every(seconds=30 * 60, name="incubator.mail_the_week", reads_first=True)
def mail_the_week(*, now: datetime) -> None:
    """Mail everybody their week on Monday from eight o'clock; fifty people share a transaction.

    Ended in the middle, the next run mails those who have no mail of this week yet.
    """
    moment = now.astimezone(SHANGHAI)
    week = week_to_mail(moment)
    db.session.rollback()
    if week is None or weekly_mails.is_finished(week):
        db.session.rollback()
        return
    summaries = summarise(SOURCES.values(), moment.date())
    people = sorted(summaries)
    for start in range(0, len(people), weekly_mails.BATCH):
        chosen = people[start : start + weekly_mails.BATCH]
        with committing():
            mails = {one: summaries[one] for one in chosen}
            weekly_mails.send_batch(week, mails, mail=mail_week, now=now)
    with committing():
        weekly_mails.finish(week, now=now)
