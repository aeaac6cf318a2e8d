"""What may not stand in a course: reports, hiding with a reason, texts of ratings before they are public."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import update

from trainingapp.audit.actions import record
from trainingapp.courses.models import Rating, Reply, TextState, Topic, TopicReport
from trainingapp.courses.queries import topics as queries
from trainingapp.courses.queries.talkers import Standing
from trainingapp.extensions import db
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.errors import RuleViolation

register_kind(
    "courses.hidden", _("A text of yours in the course “%(title)s” is hidden: %(reason)s")
)
register_kind("courses.shown", _("A text of yours in the course “%(title)s” is shown again."))
register_kind(
    "courses.rating_refused",
    _("The text of your rating of “%(title)s” does not become public: %(reason)s"),
)


class NotOnesToJudge(RuleViolation):
    message = "A text is hidden or shown by an instructor or a reviewer who did not write it."


class TextNotWaiting(RuleViolation):
    message = "Somebody else has decided on this text meanwhile."


def report_post(standing: Standing, post: Topic | Reply, *, reason: str, now: datetime) -> None:
    """Tell the moderators why a text should not stand there; a second time replaces what one said before."""
    known = queries.find_report(standing.person_id, post)
    if known is not None:
        known.reason = reason
        db.session.flush()
        return
    row = TopicReport(reporter_id=standing.person_id, reason=reason, made_at=now)
    if isinstance(post, Reply):
        row.topic_id, row.reply_id = post.topic_id, post.id
    else:
        row.topic_id = post.id
    db.session.add(row)
    db.session.flush()


def hide_post(standing: Standing, post: Topic | Reply, *, reason: str, now: datetime) -> None:
    """Show a text no longer to others; its author is told why, and its reports are settled.

    :raises NotOnesToJudge: by somebody who is no moderator of the course, or wrote it.
    """
    _check_judge(standing, post)
    post.hidden_at, post.hidden_reason = now, reason
    _settle_reports(post, now=now)
    _record("courses.hide", standing, post, now=now)
    _tell_author("courses.hidden", standing, post, now=now)


def show_post(standing: Standing, post: Topic | Reply, *, now: datetime) -> None:
    """Show a hidden text again. :raises NotOnesToJudge: as for hiding."""
    _check_judge(standing, post)
    post.hidden_at, post.hidden_reason = None, ""
    db.session.flush()
    _record("courses.unhide", standing, post, now=now)
    _tell_author("courses.shown", standing, post, now=now)


def dismiss_report(report: TopicReport, *, actor_id: int, now: datetime) -> None:
    """Let the text stand."""
    report.settled_at = now
    db.session.flush()
    record(
        "courses.dismiss_report",
        actor_id=actor_id,
        subject="course",
        subject_id=report.topic.course_id,
        detail={"topic": report.topic_id, "reply": report.reply_id},
        now=now,
    )


def publish_text(rating: Rating, *, reviewer_id: int, now: datetime) -> None:
    """Let everybody read the text of a rating. :raises TextNotWaiting: when it does not wait."""
    _decide(rating, TextState.PUBLIC, reason="")
    _record_rating("courses.publish_rating", rating, reviewer_id=reviewer_id, now=now)


def refuse_text(rating: Rating, *, reason: str, reviewer_id: int, now: datetime) -> None:
    """Keep the text of a rating from the public; its author is told why and may write another. The stars count.

    :raises TextNotWaiting: when it does not wait.
    """
    _decide(rating, TextState.REFUSED, reason=reason)
    _record_rating("courses.refuse_rating", rating, reviewer_id=reviewer_id, now=now)
    if rating.user_id is not None:
        arguments = {"title": rating.course.title["zh"], "reason": reason}
        url = f"/courses/{rating.course_id}/rating"
        notify(
            user_id=rating.user_id,
            kind="courses.rating_refused",
            arguments=arguments,
            url=url,
            now=now,
        )


def _decide(rating: Rating, state: TextState, *, reason: str) -> None:
    if rating.text_state != TextState.WAITING:
        raise TextNotWaiting
    rating.text_state, rating.refusal = state, reason
    db.session.flush()


def _check_judge(standing: Standing, post: Topic | Reply) -> None:
    if not standing.may_hide(post):
        raise NotOnesToJudge


def _settle_reports(post: Topic | Reply, *, now: datetime) -> None:
    query = update(TopicReport).where(TopicReport.settled_at.is_(None))
    if isinstance(post, Reply):
        query = query.where(TopicReport.reply_id == post.id)
    else:
        query = query.where(TopicReport.topic_id == post.id, TopicReport.reply_id.is_(None))
    db.session.execute(query.values(settled_at=now))
    db.session.flush()


def _record(action: str, standing: Standing, post: Topic | Reply, *, now: datetime) -> None:
    is_reply = isinstance(post, Reply)
    record(
        action,
        actor_id=standing.person_id,
        subject="course",
        subject_id=standing.course.id,
        detail={
            "topic": post.topic_id if isinstance(post, Reply) else post.id,
            "reply": post.id if is_reply else None,
        },
        now=now,
    )


def _record_rating(action: str, rating: Rating, *, reviewer_id: int, now: datetime) -> None:
    record(
        action,
        actor_id=reviewer_id,
        subject="course",
        subject_id=rating.course_id,
        detail={"rating": rating.id},
        now=now,
    )


def _tell_author(kind: str, standing: Standing, post: Topic | Reply, *, now: datetime) -> None:
    if post.author_id is None:
        return
    topic_id = post.topic_id if isinstance(post, Reply) else post.id
    arguments = {"title": standing.course.title["zh"], "reason": post.hidden_reason}
    url = f"/courses/{standing.course.id}/topics/{topic_id}"
    notify(user_id=post.author_id, kind=kind, arguments=arguments, url=url, now=now)
