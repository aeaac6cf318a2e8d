"""The pages of what is said under lessons: lists, a topic with its replies, asking, replying, changing, accepting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import topics as actions
from trainingapp.courses.forms.topics import ReplyForm, TopicForm, TopicSearchForm, post_data
from trainingapp.courses.models import Lesson, Reply, Topic
from trainingapp.courses.queries import learning, talkers, topics
from trainingapp.courses.routes.learning import LEARN
from trainingapp.courses.routes.mount import bp, form_status
from trainingapp.rules import errors, talk
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence
from trainingapp.web.pages import paginate


@bp.get("/courses/<int:course_id>/topics")
@require(LEARN)
def list_topics(course_id: int) -> str:
    """Everything that was asked in a course, for those who learn or teach it."""
    return _list_page(talkers.get_standing(current(), course_id))


@bp.get("/courses/<int:course_id>/lessons/<key>/topics")
@require(LEARN)
def list_lesson_topics(course_id: int, key: str) -> str:
    """What was asked about a lesson, and a form to ask more."""
    standing = talkers.get_standing(current(), course_id)
    lesson = topics.get_lesson(standing.course, key)
    return _list_page(standing, lesson, form=_new_form(lesson) if standing.is_learner else None)


@bp.post("/courses/<int:course_id>/lessons/<key>/topics")
@require(LEARN)
def begin_topic(course_id: int, key: str) -> ResponseReturnValue:
    """Ask something about a lesson one learns."""
    standing = talkers.get_standing(current(), course_id)
    lesson = learning.get_lesson(current().id, course_id, key=key)
    form = TopicForm(has_moment=topics.has_moments(lesson))
    if not form.validate():
        return _list_page(standing, lesson, form=form), 422
    try:
        topic = actions.begin_topic(standing, key, form.plan(), now=now())
    except errors.RuleViolation as violation:
        form.form_errors.append(sentence(violation))
        return _list_page(standing, lesson, form=form), 409
    flash(_("Your topic stands here now. You get a notice when somebody replies."), "success")
    return _back(topic.course_id, topic.id)


def _new_form(lesson: Lesson) -> TopicForm:
    return TopicForm(has_moment=topics.has_moments(lesson), formdata=None)


def _list_page(
    standing: talkers.Standing, lesson: Lesson | None = None, *, form: TopicForm | None = None
) -> str:
    search = TopicSearchForm(request.args)
    wanted = topics.TopicFilter(
        words=(search.q.data or "")[:80],
        lesson_key=lesson.key if lesson else None,
        is_unanswered=bool(search.waiting.data),
    )
    page = paginate(topics.list_topics(standing, wanted))
    return render_template(
        "courses/list_topics.html",
        standing=standing,
        course=standing.course,
        lesson=lesson,
        search=search,
        is_filtered=bool(wanted.words or wanted.is_unanswered),
        page=page,
        form=form,
        **present(page.items),
    )


def present(found: Sequence[Topic]) -> Mapping[str, object]:
    """What lists of topics show beside them."""
    return {
        "discussions": topics.present_discussions(found),
        "lesson_titles": topics.lesson_titles(found),
    }


@bp.get("/courses/topics/mine")
@require(LEARN)
def list_own_topics() -> str:
    """What the reader has asked, in all courses."""
    page = paginate(topics.list_own_topics(current().id))
    return render_template("courses/list_own_topics.html", page=page, **present(page.items))


@bp.get("/courses/<int:course_id>/topics/<int:topic_id>")
@require(LEARN)
def show_topic(course_id: int, topic_id: int) -> str:
    """A topic with its replies."""
    return _topic_page(*_find(course_id, topic_id), form=ReplyForm(formdata=None))


def _find(course_id: int, topic_id: int) -> tuple[talkers.Standing, Topic]:
    standing = talkers.get_standing(current(), course_id)
    return standing, topics.get_topic(standing, topic_id)


def _topic_page(standing: talkers.Standing, topic: Topic, *, form: ReplyForm) -> str:
    return render_template(
        "courses/show_topic.html",
        standing=standing,
        course=standing.course,
        topic=topic,
        lesson_title=topics.lesson_titles([topic]).get((topic.course_id, topic.lesson_key)),
        page=paginate(topics.list_replies(standing, topic)),
        form=form,
        is_fresh=lambda post: talk.may_edit(post.made_at, now=now()),
    )


@bp.post("/courses/<int:course_id>/topics/<int:topic_id>/replies")
@require(LEARN)
def reply_to_topic(course_id: int, topic_id: int) -> ResponseReturnValue:
    """Reply to a topic."""
    standing, topic = _find(course_id, topic_id)
    if not standing.may_reply:
        abort(403)
    form = ReplyForm()
    if not form.validate():
        return _topic_page(standing, topic, form=form), 422
    try:
        said = actions.reply(standing, topic, form.text.data or "", now=now())
    except errors.RuleViolation as violation:
        form.form_errors.append(sentence(violation))
        return _topic_page(standing, topic, form=form), 409
    flash(_("Your reply stands here now."), "success")
    return _back(course_id, topic_id, said)


def _back(course_id: int, topic_id: int, said: Reply | None = None) -> ResponseReturnValue:
    anchor = f"reply-{said.id}" if said else None
    return redirect(
        url_for("courses.show_topic", course_id=course_id, topic_id=topic_id, _anchor=anchor), 303
    )


def find_post(
    course_id: int, topic_id: int, reply_id: int | None
) -> tuple[talkers.Standing, Topic | Reply]:
    """What somebody is to a course, and a text in it that they may see."""
    standing = talkers.get_standing(current(), course_id)
    return standing, topics.get_post(standing, topic_id, reply_id=reply_id)


def find_own(course_id: int, topic_id: int, reply_id: int | None) -> Topic | Reply:
    """A text of the reader's own; anybody else's is not there."""
    standing, post = find_post(course_id, topic_id, reply_id)
    if not standing.wrote(post):
        abort(404)
    return post


@bp.route("/courses/<int:course_id>/topics/<int:topic_id>/edit", methods=["GET", "POST"])
@bp.route(
    "/courses/<int:course_id>/topics/<int:topic_id>/replies/<int:reply_id>/edit",
    methods=["GET", "POST"],
)
@require(LEARN)
def edit_post(course_id: int, topic_id: int, reply_id: int | None = None) -> ResponseReturnValue:
    """Change what one wrote a moment ago."""
    post = find_own(course_id, topic_id, reply_id)
    form: TopicForm | ReplyForm
    if isinstance(post, Topic):
        form = TopicForm(has_moment=post.second is not None, **post_data(post))
    else:
        form = ReplyForm(data=post_data(post))
    if not form.validate_on_submit():
        return render_template(
            "courses/edit_post.html", form=form, post=post, course_id=course_id, topic_id=topic_id
        ), form_status()
    actions.update_post(post, form.plan(), now=now())
    flash(_("Your text is changed; it is marked as edited."), "success")
    return _back(course_id, topic_id, post if isinstance(post, Reply) else None)


@bp.post("/courses/<int:course_id>/topics/<int:topic_id>/removal")
@bp.post("/courses/<int:course_id>/topics/<int:topic_id>/replies/<int:reply_id>/removal")
@require(LEARN)
def remove_post(course_id: int, topic_id: int, reply_id: int | None = None) -> ResponseReturnValue:
    """Take back what one wrote."""
    post = find_own(course_id, topic_id, reply_id)
    actions.remove_post(post)
    flash(_("Your text is removed."), "success")
    if isinstance(post, Reply):
        return _back(course_id, topic_id)
    return redirect(url_for("courses.list_topics", course_id=course_id), 303)


@bp.post("/courses/<int:course_id>/topics/<int:topic_id>/replies/<int:reply_id>/acceptance")
@require(LEARN)
def accept_reply(course_id: int, topic_id: int, reply_id: int) -> ResponseReturnValue:
    """Say that this reply helped, or that it no longer does."""
    standing, topic = _find(course_id, topic_id)
    chosen = topics.get_post(standing, topic_id, reply_id=reply_id)
    is_wanted = request.form.get("is_accepted") != "no"
    actions.accept_reply(
        standing, topic, chosen if is_wanted and isinstance(chosen, Reply) else None
    )
    return _back(course_id, topic_id, chosen if isinstance(chosen, Reply) else None)
