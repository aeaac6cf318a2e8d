"""The demonstration's film course: a first interview with chapters, subtitles and times of its points, half watched."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from trainingapp.accounts.models import User
from trainingapp.courses.actions import authoring, learning, versions, watching
from trainingapp.courses.models import Course, Recording
from trainingapp.courses.plans import CoursePlan, LessonPlan
from trainingapp.courses.queries.authoring import get_draft, get_latest
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.courses.queries.watching import get_viewing
from trainingapp.extensions import db
from trainingapp.rules.items import Subject
from trainingapp.server.demo_film_files import SECONDS, attach_film

SCENES = (
    ("开场：谁来了，为什么来", "您好，请坐。路上还顺利吗？我姓吴，是这里的社工。"),
    ("先听：让对方把话说完", "您刚才说，最近晚上总睡不着。愿意多说一点吗？"),
    ("澄清：他要的到底是什么", "我这样理解对吗：您最急的是孩子上学的事，补助可以慢慢来。"),
    ("说明：我们能做和不能做的", "能不能批由街道决定。我能做的，是陪您把材料理齐。"),
    ("约定：下一步和保密", "今天谈的只在工作需要时告诉督导。下周三下午再见，可以吗？"),
    ("小结：三件事做到了吗", "关系建立了，需要说清了，下一步约好了：这就是接案。"),
)
POINTS = {"JP01.1.01": 0, "JP01.1.02": 60, "JP01.1.04": 120}


def make_video_course(*, author: User, reviewer: User, learner: User, now: datetime) -> None:
    """Make the course and let the learner watch its first half, unless there is any film."""
    if db.session.scalar(select(exists().where(Recording.stored_file_id > 0))):
        return
    course = _make_course(author, reviewer, now=now)
    learning.enrol(course, user_id=learner.id, now=now)
    enrolment = find_enrolment(learner.id, course.id)
    lesson = get_latest(course).lessons[0]
    if enrolment is None:
        return
    text = "先问最急的是什么，再说能做什么。顺序不能反。"
    learning.add_note(enrolment, lesson, text, at_seconds=68, now=now)
    half = len(SCENES) * SECONDS * 500
    watched = watching.Watched([(0, half)], position=half, duration=2 * half)
    viewing = get_viewing(learner.id, course.id, key=lesson.key)
    watching.save_watching(viewing, watched, places=(), now=now)


def _make_course(author: User, reviewer: User, *, now: datetime) -> Course:
    plan = CoursePlan(
        title={"zh": "看一段示范：第一次会谈", "en": "Watch one: the first interview"},
        summary={
            "zh": "三分钟看完一次接案会谈的六个步骤，每一步都能单独回看。",
            "en": "The six steps of a first interview in three minutes, each to be seen again.",
        },
        subject=Subject.JUNIOR_PRACTICE,
        level="junior",
    )
    course = authoring.create_course(plan, owner_id=author.id, organisation_id=None, now=now)
    version = get_draft(course)
    lesson = authoring.add_lesson(version, version.sections[0], _plan())
    attach_film(lesson, [line for _title, line in SCENES], now=now)
    versions.send_version(version, note="", actor_id=author.id, now=now)
    versions.publish_version(get_latest(course), reviewer_id=reviewer.id, now=now)
    return course


def _plan() -> LessonPlan:
    return LessonPlan(
        kind="video",
        title={"zh": "示范：第一次会谈", "en": "A first interview"},
        minutes=3,
        content={
            "chapters": [[n * SECONDS, title] for n, (title, _line) in enumerate(SCENES)],
            "asks_presence": True,
        },
        points=list(POINTS),
        starts=POINTS,
    )
